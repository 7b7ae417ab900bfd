"""What somebody is paid, from which scheme, or why not: for that person, and for who asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet, Sum

from accounts.models import User
from common.dates import today
from people.models import Person
from people.services.own_data import one_human, own_person
from people.services.places import place_of
from regions.codes import lineage_of
from stipends.models import (
    LedgerEntry,
    LeftOut,
    Line,
    LineQuerySet,
    RecordedPayment,
    Run,
    Scheme,
)
from stipends.services.owing import settled
from stipends.units import said_units
from volunteers.models import Appointment

# What a person is told of: before that, a draft may still change.
_TOLD = (Run.State.SUBMITTED, Run.State.APPROVED, Run.State.RELEASED, Run.State.CLOSED)


def own_lines(user: User) -> LineQuerySet:
    """Return the approved lines of the person who the user is, merged records too."""
    person = own_person(user)
    return lines_of(one_human(person) if person else [])


def lines_of_person(person: Person) -> LineQuerySet:
    """Return the approved lines of a person, those of records merged into theirs too."""
    return lines_of(one_human(person))


def lines_of(persons: Sequence[Person]) -> LineQuerySet:
    """Return the approved lines of these persons, the newest first, with all that tells of them."""
    lines: LineQuerySet = Line.objects.filter(person__in=persons, standing__isnull=False)
    return lines.select_related(
        "run__scheme", "run__source", "run__region", "standing", "receipt", "region"
    ).order_by("-pk")


def received_by_year(user: User) -> list[tuple[int, int]]:
    """Return what the user got each fiscal year, newest first: net here, gross from others.

    As the ledger has it: with what was corrected, settled, and handed back.
    """
    sums: dict[int, int] = {}
    mine = own_lines(user).order_by().values("pk")
    for rows in (LedgerEntry.objects.received(), settled()):
        by_year = (
            rows.filter(line__in=mine).order_by().values_list("line__run__source__fiscal_year")
        )
        for year, net in by_year.annotate(Sum("net")):
            sums[year] = sums.get(year, 0) + net
    for one in own_recorded(user):
        sums[one.paid_on.year] = sums.get(one.paid_on.year, 0) + one.amount
    return sorted(sums.items(), reverse=True)


def own_recorded(user: User) -> QuerySet[RecordedPayment]:
    """Return what others paid the person who the user is."""
    person = own_person(user)
    found: QuerySet[RecordedPayment] = RecordedPayment.objects.filter(
        person__in=one_human(person) if person else [], withdrawn_at=None
    )
    return found.select_related("scheme").order_by("-paid_on", "-pk")


def left_out_of(person: Person) -> list[LeftOut]:
    """Return what the last run of each scheme left out of the person, the newest run first."""
    found = LeftOut.objects.filter(person__in=one_human(person), run__state__in=_TOLD)
    newest: dict[int, int] = {}
    return [
        row
        for row in found.select_related("run__scheme").order_by("-run", "pk")
        if newest.setdefault(row.run.scheme_id, row.run_id) == row.run_id
    ]


def said_reason(row: LeftOut) -> str:
    """Say one reason with the months that it is for."""
    reason = row.get_because_display()
    if row.detail:
        reason = f"{reason}: {row.said_detail}"
    units = said_units(row.units)
    return f"{units}: {reason}" if units else str(reason)


def said_left_out(person: Person) -> list[tuple[str, str]]:
    """Say, by scheme, what the last list left out of the person, and why."""
    return [(str(row.run.scheme), said_reason(row)) for row in left_out_of(person)]


def without_scheme(person: Person) -> list[Appointment]:
    """Return what the person serves as today for which no scheme pays here, or is recorded."""
    day = today(place_of(person).tz)
    serving = Appointment.objects.serving(day).filter(person=person)
    schemes = list(Scheme.objects.filter(term__contains=day).values_list("pillar_id", "region_id"))
    return [
        one
        for one in serving.select_related("pillar", "area").order_by("pk")
        if not any((one.pillar_id, code) in schemes for code in lineage_of(one.region_id))
    ]
