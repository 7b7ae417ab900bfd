"""`manage.py load_rules`: how reminders go in the nation, anew at every release."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.services import load_rules


class Command(BaseCommand):
    help = "Writes the nation's plans of reminders that are new or have changed."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"{load_rules()} plans of reminders written")
