"""`manage.py load_holidays`: the nation's days off, anew at every release."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings.services import load_holidays


class Command(BaseCommand):
    help = "Writes the nation's days off that are not there yet."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"{load_holidays()} days off added")
