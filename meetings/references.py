"""How what meetings hold of a person goes along when two persons are made one.

A follow-up, and whom a deputy stood for, name the survivor: nothing of that can clash.
"""

from __future__ import annotations

from django.utils.formats import date_format

from meetings.models import Attendance, Invitation
from people.references import Handling, Keep, handle


def handle_own() -> None:
    handle("meetings.attendance.person", Handling(_present_counts))
    handle("meetings.invitation.person", Handling(_said_last_counts, _said_invitation))


def _present_counts(theirs: Attendance, ours: Attendance) -> Keep:
    """Whoever came came, under whichever of the two names."""
    return Keep.GOES if theirs.present and not ours.present else Keep.STAYS


def _said_last_counts(theirs: Invitation, ours: Invitation) -> Keep:
    """Whoever is invited under one name is invited; of two answers the later one stands.

    Who is left out while the other is invited was left out for being there twice.
    """
    return Keep.GOES if _weight(theirs) > _weight(ours) else Keep.STAYS


def _weight(one: Invitation) -> tuple[bool, float]:
    return not one.left_out, one.answered_at.timestamp() if one.answered_at else 0.0


def _said_invitation(one: Invitation) -> str:
    return f"{one.meeting.purpose} ({date_format(one.meeting.on)})"
