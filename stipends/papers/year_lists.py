"""What the recapitulation of a region's year says: everybody who was paid, each with their sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext as _

from common.dates import wall_time
from common.errors import RuleBroken
from papers.words import said_day, terbilang
from people.models import Person
from stipends.models import LedgerEntry, LedgerQuerySet, LineStep, RecordedPayment, Settlement
from stipends.papers.subjects import RegionYear
from stipends.papers.words import signers_of
from stipends.papers.years import SIGNERS
from stipends.services import settled

MOST_PERSONS: Final = 2_500


@dataclass
class _Row:
    payments: int = 0
    gross: int = 0
    tax: int = 0
    others: int = 0


def year_list_facts(year: RegionYear) -> dict[str, Any]:
    """Return what each person received in a fiscal year, and of others in that calendar year.

    Merged persons are one row. Raises nothing_paid, list_too_long.
    """
    paid, more, recorded = _paid(year), settled().filter(**_here(year)), _recorded(year)
    ours = list(
        paid.values_list("line__person").annotate(
            lines=Count("line", distinct=True), of_gross=Sum("gross"), of_tax=Sum("tax")
        )
    )
    theirs = list(recorded.values_list("person").annotate(of=Sum("amount")))
    added = list(more.order_by().values_list("line__person").annotate(Sum("gross"), Sum("tax")))
    who = _survivors([person for person, *_sums in (*ours, *theirs)])
    found: defaultdict[int, _Row] = defaultdict(_Row)
    for person, lines, gross, tax in ours:
        row = found[who[person]]
        row.payments, row.gross, row.tax = row.payments + lines, row.gross + gross, row.tax + tax
    for person, gross, tax in added:
        row = found[who[person]]
        row.gross, row.tax = row.gross + gross, row.tax + tax
    for person, amount in theirs:
        found[who[person]].others += amount
    if not found:
        raise RuleBroken("nothing_paid", _("Tidak ada pembayaran pada tahun ini."))
    if len(found) > MOST_PERSONS:
        raise RuleBroken("list_too_long", _("Rekap sebanyak ini dicetak per kecamatan."))
    rows = sorted(
        (_said(person, found[key]) for key, person in Person.objects.in_bulk(list(found)).items()),
        key=lambda row: (row["name"].casefold(), row["id"]),
    )
    until = _last_day(year, paid, more, recorded)
    sums = {name: sum(row[name] for row in rows) for name in ("gross", "tax", "net", "others")}
    return {
        "place": year.region.path,
        "year": str(year.year),
        "rows": rows,
        **sums,
        "in_words": terbilang(sums["net"]),
        "signers": [one.as_facts() for one in signers_of(year.region, until, SIGNERS)],
        "place_and_date": f"{year.region.name}, {said_day(until)}",
    }


def size_of_year(year: RegionYear) -> int:
    """Return how many persons it names, before those who were merged are one."""
    ours, recorded = _paid(year), _recorded(year)
    return (
        ours.values("line__person").distinct().count()
        + recorded.values("person").distinct().count()
    )


def year_list_title(year: RegionYear) -> str:
    return f"Rekapitulasi penerimaan tahun {year.year}, {year.region.full_name}"


# --- Parts of the above --------------------------------------------------------------------------


def _here(year: RegionYear) -> dict[str, Any]:
    return {
        "line__run__region__code__startswith": year.region.pk,
        "line__run__source__fiscal_year": year.year,
    }


def _paid(year: RegionYear) -> LedgerQuerySet:
    return LedgerEntry.objects.received().filter(**_here(year))


def _recorded(year: RegionYear) -> QuerySet[RecordedPayment]:
    return RecordedPayment.objects.filter(
        region__code__startswith=year.region.pk, paid_on__year=year.year, withdrawn_at=None
    )


def _survivors(persons: Iterable[int]) -> dict[int, int]:
    """Return who each of these is today: whoever they were merged into, however often."""
    into: dict[int, int] = {}
    known = asked = set(persons)
    while asked:
        gone = Person.objects.filter(pk__in=asked).values_list("pk", "merged_into")
        found = {person: survivor for person, survivor in gone if survivor is not None}
        into |= found
        asked = set(found.values()) - into.keys()
    return {person: _end_of(person, into) for person in known}


def _end_of(person: int, into: dict[int, int]) -> int:
    while person in into:
        person = into[person]
    return person


def _said(person: Person, row: _Row) -> dict[str, Any]:
    return {
        "name": person.name,
        "id": person.nik_masked,
        "payments": row.payments,
        "gross": row.gross,
        "tax": row.tax,
        "net": row.gross - row.tax,
        "others": row.others,
    }


def _last_day(
    year: RegionYear,
    paid: LedgerQuerySet,
    more: QuerySet[Settlement],
    recorded: QuerySet[RecordedPayment],
) -> date:
    """Return the day of the last thing that is told, so that a reprint says the same."""
    steps = LineStep.objects.filter(line__in=paid.values("line"))
    moments = (
        paid.aggregate(at=Max("at"))["at"],
        steps.aggregate(at=Max("at"))["at"],
        more.aggregate(at=Max("at"))["at"],
        recorded.aggregate(at=Max("noted_at"))["at"],
    )
    return wall_time(max(at for at in moments if at is not None), year.region.tz).date()
