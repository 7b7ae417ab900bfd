"""What the papers of a meeting say: the invitation letter and the sheet to sign."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can
from common.errors import RuleBroken
from meetings.models import Meeting
from meetings.rules import said_date, said_time
from papers.kinds import PaperKind, register
from papers.signers import Signer
from papers.words import said_day
from wksbm.models import Seat

INVITATION = "meetings.invitation"
ATTENDANCE_SHEET = "meetings.attendance_sheet"
EMPTY_ROWS = 10  # for guests, and for whoever is not in the list yet


def register_kinds() -> None:
    register(
        PaperKind(
            name=INVITATION,
            label=gettext_lazy("Undangan"),
            template="meeting_invitation",
            number="{sequence:03d}/UND/{region}/{month}/{year}",
            can=Can.PLAN_MEETINGS,
            model=Meeting,
            facts=invitation_facts,
            title=lambda meeting: f"Undangan {meeting.purpose}, {said_day(meeting.on)}",
            is_letter=True,
        )
    )
    register(
        PaperKind(
            name=ATTENDANCE_SHEET,
            label=gettext_lazy("Daftar hadir"),
            template="attendance_sheet",
            number="{sequence:03d}/DH/{region}/{month}/{year}",
            can=Can.LOG_MEETINGS,
            model=Meeting,
            facts=attendance_facts,
            title=lambda meeting: f"Daftar hadir {meeting.purpose}, {said_day(meeting.on)}",
        )
    )


def invitation_facts(meeting: Meeting) -> dict[str, Any]:
    """Return what the letter says. Raises meeting_not_planned: nobody is invited to the past."""
    if not meeting.is_planned:
        raise RuleBroken(
            "meeting_not_planned", _("Undangan hanya untuk pertemuan yang direncanakan.")
        )
    return {
        **_occasion(meeting),
        "subject": f"Undangan {meeting.purpose}",
        "written_at": meeting.region.name,
        "signers": [_signer(meeting, Seat.Post.CHAIR)],
    }


def attendance_facts(meeting: Meeting) -> dict[str, Any]:
    """Return the sheet: whom the meeting invites, each with the post, then rows for guests.

    Raises meeting_cancelled.
    """
    if meeting.is_cancelled:
        raise RuleBroken("meeting_cancelled", _("Pertemuan ini sudah dibatalkan."))
    seats = Seat.objects.filter(wksbm=meeting.wksbm_id).held(meeting.on).order_by("pk")
    posts: dict[int, list[str]] = {}
    for seat in seats:
        posts.setdefault(seat.holder_id, []).append(str(seat))
    people = [
        {"name": person.name, "post": ", ".join(posts.get(person.pk, ["Anggota"]))}
        for person in meeting.invited()
    ]
    chair = _signer(meeting, Seat.Post.CHAIR, above="Mengetahui,")
    return {
        **_occasion(meeting),
        "people": people + [{"name": "", "post": ""}] * EMPTY_ROWS,
        "signers": [chair, _signer(meeting, Seat.Post.SECRETARY)],
        "place_and_date": f"{meeting.region.name}, {said_day(meeting.on)}",
    }


def _occasion(meeting: Meeting) -> dict[str, str]:
    return {
        "purpose": meeting.purpose,
        "body": _whole_name(meeting),
        "day": said_date(meeting.on),
        "time": said_time(meeting.at, meeting.zone),
        "place": meeting.place,
    }


def _whole_name(meeting: Meeting) -> str:
    """Return who holds it and where; a region's own name says where it is."""
    if meeting.wksbm_id is None and meeting.organisation_id is None:
        return meeting.region.path
    return f"{meeting.host_name}, {meeting.region.full_name}"


def _signer(meeting: Meeting, post: str, *, above: str = "") -> dict[str, Any]:
    """Return the holder of the post on the meeting's day; a dotted line where there is none."""
    held = Seat.objects.filter(wksbm=meeting.wksbm_id, post=post).held(meeting.on)
    seat = held.select_related("holder").first()
    return Signer(
        title=f"{Seat.Post(post).label} {meeting.host_name}",
        name=seat.holder.name if seat else "",
        above=above,
    ).as_facts()
