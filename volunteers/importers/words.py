"""What people write for an office, an honorarium or a term, and what is meant by it. All pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from spreadsheets.repairs import Fault
from spreadsheets.repairs.days import read_date
from spreadsheets.repairs.numbers import read_money
from spreadsheets.repairs.words import NO, YES, fold
from volunteers.models import Appointment
from wksbm.importers.sheet import OFFICES as OF_BODIES
from wksbm.models import Office

OFFICES: Final[dict[str, tuple[str, ...]]] = {
    **OF_BODIES,
    Office.Kind.SOCIAL_AGENCY: (
        "Kepala Dinas Sosial",
        "Kadinsos",
        "Kadis Sosial",
        "Dinas Sosial",
        "Dinsos",
    ),
    Office.Kind.GOVERNOR: ("Gubernur",),
}
HONORARIA: Final[dict[str, tuple[str, ...]]] = {
    Appointment.Honorarium.PAID: ("Ya", "Berhonor", "Dibayar", "Menerima"),
    Appointment.Honorarium.UNPAID: (
        "Tanpa honor",
        "Tidak berhonor",
        "Tidak ada",
        "Sukarela",
        "Swadaya",
        "Non honor",
    ),
}
_BEFORE: Final = re.compile(r"^(?:sk|surat keputusan|keputusan)\b[\s.:]*", re.IGNORECASE)
_YEARS: Final = re.compile(
    r"(\d{4})(?:\s*(?:-|\u2013|\u2014|/|s\.?\s*/?\s*d\.?|sampai)\s*(\d{4}))?"
)
_BETWEEN: Final = re.compile(
    r"\s*(?:\bs\s*[./]\s*d\b\.?|\bsd\b|\bsampai(?:\s+dengan)?\b|\bhingga\b|\u2013|\u2014|\s-\s)\s*",
    re.IGNORECASE,
)


class Term(NamedTuple):
    """Days in ISO form; an empty one was not told."""

    since: str = ""
    until: str = ""


def office_kind(text: str) -> str | None:
    """Return the kind of office that "Bupati Sumbawa Barat" names; its place is the row's."""
    told = fold(_BEFORE.sub("", text))
    known = [
        (len(fold(word)), kind)
        for kind, words in OFFICES.items()
        for word in (kind, *words)
        if told.startswith(fold(word))
    ]
    return max(known)[1] if known else None


def honorarium(text: str) -> str | None:
    """Return "paid" or "unpaid"; an amount of money is paid, and none of it is kept."""
    told = fold(text)
    for value, words in HONORARIA.items():
        if told in {value, *map(fold, words)}:
            return value
    if told in YES or told in NO:
        is_paid = told in YES
    else:
        try:
            is_paid = bool(read_money(text).value)
        except Fault:
            return None
    return Appointment.Honorarium.PAID if is_paid else Appointment.Honorarium.UNPAID


def read_term(text: str) -> Term:
    """Take "2024-2026" or "1/1/2024 s.d. 31/12/2026" apart; a day alone ends it. Raises Fault."""
    years = _YEARS.fullmatch(text.strip())
    if years:
        first, last = int(years[1]), int(years[2] or years[1])
        return Term(date(first, 1, 1).isoformat(), date(last, 12, 31).isoformat())
    first_text, between, last_text = _parted(text)
    if not between:
        return Term("", str(read_date(text).value))
    return Term(str(read_date(first_text).value), str(read_date(last_text).value))


def _parted(text: str) -> tuple[str, str, str]:
    found = _BETWEEN.search(text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found.group(), text[found.end() :]


def options_of(choices: dict[str, tuple[str, ...]]) -> str:
    return ", ".join(words[0] for words in choices.values())


def unknown(text: str, choices: dict[str, tuple[str, ...]]) -> str:
    words = _("“%(text)s” tidak dikenal. Tulis salah satu: %(options)s.")
    return words % {"text": text[:60], "options": options_of(choices)}
