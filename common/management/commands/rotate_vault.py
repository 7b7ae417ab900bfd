"""Seals all that is sealed anew with the first of VAULT_KEYS and of VAULT_INDEX_KEYS."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from common.vault_rotation import parts


class Command(BaseCommand):
    help = (
        "Seal every NIK, family card, account and kept file anew with the first of VAULT_KEYS, and "
        "find them by the first of VAULT_INDEX_KEYS. Safe to repeat, also while people work."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        unreadable = 0
        for label, rotate in parts().items():
            done = rotate()
            unreadable += done.unreadable
            self.stdout.write(
                f"{label}: {done.rows} rows, {done.sealed_anew} sealed anew, "
                f"{done.found_anew} found anew, {done.unreadable} unreadable"
            )
        if unreadable:
            self.stderr.write("No key opens these rows: is an old key missing from VAULT_KEYS?")
            sys.exit(1)
