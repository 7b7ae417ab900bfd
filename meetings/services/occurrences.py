"""The occurrences of series: made ahead, and made anew when their rule or the holidays change."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common.dates import today
from common.languages import official
from meetings.models import Meeting, MeetingQuerySet, Series
from meetings.rules import AHEAD, Calendar, occurrences, placed, start_instant
from meetings.services.calendar import Calendars, calendar_of

Item = TypeVar("Item")

BATCH = 500
_SLACK = timedelta(days=7)  # a series is taken up again only when a week is missing
_SEEN_IN_CALENDARS = ("starts_at", "place", "status")
_SAID = (*_SEEN_IN_CALENDARS, "on", "at", "purpose", "cancelled_because")
_FOLLOWED = [*_SAID, "revision", "version", "updated_at"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Foreseen:
    """What a changed series does to its coming meetings, up to `until`.

    `changed` are pairs of the meeting and what it becomes; `by_hand` stay as somebody put them.
    """

    until: date
    changed: list[tuple[Meeting, Meeting]]
    cancelled: list[Meeting]
    added: list[Meeting]
    by_hand: list[Meeting]


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
        .filter(Q(organisation__dissolved_on=None) | Q(organisation__dissolved_on__gt=now))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_make_batch(keys, until or now + AHEAD) for keys in _batches(list(missing)))


def follow_holidays() -> int:
    """Make the coming occurrences anew of series whose holidays changed; return how many series.

    Each in a transaction of its own: harmless when repeated, late, or run twice at once.
    """
    keys = list(Series.objects.filter(must_follow=True).order_by("pk").values_list("pk", flat=True))
    return sum(_follow_holidays(pk) for pk in keys)


@transaction.atomic
def _follow_holidays(pk: int) -> int:
    waiting = Series.objects.select_for_update(no_key=True).filter(pk=pk, must_follow=True)
    series = waiting.first()
    if series is None:
        return 0
    here = today(ZoneInfo(series.zone))
    if series.is_running(here):
        make_again(series, here)
    Series.objects.filter(pk=pk).update(must_follow=False)
    return 1


@transaction.atomic
def recompute_starts() -> int:
    """Compute the instants of planned meetings anew, after a change of the time zones' data.

    Returns how many moved. On the village's clock none did, so that the revision stays: nobody is
    told of a change, and what was sent already is not sent again.
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
            version=F("version") + 1
        )
    return len(moved)


@transaction.atomic
def _make_batch(keys: list[int], until: date) -> int:
    """Lock these series in one order, so that two runs wait for each other, and make them."""
    made: list[int] = []
    rows: list[Meeting] = []
    locked = (
        Series.objects.select_for_update(no_key=True, of=["self"])
        .filter(pk__in=keys)
        .order_by("pk")
    )
    found = list(locked.select_related("kind"))
    calendars = Calendars(found, min((one.unmade_since for one in found), default=until), until)
    for series in found:
        try:
            rows += _rows(
                series, since=series.unmade_since, until=until, calendar=calendars.of(series)
            )
        except ValidationError:  # one spoilt row must not stop the nation's
            log.exception("series %s has a rule that cannot be read", series.pk)
            continue
        made.append(series.pk)
    of_these = Meeting.objects.filter(series__in=made)
    before = of_these.count()
    Meeting.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    Series.objects.filter(pk__in=made).update(made_until=until)
    return of_these.count() - before


def make(series: Series, *, since: date, until: date) -> None:
    calendar = calendar_of(series.region_id, since, until)
    rows = _rows(series, since=since, until=until, calendar=calendar)
    Meeting.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    Series.objects.filter(pk=series.pk).update(made_until=until)
    series.made_until = until


def _rows(series: Series, *, since: date, until: date, calendar: Calendar) -> list[Meeting]:
    last = until if series.ended_on is None else min(until, series.ended_on)
    return [
        _row(series, day, calendar)
        for day in occurrences(series.rrule, series.starts_on, since, last)
    ]


def _row(series: Series, day: date, calendar: Calendar) -> Meeting:
    """Return the occurrence of a date of the rule, where holidays let it lie."""
    where = placed(series, day, calendar)
    return Meeting(
        wksbm_id=series.wksbm_id,
        organisation_id=series.organisation_id,
        region_id=series.region_id,
        kind_id=series.kind_id,
        circle=series.kind.circle,
        series=series,
        original_date=day,
        purpose=series.purpose,
        place=series.place,
        on=where.on,
        at=where.at,
        zone=series.zone,
        starts_at=start_instant(where.on, where.at, series.zone),
        status=Meeting.Status.CANCELLED if where.skipped else Meeting.Status.PLANNED,
        cancelled_because=_left_out(where.skipped) if where.skipped else "",
    )


@official
def _left_out(name: str) -> str:
    return _("Ditiadakan: %(name)s.") % {"name": name}


def foreseen(series: Series, here: date) -> Foreseen:
    """Compare what the series says now with the coming occurrences that nobody touched."""
    now = timezone.now()
    until = max(here + AHEAD, series.made_until or here)
    calendar = calendar_of(series.region_id, here, until)
    rows = _rows(series, since=here, until=until, calendar=calendar)
    wanted = {row.original_date: row for row in rows if row.starts_at > now}
    there = list(series.meetings.untouched().filter(starts_at__gt=now).order_by("starts_at"))
    kept = {meeting.original_date for meeting in series.meetings.filter(original_date__gte=here)}
    return Foreseen(
        until=until,
        changed=[
            (meeting, wanted[meeting.original_date])
            for meeting in there
            if meeting.original_date in wanted and _differs(meeting, wanted[meeting.original_date])
        ],
        cancelled=[
            meeting
            for meeting in there
            if meeting.original_date not in wanted and meeting.is_planned
        ],
        added=[row for day, row in wanted.items() if day not in kept],
        by_hand=list(
            series.meetings.planned().filter(by_hand=True, starts_at__gt=now).order_by("starts_at")
        ),
    )


def make_again(series: Series, here: date) -> None:
    """Bring the coming occurrences that nobody touched in line with the changed series."""
    coming = foreseen(series, here)
    for meeting, wanted in coming.changed:
        _follow(meeting, wanted)
    changed = [meeting for meeting, _wanted in coming.changed]
    Meeting.objects.bulk_update(changed, _FOLLOWED, batch_size=BATCH)
    because = gettext_noop("Jadwal rangkaian pertemuan diubah.")
    gone = [meeting.pk for meeting in coming.cancelled]
    cancel(Meeting.objects.planned().filter(pk__in=gone), because)
    Meeting.objects.bulk_create(coming.added, ignore_conflicts=True, batch_size=BATCH)
    Series.objects.filter(pk=series.pk).update(made_until=coming.until)
    series.made_until = coming.until


def _differs(meeting: Meeting, wanted: Meeting) -> bool:
    return any(getattr(meeting, name) != getattr(wanted, name) for name in _SAID)


def _follow(meeting: Meeting, wanted: Meeting) -> None:
    """Take over what the series now says; another time or place, or reviving it, is a revision."""
    moves = any(getattr(meeting, name) != getattr(wanted, name) for name in _SEEN_IN_CALENDARS)
    for name in _SAID:
        setattr(meeting, name, getattr(wanted, name))
    meeting.revision += moves
    meeting.version += 1
    meeting.updated_at = timezone.now()


def cancel(meetings: MeetingQuerySet, because: str) -> None:
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
