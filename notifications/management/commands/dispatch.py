"""Plans and sends without end and without a broker: Celery does the same; both may run at once."""

import gc
import signal
from argparse import ArgumentParser
from threading import Event
from time import monotonic
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from notifications import services

SEND_EVERY = 2.0
PLAN_EVERY = 20.0
NAME = "dispatch"


class Command(BaseCommand):
    help = "Plan and send messages until told to end; --once does a single round."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="One round, then end.")
        parser.add_argument(
            "--plan-every", type=float, default=PLAN_EVERY, metavar="SECONDS", help="20 by default."
        )

    def handle(self, **options: Any) -> None:
        self.ending = Event()
        self.plan_at = monotonic()
        self.plan_every = float(options["plan_every"])
        if options["once"]:
            self._round()
            return
        gc.freeze()  # what is imported stays: no collection amid a million messages looks there
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        self.stdout.write("planning and sending")
        while not self.ending.is_set():
            try:
                self._round()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"the database does not answer, waiting: {error}".strip())
                connection.close()
            self.ending.wait(SEND_EVERY)
        connection.close()
        self.stdout.write("ended")

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending.set()

    def _round(self) -> None:
        if monotonic() >= self.plan_at:
            planned = services.plan()
            if planned != services.Planned():
                self.stdout.write(
                    f"planned {planned.new}, again {planned.renewed}, withdrew {planned.withdrawn}"
                )
            self.plan_at = monotonic() + self.plan_every
        counts = services.send_due(keep_going=lambda: not self.ending.is_set())
        if counts:
            self.stdout.write(", ".join(f"{name} {number}" for name, number in counts.items()))
        services.note_round(NAME)
