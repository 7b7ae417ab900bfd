"""`manage.py load_pillars`: the nation's pillars and qualifications, anew at every release."""

from typing import Any

from django.core.management.base import BaseCommand

from volunteers.services import load_pillars


class Command(BaseCommand):
    help = "Writes the nation's pillars and qualifications; the same again changes nothing."

    def handle(self, **_options: Any) -> None:
        changed = load_pillars()
        self.stdout.write(", ".join(f"{key}: {count}" for key, count in changed.items()))
