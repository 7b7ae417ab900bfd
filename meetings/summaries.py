"""What bodies and villages did in a month and before: held, planned and not held, not logged.

Only what a WKSBM itself held counts: a musdes in the village says nothing of its body. `seen` says
whose rows are counted: `seen_by(user)`, or `everything` for papers about a region as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dateutil.relativedelta import relativedelta
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left, TruncMonth
from django.utils.translation import gettext_lazy as _

from accounts.access import under
from common.months import Month
from meetings.models import FollowUp, Meeting
from people.models import Person
from regions.models import Region
from wksbm.models import Wksbm

if TYPE_CHECKING:
    from accounts.models import User

Seen = Callable[[Any], Any]  # from a model to the QuerySet of its rows that are counted
Villages = QuerySet[Any]  # regions with what `villages_in` adds

# From a region's code to those just below it.
CHILD_LENGTH: Final = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}
PLANNED_NOT_HELD: Final = Q(status=Meeting.Status.CANCELLED, merged_into=None)
OPEN: Final = Q(status__in=[FollowUp.Status.OPEN, FollowUp.Status.DONE])
FEMALE: Final = Q(attendances__sex=Person.Sex.FEMALE) | Q(
    attendances__sex="", attendances__person__sex=Person.Sex.FEMALE
)
MALE: Final = Q(attendances__sex=Person.Sex.MALE) | Q(
    attendances__sex="", attendances__person__sex=Person.Sex.MALE
)


class State(TextChoices):
    """What a month is for a village: exactly one of these."""

    MET = "met", _("Sudah bertemu")
    COMING = "coming", _("Masih dijadwalkan")
    UNLOGGED = "unlogged", _("Belum dicatat")
    SILENT = "silent", _("Tanpa pertemuan")
    NO_BODY = "no_body", _("Belum ada WKSBM")


def seen_by(user: User) -> Seen:
    return lambda model: model.objects.visible_to(user)


def everything(model: Any) -> Any:
    return model.objects.all()


# --- Bodies --------------------------------------------------------------------------------------


def with_record(
    bodies: QuerySet[Wksbm], *, first: date, last: date, now: datetime
) -> QuerySet[Any]:
    """Add what each body did from `first` to `last`, both included, and beyond.

    `held`, `dropped` (planned and not held), `unlogged` (planned, begun before `now`, and nobody
    wrote it down); `last_met`, up to `last`; `next_on`, the first day that is planned after `now`.
    """
    theirs = Meeting.objects.filter(wksbm=OuterRef("pk"))
    between = theirs.filter(on__gte=first, on__lte=last)
    latest = theirs.held().filter(on__lte=last).order_by("-on")
    record: QuerySet[Any] = bodies.annotate(
        held=_number(between.held()),
        dropped=_number(between.filter(PLANNED_NOT_HELD)),
        unlogged=_number(between.unlogged(now)),
        last_met=Subquery(latest.values("on")[:1]),
        next_on=Subquery(theirs.coming(now).values("on")[:1]),
    )
    return record


def with_attendance(bodies: QuerySet[Any], *, first: date, last: date) -> QuerySet[Any]:
    """Add who came by name to what each body held: `came`, and `women` of these."""
    held = Meeting.objects.held().filter(wksbm=OuterRef("pk"), on__gte=first, on__lte=last)
    came = held.filter(attendances__present=True).order_by().values("wksbm")
    all_came = came.annotate(n=Count("attendances")).values("n")
    women = came.annotate(n=Count("attendances", filter=FEMALE)).values("n")
    attended: QuerySet[Any] = bodies.annotate(
        came=Coalesce(Subquery(all_came, output_field=IntegerField()), 0),
        women=Coalesce(Subquery(women, output_field=IntegerField()), 0),
    )
    return attended


def months_since(last_met: date, on: date) -> int:
    """Return how many whole months lie between: from the 31st of one none is whole on the 28th."""
    months = (on.year - last_met.year) * 12 + on.month - last_met.month
    return months - (on.day < last_met.day)


def silent_for(months: int, on: date) -> Q:
    """Return the condition that a body of `with_record` has not met for so many whole months."""
    return Q(last_met=None) | Q(last_met__lte=on - relativedelta(months=months))


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("wksbm").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# --- Villages ------------------------------------------------------------------------------------


def villages_in(seen: Seen, code: str, month: Month, now: datetime) -> Villages:
    """Return the villages under a code with their `state` in the month.

    Adds `last_met` (up to the month's end), `times` that they met in it, and `met_in_quarter`.
    """
    # Both conditions: without the first, PostgreSQL reads the whole nation's rows into a hash.
    here = Q(under([code]), region=OuterRef("pk"))
    bodies = seen(Wksbm).at_work(month.last).filter(here)
    theirs = _of_bodies(seen).filter(here)
    in_month = theirs.filter(on__gte=month.first, on__lte=month.last)
    planned = in_month.planned()
    held = theirs.held().filter(on__lte=month.last)
    times = in_month.held().order_by().values("region").annotate(n=Count("pk")).values("n")
    villages: Villages = (
        Region.objects.villages()
        .under(code)
        .active(month.last)
        .annotate(
            last_met=Subquery(held.order_by("-starts_at").values("on")[:1]),
            times=Coalesce(Subquery(times, output_field=IntegerField()), 0),
            met_in_quarter=Exists(held.filter(on__gte=month.quarter_first)),
            state=Case(
                When(~Exists(bodies), then=Value(State.NO_BODY.value)),
                When(Exists(in_month.held()), then=Value(State.MET.value)),
                When(Exists(planned.filter(starts_at__gt=now)), then=Value(State.COMING.value)),
                When(Exists(planned), then=Value(State.UNLOGGED.value)),
                default=Value(State.SILENT.value),
                output_field=CharField(),
            ),
        )
    )
    return villages


@dataclass
class Tally:
    """The villages of one region, or of all together, by what the month is for them."""

    code: str = ""
    by_state: dict[str, int] = field(default_factory=lambda: dict.fromkeys(State.values, 0))
    met_in_quarter: int = 0

    @property
    def villages(self) -> int:
        return sum(self.by_state.values())

    @property
    def with_body(self) -> int:
        return self.villages - self.by_state[State.NO_BODY]


def tallies(villages: Villages, code: str) -> list[Tally]:
    """Count the villages of each region just below the code, in the order of their codes."""
    counted = (
        villages.annotate(group=Left("code", CHILD_LENGTH[len(code)]))
        .order_by("group")
        .values_list("group", "state")
        .annotate(n=Count("pk"), quarter=Count("pk", filter=Q(met_in_quarter=True)))
    )
    groups: dict[str, Tally] = {}
    for group, state, number, quarter in counted:
        tally = groups.setdefault(group, Tally(group))
        tally.by_state[state] += number
        tally.met_in_quarter += quarter
    return list(groups.values())


def together(groups: Iterable[Tally]) -> Tally:
    """Return the sum of the groups."""
    total = Tally()
    for group in groups:
        total.met_in_quarter += group.met_in_quarter
        for state, number in group.by_state.items():
            total.by_state[state] += number
    return total


# --- A region's months ---------------------------------------------------------------------------


class Work(NamedTuple):
    """What became of the meetings that were to be in a month."""

    held: int = 0
    dropped: int = 0
    unlogged: int = 0


@dataclass(frozen=True)
class MonthFigures:
    """What was held in a month, by how many bodies, and who came."""

    month: Month
    held: int = 0
    bodies: int = 0
    women: int = 0
    men: int = 0
    unstated: int = 0

    @property
    def came(self) -> int:
        return self.women + self.men + self.unstated


def work_by_group(seen: Seen, code: str, month: Month, now: datetime) -> dict[str, Work]:
    """Count the month's meetings of each region just below the code, by what became of them."""
    held = Count("pk", filter=Q(status=Meeting.Status.HELD))
    unlogged = Q(status=Meeting.Status.PLANNED, starts_at__lte=now)
    rows = (
        _in_months(seen, code, month, month)
        .annotate(group=Left("region_id", CHILD_LENGTH[len(code)]))
        .order_by("group")
        .values_list("group")
        .annotate(
            held=held,
            dropped=Count("pk", filter=PLANNED_NOT_HELD),
            unlogged=Count("pk", filter=unlogged),
        )
    )
    return {group: Work(*counts) for group, *counts in rows}


def figures(seen: Seen, code: str, first: Month, last: Month) -> list[MonthFigures]:
    """Return the figures of each month from `first` to `last`, the earliest first: two queries."""
    held = _in_months(seen, code, first, last).held()
    months = held.annotate(month=TruncMonth("on")).order_by().values_list("month")
    counted = months.annotate(
        number=Count("pk"),
        bodies=Count("wksbm", distinct=True),
        unnamed=Sum("guests"),
        unnamed_women=Sum("guest_women"),
    )
    meetings = {month: counts for month, *counts in counted}
    came = {month: counts for month, *counts in _came(held)}
    found = []
    month = first
    while month <= last:
        number, bodies, guests, guest_women = meetings.get(month.first, (0, 0, 0, 0))
        all_came, women, men = came.get(month.first, (0, 0, 0))
        found.append(
            MonthFigures(
                month,
                number,
                bodies,
                women=women + guest_women,
                men=men + guests - guest_women,
                unstated=all_came - women - men,
            )
        )
        month = month.after
    return found


def follow_ups_of(seen: Seen, code: str, month: Month, *, on: date) -> dict[str, int]:
    """Count what meetings up to the month asked for: `open` now, `overdue` on a day, `done` in it.

    What is done and waits to be verified is open, and no longer overdue.
    """
    counted: dict[str, int] = (
        seen(FollowUp)
        .filter(under([code]), wksbm__isnull=False, meeting__on__lte=month.last)
        .order_by()
        .aggregate(
            open=Count("pk", filter=OPEN),
            overdue=Count("pk", filter=Q(status=FollowUp.Status.OPEN, due_on__lt=on)),
            done=Count("pk", filter=Q(done_on__gte=month.first, done_on__lte=month.last)),
        )
    )
    return counted


# --- Parts of the above --------------------------------------------------------------------------


def _of_bodies(seen: Seen) -> Any:
    return seen(Meeting).filter(wksbm__isnull=False)


def _in_months(seen: Seen, code: str, first: Month, last: Month) -> Any:
    return _of_bodies(seen).filter(under([code]), on__gte=first.first, on__lte=last.last)


def _came(held: Any) -> Any:
    """Return who came, by month: all, women, men. Guests without a name are with the meetings."""
    return (
        held.filter(attendances__present=True)
        .annotate(month=TruncMonth("on"))
        .order_by()
        .values_list("month")
        .annotate(
            came=Count("attendances"),
            women=Count("attendances", filter=FEMALE),
            men=Count("attendances", filter=MALE),
        )
    )
