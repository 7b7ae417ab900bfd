"""Words of the roster: lengths of time."""

from __future__ import annotations

from django.utils.translation import gettext as _


def said_length(minutes: int) -> str:
    """Say minutes as hours: "1 jam 30 menit"."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return _("%(hours)d jam %(minutes)d menit") % {"hours": hours, "minutes": rest}
    if hours:
        return _("%(hours)d jam") % {"hours": hours}
    return _("%(minutes)d menit") % {"minutes": rest}
