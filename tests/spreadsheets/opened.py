"""Files that went out, opened again by programs of others."""

import csv
import io

from openpyxl import load_workbook


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def sheets_of(content):
    """Return the sheets of an xlsx; fail where a cell holds a formula."""
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None, (sheet.title, cell.coordinate)
    return book


def table_of(content):
    """Return the headings and the rows of an xlsx."""
    sheet = sheets_of(content).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    return list(headings), rows


def lines_of(content):
    """Return the lines of a CSV."""
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))
