"""Minutes approved by who chaired, and opened again with a reason."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.languages import official
from common.names import tidy
from common.versions import save_version
from meetings.models import Host, Meeting
from meetings.services.refusals import refuse_approved
from people.models import Person
from volunteers.models import Organisation
from wksbm.models import Seat, Wksbm

_APPROVED = ["approved_at", "approved_by", "approved_as", "reopened_because"]


def holder_of(host: Host, post: str, on: date) -> Person | None:
    """Return who holds a post of a body or an organisation on the day; no register has a region's.

    Both name their posts alike.
    """
    match host:
        case Wksbm():
            seat = host.seats.filter(post=post).held(on).select_related("holder").first()
            return seat.holder if seat else None
        case Organisation():
            held = host.office_holders.filter(post=post).held(on).select_related("person").first()
            return held.person if held else None
    return None


def chair_of(meeting: Meeting) -> Person | None:
    """Return who chairs the host on the meeting's day; a region's own chair is no record here."""
    return holder_of(meeting.host, Seat.Post.CHAIR, meeting.on)


@transaction.atomic
def approve_minutes(
    meeting: Meeting, *, on_paper: str = "", version: int | None = None, actor: User
) -> Meeting:
    """Approve the minutes as they stand: from now on nobody changes them or who came.

    By the chair's own account; or somebody notes who approved them `on_paper`, by name. Raises
    meeting_not_held, minutes_approved, stale_version; required on `on_paper`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    refuse_approved(meeting)
    if not meeting.is_held:
        raise RuleBroken("meeting_not_held", _("Pertemuan ini belum dicatat."))
    chair = chair_of(meeting)
    if tidy(on_paper):
        meeting.approved_as = _on_paper(tidy(on_paper))
    elif chair is not None and chair.user_id == actor.pk:
        meeting.approved_as = _as_chair(chair.name)
    else:
        words = _("Tulis nama pimpinan yang menyetujui notulen di atas kertas.")
        raise ValidationError({"on_paper": ValidationError(words, code="required")})
    meeting.approved_by, meeting.approved_at = actor, timezone.now()
    meeting.reopened_because = ""
    return save_version(meeting, _APPROVED, version=version)


@transaction.atomic
def reopen_minutes(
    meeting: Meeting, *, because: str, version: int | None = None, actor: User
) -> Meeting:
    """Open approved minutes again, and say why. Raises not_approved; required on `because`."""
    require(actor, Can.LOG_MEETINGS, on=meeting)
    if not meeting.is_approved:
        raise RuleBroken("not_approved", _("Notulen ini belum disetujui."))
    if not tidy(because):
        raise ValidationError({"because": ValidationError(_("Tulis alasannya."), code="required")})
    meeting.approved_at, meeting.approved_by, meeting.approved_as = None, None, ""
    meeting.reopened_because = tidy(because)
    return save_version(meeting, _APPROVED, version=version)


@official
def _as_chair(name: str) -> str:
    return _("%(name)s, ketua") % {"name": name}


@official
def _on_paper(name: str) -> str:
    return _("%(name)s, di atas kertas") % {"name": name}
