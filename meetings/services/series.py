"""Series of meetings: begun, changed and ended."""

from copy import copy
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.versions import save_version
from meetings.models import Host, MeetingKind, Series, hosted_by, is_dissolved, name_of, region_of
from meetings.rules import AHEAD, check_rrule, next_dates
from meetings.services.kinds import kind_for
from meetings.services.occurrences import Foreseen, cancel, foreseen, make, make_again

_LONGEST = timedelta(days=366 * 5)
# What a series is changed by.
RULE = (
    *("purpose", "rrule", "starts_on", "at", "place"),
    *("on_holiday", "in_ramadan", "ramadan_at"),
)


@transaction.atomic
def start_series(
    host: Host,
    *,
    kind: MeetingKind | None = None,
    purpose: str,
    rrule: str,
    starts_on: date,
    at: time,
    place: str,
    on_holiday: str = Series.OnHoliday.KEEP,
    in_ramadan: str = Series.InRamadan.KEEP,
    ramadan_at: time | None = None,
    actor: User,
) -> Series:
    """Begin a series, in the village's time, and make its occurrences for the next ten weeks.

    Raises host_dissolved, kind_not_theirs.
    """
    region = region_of(host)
    require(actor, Can.PLAN_MEETINGS, on=region)
    zone = region.time_zone
    here = today(ZoneInfo(zone))
    refuse_dissolved(host, on=max(starts_on, here))
    series = Series(
        **hosted_by(host),
        kind=kind_for(host, kind, on=max(starts_on, here)),
        purpose=purpose,
        rrule=rrule.strip(),
        starts_on=starts_on,
        at=at,
        zone=zone,
        place=place,
        on_holiday=on_holiday,
        in_ramadan=in_ramadan,
        ramadan_at=ramadan_at if in_ramadan == Series.InRamadan.OTHER_HOUR else None,
    )
    _check(series, here)
    series.full_clean()
    series.save()
    make(series, since=max(starts_on, here), until=here + AHEAD)
    return series


@transaction.atomic
def change_series(
    series: Series,
    *,
    purpose: str,
    rrule: str,
    starts_on: date,
    at: time,
    place: str,
    on_holiday: str = Series.OnHoliday.KEEP,
    in_ramadan: str = Series.InRamadan.KEEP,
    ramadan_at: time | None = None,
    version: int | None,
    actor: User,
) -> Series:
    """Change a series and what it planned: coming occurrences that nobody touched follow it.

    Those on a date that the new rule has too stay the same meeting; the others are cancelled. What
    was moved, changed or cancelled by hand stays as it is. Raises series_ended, stale_version.
    """
    require(actor, Can.PLAN_MEETINGS, on=series)
    here = today(ZoneInfo(series.zone))
    refuse_ended(series, here)
    series.purpose, series.rrule, series.starts_on = purpose, rrule.strip(), starts_on
    series.at, series.place = at, place
    series.on_holiday, series.in_ramadan = on_holiday, in_ramadan
    series.ramadan_at = ramadan_at if in_ramadan == Series.InRamadan.OTHER_HOUR else None
    _check(series, here)
    save_version(series, RULE, version=version)
    make_again(series, here)
    return series


def foresee_change(series: Series, **facts: Any) -> Foreseen:
    """Return what `change_series` with these facts would do to the coming meetings; nothing is.

    Raises ValidationError as the change would.
    """
    would_be = copy(series)
    for name, value in facts.items():
        setattr(would_be, name, value)
    here = today(ZoneInfo(series.zone))
    _check(would_be, here)
    return foreseen(would_be, here)


@transaction.atomic
def end_series(series: Series, *, on: date, version: int | None = None, actor: User) -> Series:
    """End a series after this day: later occurrences that nobody touched are cancelled.

    Raises series_ended, stale_version.
    """
    require(actor, Can.PLAN_MEETINGS, on=series)
    refuse_ended(series, today(ZoneInfo(series.zone)))
    series.ended_on = on
    save_version(series, ["ended_on"], version=version)
    later = series.meetings.untouched().planned().filter(on__gt=on, starts_at__gt=timezone.now())
    cancel(later, gettext_noop("Rangkaian pertemuan berakhir."))
    return series


def refuse_dissolved(host: Host, *, on: date) -> None:
    """Refuse what is planned for a host that no longer exists then. Raises host_dissolved."""
    if is_dissolved(host, on):
        raise RuleBroken(
            "host_dissolved", _("%(name)s sudah dibubarkan.") % {"name": name_of(host)}
        )


def refuse_ended(series: Series, here: date) -> None:
    if not series.is_running(here):
        raise RuleBroken("series_ended", _("Rangkaian pertemuan ini sudah berakhir."))


def _check(series: Series, here: date) -> None:
    """Refuse a rule that cannot be read, lies too far, or has no date from now on."""
    try:
        check_rrule(series.rrule)
    except ValidationError as error:
        raise ValidationError({"rrule": error.error_list}) from error
    if not here - _LONGEST <= series.starts_on <= here + _LONGEST:
        raise ValidationError(
            {"starts_on": ValidationError(_("Tanggal ini terlalu jauh."), code="too_far")}
        )
    if not next_dates(series.rrule, series.starts_on, here, 1):
        raise ValidationError(
            {"rrule": ValidationError(_("Pola ini tidak punya tanggal lagi."), code="no_dates")}
        )
