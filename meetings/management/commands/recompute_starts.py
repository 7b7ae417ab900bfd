"""Compute the instants of planned meetings anew, after the time zones' data changed."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings import services


class Command(BaseCommand):
    help = "Compute the starts of coming meetings anew; run it after an update of tzdata."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{services.recompute_starts()} meetings moved")
