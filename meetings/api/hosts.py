"""How programs name the host of a meeting or a series: exactly one of three keys."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from meetings.models import Host

HOST = ("wksbm", "organisation", "region")


def take_host(facts: dict[str, Any]) -> Host:
    """Take the host out of what was sent. Raises host_needed on `wksbm` for none or several."""
    sent = [facts.pop(name) for name in HOST if name in facts]
    if len(sent) != 1:
        fault = _("Sebut satu penyelenggara: wksbm, organisation, atau region.")
        raise ValidationError({"wksbm": ValidationError(fault, code="host_needed")})
    host: Host = sent[0]
    return host
