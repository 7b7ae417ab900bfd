"""What the invitation letter says, with the list of those whom it goes to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from common.dates import today
from common.errors import RuleBroken
from meetings.models import Circle, FollowUp, Meeting
from meetings.papers.occasion import occasion
from meetings.papers.people import invited_lines
from meetings.papers.signing import chair_of
from meetings.reference import FOLLOW_UPS
from papers.words import said_day

_CALLED = {
    Circle.ALL.value: "pengurus dan anggota",
    Circle.BOARD.value: "pengurus",
    Circle.NOBODY.value: "",
}


def invitation_facts(meeting: Meeting) -> dict[str, Any]:
    """Return what the letter says, signed as of today.

    Raises meeting_not_planned: nobody is invited to the past.
    """
    if not meeting.is_planned:
        raise RuleBroken(
            "meeting_not_planned", _("Undangan hanya untuk pertemuan yang direncanakan.")
        )
    people = [{"name": line.name, "post": line.post} for line in invited_lines(meeting)]
    return {
        **occasion(meeting, ends="sampai selesai"),
        "nature": "Penting" if meeting.kind.has_quorum else "Biasa",
        "subject": f"Undangan {meeting.purpose}",
        "called": _CALLED[meeting.circle] if people else "pengurus dan anggota",
        "called_of": meeting.host_name,
        "agenda": agenda_of(meeting),
        "note": meeting.note,
        "people": people,
        "written_at": meeting.region.name,
        "signers": [chair_of(meeting, today(meeting.tz)).as_facts()],
    }


def agenda_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Return the items in order; what earlier meetings left undone stands under its own.

    Without an item for that, it comes after the opening.
    """
    items = [{"title": item["title"], "points": []} for item in meeting.agenda]
    undone = FollowUp.objects.carried_to(meeting).select_related("owner")
    points = [_said(task) for task in undone.order_by("due_on", "pk")]
    if not points:
        return items
    own = next((item for item in items if item["title"] == FOLLOW_UPS), None)
    if own is None:
        own = {"title": FOLLOW_UPS}
        items.insert(min(1, len(items)), own)
    own["points"] = points
    return items


def _said(task: FollowUp) -> str:
    due = f", paling lambat {said_day(task.due_on)}" if task.due_on else ""
    return f"{task.task} ({task.owner_called}{due})"
