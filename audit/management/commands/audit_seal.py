"""Seal what was written since the last seal, and print the head of the chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from audit.models import Seal
from audit.services import seal, send_head


class Command(BaseCommand):
    help = "Seal the history written so far. Print the head: keep it outside this server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mail", action="store_true", help="send the head to AUDIT_HEAD_RECIPIENTS as well"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        made = seal()
        last = made or Seal.objects.order_by("-number").first()
        if made is None:
            self.stdout.write(_("Tidak ada yang baru untuk disegel."))
        if last is None:
            return
        self.stdout.write(last.head)
        if options["mail"]:
            sent = send_head(last)
            self.stdout.write(_("Dikirim kepada %d orang.") % sent)
