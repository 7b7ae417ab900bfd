"""The columns of a sheet of persons, and what makes one row of it right or wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import vault
from common.names import bare, tidy
from common.nik import check_kk, check_nik, doubts
from people.banks import ALSO_CALLED, BANKS
from people.models import BankAccount, FamilyCard, Person
from spreadsheets.fields import Field
from spreadsheets.kinds import Draft
from spreadsheets.repairs import Fault
from spreadsheets.repairs.days import read_date

PLACE_AND_DAY: Final = re.compile(r"(?P<place>\D*)(?P<day>\d.*)?", re.DOTALL)
VILLAGE_CODE: Final = len("52.07.01.2001")

FIELDS: Final = (
    Field(
        "name",
        gettext_lazy("Nama"),
        "name",
        ("nama lengkap", "nama warga", "nama anggota", "nama relawan", "nama penduduk"),
        required=True,
        help=gettext_lazy("Boleh dengan gelar. Satu-satunya isian yang wajib."),
    ),
    Field(
        "nik",
        gettext_lazy("NIK"),
        "nik",
        ("no ktp", "nomor ktp", "nomor induk kependudukan", "no nik", "no. nik", "ktp"),
        help=gettext_lazy("16 angka, kolomnya diformat Teks. Boleh kosong."),
    ),
    Field(
        "kk",
        gettext_lazy("Nomor KK"),
        "kk",
        ("no kk", "no. kk", "kartu keluarga", "nomor kartu keluarga"),
        help=gettext_lazy("16 angka, kolomnya diformat Teks. Boleh kosong."),
    ),
    Field(
        "sex",
        gettext_lazy("Jenis kelamin"),
        "choice",
        ("l/p", "jk", "kelamin", "gender", "sex"),
        choices={
            Person.Sex.MALE: ("L", "Laki-laki", "Laki laki", "Pria", "Lk", "Male"),
            Person.Sex.FEMALE: ("P", "Perempuan", "Wanita", "Pr", "Female"),
        },
        help=gettext_lazy("L atau P."),
    ),
    Field(
        "birth_place",
        gettext_lazy("Tempat lahir"),
        "text",
        ("tmp lahir", "tpt lahir"),
    ),
    Field(
        "birth_date",
        gettext_lazy("Tanggal lahir"),
        "date",
        ("tgl lahir", "tgl. lahir", "lahir"),
        help=gettext_lazy("Tanggal, bulan, tahun: 17/08/1980 atau 17 Agustus 1980."),
    ),
    Field(
        "birth",
        gettext_lazy("Tempat, tanggal lahir"),
        "text",
        (
            "tempat tanggal lahir",
            "tempat dan tanggal lahir",
            "tempat tgl lahir",
            "tempat, tgl lahir",
            "tempat/tgl lahir",
            "tmp tgl lahir",
            "ttl",
        ),
        help=gettext_lazy("Keduanya dalam satu kolom: Taliwang, 17 Agustus 1980."),
    ),
    Field(
        "district",
        gettext_lazy("Kecamatan"),
        "region",
        ("kec", "nama kecamatan"),
        level="district",
    ),
    Field(
        "village",
        gettext_lazy("Desa/kelurahan"),
        "region",
        ("desa", "kelurahan", "nama desa", "desa/kel", "kode desa", "kode wilayah", "alamat desa"),
        help=gettext_lazy("Nama atau kode. Boleh kosong bila impor untuk satu desa."),
    ),
    Field("address", gettext_lazy("Alamat"), "text", ("alamat lengkap", "jalan")),
    Field("hamlet", gettext_lazy("Dusun"), "text", ("padukuhan", "lingkungan", "banjar")),
    Field("rt", gettext_lazy("RT"), "rt_rw"),
    Field("rw", gettext_lazy("RW"), "rt_rw"),
    Field("rt_rw", gettext_lazy("RT/RW"), "rt_rw", ("rt rw", "rt dan rw")),
    Field(
        "phone",
        gettext_lazy("Nomor HP"),
        "phone",
        ("no hp", "no. hp", "hp", "telepon", "telp", "no telp", "wa", "no wa", "nomor wa"),
        help=gettext_lazy("Seperti 0812-3456-7890. Satu nomor boleh dipakai sekeluarga."),
    ),
    Field("email", gettext_lazy("Surel"), "text", ("email", "e-mail", "alamat surel")),
    Field(
        "bank",
        gettext_lazy("Bank"),
        "choice",
        ("nama bank", "kode bank"),
        choices={code: (name, *ALSO_CALLED.get(code, ()), code) for code, name in BANKS.items()},
        help=gettext_lazy("Diisi bila nomor rekening diisi."),
    ),
    Field(
        "account",
        gettext_lazy("Nomor rekening"),
        "account",
        ("no rekening", "no. rekening", "rekening", "norek", "no rek"),
        help=gettext_lazy("Kolomnya diformat Teks."),
    ),
    Field(
        "account_holder",
        gettext_lazy("Pemilik rekening"),
        "text",
        ("atas nama", "a.n.", "nama rekening", "nama pemilik rekening"),
        help=gettext_lazy("Boleh kosong bila sama dengan nama."),
    ),
)

HINTS: Final = (
    gettext_lazy("Isi lembar pertama, satu baris satu orang. Urutan kolom bebas."),
    gettext_lazy("Orang yang sudah tercatat tidak digandakan: hanya isian yang kosong dilengkapi."),
    gettext_lazy("Tidak ada yang ditimpa. Isian yang berbeda ditunjukkan sebelum disimpan."),
)

EXAMPLES: Final[tuple[Mapping[str, str], ...]] = (
    {
        "name": "Hj. Contoh Aminah, S.Sos.",
        "sex": "P",
        "birth_place": "Taliwang",
        "birth_date": "17/08/1980",
        "village": "Goa",
        "rt": "003",
        "rw": "007",
        "phone": "0812-0000-0000",
    },
)

SEALS: Final = {
    "nik": Person.NIK,
    "kk": FamilyCard.KK,
    "account": BankAccount.ACCOUNT,
}

LONGEST: Final = {
    "name": 120,
    "birth_place": 80,
    "address": 200,
    "hamlet": 60,
    "account_holder": 120,
}


# What the reader of cells calls otherwise than the service for a single person.
AS_SERVICES: Final = {"required": "blank", "phone_unreadable": "not_a_phone"}


def person_url(pk: int) -> str:
    return reverse("people:person", args=[pk])


def reserve(count: int) -> Sequence[int]:
    """Return keys for persons who may come: their numbers are sealed under them already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('people_person', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [key for (key,) in cursor.fetchall()]


def read_row(draft: Draft) -> None:
    """Complete a row: what a person needs, what no person can be, what the person is found by.

    The codes are those that `people.services` refuses with.
    """
    _part_rt_rw(draft)
    _settle_village(draft)
    _check_email(draft)
    _check_number(draft, "kk", check_kk)
    read_person(draft)
    _settle_account(draft)
    _find_by(draft, "kk", "account")


def read_person(draft: Draft) -> None:
    """Complete what tells who somebody is, in any sheet with these columns; note what they lack.

    The keys that it adds are those that `matching` finds persons by; the row's place is "village".
    """
    values = draft.values
    for fault in draft.faults:
        fault["code"] = AS_SERVICES.get(fault["code"], fault["code"])
    _check_name(draft)
    _part_birth(draft)
    _check_lengths(draft)
    _check_number(draft, "nik", check_nik)
    born = _born(draft)
    nik = values.get("nik")
    if nik:
        for doubt in doubts(nik, born=born, sex=values.get("sex", "")):
            draft.note("nik", doubt)
    draft.keys["bare"] = bare(values.get("name", ""))[:120]
    _find_by(draft, "nik")


def _find_by(draft: Draft, *names: str) -> None:
    for key in names:
        if draft.values.get(key):
            found = vault.indexes(draft.values[key], purpose=SEALS[key])
            draft.keys[key] = [one.hex() for one in found]


def _check_name(draft: Draft) -> None:
    name = tidy(draft.values.get("name", ""))
    if not name or not bare(name):
        if "name" not in draft.refused:
            draft.refuse("name", "blank", _("Nama harus diisi."))
        draft.values.pop("name", None)
    else:
        draft.values["name"] = name


def _part_birth(draft: Draft) -> None:
    """Take "Taliwang, 17 Agustus 1980" apart; a place alone is one, and a day is never a place."""
    values = draft.values
    text = values.pop("birth", "")
    parts = PLACE_AND_DAY.fullmatch(text)
    if parts and parts["place"].strip(" ,/-"):
        values.setdefault("birth_place", parts["place"].strip(" ,/-"))
    if parts and parts["day"]:
        try:
            values.setdefault("birth_date", read_date(parts["day"]).value)
        except Fault as fault:
            draft.typed["birth"] = text
            draft.refuse("birth", fault.code, str(fault))
    if any(letter.isdigit() for letter in values.get("birth_place", "")):
        draft.typed["birth_place"] = values.pop("birth_place")
        words = _("Tempat lahir berisi angka. Pilih “Tempat, tanggal lahir” untuk kolom ini.")
        draft.refuse("birth_place", "birth_place_has_digits", words)


def _part_rt_rw(draft: Draft) -> None:
    """Take "003/007" apart, in whichever of the columns it stands."""
    values = draft.values
    for key in ("rt_rw", "rt"):
        first, slash, second = values.get(key, "").partition("/")
        if slash:
            values["rt"] = first
            values.setdefault("rw", second)
        elif key == "rt_rw" and first:
            values.setdefault("rt", first)
    values.pop("rt_rw", None)


def _settle_village(draft: Draft) -> None:
    """Place the row. A village that the sheet doesn't tell is no residence, but a presence."""
    draft.values.pop("district", None)  # it only told which village is meant
    if draft.values.get("village") or "village" in draft.refused:
        return
    if len(draft.region) == VILLAGE_CODE:
        draft.values["village"] = draft.region
        draft.keys["placed"] = True
    else:
        draft.refuse("village", "blank", _("Desa/kelurahan harus diisi."))


def _check_lengths(draft: Draft) -> None:
    for key, most in LONGEST.items():
        text = draft.values.get(key, "")
        if len(text) > most:
            draft.typed[key] = text[:most]
            draft.values.pop(key)
            draft.refuse(key, "max_length", _("Paling panjang %(most)d huruf.") % {"most": most})


def _check_email(draft: Draft) -> None:
    address = draft.values.get("email")
    if not address:
        return
    try:
        validate_email(address)
    except ValidationError:
        draft.typed["email"] = draft.values.pop("email")
        draft.refuse("email", "invalid", _("Alamat surel ini tidak lengkap."))


def _check_number(draft: Draft, key: str, check: Callable[[str], None]) -> None:
    number = draft.values.get(key)
    if not number:
        return
    try:
        check(number)
    except ValidationError as error:
        draft.typed[key] = vault.masked(draft.values.pop(key))
        draft.refuse(key, str(error.code), error.messages[0])


def _settle_account(draft: Draft) -> None:
    values = draft.values
    if not values.get("account"):
        values.pop("bank", None)
        values.pop("account_holder", None)
        return
    if not values.get("bank") and "bank" not in draft.refused:
        draft.refuse("bank", "blank", _("Tulis banknya di samping nomor rekening."))
    values.setdefault("account_holder", values.get("name", ""))


def _born(draft: Draft) -> date | None:
    text: Any = draft.values.get("birth_date")
    return date.fromisoformat(text) if text else None
