"""Cells, by kind: what is repaired and what is said of it, and what is refused."""

from datetime import date, datetime

import pytest

from spreadsheets.cells import Cell, Row
from spreadsheets.fields import Field
from spreadsheets.repairs import Fault, Places, read, swapped_columns
from tests.factories.regions import make_region
from tests.factories.sheets import PLACES

places = Places("52.07", names=PLACES)
SEXES = {"male": ("Laki-laki", "L", "Lk"), "female": ("Perempuan", "P")}
NIK = "5207011708800001"

# kind, what stands in the cell, the value or the code of the fault.
TABLE = {
    "nik": {
        NIK: NIK,
        "5207 0117 0880 0001": NIK,
        "'5207011708800001": NIK,
        "\u20195207011708800001 ": NIK,
        "52.07.01.170880.0001": NIK,
        "5207011708800001.0": NIK,
        5207011708800001: NIK,
        "0207011708800001": None,
        "-": None,
        5207011708800010: Fault("nik_digits_lost", ""),
        5207011708800000: Fault("nik_digits_lost", ""),
        "5207011708800010.0": Fault("nik_digits_lost", ""),
        9607011708800001: Fault("nik_digits_lost", ""),  # beyond what a float holds exactly
        "5,20701E+15": Fault("nik_digits_lost", ""),
        "5.20701170880E+15": Fault("nik_digits_lost", ""),
        "520701170880": Fault("nik_length", ""),
        520701170880000: Fault("nik_length", ""),
        "52O7011708800001": Fault("nik_not_digits", ""),
        5207011708800.5: Fault("nik_not_digits", ""),
        "5207017708800001": Fault("nik_impossible", ""),
        "5207011713800001": Fault("nik_impossible", ""),
        "5207011708800000": Fault("nik_impossible", ""),
        "1111111111111111": Fault("nik_impossible", ""),
        "9601015708800001": "9601015708800001",  # a province younger than the libraries
    },
    "code": {
        "0163600556": "0163600556",
        "TGN.07/163": "TGN.07/163",
        "'0163600556": "0163600556",
        "20163600556.0": "20163600556",
        20163600556: "20163600556",
        2016360055600000000: Fault("digits_digits_lost", ""),
        "2,01636E+10": Fault("digits_digits_lost", ""),
        20163600556.5: Fault("digits_digits_lost", ""),
        date(2016, 5, 5): Fault("digits_digits_lost", ""),
        "-": None,
    },
    "kk": {
        "5207011708190001": "5207011708190001",
        "5207 0117 0819 0001": "5207011708190001",
        5207011708190001: "5207011708190001",
        5207011708190010: Fault("kk_digits_lost", ""),
        "5,20701E+15": Fault("kk_digits_lost", ""),
        "52070117": Fault("kk_length", ""),
    },
    "date": {
        date(2025, 8, 5): "2025-08-05",
        datetime(2025, 8, 5, 7, 30): "2025-08-05",  # noqa: DTZ001 as a cell holds it
        "5 Agustus 2025": "2025-08-05",
        "05/08/2025": "2025-08-05",
        "5-8-2025": "2025-08-05",
        "5.8.2025": "2025-08-05",
        "2025-08-05": "2025-08-05",
        "2025-08-05 00:00:00": "2025-08-05",
        "Selasa, 5 Agustus 2025": "2025-08-05",
        "Jum'at 8 Agt. 2025": "2025-08-08",
        "5-Aug-2025": "2025-08-05",
        "17 Pebruari 1960": "1960-02-17",
        "1 Nopember 1960": "1960-11-01",
        "Taliwang, 17-08-1980": "1980-08-17",
        "Buru Selatan / 17 Agustus 1980": "1980-08-17",
        "29/02/1980": "1980-02-29",
        45874: "2025-08-05",
        "45874": "2025-08-05",
        "17081980": "1980-08-17",
        5081980: "1980-08-05",
        "19800817": "1980-08-17",
        "08/17/1980": Fault("date_impossible", ""),
        "31/02/1980": Fault("date_impossible", ""),
        "29/02/1981": Fault("date_impossible", ""),
        "17/8/80": Fault("date_year_short", ""),
        "1980": Fault("date_incomplete", ""),
        1980: Fault("date_incomplete", ""),
        "00-00-1980": Fault("date_incomplete", ""),
        "Agustus 1980": Fault("date_unreadable", ""),
        "17 Agustus 1680": Fault("date_unlikely", ""),
        date(1680, 8, 17): Fault("date_unlikely", ""),
        3.5: Fault("date_unreadable", ""),
        True: Fault("date_unreadable", ""),
    },
    "phone": {
        "0812-3456-7890": "+6281234567890",
        "+62 812 3456 7890": "+6281234567890",
        "6281234567890": "+6281234567890",
        81234567890: "+6281234567890",
        "81234567890.0": "+6281234567890",
        "'081234567890": "+6281234567890",
        "(0372) 81234": "+6237281234",
        "-": None,
        "081234567890/081298765432": Fault("phone_several", ""),
        "081234567890 atau 081298765432": Fault("phone_several", ""),
        "8,12346E+10": Fault("phone_digits_lost", ""),
        "belum ada": Fault("phone_unreadable", ""),
        12: Fault("phone_unreadable", ""),
    },
    "account": {
        "0123-01-000123-50-9": "012301000123509",
        "0123 4567": "01234567",
        1234567890: "1234567890",
        1234567890123456: Fault("account_digits_lost", ""),
        "1,23457E+14": Fault("account_digits_lost", ""),
        "BRI 123": Fault("account_not_digits", ""),
    },
    "digits": {"007": "007", 7: "7", "7.0": "7", "tujuh": Fault("digits_not_digits", "")},
    "money": {
        1250000: 1250000,
        "1250000": 1250000,
        "1.250.000": 1250000,
        "Rp 200.000,-": 200000,
        "Rp. 1.250.000,00": 1250000,
        "Rp1.250.000,--": 1250000,
        "200.000.-": 200000,
        "1,250,000": 1250000,
        "1,250,000.00": 1250000,
        "200rb": 200000,
        "1,5 juta": 1500000,
        "Rp\u00a0600.000": 600000,
        "Rp -": None,
        0: 0,
        "200,000": Fault("money_unreadable", ""),
        "1.25": Fault("money_unreadable", ""),
        "1.250.000,50": Fault("money_fraction", ""),
        1250.5: Fault("money_fraction", ""),
        -1: Fault("money_negative", ""),
        "seratus ribu": Fault("money_unreadable", ""),
        5207011708800001: Fault("money_unreadable", ""),
    },
    "region": {
        "Goa": "52.07.01.2001",
        "DESA GOA": "52.07.01.2001",
        "Ds.Goa": "52.07.01.2001",
        "Kel. Kuang": "52.07.02.1002",
        "Dasananyar": "52.07.01.2003",
        "Beru, Kec. Jereweh": "52.07.01.2002",
        "Beru (Seteluk)": "52.07.03.2009",
        "Beru Kecamatan Seteluk": "52.07.03.2009",
        "52.07.01.2001": "52.07.01.2001",
        5207012001: "52.07.01.2001",
        "Beru": Fault("region_twice", ""),
        "Bnajar": Fault("region_unknown", ""),
        "52.08.01.2001": Fault("region_unknown", ""),  # another regency's
    },
    "rt_rw": {
        3: "003",
        "3": "003",
        "RT 03": "003",
        "RW.007": "007",
        "03/07": "003/007",
        "RT. 03 RW. 07": "003/007",
        "RT/RW 003/007": "003/007",
        date(2025, 7, 3): Fault("rt_rw_became_date", ""),
        "1000": Fault("rt_rw_unreadable", ""),
        "tiga": Fault("rt_rw_unreadable", ""),
    },
    "yes_no": {
        "Ya": True,
        "tidak": False,
        "\u221a": True,
        True: True,
        "x": Fault("yes_no_unknown", ""),
    },
    "choice": {
        "L": "male",
        "laki - laki": "male",
        "PEREMPUAN": "female",
        "female": "female",
        "X": Fault("choice_unknown", ""),
    },
    "name": {
        "  Hj. Siti   Aminah, S.Sos ": "Hj. Siti Aminah, S.Sos",
        "1. Siti": "Siti",
        "Fa\u2019izah": "Fa\u2019izah",
        12: Fault("name_unreadable", ""),
        "...": Fault("name_unreadable", ""),
    },
    "text": {
        "a\x00b": "a b",
        "dua\u00a0 kata": "dua kata",
        12: "12",
        1.5: "1,5",
        False: "FALSE",
        "-": None,
        "NIHIL": None,
        date(2025, 1, 1): Fault("text_became_date", ""),
    },
}


def test_cells_are_repaired_or_refused():
    for kind, cells in TABLE.items():
        field = Field("x", "Kolom", kind, choices=SEXES)
        for value, expected in cells.items():
            if isinstance(expected, Fault):
                with pytest.raises(Fault) as found:
                    read(field, Cell(value), places=places)
                assert found.value.code == expected.code, (kind, value)
                assert "%(" not in found.value.message, (kind, value)
            else:
                assert read(field, Cell(value), places=places).value == expected, (kind, value)


def test_what_was_repaired_is_said():
    said = {
        ("money", "Rp 200.000,-"): "“Rp 200.000,-” dibaca 200.000.",
        ("date", "05/08/2025"): "“05/08/2025” dibaca 5 Agustus 2025.",
        ("phone", "81234567890.0"): "Nomor HP “81234567890.0” dibaca 081234567890.",
        ("nik", "5207 0117 0880 0001"): "Spasi dan tanda baca di NIK dihapus.",
        ("nik", 5207011708800001): "NIK tersimpan sebagai angka; semua digitnya masih ada.",
        ("name", "7. Siti"): "Nomor di depan nama dihapus: “Siti”.",
        ("nik", NIK): "",
        ("money", 200000): "",
        ("date", date(2025, 8, 5)): "",
    }

    for (kind, value), note in said.items():
        assert read(Field("x", "Kolom", kind), Cell(value), places=places).note == note


def test_words_for_what_people_must_mend():
    said = {
        ("nik", 5207011708800010): (
            "NIK tersimpan sebagai angka, digit terakhir bisa hilang. Ubah kolom NIK menjadi Teks "
            "lalu unggah lagi."
        ),
        ("nik", "520701170880123"): "NIK harus 16 angka. Baru terisi 15.",
        ("region", "Bnajar"): (
            "Desa/kelurahan “Bnajar” tidak ada di wilayah ini. Mungkin: Desa Banjar."
        ),
        ("region", "Beru"): (
            "Ada lebih dari satu “Beru”: di Kecamatan Jereweh, Seteluk. Tulis kecamatannya."
        ),
        ("date", "08/17/1980"): (
            "Tidak ada bulan ke-17 di “08/17/1980”. Tulis tanggal/bulan/tahun."
        ),
    }

    for (kind, value), message in said.items():
        with pytest.raises(Fault) as found:
            read(Field("x", "Kolom", kind), Cell(value), places=places)
        assert found.value.message == message


def test_no_long_number_stands_in_words_wherever_it_stood():
    """A NIK or account in the wrong column is named by its beginning alone."""
    account = "012301000123509"
    for kind in ("nik", "kk", "date", "money", "region", "choice", "name", "rt_rw", "yes_no"):
        field = Field("x", "Kolom", kind, choices=SEXES)
        for value in (NIK, int(NIK), f"{NIK}x", f"{account}x", "5207 0117 0880 0001"):
            try:
                words = read(field, Cell(value), places=places).note
            except Fault as fault:
                words = fault.message
            assert "01708" not in words.replace(" ", ""), (kind, value)
            assert "010001" not in words.replace(" ", ""), (kind, value)


def test_an_empty_cell_is_nothing_or_missing():
    for value in (None, "", "  ", "-", "\u2013", "'"):
        assert read(Field("x", "Nama", "nik"), Cell(value), places=places).value is None
        with pytest.raises(Fault) as found:
            read(Field("x", "Nama", "nik", required=True), Cell(value), places=places)
        assert (found.value.code, found.value.message) == ("required", "Nama belum diisi.")
    with pytest.raises(Fault) as temporary:
        read(Field("x", "NIK", "nik", required=True), Cell("0" + NIK[1:]), places=places)
    assert temporary.value.code == "required"


def test_what_a_merged_cell_gave_is_said():
    merged = Cell("Rp 5.000", covered_by="B5", covering="Rp 5.000")

    found = read(Field("x", "Honor", "money"), merged, places=places)

    assert (found.value, found.note) == (
        5000,
        "Diisi dari sel gabungan B5. “Rp 5.000” dibaca 5.000.",
    )


def test_days_that_excel_swapped_are_faults_in_the_whole_column():
    def column(*values):
        return [Row(number, [Cell(value)]) for number, value in enumerate(values, start=2)]

    american = column(date(1980, 5, 8), "17/08/1980", date(1981, 3, 1))
    honest = column(date(1980, 5, 8), "17/08/1980", date(1981, 3, 20))

    assert swapped_columns(american, [0]) == {0}
    assert swapped_columns(honest, [0]) == set()
    assert swapped_columns(column(date(1980, 5, 8), "5 Mei 1980"), [0]) == set()
    field = Field("x", "Lahir", "date")
    with pytest.raises(Fault) as found:
        read(field, american[0].cells[0], places=places, swapped=True)
    assert found.value.code == "date_ambiguous"
    same = Cell(date(1980, 5, 5))
    assert read(field, same, places=places, swapped=True).value == "1980-05-05"


@pytest.mark.django_db
def test_places_are_those_of_one_region(django_assert_num_queries):
    make_region("52.07.01.2001")
    make_region("52.07.02.2014")
    make_region("52.07.02.2001", name="Goa")
    make_region("52.08.01.2001", name="Bukit Damai")
    here = Places("52.07")
    village = Field("v", "Desa", "region")
    district = Field("d", "Kecamatan", "region", level="district")

    with django_assert_num_queries(1):
        assert read(village, Cell("Banjar"), places=here).value == "52.07.02.2014"
        assert read(district, Cell("Kec. Jereweh"), places=here).value == "52.07.01"
        with pytest.raises(Fault):
            read(village, Cell("Goa"), places=here)
        narrow = here.inside("52.07.01")
        assert read(village, Cell("Goa"), places=narrow).value == "52.07.01.2001"
        with pytest.raises(Fault):
            read(village, Cell("Bukit Damai"), places=here)
