"""Where the table begins and ends, and which column is which."""

from spreadsheets.cells import Cell, Row
from spreadsheets.fields import Field
from spreadsheets.headers import Sort, guess, lines, match, normalised
from tests.factories.sheets import FIELDS

PEOPLE = [
    [1, "Siti", "5207011708800001", "Goa", "003", "007", "0812"],
    [2, "Budi", "5207011708800002", "Beru", "001", "002", None],
]


def sheet(*rows, first=1):
    made = []
    for number, values in enumerate(rows, start=first):
        cells = [value if isinstance(value, Cell) else Cell(value) for value in values]
        if any(cell.value is not None for cell in cells):
            made.append(Row(number, cells))
    return made


def test_labels_are_found_below_titles_and_above_numbers():
    rows = sheet(
        ["DAFTAR ANGGOTA WKSBM"],
        ["Kecamatan", None, ": Taliwang"],
        [],
        ["No", "Nama", "NIK", "Desa", "RT", "RW", "HP"],
        [1, 2, 3, 4, 5, 6, 7],
        *PEOPLE,
    )

    header = guess(rows, fields=FIELDS)

    assert (header.first_row, header.last_row) == (4, 5)
    assert list(header.labels.values()) == ["No", "Nama", "NIK", "Desa", "RT", "RW", "HP"]


def test_labels_over_two_rows_are_joined_whether_merged_or_not():
    over = Cell(None, covered_by="D1", covering="Alamat")
    down = [Cell(label, covered_by="A1", covering=label) for label in ("No", "Nama", "NIK")]
    merged = sheet(
        ["No", "Nama", "NIK", "Alamat", over, over, "HP"],
        [*down, "Desa", "RT", "RW", Cell("HP", covered_by="G1", covering="HP")],
        *PEOPLE,
    )
    bare = sheet(
        ["No", "Nama", "NIK", "Alamat", None, None, "HP"],
        [None, None, None, "Desa", "RT", "RW"],
        *PEOPLE,
    )

    for rows in (merged, bare):
        header = guess(rows, fields=FIELDS)
        assert (header.first_row, header.last_row) == (1, 2)
        assert list(header.labels.values())[3:] == ["Alamat Desa", "Alamat RT", "Alamat RW", "HP"]
        assert match(header.labels, FIELDS) == {
            1: "name", 2: "nik", 3: "village", 4: "rt", 5: "rw", 6: "phone",
        }  # fmt: skip


def test_a_sheet_without_labels_has_none():
    assert guess([]) is None
    assert guess(sheet([1, 2, 3], [4, 5, 6])) is None


def test_a_column_without_a_label_is_not_left_out_unseen():
    rows = sheet(["Nama", None, "RT"], ["Siti", "catatan", "003"])

    assert guess(rows).labels == {0: "Nama", 1: "Kolom B", 2: "RT"}


def test_what_stands_below_is_told_apart_and_a_full_row_never():
    rows = sheet(
        ["No", "Nama", "NIK", "Desa", "RT", "RW", "HP"],
        PEOPLE[0],
        ["No", "Nama", "NIK", "Desa", "RT", "RW", "HP"],
        PEOPLE[1],
        [None, "Ani"],
        ["Jumlah", None, "2 orang"],
        [],
        [None, None, None, None, "Taliwang, 5 Agustus 2025"],
        [None, None, None, None, "Mengetahui"],
        [None, None, None, None, "Drs. H. Abdul"],
        [3, "Jumlah Hasanah", "5207011708800003", "Goa", "1", "1", "0813"],
    )
    header = guess(rows, fields=FIELDS)

    assert [(row.number, sort) for row, sort in lines(rows, header)] == [
        (2, Sort.RECORD),
        (3, Sort.HEADER),
        (4, Sort.RECORD),
        (5, Sort.RECORD),
        (6, Sort.TOTAL),
        (8, Sort.SIGNING),
        (9, Sort.SIGNING),
        (10, Sort.SIGNING),
        (11, Sort.RECORD),
    ]


def test_columns_are_matched_by_words_then_by_part_then_by_likeness():
    labels = {
        0: "No.",
        1: "NAMA  LENGKAP *",
        2: "Nama Ibu Kandung",
        3: "N.I.K",
        4: "Tgl. Lahir (hh/bb/tttt)",
        5: "No. HP / WA aktif",
        6: "Jenis Kelamn",
        7: "Honorarium (Rp)",
        8: "Keterangan",
    }

    found = match(labels, FIELDS)

    assert found == {1: "name", 3: "nik", 4: "birth_date", 5: "phone", 6: "sex", 7: "honor"}


def test_what_people_chose_before_comes_first_and_no_field_twice():
    labels = {0: "Nama", 1: "Nama Panggilan", 2: "Telp. Rumah"}
    remembered = {normalised("Nama Panggilan"): "name", normalised("telp rumah"): "phone"}

    assert match(labels, FIELDS, remembered) == {1: "name", 2: "phone"}
    assert match({0: "NIK", 1: "NIK"}, FIELDS) == {0: "nik"}
    assert match({0: "Nama"}, [Field("x", "Lain", "text")], {"nama": "gone"}) == {}
