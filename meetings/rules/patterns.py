"""Rules of RFC 5545 within the parts that are taken here: read, expanded, and said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import (
    DAILY,
    MONTHLY,
    WEEKLY,
    YEARLY,
    rrule,
    rruleset,
    weekday,
    weekdays,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Series

AHEAD = timedelta(weeks=10)  # how far occurrences are made ahead
SELAPANAN = 35  # five weeks: the same weekday and pasaran again
LAST = -1

_FREQUENCIES: dict[str, Literal[0, 1, 2, 3]] = {
    "DAILY": DAILY,
    "WEEKLY": WEEKLY,
    "MONTHLY": MONTHLY,
    "YEARLY": YEARLY,
}
# What each frequency may carry. A rule that could go on for ever without meeting a date (every
# seventh day, if a Monday; 30 February) cannot be written with these.
_PARTS = {
    "DAILY": {"INTERVAL", "COUNT", "UNTIL", "WKST"},
    "WEEKLY": {"INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"},
    "MONTHLY": {"INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY"},
    "YEARLY": {"INTERVAL", "COUNT", "UNTIL", "WKST"},
}
_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{8})(T\d{6}Z?)?")
_MOST_INTERVAL, _MOST_COUNT, _MOST_LENGTH, _MOST_DATES = 400, 1000, 200, 100


class Pattern(models.TextChoices):
    """The patterns that people choose from; the API takes any rule that `parsed` accepts."""

    NTH_WEEKDAY = "nth_weekday", gettext_lazy("Setiap bulan, pada hari tertentu")
    MONTH_DAY = "month_day", gettext_lazy("Setiap bulan, pada tanggal tertentu")
    WEEKLY = "weekly", gettext_lazy("Setiap minggu")
    SELAPANAN = "selapanan", gettext_lazy("Setiap 35 hari (selapanan)")
    DATES = "dates", gettext_lazy("Tanggal-tanggal tertentu")


WEEKDAYS = [
    ("MO", gettext_lazy("Senin")),
    ("TU", gettext_lazy("Selasa")),
    ("WE", gettext_lazy("Rabu")),
    ("TH", gettext_lazy("Kamis")),
    ("FR", gettext_lazy("Jumat")),
    ("SA", gettext_lazy("Sabtu")),
    ("SU", gettext_lazy("Minggu")),
]
NTHS = [
    (1, gettext_lazy("pertama")),
    (2, gettext_lazy("kedua")),
    (3, gettext_lazy("ketiga")),
    (4, gettext_lazy("keempat")),
    (5, gettext_lazy("kelima")),
    (LAST, gettext_lazy("terakhir")),
]


@dataclass(frozen=True)
class Rule:
    """A checked RRULE, as its parts; or an RDATE: then `fixed` are its dates, and all there is."""

    frequency: str
    interval: int = 1
    days: tuple[tuple[int | None, str], ...] = ()  # (2, "SA"): the second Saturday
    month_days: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None
    fixed: tuple[date, ...] = ()

    def dates(self, starts_on: date) -> rrule | rruleset:
        if self.fixed:
            named = rruleset()
            for day in self.fixed:
                named.rdate(datetime.combine(day, time()))
            return named
        return rrule(
            _FREQUENCIES[self.frequency],
            dtstart=datetime.combine(starts_on, time()),
            interval=self.interval,
            count=self.count,
            until=self.until and datetime.combine(self.until, time()),
            byweekday=[_weekday(nth, day) for nth, day in self.days] or None,
            bymonthday=list(self.month_days) or None,
        )


def _weekday(nth: int | None, day: str) -> weekday:
    plain: weekday = weekdays[_DAYS[day]]
    return plain if nth is None else plain(nth)


# --- Reading a rule ------------------------------------------------------------------------------


def parsed(text: str) -> Rule:
    """Read a rule of RFC 5545 within the parts that are taken here. Raises ValidationError."""
    rule = text.strip().upper()
    if rule.startswith("RDATE:"):
        return Rule(frequency="", fixed=_fixed(rule.removeprefix("RDATE:")))
    if len(text) > _MOST_LENGTH:
        raise _bad(_("Pola terlalu panjang."))
    parts = _parts(rule.removeprefix("RRULE:"))
    frequency = parts.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise _bad(_("FREQ harus DAILY, WEEKLY, MONTHLY atau YEARLY."))
    refused = sorted(set(parts) - _PARTS[frequency])
    if refused:
        raise _bad(
            _("Tidak dapat dipakai bersama FREQ=%(frequency)s: %(parts)s.")
            % {"frequency": frequency, "parts": ", ".join(refused)}
        )
    if {"COUNT", "UNTIL"} <= set(parts):
        raise _bad(_("Pilih satu: COUNT atau UNTIL."))
    if parts.get("WKST", "MO") != "MO":
        raise _bad(_("WKST harus MO."))
    return Rule(
        frequency=frequency,
        interval=_number(parts, "INTERVAL", 1, _MOST_INTERVAL) or 1,
        days=_days(parts.get("BYDAY", ""), ordinals=frequency == "MONTHLY"),
        month_days=_month_days(parts.get("BYMONTHDAY", "")),
        count=_number(parts, "COUNT", 1, _MOST_COUNT),
        until=_until(parts.get("UNTIL", "")),
    )


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in rule.split(";"):
        name, equals, value = piece.partition("=")
        if not equals or not value or name in parts:
            raise _bad(_("Bagian pola ini tidak terbaca: %(piece)s.") % {"piece": piece})
        parts[name] = value
    return parts


def check_rrule(text: str) -> None:
    """Refuse a rule that is not taken here. Raises ValidationError (bad_rrule)."""
    parsed(text)


def _bad(message: str) -> ValidationError:
    return ValidationError(message, code="bad_rrule")


def _number(parts: dict[str, str], name: str, least: int, most: int) -> int | None:
    if name not in parts:
        return None
    digits = parts[name]
    if not digits.isascii() or not digits.isdigit() or not least <= int(digits[:9]) <= most:
        raise _bad(
            _("%(name)s harus angka dari %(least)d sampai %(most)d.")
            % {"name": name, "least": least, "most": most}
        )
    return int(digits)


def _days(value: str, *, ordinals: bool) -> tuple[tuple[int | None, str], ...]:
    days: list[tuple[int | None, str]] = []
    for piece in value.split(",") if value else ():
        found = _BYDAY.fullmatch(piece)
        if found is None or (found[1] and not ordinals):
            raise _bad(_("BYDAY tidak terbaca: %(piece)s.") % {"piece": piece})
        days.append((int(found[1]) if found[1] else None, found[2]))
    return tuple(days)


def _month_days(value: str) -> tuple[int, ...]:
    days = []
    for piece in value.split(",") if value else ():
        if not re.fullmatch(r"[+-]?[0-9]{1,2}", piece) or not 1 <= abs(int(piece)) <= 31:
            raise _bad(_("BYMONTHDAY harus 1 sampai 31, atau -1 untuk tanggal terakhir."))
        days.append(int(piece))
    return tuple(days)


def _fixed(value: str) -> tuple[date, ...]:
    pieces = value.split(",")
    if len(pieces) > _MOST_DATES:
        raise _bad(_("Paling banyak %(most)d tanggal.") % {"most": _MOST_DATES})
    days = []
    for piece in pieces:
        try:
            days.append(date.fromisoformat(piece.strip()))
        except ValueError:
            raise _bad(_("Tanggal tidak terbaca: %(piece)s.") % {"piece": piece}) from None
    if len(set(days)) != len(days):
        raise _bad(_("Ada tanggal yang ditulis dua kali."))
    return tuple(sorted(days))


def _until(value: str) -> date | None:
    if not value:
        return None
    found = _UNTIL.fullmatch(value)
    try:
        if found:
            return date.fromisoformat(found[1])
    except ValueError:
        pass
    raise _bad(_("UNTIL tidak terbaca: %(value)s.") % {"value": value})


# --- Dates and instants --------------------------------------------------------------------------


def occurrences(text: str, starts_on: date, since: date, until: date) -> list[date]:
    """Return the rule's dates from `since` to `until`, both included; none before `starts_on`."""
    first = max(since, starts_on)
    if until < first:
        return []
    found = (
        parsed(text)
        .dates(starts_on)
        .between(
            datetime.combine(first, time()),
            datetime.combine(until, time()),
            inc=True,
        )
    )
    return [moment.date() for moment in found]


def next_dates(text: str, starts_on: date, since: date, most: int = 6) -> list[date]:
    """Return the rule's next dates, to be shown before it is saved."""
    found = (
        parsed(text)
        .dates(starts_on)
        .xafter(
            datetime.combine(max(since, starts_on), time()),
            count=most,
            inc=True,
        )
    )
    return [moment.date() for moment in found]


def still_to_come(series: Iterable[Series], year: int) -> int:
    """Count the year's dates of these series whose occurrences are not made yet."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return sum(
        len(
            occurrences(
                one.rrule,
                one.starts_on,
                max(one.unmade_since, first),
                min(last, one.ended_on or last),
            )
        )
        for one in series
    )


def start_instant(on: date, at: time, zone: str) -> datetime:
    """Return the instant at which the village's clock shows this date and time."""
    return datetime.combine(on, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


# --- Patterns that people choose -----------------------------------------------------------------


def rrule_of(
    pattern: str,
    *,
    month_day: int = 1,
    nth: int = 1,
    day: str = "SA",
    dates: Iterable[date] = (),
) -> str:
    """Return the rule of a chosen pattern."""
    match pattern:
        case Pattern.DATES:
            return "RDATE:" + ",".join(f"{one:%Y%m%d}" for one in sorted(dates))
        case Pattern.MONTH_DAY:
            return f"FREQ=MONTHLY;BYMONTHDAY={month_day}"
        case Pattern.NTH_WEEKDAY:
            return f"FREQ=MONTHLY;BYDAY={nth:+d}{day}"
        case Pattern.WEEKLY:
            return f"FREQ=WEEKLY;BYDAY={day}"
        case _:
            return f"FREQ=DAILY;INTERVAL={SELAPANAN}"


def choices_of(text: str) -> dict[str, str | int] | None:
    """Return what was chosen to get this rule; None where it is none of the offered patterns."""
    rule = parsed(text)
    chosen: dict[str, str | int] | None = None
    match rule:
        case Rule(fixed=(_first, *_others)):
            chosen = {
                "pattern": Pattern.DATES.value,
                "dates": "\n".join(f"{day:%d-%m-%Y}" for day in rule.fixed),
            }
        case Rule(frequency="MONTHLY", interval=1, days=(), month_days=(month_day,)):
            chosen = {"pattern": Pattern.MONTH_DAY.value, "month_day": month_day}
        case Rule(frequency="MONTHLY", interval=1, days=((int() as nth, day),), month_days=()):
            chosen = {"pattern": Pattern.NTH_WEEKDAY.value, "nth": nth, "day": day}
        case Rule(frequency="WEEKLY", interval=1, days=((None, day),)):
            chosen = {"pattern": Pattern.WEEKLY.value, "day": day}
        case Rule(frequency="DAILY", interval=interval) if interval == SELAPANAN:
            chosen = {"pattern": Pattern.SELAPANAN.value}
    return chosen if rule.count is None and rule.until is None else None
