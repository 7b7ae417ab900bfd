"""Nothing new is written into the books of a host that is no more."""

from datetime import date

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from meetings.models import Host, is_dissolved, name_of


def refuse_dissolved(host: Host, on: date) -> None:
    """Refuse what is of a day after the host's end. Raises host_dissolved."""
    if is_dissolved(host, on):
        raise RuleBroken(
            "host_dissolved",
            _("%(name)s sudah tidak ada pada tanggal itu.") % {"name": name_of(host)},
        )
