"""A grid of cells written as each program would: openpyxl, XlsxWriter, xlwt, a bare ods, csv."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter
import xlwt

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


@dataclass
class Grid:
    """Cells by (row, column), counted from 0; a merge is top, left, bottom, right."""

    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)

    def put(self, row, column, value):
        self.cells[row, column] = value

    def rows(self):
        """Yield every row, blank ones too, as lists of the same length."""
        height = max((row for row, _column in self.cells), default=-1) + 1
        width = max((column for _row, column in self.cells), default=-1) + 1
        for row in range(height):
            yield [self.cells.get((row, column)) for column in range(width)]


def written(kind, sheets):
    """Return the bytes of a book of (name, grid, is hidden); of csv the first sheet alone."""
    maker, *how = kind.split(":")
    return {"openpyxl": _openpyxl, "xlsxwriter": _xlsxwriter, "xls": _xls, "ods": _ods}.get(
        maker, lambda sheets: _csv(sheets, *how)
    )(sheets)


def ending(kind):
    maker = kind.split(":")[0]
    return {"openpyxl": "xlsx", "xlsxwriter": "xlsx"}.get(maker, maker)


def _openpyxl(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, grid, is_hidden in sheets:
        sheet = book.create_sheet(name)
        for (row, column), value in grid.cells.items():
            cell = sheet.cell(row + 1, column + 1, value)
            if isinstance(value, str):
                cell.data_type = "s"  # also where it begins like a formula
            elif isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
        for top, left, bottom, right in grid.merges:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
        for row in grid.hidden:
            sheet.row_dimensions[row + 1].hidden = True
        if is_hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsxwriter(sheets):
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        days = book.add_format({"num_format": "d mmmm yyyy"})
        for name, grid, is_hidden in sheets:
            sheet = book.add_worksheet(name)
            for top, left, bottom, right in grid.merges:
                sheet.merge_range(top, left, bottom, right, "")
            for (row, column), value in sorted(grid.cells.items()):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, days)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)
            for row in grid.hidden:
                sheet.set_row(row, None, None, {"hidden": True})
            if is_hidden:
                sheet.hide()
        seen = [
            sheet
            for sheet, (_n, _g, hidden) in zip(book.worksheets(), sheets, strict=True)
            if not hidden
        ]
        seen[0].activate()
        seen[0].set_first_sheet()
    return out.getvalue()


def _xls(sheets):
    book = xlwt.Workbook(encoding="utf-8")
    days = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, grid, is_hidden in sheets:
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        covered = {
            (row, column)
            for top, left, bottom, right in grid.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        for top, left, bottom, right in grid.merges:
            sheet.write_merge(top, bottom, left, right, grid.cells.get((top, left), ""))
        for (row, column), value in grid.cells.items():
            if (row, column) in covered:
                continue
            if isinstance(value, date):
                sheet.write(row, column, value, days)
            else:
                sheet.write(row, column, value)
        for row in grid.hidden:
            sheet.row(row).hidden = True
        if is_hidden:
            sheet.visibility = 1
    book.active_sheet = next(place for place, sheet in enumerate(sheets) if not sheet[2])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods(sheets):
    return ods_of(
        "".join(
            f"<table:table table:name={quoteattr(name)}>{_ods_rows(grid)}</table:table>"
            for name, grid, _hidden in sheets
        )
    )


def ods_of(tables, **more):
    """Return an ods around the tables; `more` are entries beside content.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(zipfile.ZipInfo("mimetype"), ODS_TYPE)
        box.writestr("META-INF/manifest.xml", more.pop("manifest", MANIFEST))
        box.writestr("content.xml", more.pop("head", ODS_HEAD) + tables + ODS_TAIL)
        for name, content in more.items():
            box.writestr(name, content)
    return out.getvalue()


def _ods_rows(grid):
    spans, covered = {}, set()
    for top, left, bottom, right in grid.merges:
        covered |= {
            (row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }
        spans[top, left] = (
            f' table:number-rows-spanned="{bottom - top + 1}"'
            f' table:number-columns-spanned="{right - left + 1}"'
        )
    rows, blank = [], 0
    for row, values in enumerate(grid.rows()):
        if all(value is None for value in values):
            blank += 1  # LibreOffice writes such rows once, repeated
            continue
        if blank:
            width = len(values)
            rows.append(
                f'<table:table-row table:number-rows-repeated="{blank}"><table:table-cell'
                f' table:number-columns-repeated="{width}"/></table:table-row>'
            )
            blank = 0
        cells = [
            "<table:covered-table-cell/>"
            if (row, at) in covered
            else _ods_cell(value, spans.get((row, at), ""))
            for at, value in enumerate(values)
        ]
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return "".join(rows)


def _ods_cell(value, spans):
    if value is None:
        return f"<table:table-cell{spans}/>"
    if isinstance(value, datetime | date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return (
        f"<table:table-cell {kind}{spans}><text:p>{escape(str(value))}</text:p></table:table-cell>"
    )


def _csv(sheets, encoding, separator):
    """Write what Excel would: a number of more than eleven digits as 5,20701E+15."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter={"tab": "\t"}.get(separator, separator))
    for values in sheets[0][1].rows():
        writer.writerow(["" if value is None else _csv_text(value) for value in values])
    return out.getvalue().encode(encoding)


def _csv_text(value):
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int) and value >= 10**11:
        return f"{value:.5E}".replace(".", ",")
    return str(value)
