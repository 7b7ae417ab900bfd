"""The days off of a place: kept by its district, followed by the series that say so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from meetings.models import Holiday, Series
from meetings.reference import HOLIDAYS
from meetings.rules import Calendar
from regions.codes import lineage_of
from regions.models import Region
from wksbm.rules import term_between

LONGEST = 45  # days: a month of Ramadan, and no slip of the pen


@transaction.atomic
def add_holiday(
    region: Region, *, kind: str, name: str, first: date, last: date | None = None, actor: User
) -> Holiday:
    """Add days off, both included, that hold in the region and below. Raises too_long."""
    require(actor, Can.KEEP_HOLIDAYS, on=region)
    row = Holiday(region=region, kind=kind, name=tidy(name), days=_days(first, last))
    insert(row)
    _let_series_follow(row)
    return row


@transaction.atomic
def change_holiday(
    holiday: Holiday,
    *,
    kind: str,
    name: str,
    first: date,
    last: date | None = None,
    version: int | None = None,
    actor: User,
) -> Holiday:
    """Correct it; series that follow holidays are made anew. Raises too_long, stale_version."""
    require(actor, Can.KEEP_HOLIDAYS, on=holiday)
    _let_series_follow(holiday)
    holiday.kind, holiday.name, holiday.days = kind, tidy(name), _days(first, last)
    save_version(holiday, ["kind", "name", "days"], version=version)
    _let_series_follow(holiday)
    return holiday


@transaction.atomic
def remove_holiday(holiday: Holiday, *, actor: User) -> None:
    """Take it off the list; its history says that it was there."""
    require(actor, Can.KEEP_HOLIDAYS, on=holiday)
    _let_series_follow(holiday)
    holiday.delete()


@transaction.atomic
def load_holidays() -> int:
    """Add the nation's days off that are not there yet; return how many. The same again adds none.

    Nothing is changed or taken away: a day that was removed by hand comes back.
    """
    added = 0
    for line in HOLIDAYS:
        days = term(line.first, line.last)
        if Holiday.objects.filter(region=None, name=line.name, days=days).exists():
            continue
        row = insert(Holiday(kind=line.kind, name=line.name, days=days))
        _let_series_follow(row)
        added += 1
    return added


def calendar_of(region_code: str, since: date, until: date) -> Calendar:
    """Return the days off and of Ramadan that hold in the region, from `since` to `until`."""
    return Calendar.of(Holiday.objects.holding_in(region_code, since, until), since, until)


class Calendars:
    """The calendars of many places in the same days, from one look at the table."""

    def __init__(self, series: Collection[Series], since: date, until: date) -> None:
        follow = any(one.follows_calendar for one in series) and since <= until
        rows = Holiday.objects.filter(days__overlap=term(since, until)) if follow else ()
        self._holidays = list(rows)
        self._since, self._until = since, until
        self._made: dict[str, Calendar] = {}

    def of(self, series: Series) -> Calendar:
        if not series.follows_calendar or not self._holidays:
            return Calendar()
        if series.region_id not in self._made:
            above = {None, *lineage_of(series.region_id)}
            holding = [one for one in self._holidays if one.region_id in above]
            self._made[series.region_id] = Calendar.of(holding, self._since, self._until)
        return self._made[series.region_id]


def _days(first: date, last: date | None) -> DateRange:
    if last is not None and (last - first).days >= LONGEST:
        raise RuleBroken(
            "too_long", _("Paling lama %(days)d hari sekali tulis.") % {"days": LONGEST}
        )
    return term_between(first, last or first, field="last")


def _let_series_follow(holiday: Holiday) -> None:
    """Note that series which follow holidays must be made anew: the next tick does it."""
    first = first_day(holiday.days)
    kept = Q(on_holiday=Series.OnHoliday.KEEP, in_ramadan=Series.InRamadan.KEEP)
    found = Series.objects.exclude(kept).filter(Q(ended_on=None) | Q(ended_on__gte=first))
    if holiday.region_id is not None:
        found = found.filter(region__code__startswith=holiday.region_id)
    found.update(must_follow=True)
