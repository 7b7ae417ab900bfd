"""The template of a kind: its headings, and a sheet that says how it is filled in."""

from __future__ import annotations

import io
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range_abs

from common.languages import official
from spreadsheets.kinds import ImportKind

# Excel keeps fifteen digits of a number: columns of text keep them all, and leading zeros.
_TEXTS: Final = {"nik", "kk", "phone", "account", "digits", "code", "rt_rw", "text"}
_ROWS: Final = 5000


@official
def template_of(kind: ImportKind) -> io.BytesIO:
    """Return the template as xlsx. Its examples stand on the last sheet: none is brought in."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(_("Isian"))
    sheet.freeze_panes(1, 0)
    choices = _choices(book, kind)
    for column, field in enumerate(kind.fields):
        heading = f"{field.label}{' *' if field.required else ''}"
        style = text if field.kind in _TEXTS else day if field.kind == "date" else None
        sheet.set_column(column, column, max(14, len(heading) + 2), style)
        sheet.write_string(0, column, heading, bold)
        if field.key in choices:
            offered = {"validate": "list", "source": choices[field.key], "error_type": "warning"}
            sheet.data_validation(1, column, _ROWS, column, offered)
    _explain(book, kind, bold)
    book.close()
    file.seek(0)
    return file


def _choices(book: Any, kind: ImportKind) -> dict[str, str]:
    """Write what may be chosen on a sheet of its own; return where, by field.

    Excel takes no more than 255 signs of choices beside a cell: fewer than the banks have.
    """
    offered = [field for field in kind.fields if field.choices]
    name = _("Pilihan")
    sheet = book.add_worksheet(name)
    places = {}
    for column, field in enumerate(offered):
        words = [str(words[0]) for words in (field.choices or {}).values()]
        sheet.write_column(0, column, words)
        places[field.key] = f"='{name}'!{xl_range_abs(0, column, len(words) - 1, column)}"
    sheet.hide()
    return places


def _explain(book: Any, kind: ImportKind, bold: Any) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Petunjuk"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, str(kind.label), bold)
    sheet.write_string(0, 1, str(kind.holds), wrap)
    line = 1
    for hint in kind.hints:
        sheet.write_string(line, 1, str(hint), wrap)
        line += 1
    line += 1
    for field in kind.fields:
        sheet.write_string(line, 0, f"{field.label}{' *' if field.required else ''}", wrap)
        sheet.write_string(line, 1, str(field.help), wrap)
        line += 1
    for number, example in enumerate(kind.examples, start=1):
        line += 1
        sheet.write_string(line, 0, _("Contoh %(number)d") % {"number": number}, bold)
        line += 1
        for field in kind.fields:
            if field.key in example:
                sheet.write_string(line, 0, str(field.label), wrap)
                sheet.write_string(line, 1, str(example[field.key]), wrap)
                line += 1
