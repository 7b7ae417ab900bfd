"""Who sent what came back, and which meeting is meant by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from common.dates import wall_time
from common.phones import normalised
from meetings.models import Invitation, Meeting
from meetings.services import Invited, inviting, on_list
from notifications.models import Delivery
from notifications.rules import meeting_of
from people.models import Person
from regions.models import Region

MOST_SHARING = 20  # persons of one number who are looked at
LAST_TOLD = 100  # messages: the meetings that they told of
FARTHEST_BEHIND = timedelta(days=2)  # a meeting that began before surely is over everywhere
REACHED = (Delivery.State.SENT, Delivery.State.MAYBE_SENT, Delivery.State.DIGESTED)


def address_of(sender: str) -> str:
    """Return the sender as addresses are kept: +62812..., or an e-mail address in small letters."""
    if "@" in sender:
        return sender.strip().casefold()
    return normalised(sender) or sender.strip()


def persons_at(address: str) -> list[Person]:
    """Return everybody whom this number or e-mail address reaches: a family shares one."""
    found = Person.objects.standing()
    if "@" in address:
        found = found.filter(email__iexact=address)
    elif address.startswith("+"):
        found = found.reached_by(address)
    else:
        return []
    return list(found.order_by("pk")[:MOST_SHARING])


def home_of(persons: Iterable[Person]) -> Region | None:
    """Return the narrowest region in which all of them are known; None where there is none."""
    codes = []
    for person in persons:
        first = person.presences.order_by("pk").values_list("region_id", flat=True).first()
        codes.append(person.village_id or first or "")
    shared = _shared([code.split(".") for code in codes])
    return Region.objects.filter(code=".".join(shared)).first() if shared else None


def meeting_meant(person: Person, at: datetime) -> Meeting | None:
    """Return the meeting that an answer of that time is about.

    The next one of which the person was told; one on its very day is meant until that is over.
    Who was told of none means the next to which they are invited.
    """
    told = Delivery.objects.filter(person=person, state__in=REACHED).order_by("-due_at")
    keys = {meeting_of(one) for one in told.values_list("occasion", flat=True)[:LAST_TOLD]}
    rows = Meeting.objects.filter(starts_at__gt=at - FARTHEST_BEHIND).order_by("starts_at", "pk")
    rows = rows.select_related("wksbm", "organisation", "region", "kind")
    found = _first_not_over(rows.filter(pk__in=keys - {""}), at)
    return found or _first_not_over(inviting(rows.planned(), person)[:10], at)


def guest_meant(address: str, at: datetime) -> Invitation | None:
    """Return the invitation of the guest of this number; None for none, or for several guests."""
    if not address.startswith("+"):
        return None
    rows = Invitation.objects.filter(phone=address, person=None, left_out=False)
    rows = rows.filter(meeting__starts_at__gt=at - FARTHEST_BEHIND, meeting__status="planned")
    found = [
        row
        for row in rows.select_related("meeting__region").order_by("meeting__starts_at", "pk")
        if not _is_over(row.meeting, at)
    ]
    return found[0] if len({row.name.casefold() for row in found}) == 1 else None


def invited_to(meeting: Meeting, person: Person | None, address: str) -> Invited | None:
    """Return the person, or else the one guest of this number, on the meeting's list."""
    if person is not None:
        return on_list(meeting, person=person.pk)
    rows = meeting.invitations.filter(phone=address, person=None, left_out=False)
    guests = list(rows.values_list("pk", flat=True)[:2]) if address else []
    return on_list(meeting, guest=guests[0]) if len(guests) == 1 else None


def _first_not_over(rows: Iterable[Meeting], at: datetime) -> Meeting | None:
    return next((row for row in rows if not _is_over(row, at)), None)


def _is_over(meeting: Meeting, at: datetime) -> bool:
    return wall_time(at, meeting.tz).date() > meeting.on


def _shared(paths: list[list[str]]) -> list[str]:
    """Return the beginning that all the paths have in common."""
    shared = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return shared
