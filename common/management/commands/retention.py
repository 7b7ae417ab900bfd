"""Say how many rows are past the time for which their kind is kept; destroy them when told to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from common.retention import RETENTIONS, Retention


class Command(BaseCommand):
    help = "Count what is past its time, by kind. Nothing is destroyed without --destroy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--destroy", action="store_true", help="destroy what is past its time")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        for one in RETENTIONS.values():
            rows = one.past(now)
            number = rows.count()
            if options["destroy"] and not one.swept:
                rows.delete()
            self._say(one, number, destroyed=options["destroy"])

    def _say(self, one: Retention, number: int, *, destroyed: bool) -> None:
        words = _("dimusnahkan") if destroyed else _("lewat masa simpan")
        if one.swept:
            words = _("menunggu dimusnahkan otomatis")
        self.stdout.write(f"{one.label} ({one.kept.days}): {number} {words}")
