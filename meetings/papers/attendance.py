"""What the attendance sheets say: the one to sign, and the one that tells who came."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from meetings.models import Meeting, MeetingPhoto
from meetings.papers.occasion import occasion, refuse_not_held, said_quorum
from meetings.papers.people import Roll, invited_lines, roll_of
from meetings.papers.signing import ABOVE, chair_of, secretary_of
from meetings.services.refusals import refuse_cancelled
from papers.words import said_day

EMPTY_ROWS = 10  # for guests, and for whoever is not in the list yet


def sheet_facts(meeting: Meeting) -> dict[str, Any]:
    """Return the sheet to sign: whom the meeting invites, each with the post, then empty rows.

    Raises meeting_cancelled, meeting_held: a new edition would make the signed one an old one.
    """
    refuse_cancelled(meeting)
    if meeting.is_held:
        raise RuleBroken(
            "meeting_held", _("Pertemuan ini sudah dicatat. Cetak daftar hadir yang terisi.")
        )
    people = [
        {"name": line.name, "sex": line.sex, "post": line.post} for line in invited_lines(meeting)
    ]
    return {
        **occasion(meeting),
        "people": people + [{"name": "", "sex": "", "post": ""}] * EMPTY_ROWS,
        **_signed(meeting),
    }


def list_facts(meeting: Meeting) -> dict[str, Any]:
    """Return who came, numbers masked, with counts by sex. Raises meeting_not_held."""
    refuse_not_held(meeting)
    roll = roll_of(meeting)
    return {
        **occasion(meeting),
        "people": people_of(roll),
        "counts": counts_of(roll),
        "quorum": said_quorum(meeting, roll),
        "sheets": meeting.photos.filter(kind=MeetingPhoto.Kind.SHEET).count(),
        **_signed(meeting),
    }


def people_of(roll: Roll) -> list[dict[str, str]]:
    return [asdict(line) for line in roll.lines]


def counts_of(roll: Roll) -> dict[str, int]:
    return {
        "invited": roll.invited,
        "came": roll.came,
        "men": roll.men,
        "women": roll.women,
        "unknown": roll.unknown,
        "guests": roll.guests,
    }


def _signed(meeting: Meeting) -> dict[str, Any]:
    signers = [chair_of(meeting, meeting.on, above=ABOVE), secretary_of(meeting, meeting.on)]
    return {
        "signers": [signer.as_facts() for signer in signers],
        "place_and_date": f"{meeting.region.name}, {said_day(meeting.on)}",
    }
