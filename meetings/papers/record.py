"""What the record of proceedings (berita acara) says: in words, for those who sign it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from meetings.models import Meeting
from meetings.papers.attendance import people_of
from meetings.papers.minutes import tasks_of
from meetings.papers.occasion import occasion, refuse_not_held, said_came, said_quorum
from meetings.papers.people import roll_of
from meetings.papers.signing import signers_of_record
from papers.words import paragraphs, said_day, spelt_day


def record_title(meeting: Meeting) -> str:
    """Return what the record is called: "Berita acara Musyawarah desa (musdes)"."""
    return f"Berita acara {meeting.kind.name}"


def record_facts(meeting: Meeting) -> dict[str, Any]:
    """Return what was agreed, by whom. Raises meeting_not_held, nothing_decided."""
    refuse_not_held(meeting)
    points = [line for item in meeting.agenda for line in paragraphs(item["decided"])]
    points += paragraphs(meeting.decided)
    if not points:
        raise RuleBroken(
            "nothing_decided", _("Belum ada keputusan yang dicatat untuk berita acara.")
        )
    roll = roll_of(meeting)
    return {
        **occasion(meeting),
        "title": record_title(meeting),
        "spelt_day": spelt_day(meeting.on),
        "came": said_came(roll),
        "groups": [{"name": name, "count": count} for name, count in roll.groups],
        "quorum": said_quorum(meeting, roll),
        "agenda": [item["title"] for item in meeting.agenda],
        "points": points,
        "tasks": tasks_of(meeting),
        "legal_basis": meeting.kind.legal_basis,
        "people": people_of(roll),
        "signers": [signer.as_facts() for signer in signers_of_record(meeting)],
        "place_and_date": f"{meeting.region.name}, {said_day(meeting.on)}",
    }
