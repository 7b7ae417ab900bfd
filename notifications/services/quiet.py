"""Quiet hours of a place: the nation's, a region's own set, and what may be changed of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from notifications.models import QuietTime
from notifications.reference import QUIET_TIMES
from notifications.services.waiting import decent_after
from regions.models import Region

FIELDS = ["name", "days", "since", "until"]


@transaction.atomic
def keep_own_quiet_times(region: Region, *, actor: User) -> list[QuietTime]:
    """Give the region a set of its own, which begins as what holds there; once it has, nothing."""
    require(actor, Can.KEEP_REMINDERS, on=region)
    return _own_set(region)


@transaction.atomic
def add_quiet_time(
    region: Region, *, name: str, days: Iterable[int], since: time, until: time, actor: User
) -> QuietTime:
    """Add hours to the region's own set, by the clock of the village; it gets one if it has none.

    `days` are weekdays by ISO 8601 (1 is Monday), on which the hours begin; an `until` that is not
    after `since` is on the next day. Raises no_time_left.
    """
    require(actor, Can.KEEP_REMINDERS, on=region)
    _own_set(region)
    row = QuietTime(region=region, name=tidy(name), days=_week(days), since=since, until=until)
    insert(row)
    _leave_some_time(row)
    return row


@transaction.atomic
def change_quiet_time(
    row: QuietTime,
    *,
    name: str,
    days: Iterable[int],
    since: time,
    until: time,
    version: int | None = None,
    actor: User,
) -> QuietTime:
    """Change hours of a set; reminders that wait move with it. Raises no_time_left, stale_version.

    Days and hours are as in `add_quiet_time`.
    """
    require(actor, Can.KEEP_REMINDERS, on=row)
    row.name, row.days, row.since, row.until = tidy(name), _week(days), since, until
    save_version(row, FIELDS, version=version)
    _leave_some_time(row)
    return row


@transaction.atomic
def remove_quiet_time(row: QuietTime, *, actor: User) -> None:
    """Take hours off a set. Without the last the region follows the one above it again."""
    require(actor, Can.KEEP_REMINDERS, on=row)
    row.delete()


@transaction.atomic
def follow_quiet_times_above(region: Region, *, actor: User) -> int:
    """Give up the region's own set; return how many hours it had. Its history stays."""
    require(actor, Can.KEEP_REMINDERS, on=region)
    gone, _by_model = QuietTime.objects.of(region).delete()
    return gone


@transaction.atomic
def load_quiet_times() -> int:
    """Write the nation's set where there is none; return how many hours were written.

    What an operator made of it stays.
    """
    if QuietTime.objects.of(None).exists():
        return 0
    for line in QUIET_TIMES:
        insert(QuietTime(**line._asdict()))
    return len(QUIET_TIMES)


def _own_set(region: Region) -> list[QuietTime]:
    """Return the region's own set: a copy of what holds there, if it had none."""
    Region.objects.select_for_update(no_key=True).get(pk=region.pk)  # two would copy it twice
    own = list(QuietTime.objects.of(region))
    if own:
        return own
    holding = list(QuietTime.objects.holding_in(region.pk))
    return [
        insert(QuietTime(region=region, **{field: getattr(row, field) for field in FIELDS}))
        for row in holding
    ]


def _leave_some_time(row: QuietTime) -> None:
    zone = row.region.time_zone if row.region else timezone.get_default_timezone_name()
    if decent_after(timezone.now(), row.region_id or "", zone) is None:
        raise RuleBroken(
            "no_time_left", _("Jam tenang tidak boleh menutup seluruh minggu: sisakan waktu kirim.")
        )


def _week(days: Iterable[int]) -> list[int]:
    return sorted(set(days))
