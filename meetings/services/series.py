"""Series of meetings: begun, changed and ended, and their occurrences made ahead."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.versions import save_version
from meetings.models import Meeting, MeetingQuerySet, Series
from meetings.rules import AHEAD, check_rrule, next_dates, occurrences, start_instant
from wksbm.models import Wksbm

Item = TypeVar("Item")

BATCH = 500
_SLACK = timedelta(days=7)  # a series is taken up again only when a week is missing
_LONGEST = timedelta(days=366 * 5)
_FOLLOWED = [
    *("starts_at", "place", "status", "on", "at", "purpose", "cancelled_because"),
    *("revision", "version", "updated_at"),
]
log = logging.getLogger(__name__)


@transaction.atomic
def start_series(
    wksbm: Wksbm,
    *,
    purpose: str,
    rrule: str,
    starts_on: date,
    at: time,
    place: str,
    actor: User,
) -> Series:
    """Begin a series, in the village's time, and make its occurrences for the next ten weeks.

    Raises wksbm_dissolved.
    """
    require(actor, Can.PLAN_MEETINGS, on=wksbm)
    zone = wksbm.region.time_zone
    here = today(ZoneInfo(zone))
    refuse_dissolved(wksbm, on=max(starts_on, here))
    series = Series(
        wksbm=wksbm,
        region_id=wksbm.region_id,
        purpose=purpose,
        rrule=rrule.strip(),
        starts_on=starts_on,
        at=at,
        zone=zone,
        place=place,
    )
    _check(series, here)
    series.full_clean()
    series.save()
    _make(series, since=max(starts_on, here), until=here + AHEAD)
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
    version: int | None,
    actor: User,
) -> Series:
    """Change a series and what it planned: coming occurrences that nobody touched follow it.

    Those on a date that the new rule has too stay the same meeting; the others are cancelled. What
    was moved, changed or cancelled by hand stays as it is. Raises series_ended, stale_version.
    """
    require(actor, Can.PLAN_MEETINGS, on=series)
    here = today(ZoneInfo(series.zone))
    _refuse_ended(series, here)
    series.purpose, series.rrule, series.starts_on = purpose, rrule.strip(), starts_on
    series.at, series.place = at, place
    _check(series, here)
    save_version(series, ["purpose", "rrule", "starts_on", "at", "place"], version=version)
    _make_again(series, here)
    return series


@transaction.atomic
def end_series(series: Series, *, on: date, version: int | None = None, actor: User) -> Series:
    """End a series after this day: later occurrences that nobody touched are cancelled.

    Raises series_ended, stale_version.
    """
    require(actor, Can.PLAN_MEETINGS, on=series)
    _refuse_ended(series, today(ZoneInfo(series.zone)))
    series.ended_on = on
    save_version(series, ["ended_on"], version=version)
    later = series.meetings.untouched().planned().filter(on__gt=on, starts_at__gt=timezone.now())
    _cancel(later, gettext_noop("Rangkaian pertemuan berakhir."))
    return series


def make_occurrences(*, until: date | None = None) -> int:
    """Make what is missing of all running series up to a date (ten weeks ahead); return how many.

    Harmless when repeated, late, or run twice at once: a batch of series is locked while it is
    made, and an occurrence is unique on (series, original date).
    """
    now = today()
    needed = now + AHEAD - _SLACK if until is None else until
    missing = (
        Series.objects.filter(Q(made_until=None) | Q(made_until__lt=needed))
        .filter(Q(ended_on=None) | Q(made_until=None) | Q(ended_on__gt=F("made_until")))
        .filter(Q(wksbm__dissolved_on=None) | Q(wksbm__dissolved_on__gt=now))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_make_batch(keys, until or now + AHEAD) for keys in _batches(list(missing)))


@transaction.atomic
def recompute_starts() -> int:
    """Compute the instants of planned meetings anew, after a change of the time zones' data.

    Returns how many moved.
    """
    moved = []
    for meeting in Meeting.objects.coming(timezone.now()).iterator():
        starts_at = start_instant(meeting.on, meeting.at, meeting.zone)
        if starts_at != meeting.starts_at:
            meeting.starts_at = starts_at
            moved.append(meeting)
    for batch in _batches(moved):
        Meeting.objects.bulk_update(batch, ["starts_at"])
        Meeting.objects.filter(pk__in=[meeting.pk for meeting in batch]).update(
            revision=F("revision") + 1, version=F("version") + 1
        )
    return len(moved)


def refuse_dissolved(wksbm: Wksbm, *, on: date) -> None:
    """Refuse what is planned for a body that no longer exists then. Raises wksbm_dissolved."""
    if wksbm.dissolved_on is not None and wksbm.dissolved_on <= on:
        raise RuleBroken("wksbm_dissolved", _("WKSBM ini sudah dibubarkan."))


def _refuse_ended(series: Series, here: date) -> None:
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


# --- Occurrences ---------------------------------------------------------------------------------


@transaction.atomic
def _make_batch(keys: list[int], until: date) -> int:
    """Lock these series in one order, so that two runs wait for each other, and make them."""
    made: list[int] = []
    rows: list[Meeting] = []
    locked = Series.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    for series in locked:
        try:
            rows += _rows(series, since=series.unmade_since, until=until)
        except ValidationError:  # one spoilt row must not stop the nation's
            log.exception("series %s has a rule that cannot be read", series.pk)
            continue
        made.append(series.pk)
    of_these = Meeting.objects.filter(series__in=made)
    before = of_these.count()
    Meeting.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    Series.objects.filter(pk__in=made).update(made_until=until)
    return of_these.count() - before


def _make(series: Series, *, since: date, until: date) -> None:
    Meeting.objects.bulk_create(
        _rows(series, since=since, until=until), ignore_conflicts=True, batch_size=BATCH
    )
    Series.objects.filter(pk=series.pk).update(made_until=until)
    series.made_until = until


def _rows(series: Series, *, since: date, until: date) -> list[Meeting]:
    last = until if series.ended_on is None else min(until, series.ended_on)
    return [
        Meeting(
            wksbm_id=series.wksbm_id,
            region_id=series.region_id,
            series=series,
            original_date=day,
            purpose=series.purpose,
            place=series.place,
            on=day,
            at=series.at,
            zone=series.zone,
            starts_at=start_instant(day, series.at, series.zone),
        )
        for day in occurrences(series.rrule, series.starts_on, since, last)
    ]


def _make_again(series: Series, here: date) -> None:
    """Bring the coming occurrences that nobody touched in line with the changed series."""
    now = timezone.now()
    until = max(here + AHEAD, series.made_until or here)
    rows = _rows(series, since=here, until=until)
    wanted = {row.original_date: row for row in rows if row.starts_at > now}
    there = list(series.meetings.untouched().filter(starts_at__gt=now))
    gone = [meeting.pk for meeting in there if meeting.original_date not in wanted]
    changed = [
        meeting
        for meeting in there
        if meeting.original_date in wanted and _follow(meeting, wanted[meeting.original_date])
    ]
    Meeting.objects.bulk_update(changed, _FOLLOWED, batch_size=BATCH)
    because = gettext_noop("Jadwal rangkaian pertemuan diubah.")
    _cancel(Meeting.objects.planned().filter(pk__in=gone), because)
    Meeting.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=BATCH)
    Series.objects.filter(pk=series.pk).update(made_until=until)
    series.made_until = until


def _follow(meeting: Meeting, wanted: Meeting) -> bool:
    """Take over what the series now says; another time or place, or reviving it, is a revision."""
    planned = (wanted.starts_at, wanted.place, Meeting.Status.PLANNED)
    moves = (meeting.starts_at, meeting.place, meeting.status) != planned
    if not moves and meeting.purpose == wanted.purpose:
        return False
    meeting.starts_at, meeting.place, meeting.status = planned
    meeting.on, meeting.at, meeting.purpose = wanted.on, wanted.at, wanted.purpose
    meeting.cancelled_because = ""
    meeting.revision += moves
    meeting.version += 1
    meeting.updated_at = timezone.now()
    return True


def _cancel(meetings: MeetingQuerySet, because: str) -> None:
    meetings.update(
        status=Meeting.Status.CANCELLED,
        cancelled_because=because,
        revision=F("revision") + 1,
        version=F("version") + 1,
        updated_at=timezone.now(),
    )


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
