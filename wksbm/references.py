"""How posts and memberships go along when two persons are made one."""

from django.utils.formats import date_format

from common.dates import first_day, last_day
from people.references import Handling, Keep, handle
from wksbm.models import Membership, Seat


def handle_own() -> None:
    handle("wksbm.seat.holder", Handling(_same_seat, _said_seat))
    handle("wksbm.membership.person", Handling(_same_term, _said_membership))


def _same_seat(theirs: Seat, ours: Seat) -> Keep:
    is_same = (theirs.term, theirs.decree_id) == (ours.term, ours.decree_id)
    return Keep.STAYS if is_same else Keep.ASK


def _same_term(theirs: Membership, ours: Membership) -> Keep:
    return Keep.STAYS if theirs.term == ours.term else Keep.ASK


def _said_seat(seat: Seat) -> str:
    return f"{seat}, {_said_membership(seat)}"


def _said_membership(row: Seat | Membership) -> str:
    first, last = (day and date_format(day) for day in (first_day(row.term), last_day(row.term)))
    return f"{row.wksbm} ({first or '...'} - {last or '...'})"
