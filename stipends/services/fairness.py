"""Who is paid what for how much service: one post a person and pillar in a year, then the groups.

Money is whole rupiah, before tax, that arrived: paid lines of runs of that fiscal year with what
was corrected or given back, and what others paid for months that begin in that year. Service is
what was recorded and confirmed in that calendar year: it is the person's, so that whoever serves in
two pillars has it beside both; reports are the pillar's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import (
    BigIntegerField,
    DateField,
    Exists,
    F,
    Field,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.dates import term
from meetings.models import Attendance, Meeting
from people.models import Person
from regions.cache import names_of
from regions.codes import LENGTHS, Level
from stipends.models import LedgerEntry, RecordedPayment
from stipends.services.owing import settled
from volunteers.models import ActivityReport, Appointment, Assignment, Pillar

MOST_OUTLIERS: Final = 50  # of each sort


class Sort(TextChoices):
    """What makes a post worth a look: against the pillar's median of those who are paid there."""

    UNPAID_BUSY = "unpaid_busy", _("Melayani tanpa dibayar, sebanyak yang dibayar")
    PAID_IDLE = "paid_idle", _("Dibayar, tetapi tidak ada layanan tercatat")
    HIGH = "high", _("Lebih dari dua kali median pilarnya")
    LOW = "low", _("Kurang dari setengah median pilarnya")


@dataclass(frozen=True)
class Group:
    """The posts of a pillar or a place: money in whole rupiah, `minutes` confirmed.

    `least`, `median` and `most` are of those who are paid; None where nobody is.
    """

    key: str
    name: str
    posts: int
    paid: int
    unpaid_serving: int  # no money, and some service is recorded
    amount: int
    by_others: int
    attended: int
    duties: int
    minutes: int
    reports: int
    least: int | None
    median: int | None
    most: int | None

    @property
    def unpaid(self) -> int:
        return self.posts - self.paid

    @property
    def hours(self) -> int:
        return self.minutes // 60


@dataclass(frozen=True)
class Outlier:
    """A post that is worth a look, and its figures: no verdict."""

    sort: Sort
    person_id: int
    name: str
    pillar: str
    place: str
    amount: int
    attended: int
    duties: int
    minutes: int
    reports: int

    @property
    def hours(self) -> int:
        return self.minutes // 60


@dataclass(frozen=True)
class Fairness:
    """A year of a region; `villages` are told up to a regency."""

    code: str
    year: int
    total: Group
    pillars: list[Group]
    districts: list[Group]
    villages: list[Group]
    outliers: list[Outlier]
    counts: dict[Sort, int]


def posts_of(rows: QuerySet[Appointment], year: int) -> QuerySet[Any]:
    """Keep one post for each person and pillar in a year, where they served last, with its figures.

    Adds `paid_here`, `by_others`, `amount` (both, whole rupiah); `attended`, `duties`, `minutes`,
    `signed` (reports).
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    span = term(first, last)
    later = _in_year(Appointment.objects.all(), span).filter(
        Q(term__startswith__gt=OuterRef("term__startswith"))
        | Q(term__startswith=OuterRef("term__startswith"), pk__gt=OuterRef("pk")),
        person=OuterRef("person"),
        pillar=OuterRef("pillar"),
    )
    served = _served(first, last)
    posts: QuerySet[Any] = (
        _in_year(rows, span)
        .filter(~Exists(later))
        .annotate(
            paid_here=_sum(_paid(year), "gross") + _sum(_settled(year), "gross"),
            by_others=_sum(_recorded(year), "amount"),
            attended=_number(_attended(first, last)),
            duties=_number(served),
            minutes=_sum(served, "minutes"),
            signed=_number(_reports(first, last)),
        )
        .annotate(amount=F("paid_here") + F("by_others"))
    )
    return posts


def fairness_of(rows: QuerySet[Appointment], code: str, year: int) -> Fairness:
    """Return the year of a region, a regency or below it, over the appointments that are seen."""
    posts = posts_of(rows.filter(region__code__startswith=code), year).order_by()
    columns = ("person_id", "pillar_id", "region_id", "amount", "by_others")
    chosen = posts.values(*columns, "attended", "duties", "minutes", "signed")
    statement, facts = chosen.query.sql_with_params()
    groups = _groups(statement, facts)
    outliers, counts = _outliers(statement, facts)
    of_villages = groups["village"]
    return Fairness(
        code=code,
        year=year,
        total=groups["total"][0],
        pillars=_named(groups["pillar"], _pillars(group.key for group in groups["pillar"])),
        districts=_of_places(groups["district"]) if len(code) < LENGTHS[Level.DISTRICT] else [],
        villages=_of_places(of_villages),
        outliers=outliers,
        counts=counts,
    )


class _OneHuman(Func):
    """All keys of the person, with those that were merged into it."""

    function = "stipends_one_human"
    output_field = BigIntegerField()
    set_returning = True


# --- Of each post --------------------------------------------------------------------------------


def _in_year(rows: QuerySet[Appointment], span: Any) -> QuerySet[Appointment]:
    return rows.filter(term__overlap=span).exclude(ended_kind=Appointment.Ending.MISTAKE)


def _paid(year: int) -> QuerySet[Any]:
    """Return the ledger of what arrived, of whoever was merged into the person as well."""
    return LedgerEntry.objects.received().filter(
        person__in=_human(), scheme__pillar=OuterRef("pillar"), source__fiscal_year=year
    )


def _settled(year: int) -> QuerySet[Any]:
    return settled().filter(
        line__person__in=_human(),
        line__run__scheme__pillar=OuterRef("pillar"),
        line__run__source__fiscal_year=year,
    )


def _human() -> QuerySet[Any]:
    return (
        Person.objects.filter(pk=OuterRef(OuterRef("person")))
        .annotate(key=_OneHuman(F("pk")))
        .values("key")
    )


def _recorded(year: int) -> QuerySet[Any]:
    return RecordedPayment.objects.filter(
        person=OuterRef("person"),
        scheme__pillar=OuterRef("pillar"),
        withdrawn_at=None,
        period__startswith__gte=date(year, 1, 1),
        period__startswith__lte=date(year, 12, 31),
    )


def _attended(first: date, last: date) -> QuerySet[Any]:
    return Attendance.objects.filter(
        person=OuterRef("person"),
        present=True,
        meeting__status=Meeting.Status.HELD,
        meeting__on__gte=first,
        meeting__on__lte=last,
    )


def _served(first: date, last: date) -> QuerySet[Any]:
    """Return the duties whose hours another confirmed, begun in the year where they were served."""
    began = Func(
        F("region__time_zone"),
        F("period__startswith"),
        template="(timezone(%(expressions)s))::date",
        output_field=DateField(),
    )
    served = Assignment.objects.filter(person=OuterRef("person"), confirmed_at__isnull=False)
    return served.alias(began=began).filter(began__gte=first, began__lte=last)


def _reports(first: date, last: date) -> QuerySet[Any]:
    return ActivityReport.objects.signed().filter(
        appointment__person=OuterRef("person"),
        appointment__pillar=OuterRef("pillar"),
        month__gte=first,
        month__lte=last,
    )


def _sum(rows: QuerySet[Any], of: str) -> Coalesce:
    return _aggregate(rows, "sum", of, BigIntegerField())


def _number(rows: QuerySet[Any]) -> Coalesce:
    return _aggregate(rows, "count", "pk", IntegerField())


def _aggregate(rows: QuerySet[Any], function: str, of: str, field: Field[Any, Any]) -> Coalesce:
    """Return the aggregate over all rows: to Django a Sum would ask what to group by."""
    told = rows.order_by().annotate(n=Func(F(of), function=function, output_field=field))
    return Coalesce(Subquery(told.values("n")), 0, output_field=field)


# --- Of the groups -------------------------------------------------------------------------------

_GROUPS: Final = """
WITH post AS MATERIALIZED ({posts})
SELECT CASE WHEN GROUPING(pillar_id) = 0 THEN 'pillar'
            WHEN GROUPING(left(region_id, 8)) = 0 THEN 'district'
            WHEN GROUPING(region_id) = 0 THEN 'village' ELSE 'total' END,
       COALESCE(pillar_id::text, left(region_id, 8), region_id, ''),
       count(*), count(*) FILTER (WHERE amount > 0),
       count(*) FILTER (WHERE amount <= 0 AND attended + duties + signed > 0),
       COALESCE(sum(amount), 0)::bigint, COALESCE(sum(by_others), 0)::bigint,
       COALESCE(sum(attended), 0)::bigint, COALESCE(sum(duties), 0)::bigint,
       COALESCE(sum(minutes), 0)::bigint, COALESCE(sum(signed), 0)::bigint,
       min(amount) FILTER (WHERE amount > 0),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) FILTER (WHERE amount > 0),
       max(amount) FILTER (WHERE amount > 0)
  FROM post
 GROUP BY GROUPING SETS ((), (pillar_id), (left(region_id, 8)), (region_id))
 ORDER BY 1, 2
"""

_OUTLIERS: Final = """
WITH post AS MATERIALIZED ({posts}),
usual AS (
    SELECT pillar_id,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) FILTER (WHERE amount > 0) AS amount
      FROM post GROUP BY pillar_id
),
effort AS (
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes) AS minutes
      FROM post WHERE amount > 0
),
judged AS (
    SELECT post.*,
           CASE WHEN post.amount <= 0 AND post.minutes > 0 AND post.minutes >= effort.minutes
                THEN 'unpaid_busy'
                WHEN post.amount > 0 AND attended + duties + signed = 0 THEN 'paid_idle'
                WHEN post.amount > 2 * usual.amount THEN 'high'
                WHEN post.amount > 0 AND 2 * post.amount < usual.amount THEN 'low' END AS sort
      FROM post JOIN usual USING (pillar_id) CROSS JOIN effort
),
placed AS (
    SELECT judged.*, count(*) OVER by_sort AS total,
           row_number() OVER (by_sort ORDER BY minutes DESC, amount DESC, person_id) AS place
      FROM judged WHERE sort IS NOT NULL
    WINDOW by_sort AS (PARTITION BY sort)
)
SELECT sort, total, person.id, person.name, pillar.short_name, placed.region_id, amount, attended,
       duties, minutes, signed
  FROM placed
  JOIN people_person AS person ON person.id = person_id
  JOIN volunteers_pillar AS pillar ON pillar.id = pillar_id
 WHERE place <= {most}
 ORDER BY sort, place
"""


def _groups(posts: str, facts: Any) -> dict[str, list[Group]]:
    found: dict[str, list[Group]] = {"total": [], "pillar": [], "district": [], "village": []}
    for sort, key, *figures in _rows(_GROUPS.format(posts=posts), facts):
        found[sort].append(Group(key, "", *figures))
    return found


def _outliers(posts: str, facts: Any) -> tuple[list[Outlier], dict[Sort, int]]:
    rows = _rows(_OUTLIERS.format(posts=posts, most=MOST_OUTLIERS), facts)
    names = names_of(code for _sort, _total, _key, _name, _pillar, code, *_figures in rows)
    counts = dict.fromkeys(Sort, 0)
    found = []
    for sort, total, key, name, pillar, code, *figures in rows:
        counts[Sort(sort)] = total
        place = names[code].full_name if code in names else code
        found.append(Outlier(Sort(sort), key, name, pillar, place, *figures))
    return sorted(found, key=lambda one: list(Sort).index(one.sort)), counts


def _rows(statement: str, facts: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _pillars(keys: Any) -> dict[str, str]:
    return {str(pk): one.short_name for pk, one in Pillar.objects.in_bulk(list(keys)).items()}


def _of_places(groups: list[Group]) -> list[Group]:
    names = names_of(group.key for group in groups)
    return _named(groups, {code: name.full_name for code, name in names.items()})


def _named(groups: list[Group], names: dict[str, str]) -> list[Group]:
    return [replace(group, name=names.get(group.key, group.key)) for group in groups]
