"""Takes all mail of a developer's machine and keeps it as files: nothing leaves."""

import logging
import time
import uuid
from argparse import ArgumentParser
from email.policy import SMTP as RULES
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

KEPT = 500
LARGEST = 30 * 1024 * 1024


class Keeper:
    """Writes each message to `<time>-<random>.eml`: names sort by arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-To: {recipients}{RULES.linesep}".encode()
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
        half = self.folder / f"{name}.new"
        half.write_bytes(head + content)
        half.rename(self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        print(f"kept a message for {recipients} in {name}.eml", flush=True)
        return "250 Message accepted for delivery"


class Command(BaseCommand):
    help = "Take mail on a local port and keep it under var/mail."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=1025)

    def handle(self, **options: Any) -> None:
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # each greeting and farewell
        folder = Path(settings.MAIL_CATCHER_DIR)
        controller = Controller(
            Keeper(folder), hostname="127.0.0.1", port=options["port"], data_size_limit=LARGEST
        )
        try:
            controller.start()
        except OSError as error:
            raise CommandError(f"Port {options['port']} cannot be used: {error}") from error
        self.stdout.write(f"taking mail on 127.0.0.1:{options['port']}, kept in {folder}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            controller.stop()
