"""Days, hours and weeks of duties: wall times of a village, and the instants they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from common.dates import wall_time
from regions.models import Region

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 1, 1)
LONGEST: Final = timedelta(days=31)
_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_WEEK: Final = re.compile(r"(20\d\d)-W(\d\d)")


def period_between(
    on: date, at: time, *, until_at: time, until_on: date | None, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Return the instants (UTC) from a wall time in the zone to another.

    Without a last day a duty that ends at or before its hour of beginning ends the next morning.
    Raises ValidationError too_far, ends_before_start, too_long.
    """
    last = until_on or (on if until_at > at else on + timedelta(days=1))
    if not (EARLIEST <= on <= LATEST and EARLIEST <= last <= LATEST):
        raise _fault("on", "too_far", _("Tanggal ini terlalu jauh."))
    start, end = _instant(on, at, zone), _instant(last, until_at, zone)
    if end <= start:
        raise _fault("until_on", "ends_before_start", _("Tugas berakhir sebelum mulai."))
    if end - start > LONGEST:
        raise _fault("until_on", "too_long", _("Satu tugas paling lama 31 hari."))
    return start, end


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which the day begins in the zone."""
    return _instant(day, time.min, zone)


def days_of(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    """Return the days that the time touches in the zone; one that it only ends with is not."""
    first = wall_time(start, zone).date()
    last = wall_time(end - timedelta(microseconds=1), zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def read_month(text: str) -> date | None:
    """Return the first day of the month that is written as 2026-05; None where it is none."""
    written = _MONTH.fullmatch(text)
    return date(int(written[1]), int(written[2]), 1) if written else None


def said_hours(start: datetime, end: datetime, region: Region, *, on: date | None = None) -> str:
    """Say from when to when in the region's own time: 20.00 to 3 Mei 06.00 WITA.

    `on` is the day under which it stands; days that are not that one are named.
    """
    first, last = wall_time(start, region.tz), wall_time(end, region.tz)
    on = on or first.date()
    return f"{_said(first, on)} \u2013 {_said(last, on)} {region.zone_label}"


def said_minutes(minutes: int) -> str:
    """Say a length: "4 jam 30 menit"."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)d jam") % {"hours": hours}
    if not hours:
        return _("%(minutes)d menit") % {"minutes": rest}
    return _("%(hours)d jam %(minutes)d menit") % {"hours": hours, "minutes": rest}


@dataclass(frozen=True)
class Week:
    """A week of the ISO calendar, Monday to Sunday; in addresses as 2026-W18."""

    monday: date

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the week that is written so; None where it is none."""
        written = _WEEK.fullmatch(text)
        try:
            return (
                cls(date.fromisocalendar(int(written[1]), int(written[2]), 1)) if written else None
            )
        except ValueError:
            return None

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day - timedelta(days=day.weekday()))

    def __str__(self) -> str:
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    def __iter__(self) -> Iterator[date]:
        return (self.monday + timedelta(days=number) for number in range(7))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def shifted(self, weeks: int) -> Week:
        return Week(self.monday + timedelta(weeks=weeks))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _said(at: datetime, on: date) -> str:
    hour = time_format(at.time(), "H.i")
    return hour if at.date() == on else f"{date_format(at, 'j M')} {hour}"


def _fault(field: str, code: str, message: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})
