"""Prints a new key, as VAULT_KEYS and VAULT_INDEX_KEYS take it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.vault import new_key


class Command(BaseCommand):
    help = "Print a new key for VAULT_KEYS or VAULT_INDEX_KEYS, named by today's date."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(new_key(f"{timezone.now():%Y%m%d}"))
