"""The mail that the development catcher kept as files, read for a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SHOWN = 50
LARGEST = 256 * 1024


@dataclass(frozen=True)
class CaughtMail:
    name: str
    at: datetime
    subject: str
    to: str
    text: str


def newest(folder: Path) -> Iterator[CaughtMail]:
    """Yield the newest mails first; the catcher's file names sort by arrival."""
    for file in sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]:
        with file.open("rb") as opened:
            mail = message_from_bytes(opened.read(LARGEST), policy=policy.default)
        if isinstance(mail, EmailMessage):
            body = mail.get_body(("plain",))
            yield CaughtMail(
                name=file.stem,
                at=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
                subject=str(mail["Subject"] or ""),
                to=str(mail["To"] or ""),
                text=body.get_content() if body else "",
            )
