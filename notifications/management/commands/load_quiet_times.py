"""`manage.py load_quiet_times`: the nation's quiet hours, where there are none yet."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.services import load_quiet_times


class Command(BaseCommand):
    help = "Writes the nation's quiet hours, if there are none."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"{load_quiet_times()} quiet hours written")
