"""Who holds which post in an organisation, from when to when, by which decree."""

from __future__ import annotations

from datetime import date, timedelta

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
from volunteers.models import OfficeHolder, Organisation
from volunteers.services.organising import refuse_dissolved
from wksbm.models import Decree
from wksbm.rules import term_between
from wksbm.services import NewPerson


@transaction.atomic
def seat_officer(
    organisation: Organisation,
    *,
    post: str,
    holder: Person | NewPerson,
    since: date,
    until: date | None = None,
    section: str = "",
    decree: Decree | None = None,
    actor: User,
) -> OfficeHolder:
    """Seat somebody in a post of the organisation, both days included. No decree is needed.

    Raises organisation_dissolved, organisation_beyond_issuer; a second chair, secretary or
    treasurer of one time is refused by the database (422).
    """
    require(actor, Can.KEEP_ROSTER, on=organisation)
    refuse_dissolved(organisation, since)
    if decree is not None and not organisation.region_id.startswith(decree.region_id):
        raise RuleBroken(
            "organisation_beyond_issuer",
            _("Lembaga ini berada di luar wilayah penerbit SK itu."),
        )
    return insert(
        OfficeHolder(
            region_id=organisation.region_id,
            organisation=organisation,
            post=post,
            section=tidy(section) if post == OfficeHolder.Post.SECTION else "",
            person=_present(holder, organisation, actor),
            term=term_between(since, until),
            decree=decree,
        )
    )


@transaction.atomic
def replace_officer(
    office: OfficeHolder,
    *,
    successor: Person | NewPerson,
    since: date,
    until: date | None = None,
    decree: Decree | None = None,
    reason: str = "",
    version: int | None = None,
    actor: User,
) -> OfficeHolder:
    """End the holder's term the day before and open the successor's; the old one stays readable.

    Raises successor_too_early, stale_version, and what seat_officer does.
    """
    require(actor, Can.KEEP_ROSTER, on=office)
    _shorten(office, since - timedelta(days=1), reason, version)
    return seat_officer(
        office.organisation,
        post=office.post,
        section=office.section,
        holder=successor,
        since=since,
        until=until,
        decree=decree,
        actor=actor,
    )


@transaction.atomic
def end_office(
    office: OfficeHolder, *, on: date, reason: str = "", version: int | None = None, actor: User
) -> OfficeHolder:
    """Let the holder serve until this day, included. Raises already_ended, successor_too_early."""
    require(actor, Can.KEEP_ROSTER, on=office)
    last = last_day(office.term)
    if last is not None and last <= on:
        raise RuleBroken("already_ended", _("Masa bakti ini sudah berakhir lebih dahulu."))
    return _shorten(office, on, reason, version)


def _shorten(office: OfficeHolder, until: date, reason: str, version: int | None) -> OfficeHolder:
    first, last = first_day(office.term), last_day(office.term)
    if first is not None and until < first:
        raise RuleBroken(
            "successor_too_early", _("Tanggal ini mendahului masa bakti pemegang sekarang.")
        )
    office.term = term(first, until if last is None else min(until, last))
    office.ended_because = tidy(reason)
    return save_version(office, ["term", "ended_because"], version=version)


def _present(holder: Person | NewPerson, organisation: Organisation, actor: User) -> Person:
    if isinstance(holder, Person):
        note_presence(holder, organisation.region)
        return holder
    return add_person(
        holder.name, phone=holder.phone, email=holder.email, at=organisation.region, actor=actor
    )
