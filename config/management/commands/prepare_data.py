"""Brings the data of a start up to date, in one process: loading Django thrice took seconds."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Apply migrations, load what the nation knows, and renew the demo."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, **options: Any) -> None:
        self._step("migrate", "--noinput", "--verbosity", "0")
        self._step("load_regions", "--if-missing")
        self._step("load_pillars")
        self._step("load_holidays")
        self._step("load_kinds")
        self._step("load_rules")
        self._step("load_tax_rules")
        self._step("load_quiet_times")
        if options["demo"]:
            self._step("seed_demo")

    def _step(self, command: str, *words: str) -> None:
        if command not in get_commands():
            self.stdout.write(f"there is no command {command} yet: skipped")
            return
        began = time.monotonic()
        call_command(command, *words)
        self.stdout.write(f"{command} done in {time.monotonic() - began:.1f} s")
