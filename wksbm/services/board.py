"""Who holds which post on a board, from when to when, by which decree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from people.models import Person
from people.services import add_person, note_presence
from wksbm.models import Decree, Seat, Wksbm
from wksbm.rules import term_between
from wksbm.services.decrees import note_mandate


class NewPerson(NamedTuple):
    """Somebody who is not written down yet."""

    name: str
    phone: str = ""
    email: str = ""


@transaction.atomic
def seat_holder(
    wksbm: Wksbm,
    *,
    post: str,
    holder: Person | NewPerson,
    since: date,
    until: date | None = None,
    section: str = "",
    decree: Decree | None = None,
    tie_to_head: str = "",
    actor: User,
) -> Seat:
    """Seat a holder on the board, both days included. Without a decree the seat awaits one.

    Raises wksbm_dissolved, body_beyond_issuer; two holders of one post are refused (422).
    """
    require(actor, Can.KEEP_BODY, on=wksbm)
    if wksbm.dissolved_on is not None and since >= wksbm.dissolved_on:
        raise RuleBroken("wksbm_dissolved", _("WKSBM ini sudah dibubarkan."))
    if decree is not None:
        note_mandate(decree, wksbm)
    return insert(
        Seat(
            region_id=wksbm.region_id,
            wksbm=wksbm,
            post=post,
            section=tidy(section) if post == Seat.Post.SECTION else "",
            holder=_present(holder, wksbm, actor),
            term=term_between(since, until),
            decree=decree,
            tie_to_head=tie_to_head,
        )
    )


@transaction.atomic
def grant_seat_decree(
    seat: Seat, *, decree: Decree, version: int | None = None, actor: User
) -> Seat:
    """Name the decree that grants the seat: it was awaited and has come, or was the wrong one."""
    require(actor, Can.KEEP_BODY, on=seat)
    note_mandate(decree, seat.wksbm)
    seat.decree = decree
    return save_version(seat, ["decree"], version=version)


@transaction.atomic
def replace_holder(
    seat: Seat,
    *,
    successor: Person | NewPerson,
    since: date,
    until: date | None = None,
    decree: Decree | None = None,
    tie_to_head: str = "",
    reason: str = "",
    version: int | None = None,
    actor: User,
) -> Seat:
    """End the holder's term the day before and open the successor's; the old one stays readable.

    Raises successor_too_early, stale_version.
    """
    require(actor, Can.KEEP_BODY, on=seat)
    _shorten(seat, since - timedelta(days=1), reason, version)
    return seat_holder(
        seat.wksbm,
        post=seat.post,
        section=seat.section,
        holder=successor,
        since=since,
        until=until,
        decree=decree,
        tie_to_head=tie_to_head,
        actor=actor,
    )


@transaction.atomic
def end_seat(
    seat: Seat, *, on: date, reason: str = "", version: int | None = None, actor: User
) -> Seat:
    """Let the holder serve until this day, included. Raises successor_too_early, already_ended."""
    require(actor, Can.KEEP_BODY, on=seat)
    last = last_day(seat.term)
    if last is not None and last <= on:
        raise RuleBroken("already_ended", _("Masa bakti ini sudah berakhir lebih dahulu."))
    return _shorten(seat, on, reason, version)


def _shorten(seat: Seat, until: date, reason: str, version: int | None) -> Seat:
    first, last = first_day(seat.term), last_day(seat.term)
    if first is not None and until < first:
        raise RuleBroken(
            "successor_too_early", _("Tanggal ini mendahului masa bakti pemegang sekarang.")
        )
    seat.term = term(first, until if last is None else min(until, last))
    seat.ended_because = tidy(reason)
    return save_version(seat, ["term", "ended_because"], version=version)


def _present(holder: Person | NewPerson, wksbm: Wksbm, actor: User) -> Person:
    if isinstance(holder, Person):
        note_presence(holder, wksbm.region)
        return holder
    return add_person(
        holder.name, phone=holder.phone, email=holder.email, at=wksbm.region, actor=actor
    )
