"""Find what was changed, deleted, put in or moved in the history since it was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from audit.models import Erasure, Seal, SealedRow
from audit.services import verify

MOST_SHOWN = 200


class Command(BaseCommand):
    help = "Compare the history with its seals. Exit code 1 and the rows in words if it differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", default="", help="NUMBER:HASH as it was mailed or printed, kept outside"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        found = verify(options["head"])
        if found:
            for finding in found[:MOST_SHOWN]:
                self.stdout.write(str(finding))
            self.stderr.write(_("%d hal tidak cocok dengan segelnya.") % len(found))
            raise SystemExit(1)
        self.stdout.write(
            _("Cocok: %(rows)d baris dalam %(seals)d segel.")
            % {"rows": SealedRow.objects.count(), "seals": Seal.objects.count()}
        )
        erasures = Erasure.objects.count()
        if erasures:
            self.stdout.write(_("%d penghapusan data tercatat.") % erasures)
