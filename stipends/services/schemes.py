"""Schemes and what they pay in a term, and how a person stands before the tax office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from people.models import Person
from people.services import nearest_presence
from regions.models import Region
from stipends.models import Rate, Scheme, TaxStatus
from wksbm.rules import term_between

SCHEME_FACTS = (
    "name",
    "word",
    "pillar",
    "budget",
    "payer",
    "rhythm",
    "event_kind",
    "unit_name",
    "is_recorded",
    "needs_decree",
    "needs_report",
    "needs_account",
    "least_attendances",
    "tax",
)
# What lines and claims are made of stays once a run was made of it.
FIXED = ("pillar", "rhythm", "event_kind", "unit_name", "is_recorded")


@transaction.atomic
def write_scheme(
    scheme: Scheme | None,
    *,
    region: Region | None = None,
    since: date,
    until: date | None = None,
    version: int | None = None,
    actor: User,
    **facts: Any,
) -> Scheme:
    """Write down a scheme of a region, or change one; for `facts` see SCHEME_FACTS.

    It pays from `since` until `until`, both included. Raises scheme_in_use, stale_version.
    """
    place = scheme if scheme is not None else region
    if place is None:
        raise TypeError("A new scheme belongs to a region.")
    require(actor, Can.KEEP_STIPENDS, on=place)
    unknown = set(facts) - set(SCHEME_FACTS)
    if unknown:
        raise TypeError(f"A scheme has no {', '.join(sorted(unknown))} to be written.")
    known = {n: tidy(value) if isinstance(value, str) else value for n, value in facts.items()}
    known["term"] = term_between(since, until)
    if scheme is None:
        return insert(Scheme(region=region, **known))
    if any(known.get(n, getattr(scheme, n)) != getattr(scheme, n) for n in FIXED) and (
        scheme.runs.exists() or scheme.recorded.exists()
    ):
        raise RuleBroken("scheme_in_use", _("Skema ini sudah dipakai: buat skema baru."))
    for name, value in known.items():
        setattr(scheme, name, value)
    return save_version(scheme, known, version=version)


@transaction.atomic
def set_rate(
    scheme: Scheme,
    *,
    tier: str = "",
    since: date,
    until: date | None = None,
    amount: int,
    basis: str = "",
    actor: User,
) -> Rate:
    """Set what a month, event or unit is worth in a term, in whole rupiah; for a tier, or for all.

    It holds instead of what was set for these days before, also for months that were paid already:
    the next run proposes what is lacking. A month is paid at the rate of its first day.
    """
    require(actor, Can.KEEP_STIPENDS, on=scheme)
    wanted = term_between(since, until)
    Scheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)  # one rate after the other
    for older in scheme.rates.standing().filter(tier=tier, term__overlap=wanted):
        _supersede(older, since, until)
    return insert(Rate(scheme=scheme, tier=tier, term=wanted, amount=amount, basis=tidy(basis)))


def tax_statuses_of(person: Person, *, actor: User) -> QuerySet[TaxStatus]:
    """Return how a person stood and stands before the tax office, the newest first.

    A status is the person's and of no place: who keeps honoraria in one of their places sees all.
    Raises not_allowed (403) for everybody else, also for who merely sees the person.
    """
    keeps = Can.KEEP_STIPENDS
    require(actor, keeps, on=nearest_presence(person, actor, can=keeps))
    return person.tax_statuses.order_by("-term")


@transaction.atomic
def note_tax_status(
    person: Person, *, group: str, without_npwp: bool = False, since: date, actor: User
) -> TaxStatus:
    """Note how a person stands before the tax office from a day on; it ends what was noted before.

    Raises ValidationError on `since` where something later is noted already.
    """
    keeps = Can.KEEP_STIPENDS
    require(actor, keeps, on=nearest_presence(person, actor, can=keeps))
    if TaxStatus.objects.filter(person=person, term__startswith__gte=since).exists():
        words = _("Status pajak yang lebih baru sudah dicatat.")
        raise ValidationError({"since": ValidationError(words, code="later_known")})
    for older in TaxStatus.objects.filter(person=person, term__contains=since):
        older.term = term(first_day(older.term), since - timedelta(days=1))
        save_version(older, ["term"], version=None)
    return insert(
        TaxStatus(person=person, group=group, without_npwp=without_npwp, term=term(since, None))
    )


def _supersede(older: Rate, since: date, until: date | None) -> None:
    """Take the rate out of force, and set it again for the days that the new one leaves it."""
    older.superseded_at = timezone.now()
    save_version(older, ["superseded_at"], version=None)
    first, last = first_day(older.term), last_day(older.term)
    parts = []
    if first is not None and first < since:
        parts.append(term(first, since - timedelta(days=1)))
    if until is not None and (last is None or last > until):
        parts.append(term(until + timedelta(days=1), last))
    for part in parts:
        insert(
            Rate(
                scheme=older.scheme,
                tier=older.tier,
                term=part,
                amount=older.amount,
                basis=older.basis,
            )
        )
