"""What the database refuses, in words and with a code: the triggers and constraints of money."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.names import tidy

# What stands in the database's message: the code that lasts, and the words that may change.
_SAID: Final[dict[str, tuple[str, str | Promise]]] = {
    "only a released run is paid": (
        "run_not_released",
        _("Prosesnya belum dicairkan, jadi belum ada yang dibayarkan."),
    ),
    "the account changed since the approval": (
        "account_changed",
        _("Rekeningnya berubah sejak disetujui. Periksa dulu rekeningnya."),
    ),
    "this cannot happen to the line now": (
        "line_state",
        _("Keadaan baris ini tidak mengizinkannya, atau baru saja diubah orang lain."),
    ),
    "what is reversed was not held": (
        "line_state",
        _("Keadaan baris ini tidak mengizinkannya, atau baru saja diubah orang lain."),
    ),
    "a second person decides on a correction": (
        "own_approval",
        _("Koreksi diputuskan oleh orang lain, bukan pengusulnya."),
    ),
    "stipends_correction_two_persons": (
        "own_approval",
        _("Koreksi diputuskan oleh orang lain, bukan pengusulnya."),
    ),
    "this year is closed": (
        "year_closed",
        _("Tahun anggarannya sudah ditutup. Yang masih dapat dicatat: setoran ke kas daerah."),
    ),
    "stipends_fundingsource_within_ceiling": (
        "ceiling_exceeded",
        _("Pagu sumber dananya tidak cukup."),
    ),
    "stipends_ledgerentry_reversed_once": (
        "already_reversed",
        _("Baris ini sudah dibatalkan."),
    ),
}


def written(text: str, *, field: str, words: str) -> str:
    """Return the text tidied; refuse an empty one beside its field (422)."""
    found = tidy(text)
    if not found:
        raise ValidationError({field: ValidationError(words, code="required")})
    return found


@contextmanager
def database_speaks() -> Iterator[None]:
    """Write money; what a trigger or a constraint refuses is a RuleBroken of its code."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        told = str(error)
        for text, (code, words) in _SAID.items():
            if text in told:
                raise RuleBroken(code, str(words)) from error
        raise
