"""The agenda of letters: numbered without a gap, corrected in the open, struck, never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common.dates import today
from common.documents.keeping import SCAN, take_scan
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from meetings.models import Host, hosted_by, region_of
from programme.models import Book, Letter
from programme.services.dissolved import refuse_dissolved

FACTS = ("letter_number", "letter_date", "party", "subject", "passed_to", "note")
CHANGEABLE = ("entered_on", *FACTS)
_BOOKS = {
    Letter.Direction.IN: Book.Kind.LETTERS_IN,
    Letter.Direction.OUT: Book.Kind.LETTERS_OUT,
}


class NoScan(RuleBroken):
    status = 404


@transaction.atomic
def enter_letter(
    host: Host,
    *,
    direction: str,
    entered_on: date,
    id: UUID | None = None,  # noqa: A002 (the column's name)
    scan: Sequence[File[bytes]] = (),
    actor: User,
    **facts: Any,
) -> Letter:
    """Enter a letter that came or went, under the next number of its year. For `facts` see FACTS.

    Numbers have no gap: whoever comes second waits for the book, and what fails takes none. Raises
    host_dissolved; days to come are refused beside their field (422).
    """
    require(actor, Can.KEEP_BOOKS, on=region_of(host))
    refuse_dissolved(host, entered_on)
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"A letter has no {', '.join(sorted(unknown))} to be written.")
    letter = Letter(
        **hosted_by(host),
        direction=direction,
        entered_on=entered_on,
        year=entered_on.year,
        entered_by=actor,
        **_tidied(facts),
    )
    if id is not None:
        letter.id = id
    _check(letter)
    if scan:
        take_scan(
            letter, scan, name=f"surat-{letter.entered_on:%Y-%m-%d}"
        )  # takes its time: before the book is held
    _number(letter)
    return insert(letter)


@transaction.atomic
def change_letter(
    letter: Letter, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Letter:
    """Correct what the book says of a letter; its number and its year stay.

    Raises letter_struck, stale_version.
    """
    require(actor, Can.KEEP_BOOKS, on=letter)
    _refuse_struck(letter)
    known = _tidied({name: changes[name] for name in CHANGEABLE if name in changes})
    for name, value in known.items():
        setattr(letter, name, value)
    _check(letter)
    if letter.entered_on.year != letter.year:
        words = _("Surat ini di buku tahun %(year)d. Coret, lalu catat di tahun yang benar.")
        raise ValidationError(
            {"entered_on": ValidationError(words % {"year": letter.year}, code="other_year")}
        )
    return save_version(letter, known, version=version)


@transaction.atomic
def attach_scan(
    letter: Letter, *, scan: Sequence[File[bytes]], version: int | None = None, actor: User
) -> Letter:
    """Keep the scan of a letter; one that was there stays in the history.

    Raises letter_struck, stale_version; what is no PDF or photo is refused beside `scan` (422).
    """
    require(actor, Can.KEEP_BOOKS, on=letter)
    _refuse_struck(letter)
    take_scan(letter, scan, name=f"surat-{letter.entered_on:%Y-%m-%d}")
    return save_version(letter, SCAN, version=version)


@transaction.atomic
def strike_letter(
    letter: Letter, *, because: str, version: int | None = None, actor: User
) -> Letter:
    """Strike a letter through, with the reason: its number is not given again.

    Raises letter_struck, stale_version.
    """
    require(actor, Can.KEEP_BOOKS, on=letter)
    _refuse_struck(letter)
    letter.struck_because = tidy(because)
    if not letter.struck_because:
        words = _("Tulis alasannya.")
        raise ValidationError({"because": ValidationError(words, code="required")})
    return save_version(letter, ["struck_because"], version=version)


@transaction.atomic
def open_letter_scan(letter: Letter, *, actor: User) -> FieldFile:
    """Return the scan to give out to who reads scans. The look is noted. Raises no_scan."""
    require(actor, Can.READ_SCANS, on=letter)
    if not letter.scan:
        raise NoScan("no_scan", _("Surat ini belum ada pindaiannya."))
    note_look(letter, by=actor, kind=SensitiveLook.Kind.SCAN)
    return letter.scan


# --- Parts of the above --------------------------------------------------------------------------


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tidy(value) if isinstance(value, str) else value for name, value in facts.items()}


def _check(letter: Letter) -> None:
    if letter.entered_on > today(letter.tz):
        words = _("Tanggal ini tidak boleh setelah hari ini.")
        raise ValidationError({"entered_on": ValidationError(words, code="day_to_come")})
    if letter.entered_on.year < 2000:
        words = _("Tahun ini terlalu jauh.")
        raise ValidationError({"entered_on": ValidationError(words, code="year_unlikely")})
    if letter.letter_date is not None and letter.letter_date > letter.entered_on:
        words = _("Tanggal surat tidak boleh setelah tanggal diterima atau dikirim.")
        raise ValidationError({"letter_date": ValidationError(words, code="day_too_late")})


def _number(letter: Letter) -> None:
    kind = _BOOKS[Letter.Direction(letter.direction)]
    book = Book.objects.locked(letter.host, kind=kind, year=letter.year)
    book.last += 1
    book.save(update_fields=["last"])
    letter.number = book.last


def _refuse_struck(letter: Letter) -> None:
    if letter.is_struck:
        raise RuleBroken("letter_struck", _("Surat ini sudah dicoret."))
