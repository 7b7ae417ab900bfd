"""`manage.py load_tax_rules`: income tax on honoraria, anew at every release."""

from typing import Any

from django.core.management.base import BaseCommand

from stipends.services import load_tax_rules


class Command(BaseCommand):
    help = "Writes the nation's tax rules and brackets that are new or have changed."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"{load_tax_rules()} rows of tax rules written")
