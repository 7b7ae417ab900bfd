"""Lists of people as offices keep them, by chance but seeded; each case knows what is true of it.

A column has a way of writing, as people have, and sometimes a cell that is wrong; the truth says
for each cell the value that must come out, or the code of the fault.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from spreadsheets.fields import Field, FieldKind
from tests.factories.sheets.writers import Grid, ending, written

PLACES = {
    "52.07.01": "Jereweh",
    "52.07.01.2001": "Goa",
    "52.07.01.2002": "Beru",
    "52.07.01.2003": "Dasan Anyar",
    "52.07.02": "Taliwang",
    "52.07.02.2014": "Banjar",
    "52.07.02.1002": "Kuang",
    "52.07.02.2011": "Seloto",
    "52.07.02.2012": "Sermong",
    "52.07.03": "Seteluk",
    "52.07.03.2001": "Seteluk Tengah",
    "52.07.03.2009": "Beru",
}
SEXES = {
    "male": ("Laki-laki", "L", "Lk", "Pria"),
    "female": ("Perempuan", "P", "Pr", "Wanita"),
}
FIELDS = [
    Field("name", "Nama lengkap", FieldKind.NAME, ("nama", "nama penerima"), required=True),
    Field("nik", "NIK", FieldKind.NIK, ("nomor ktp", "no ktp")),
    Field("kk", "Nomor KK", FieldKind.KK, ("no kk", "kk")),
    Field("sex", "Jenis kelamin", FieldKind.CHOICE, ("jk", "l/p", "gender"), choices=SEXES),
    Field("birth_place", "Tempat lahir", FieldKind.TEXT, ("tmp lahir",)),
    Field("birth_date", "Tanggal lahir", FieldKind.DATE, ("tgl lahir",)),
    Field("village", "Desa/kelurahan", FieldKind.REGION, ("desa", "kelurahan", "nama desa")),
    Field("rt", "RT", FieldKind.RT_RW),
    Field("rw", "RW", FieldKind.RT_RW),
    Field("phone", "Nomor HP", FieldKind.PHONE, ("no hp", "hp", "telepon", "no wa")),
    Field("account", "Nomor rekening", FieldKind.ACCOUNT, ("no rekening", "rekening")),
    Field("honor", "Honor", FieldKind.MONEY, ("honorarium", "jumlah honor")),
]
LABELS = {
    "name": ["Nama", "NAMA LENGKAP", "Nama Penerima", "N A M A".replace(" ", "")],
    "nik": ["NIK", "N.I.K", "Nomor KTP", "NIK (16 digit)"],
    "kk": ["No. KK", "Nomor KK", "KK"],
    "sex": ["L/P", "Jenis Kelamin", "JK"],
    "birth_place": ["Tempat Lahir", "Tmp. Lahir"],
    "birth_date": ["Tgl. Lahir", "Tanggal Lahir", "TANGGAL  LAHIR"],
    "village": ["Desa", "Desa/Kelurahan", "Nama Desa"],
    "rt": ["RT"],
    "rw": ["RW"],
    "phone": ["No. HP", "HP", "Telepon", "No WA"],
    "account": ["No. Rekening", "Rekening"],
    "honor": ["Honor", "Honorarium (Rp)", "Jumlah Honor"],
}
_MONTHS = """
    Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember
"""
MONTHS = _MONTHS.split()
_GIVEN = "Siti Aminah Abdul Rahman Nurhayati Baiq Lalu Ketut Wayan Yohanes Maria Muhammad"
GIVEN = _GIVEN.split()
_FAMILY = "Hasanah Wahyuni Hidayat Ratnasari Tamba Lamusu Purnama Susanti Fa'izah"
FAMILY = _FAMILY.split()
KINDS = [
    "openpyxl",
    "xlsxwriter",
    "xls",
    "ods",
    "csv:utf-8:,",
    "csv:utf-8-sig:;",
    "csv:cp1252:;",
    "csv:utf-16:tab",
]


@dataclass
class Case:
    """A sheet and its truth: by row number, what each field holds, or ("fault", code)."""

    kind: str
    habits: list[str] = field(default_factory=list)
    content: bytes = b""
    truth: dict[int, dict[str, Any]] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    header: tuple[int, int] = (0, 0)

    @property
    def name(self):
        return f"Data Penerima.{ending(self.kind)}"


def a_sheet(seed):
    """Return the case of this seed: every kind comes in turn, habits by chance."""
    return _Maker(seed).make()


class _Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.case = Case(KINDS[seed % len(KINDS)])
        self.grid = Grid()
        self.typed = not self.case.kind.startswith("csv")
        # Half of the ods are not merged but only look so.
        self.merging = self.typed and (self.case.kind != "ods" or seed % 16 < 8)
        self.row = 0

    def has(self, habit, chance=0.35):
        found = self.random.random() < chance
        if found:
            self.case.habits.append(habit)
        return found

    def make(self):
        self.columns = self._columns()
        self.left = 1 if self.has("blank column first", 0.15) else 0
        self._above()
        self._header()
        self._body()
        self._below()
        self.case.columns = {
            self.left + place: key for place, key in enumerate(self.columns) if key in LABELS
        }
        self.case.content = written(self.case.kind, self._sheets())
        return self.case

    def _columns(self):
        others = [key for key in LABELS if key != "name"]
        chosen = self.random.sample(others, self.random.randint(4, len(others)))
        if {"rt", "rw", "village"} & set(chosen) and self.random.random() < 0.6:
            chosen = [key for key in chosen if key not in {"rt", "rw", "village"}]
            self.random.shuffle(chosen)
            at = self.random.randint(0, len(chosen))
            chosen[at:at] = ["village", "rt", "rw"]
        number = ["no"] if self.has("numbered rows", 0.8) else []
        columns = [*number, "name", *chosen]
        if self.has("blank column between", 0.15):
            columns.insert(self.random.randint(2, len(columns) - 1), "")
        return columns

    # --- Above the table -------------------------------------------------------------------------

    def _above(self):
        if self.has("logo", 0.2):
            self.row += self.random.randint(2, 4)
        if self.has("titles", 0.7):
            titles = [
                "DAFTAR PENERIMA HONORARIUM",
                "DINAS SOSIAL KABUPATEN SUMBAWA BARAT",
                "TAHUN ANGGARAN 2025",
            ]
            for title in titles[: self.random.randint(1, 3)]:
                self.grid.put(self.row, self.left, title)
                if self.merging and self.has("merged title", 0.6):
                    self.grid.merges.append(
                        (self.row, self.left, self.row, self.left + len(self.columns) - 1)
                    )
                self.row += 1
        if self.has("facts above", 0.25):
            self.grid.put(self.row, self.left, "Kecamatan")
            self.grid.put(self.row, self.left + 2, ": Taliwang")
            self.row += 2
        elif self.row and self.has("blank row below the titles", 0.6):
            self.row += 1

    def _header(self):
        labels = [self._label(key) for key in self.columns]
        at = self.columns.index("village") if "village" in self.columns else -1
        grouped = self.columns[at : at + 3] == ["village", "rt", "rw"] if at >= 0 else False
        first = self.row
        if grouped and self.has("labels over two rows", 0.7):
            self._group(labels, at)
        else:
            for place, label in enumerate(labels):
                if label:
                    self.grid.put(self.row, self.left + place, label)
        self.row += 1
        if self.has("numbers below the labels", 0.3):
            number = 0
            for place, key in enumerate(self.columns):
                if key:
                    number += 1
                    value = number if self.typed else str(number)
                    self.grid.put(self.row, self.left + place, value)
            self.row += 1
        self.case.header = (first + 1, self.row)

    def _group(self, labels, at):
        """Write "Alamat" above Desa, RT and RW; merged where the program can."""
        for place, label in enumerate(labels):
            column = self.left + place
            if at <= place < at + 3:
                self.grid.put(self.row + 1, column, label)
            elif label:
                self.grid.put(self.row, column, label)
                if self.merging:
                    self.grid.merges.append((self.row, column, self.row + 1, column))
        self.grid.put(self.row, self.left + at, "Alamat")
        if self.merging:
            self.grid.merges.append((self.row, self.left + at, self.row, self.left + at + 2))
        self.row += 1

    def _label(self, key):
        if not key:
            return ""
        return "No" if key == "no" else self.random.choice(LABELS[key])

    # --- The table -------------------------------------------------------------------------------

    def _body(self):
        self.american = (
            "birth_date" in self.columns and self.typed and self.has("days swapped by Excel", 0.15)
        )
        ways = {key: self.random.random() for key in LABELS}
        for number in range(1, self.random.randint(3, 18) + 1):
            if number > 1 and self.has("blank row between", 0.03):
                self.row += 1
            self.case.truth[self.row + 1] = self._one_row(number, ways)
            if self.typed and self.has("hidden row", 0.05):
                self.grid.hidden.add(self.row)
            self.row += 1
        if self.american:
            self._settle_swapped()
        if self.merging and "village" in self.columns and self.has("villages merged", 0.25):
            self._merge_villages()

    def _one_row(self, number, ways):
        """Write a person's row and return its truth."""
        truth = {}
        for place, key in enumerate(self.columns):
            value = None
            if key in LABELS:
                value, truth[key] = getattr(self, f"_{key}")(ways[key], self.random.random() < 0.06)
            elif key == "no":
                value = number if self.typed else str(number)
            if value is not None:
                self.grid.put(self.row, self.left + place, value)
        return truth

    def _settle_swapped(self):
        """Write the column as Excel leaves it that was set to American dates."""
        column = self.left + self.columns.index("birth_date")
        for place, row in enumerate(sorted(self.case.truth)):
            day = date(1970 + place, 1 + place % 12, 14 + place % 14)
            value, true = day.strftime("%d/%m/%Y"), day.isoformat()
            if place % 2 == 0:
                value = date(1980, 5, 8)  # what was 05/08/1980
                true = ("fault", "date_ambiguous")
            self.grid.put(row - 1, column, value)
            self.case.truth[row]["birth_date"] = true

    def _merge_villages(self):
        rows = sorted(self.case.truth)
        for first, second in pairwise(rows):
            if second == first + 1:
                column = self.left + self.columns.index("village")
                value, true = "Goa", "52.07.01.2001"
                self.grid.put(first - 1, column, value)
                self.grid.cells.pop((second - 1, column), None)
                self.grid.merges.append((first - 1, column, second - 1, column))
                self.case.truth[first]["village"] = self.case.truth[second]["village"] = true
                return

    # --- Cells: what is written, and what is true ------------------------------------------------

    def _name(self, way, wrong):
        if wrong:
            return None, ("fault", "required")
        name = f"{self.random.choice(GIVEN)} {self.random.choice(FAMILY)}"
        titled = self.random.choice(
            [
                name,
                name,
                name.upper(),
                f"Hj. {name}, S.Sos",
                f"Drs. H. {name}",
                name.split(maxsplit=1)[0],
            ]
        )
        if way < 0.1:
            return f"{self.random.randint(1, 40)}. {titled}", titled
        if way < 0.2:
            return f"  {titled.replace(' ', '  ')} ", titled
        return titled, titled

    def _nik_digits(self):
        born = date(1950, 1, 1) + timedelta(days=self.random.randrange(20000))
        day = born.day + self.random.choice((0, 40))
        serial = self.random.randint(1, 99) * 10 + self.random.randint(1, 9)
        return f"520701{day:02}{born:%m%y}{serial:04}"

    def _nik(self, way, wrong):
        digits = self._nik_digits()
        if wrong:
            return self._wrong_nik(digits)
        if self.random.random() < 0.1:
            return self.random.choice([None, "-", "0" + digits[1:]]), None
        if way < 0.2:
            return self._number_of_sixteen(digits, "nik")
        return self._text_of_sixteen(digits, way), digits

    def _wrong_nik(self, digits):
        ways = [
            (digits[:-1], "nik_length"),
            (digits + "1", "nik_length"),
            (digits.replace("0", "O"), "nik_not_digits"),
            ("5,20701E+15", "nik_digits_lost"),
            (digits[:6] + "99" + digits[8:], "nik_impossible"),
        ]
        if self.typed:
            ways.append((int(digits[:-1] + "0"), "nik_digits_lost"))
        value, code = self.random.choice(ways)
        return value, ("fault", code)

    def _number_of_sixteen(self, digits, kind):
        lost = ("fault", f"{kind}_digits_lost")
        return int(digits), digits if self.typed else lost

    def _text_of_sixteen(self, digits, way):
        if way < 0.4:
            return f"{digits[:4]} {digits[4:8]} {digits[8:12]} {digits[12:]}"
        if way < 0.5:
            return f"'{digits}"
        if way < 0.6:
            return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:12]}.{digits[12:]}"
        return digits

    def _kk(self, way, wrong):
        digits = f"520701{self.random.randint(1, 28):02}0519{self.random.randint(1000, 9999)}"
        digits = digits[:-1] + str(self.random.randint(1, 9))
        if wrong:
            return digits[:-2], ("fault", "kk_length")
        if way < 0.2:
            return self._number_of_sixteen(digits, "kk")
        return self._text_of_sixteen(digits, way), digits

    def _sex(self, _way, wrong):
        if wrong:
            return "X", ("fault", "choice_unknown")
        key = self.random.choice(list(SEXES))
        return self.random.choice([*SEXES[key], SEXES[key][0].upper()]), key

    def _birth_place(self, _way, _wrong):
        return self.random.choice([("Taliwang", "Taliwang"), (" Buru  Selatan ", "Buru Selatan")])

    def _birth_date(self, way, wrong):
        day = date(1950, 1, 13) + timedelta(days=self.random.randrange(20000))
        if wrong:
            value, code = self.random.choice(
                [
                    ("08/17/1980", "date_impossible"),
                    ("31/02/1980", "date_impossible"),
                    ("17/8/80", "date_year_short"),
                    ("1980", "date_incomplete"),
                    ("kira-kira 1960", "date_unreadable"),
                ]
            )
            return value, ("fault", code)
        # A real day after the 12th in each: nothing tells then that Excel swapped them.
        if way < 0.3:
            day = day.replace(day=self.random.randint(13, 28))
            return day, day.isoformat()
        if way < 0.36 and self.typed:
            return (day - date(1899, 12, 30)).days, day.isoformat()
        shape = self.random.choice(
            [
                f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                f"{day:%d/%m/%Y}",
                f"{day.day}-{day.month}-{day.year}",
                f"{day:%d.%m.%Y}",
                f"Senin, {day.day} {MONTHS[day.month - 1].lower()} {day.year}",
                day.isoformat(),
                f"Taliwang, {day:%d-%m-%Y}",
            ]
        )
        return shape, day.isoformat()

    def _village(self, _way, wrong):
        if wrong:
            return self.random.choice(
                [
                    ("Bnajar", ("fault", "region_unknown")),
                    ("Beru", ("fault", "region_twice")),
                    ("Kuta", ("fault", "region_unknown")),
                ]
            )
        return self.random.choice(
            [
                ("Goa", "52.07.01.2001"),
                ("Desa Goa", "52.07.01.2001"),
                ("DESA BANJAR", "52.07.02.2014"),
                ("Kel. Kuang", "52.07.02.1002"),
                ("ds. seloto", "52.07.02.2011"),
                ("Beru, Kec. Jereweh", "52.07.01.2002"),
                ("52.07.03.2009", "52.07.03.2009"),
                ("Seteluk tengah", "52.07.03.2001"),
            ]
        )

    def _rt(self, way, wrong):
        number = self.random.randint(1, 30)
        if wrong:
            return "tiga", ("fault", "rt_rw_unreadable")
        value = number if way < 0.3 and self.typed else f"{number:03}" if way < 0.7 else str(number)
        return value, f"{number:03}"

    _rw = _rt

    def _phone(self, way, wrong):
        local = f"8{self.random.randint(11, 99)}{self.random.randint(10**6, 10**8 - 1)}"
        if wrong:
            value, code = self.random.choice(
                [
                    ("tidak punya", "phone_unreadable"),
                    (f"0{local}/0{local}", "phone_several"),
                    ("8,12346E+11", "phone_digits_lost"),
                ]
            )
            return value, ("fault", code)
        if self.random.random() < 0.1:
            return self.random.choice([None, "-"]), None
        if way < 0.3:
            return int(local) if self.typed else f"{local}.0", f"+62{local}"
        shapes = [f"0{local}", f"0{local[:3]}-{local[3:7]}-{local[7:]}", f"+62 {local}"]
        return self.random.choice([*shapes, f"62{local}", f"'0{local}"]), f"+62{local}"

    def _account(self, way, wrong):
        digits = f"{self.random.randint(1, 9)}{self.random.randrange(10**9, 10**10)}"
        if wrong:
            return "1,23457E+14", ("fault", "account_digits_lost")
        if way < 0.3 and self.typed:
            return int(digits), digits
        return self.random.choice([digits, f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"]), digits

    def _honor(self, way, wrong):
        amount = self.random.randint(1, 60) * 50_000
        dotted = f"{amount:,}".replace(",", ".")
        if wrong:
            value, code = self.random.choice(
                [
                    ("200,000", "money_unreadable"),
                    ("belum", "money_unreadable"),
                    ("1.250.000,50", "money_fraction"),
                ]
            )
            return value, ("fault", code)
        if way < 0.4 and self.typed:
            return amount, amount
        shapes = [f"Rp {dotted},-", f"Rp. {dotted},00", dotted, str(amount), f"Rp{dotted}"]
        return self.random.choice(shapes), amount

    # --- Below the table, and beside it ----------------------------------------------------------

    def _below(self):
        if self.has("total", 0.35):
            self.grid.put(self.row, self.left, "Jumlah")
            if "honor" in self.columns:
                total = "Rp 12.000.000,-"
                self.grid.put(self.row, self.left + self.columns.index("honor"), total)
            self.row += 1
        if self.has("signatures", 0.35):
            right = self.left + len(self.columns) - 2
            self.row += self.random.randint(1, 2)
            for text in (
                "Taliwang, 5 Agustus 2025",
                "Mengetahui,",
                "Kepala Dinas Sosial",
                None,
                "Drs. H. Abdul Rahman",
                "NIP. 19650101 199003 1 001",
            ):
                if text:
                    self.grid.put(self.row, right, text)
                self.row += 1

    def _sheets(self):
        sheets = [("Data", self.grid, False)]
        if not self.typed:
            return sheets
        if self.has("cover", 0.2):
            cover = Grid()
            cover.put(0, 0, "Petunjuk pengisian")
            cover.put(1, 0, "Isi lembar berikutnya")
            sheets.insert(0, ("Petunjuk", cover, False))
        if self.has("more sheets", 0.3):
            more = Grid()
            for row in range(3):
                more.put(row, 0, "Rekap")
                more.put(row, 1, row)
            sheets.append(("Rekap", more, False))
        if self.case.kind != "ods" and self.has("hidden sheet first", 0.15):
            hidden = Grid()
            for row in range(3):
                hidden.put(row, 0, "L")
                hidden.put(row, 1, "P")
            sheets.insert(0, ("Ref", hidden, True))
        return sheets
