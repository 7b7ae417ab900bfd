"""One cell, read as its field says."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from spreadsheets.cells import Cell, Value
from spreadsheets.fields import Field, FieldKind
from spreadsheets.repairs import numbers, words
from spreadsheets.repairs.days import read_date
from spreadsheets.repairs.places import Places
from spreadsheets.repairs.results import Fault, Read

PLAIN: Final[dict[FieldKind, Callable[[Value], Read]]] = {
    FieldKind.TEXT: words.read_text,
    FieldKind.NAME: words.read_name,
    FieldKind.PHONE: numbers.read_phone,
    FieldKind.NIK: numbers.read_nik,
    FieldKind.KK: numbers.read_kk,
    FieldKind.DIGITS: numbers.read_digits,
    FieldKind.ACCOUNT: numbers.read_account,
    FieldKind.CODE: numbers.read_code,
    FieldKind.MONEY: numbers.read_money,
    FieldKind.RT_RW: words.read_rt_rw,
    FieldKind.YES_NO: words.read_yes_no,
}


def read(field: Field, cell: Cell, *, places: Places, swapped: bool = False) -> Read:
    """Return what the cell holds, repaired where that is safe. Raises Fault.

    `swapped` says that Excel took day and month of the column the wrong way round.
    """
    if words.is_nothing(cell.value):
        if field.required:
            raise _missing(field)
        return Read(None)
    found = _read(field, cell.value, places, swapped=swapped)
    if found.value is None and field.required:
        raise _missing(field)
    if not cell.covered_by:
        return found
    merged = _("Diisi dari sel gabungan %(address)s.") % {"address": cell.covered_by}
    return Read(found.value, f"{merged} {found.note}".strip(), found.code or "from_merged")


def _read(field: Field, value: Value, places: Places, *, swapped: bool) -> Read:
    kind = FieldKind(field.kind)
    if kind is FieldKind.DATE:
        return read_date(value, swapped=swapped)
    if kind is FieldKind.REGION:
        return places.read(value, field.level)
    if kind is FieldKind.CHOICE:
        return words.read_choice(value, field)
    return PLAIN[kind](value)


def _missing(field: Field) -> Fault:
    return Fault("required", _("%(label)s belum diisi.") % {"label": field.label})
