"""What the minutes say: the agenda, what was discussed and decided, who does what by when."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from meetings.models import Meeting
from meetings.papers.occasion import occasion, refuse_not_held, said_came, said_quorum
from meetings.papers.people import roll_of
from meetings.papers.signing import leader_of, minuter_of
from papers.words import paragraphs, said_day


def minutes_facts(meeting: Meeting) -> dict[str, Any]:
    """Return the minutes as they stand, approved or not yet. Raises meeting_not_held."""
    refuse_not_held(meeting)
    roll, leader, minuter = roll_of(meeting), leader_of(meeting), minuter_of(meeting)
    return {
        **occasion(meeting),
        "led_by": leader.name,
        "minuted_by": minuter.name,
        "came": f"diundang {roll.invited} orang, hadir {said_came(roll)}",
        "quorum": said_quorum(meeting, roll),
        "agenda": [
            {
                "title": item["title"],
                "discussed": paragraphs(item["discussed"]),
                "decided": paragraphs(item["decided"]),
            }
            for item in meeting.agenda
        ],
        "discussed": paragraphs(meeting.discussed),
        "decided": paragraphs(meeting.decided),
        "tasks": tasks_of(meeting),
        "approved": _said_approval(meeting),
        "signers": [minuter.as_facts(), leader.as_facts()],
        "place_and_date": f"{meeting.region.name}, {said_day(meeting.on)}",
    }


def tasks_of(meeting: Meeting) -> list[dict[str, str]]:
    """Return who does what by when, in the order of the agenda's items that they came of."""
    places = {item["id"]: place for place, item in enumerate(meeting.agenda, 1)}
    tasks = list(meeting.follow_ups.select_related("owner").order_by("created_at", "pk"))
    tasks.sort(key=lambda task: places.get(str(task.item), len(places) + 1))
    return [
        {
            "item": str(places.get(str(task.item), "")),
            "task": task.task,
            "owner": task.owner_called,
            "due": said_day(task.due_on) if task.due_on else "",
        }
        for task in tasks
    ]


def _said_approval(meeting: Meeting) -> str:
    if meeting.approved_at is None:
        return ""
    day = said_day(timezone.localdate(meeting.approved_at, meeting.tz))
    return f"Notulen ini disetujui oleh {meeting.approved_as} pada {day}."
