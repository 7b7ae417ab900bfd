"""The sheet given back: what it said, where it is wrong, and no formula."""

import io
from datetime import date

import openpyxl

from spreadsheets.annotate import annotated
from spreadsheets.fields import Field
from spreadsheets.reading import rows
from spreadsheets.repairs import Fault, Places, read
from tests.factories.sheets import Grid, written

NIK = Field("nik", "NIK", "nik")


def a_list():
    grid = Grid()
    table = [
        ["DAFTAR PENERIMA"],
        ["Nama", "NIK", "Lahir", "Catatan"],
        ["Siti", "5207014508800001", date(1980, 8, 5), "=1+1"],
        ["Budi", 5207014508800010, "05/08/1980", None],
        ["Ani", "0812", 29000, "http://contoh.id"],
    ]
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            if value is not None:
                grid.put(row, column, value)
    return written("openpyxl", [("Data", grid, False)])


def copy_of(content, faults, **more):
    with annotated(
        content, name="a.xlsx", sheet="Data", header_row=2, faults=faults, **more
    ) as made:
        return made.read()


def test_values_stay_and_faults_are_told_twice():
    faults = [(4, 1, "NIK salah", "fault"), (4, None, "Mirip data lama", "doubt")]
    page = openpyxl.load_workbook(io.BytesIO(copy_of(a_list(), faults))).active

    values = [list(row) for row in page.iter_rows(values_only=True)]
    day = page["C3"].value

    assert values[1] == ["Nama", "NIK", "Lahir", "Catatan", "Keterangan"]
    assert values[2][:2] == ["Siti", "5207014508800001"]
    assert (day.date(), page["C3"].number_format) == (date(1980, 8, 5), "dd/mm/yyyy")
    assert (page["D3"].value, page["D3"].data_type) == ("=1+1", "s")
    assert (page["B3"].data_type, page["B3"].number_format) == ("s", "@")
    assert values[3] == ["Budi", 5207014508800010, "05/08/1980", None, "NIK salah\nMirip data lama"]
    assert page["B4"].comment.text == "NIK salah"
    assert page["B4"].fill.fgColor.rgb == "FFFFC7CE"
    assert page["B3"].comment is None
    assert page["D5"].hyperlink is None


def test_a_nik_that_lost_digits_is_refused_again():
    """A copy that made a text of it would heal by sight what is still wrong."""
    again = copy_of(a_list(), [])
    with rows(again, name="a.xlsx") as sheet:
        cells = [row.cell(1) for row in sheet if row.number in {3, 4}]
    codes = []
    for cell in cells:
        try:
            codes.append(read(NIK, cell, places=Places("52.07", names={})).code)
        except Fault as fault:
            codes.append(fault.code)

    assert codes == ["", "nik_digits_lost"]


def test_only_the_faulty_rows_where_that_is_asked():
    page = openpyxl.load_workbook(
        io.BytesIO(copy_of(a_list(), [(5, 0, "Nama ganda", "fault")], only_faulty=True))
    ).active

    names = [row[0] for row in page.iter_rows(values_only=True)]

    assert names == ["DAFTAR PENERIMA", "Nama", "Ani"]
    assert page.cell(3, page.max_column).value == "Nama ganda"
    assert page["A3"].comment.text == "Nama ganda"
