"""What an operator should watch, as lines for people and an exit code for monitors."""

import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from notifications import services
from notifications.models import Attempt, ChannelHealth, Delivery, Heartbeat, SelfCheck

DISPATCH = "dispatch"
LATEST_BEAT = timedelta(seconds=60)
NIGHTS_LATE = timedelta(days=3)
OLDEST_UNKNOWN = timedelta(hours=1)
LEAST_FREE = 0.10

Finding = tuple[bool, str]  # whether it is well, and in words


class Command(BaseCommand):
    help = "Show what an operator should watch; the exit code is 1 if something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heartbeat-only", action="store_true", help="Only the dispatch loop.")

    def handle(self, **options: Any) -> None:
        now = services.database_now()
        only_dispatch = bool(options["heartbeat_only"])
        findings = [*_heartbeat(now, only_dispatch=only_dispatch)]
        if not only_dispatch:
            findings += [*_due(now), *_channels(now), *_unknown(now), *_dead(now)]
            findings += [*_nights(now), *_disk()]
        for well, words in findings:
            self.stdout.write(f"{'ok   ' if well else 'WRONG'} {words}")
        if not all(well for well, _words in findings):
            sys.exit(1)


def _heartbeat(now: datetime, *, only_dispatch: bool) -> Iterator[Finding]:
    beats = dict(Heartbeat.objects.order_by("loop").values_list("loop", "beat_at"))
    if DISPATCH not in beats:
        yield False, "heartbeat: the dispatch loop has never run"
    for loop, beat_at in beats.items():
        if only_dispatch and loop != DISPATCH:
            continue  # a loop by Celery stands still with its broker
        yield now - beat_at < LATEST_BEAT, f"heartbeat: {loop} {_seconds(now - beat_at)} ago"


def _due(now: datetime) -> Iterator[Finding]:
    oldest = Delivery.objects.due(now).order_by("next_try_at").values_list("next_try_at", flat=True)
    age = now - oldest[0] if oldest else timedelta()
    yield age < services.OLDEST_DUE, f"oldest due message: {_seconds(age)}"


def _channels(now: datetime) -> Iterator[Finding]:
    for known in ChannelHealth.objects.order_by("channel"):
        words = f"channel {known.channel}: {known.state}, {known.failures} failures in a row"
        if known.paused_until and known.paused_until > now:
            words += f", until {known.paused_until:%H:%M:%S} UTC"
        if known.failures:
            words += f", {known.last_words}"
        yield known.state == ChannelHealth.State.WELL, words


def _nights(now: datetime) -> Iterator[Finding]:
    """Tell of the newest night; a service that is new, or rests, has none to tell of."""
    newest = SelfCheck.objects.order_by("-day").first()
    if newest is None:
        return
    words = f"self-check of {newest.day}: due {newest.due}, missing {newest.missing}"
    yield not newest.missing, words
    age = now - newest.made_at
    yield age < NIGHTS_LATE, f"newest self-check: {age.days} days ago"


def _unknown(now: datetime) -> Iterator[Finding]:
    unknown = Attempt.objects.filter(
        state=Attempt.State.UNKNOWN, started_at__lt=now - OLDEST_UNKNOWN
    ).count()
    yield not unknown, f"attempts of unknown end, older than an hour: {unknown}"


def _dead(now: datetime) -> Iterator[Finding]:
    dead = Delivery.objects.filter(
        state=Delivery.State.DEAD, ended_at__gt=now - timedelta(days=1)
    ).count()
    yield not dead, f"messages given up in the last day: {dead}"


def _disk() -> Iterator[Finding]:
    folder = Path(settings.VAR_DIR)
    usage = shutil.disk_usage(folder if folder.exists() else folder.parent)
    free = usage.free / usage.total
    yield free > LEAST_FREE, f"disk of {folder}: {free:.0%} free"


def _seconds(age: timedelta) -> str:
    return f"{age.total_seconds():.0f} s"
