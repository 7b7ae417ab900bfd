"""`manage.py load_kinds`: the nation's kinds of meetings, anew at every release."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings.services import load_kinds


class Command(BaseCommand):
    help = "Writes the nation's kinds of meetings that are new or have changed."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"{load_kinds()} kinds of meetings written")
