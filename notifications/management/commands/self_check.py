"""`manage.py self_check`: what was due against what became of it, for one day or those left out."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from notifications import services


class Command(BaseCommand):
    help = "Check a day's messages, or every day that is over and unchecked; exit code 1 if wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="2026-11-27; checked anew.")

    def handle(self, **options: Any) -> None:
        day = options["day"]
        checks = [services.self_check(day)] if day else services.check_days()
        for check in checks:
            self.stdout.write(
                f"{check.day}: due {check.due}, sent {check.sent}, maybe sent {check.maybe_sent},"
                f" by hand {check.by_hand}, withdrawn {check.withdrawn}, expired {check.expired},"
                f" failed {check.failed}, waiting {check.waiting}, missing {check.missing}"
            )
            for one in check.findings:
                named = one.get("deliveries") or one.get("occasions")
                self.stdout.write(f"  {one['kind']} {one['count']}: {named}")
        if any(check.missing for check in checks):
            sys.exit(1)
