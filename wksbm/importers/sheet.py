"""The columns of a sheet of bodies, and what makes one row of it right or wrong.

Offices keep two sorts: one row a member of the board, with its post (as the annex of a decree has
it), or one row a body, with its chair, secretary and treasurer beside each other. Both are taken,
also mixed: a row says what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.names import bare, tidy
from spreadsheets.fields import Field
from spreadsheets.kinds import Draft
from wksbm.models import Office, Seat, Wksbm

VILLAGE_CODE: Final = len("52.07.01.2001")

POSTS: Final[dict[str, tuple[str, ...]]] = {
    Seat.Post.PATRON: ("Pelindung", "Penanggung jawab"),
    Seat.Post.SUPERVISOR: ("Pembina",),
    Seat.Post.ADVISER: ("Penasihat", "Penasehat"),
    Seat.Post.CHAIR: ("Ketua", "Ketua Umum", "Ketua WKSBM"),
    Seat.Post.VICE_CHAIR: ("Wakil ketua", "Wakil"),
    Seat.Post.SECRETARY: ("Sekretaris", "Sekertaris", "Sekretaris I", "Sekretaris 1"),
    Seat.Post.TREASURER: ("Bendahara", "Bendahara I", "Bendahara 1"),
    Seat.Post.SECTION: ("Seksi", "Koordinator seksi", "Ketua seksi"),
}
LEVELS: Final[dict[str, tuple[str, ...]]] = {
    Wksbm.Level.VILLAGE: ("Desa/kelurahan", "Desa", "Kelurahan"),
    Wksbm.Level.HAMLET: ("Dusun/padukuhan", "Dusun", "Padukuhan", "Lingkungan"),
    Wksbm.Level.RW: ("RW",),
}
OFFICES: Final[dict[str, tuple[str, ...]]] = {
    Office.Kind.VILLAGE_HEAD: ("Kepala Desa", "Kades", "Perbekel", "Wali Nagari", "Keuchik"),
    Office.Kind.LURAH: ("Lurah", "Kepala Kelurahan"),
    Office.Kind.CAMAT: ("Camat",),
    Office.Kind.SOCIAL_AGENCY: ("Kepala Dinas Sosial", "Kadinsos", "Dinas Sosial"),
    Office.Kind.REGENT: ("Bupati",),
    Office.Kind.MAYOR: ("Wali Kota", "Walikota"),
}
# The posts that have columns of their own where one row is one body.
BESIDE: Final = {
    "chair": Seat.Post.CHAIR,
    "secretary": Seat.Post.SECRETARY,
    "treasurer": Seat.Post.TREASURER,
}

FIELDS: Final = (
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
        ("desa", "kelurahan", "nama desa", "desa/kel", "kode desa", "kode wilayah"),
        help=gettext_lazy("Nama atau kode. Boleh kosong bila impor untuk satu desa."),
    ),
    Field(
        "body",
        gettext_lazy("Nama WKSBM"),
        "text",
        ("wksbm", "nama wahana", "nama lembaga"),
        help=gettext_lazy("Boleh kosong bila desanya hanya punya satu."),
    ),
    Field("level", gettext_lazy("Tingkat"), "choice", ("tingkatan",), choices=LEVELS),
    Field(
        "unit",
        gettext_lazy("Nama dusun atau nomor RW"),
        "text",
        ("dusun", "padukuhan", "rw"),
        help=gettext_lazy("Hanya untuk WKSBM tingkat dusun atau RW."),
    ),
    Field("founded_on", gettext_lazy("Berdiri"), "date", ("tanggal berdiri", "tgl berdiri")),
    Field(
        "decree_number",
        gettext_lazy("Nomor SK"),
        "text",
        ("no sk", "no. sk", "nomor surat keputusan", "sk"),
        help=gettext_lazy("Seperti tertulis. Kosongkan selama SK masih ditunggu."),
    ),
    Field("decree_date", gettext_lazy("Tanggal SK"), "date", ("tgl sk", "tgl. sk", "ditetapkan")),
    Field("decree_until", gettext_lazy("SK berlaku sampai"), "date", ("masa berlaku sk",)),
    Field("decree_subject", gettext_lazy("SK tentang"), "text", ("tentang", "perihal sk")),
    Field(
        "office",
        gettext_lazy("Penerbit SK"),
        "choice",
        ("penerbit", "pejabat penerbit", "ditetapkan oleh"),
        choices=OFFICES,
        help=gettext_lazy("Kosong berarti kepala desa atau lurahnya."),
    ),
    Field("post", gettext_lazy("Jabatan"), "choice", ("jabatan dalam wksbm",), choices=POSTS),
    Field("section", gettext_lazy("Nama seksi"), "text", ("bidang", "seksi")),
    Field(
        "holder",
        gettext_lazy("Nama pengurus"),
        "name",
        ("nama", "nama lengkap", "pengurus"),
    ),
    Field("holder_phone", gettext_lazy("HP pengurus"), "phone", ("no hp", "hp", "telepon", "wa")),
    Field("chair", gettext_lazy("Ketua"), "name", ("nama ketua",)),
    Field("chair_phone", gettext_lazy("HP ketua"), "phone", ("no hp ketua", "telp ketua")),
    Field("secretary", gettext_lazy("Sekretaris"), "name", ("nama sekretaris", "sekertaris")),
    Field("secretary_phone", gettext_lazy("HP sekretaris"), "phone", ("no hp sekretaris",)),
    Field("treasurer", gettext_lazy("Bendahara"), "name", ("nama bendahara",)),
    Field("treasurer_phone", gettext_lazy("HP bendahara"), "phone", ("no hp bendahara",)),
    Field(
        "since",
        gettext_lazy("Mulai menjabat"),
        "date",
        ("tmt", "sejak", "awal masa bakti"),
        help=gettext_lazy("Kosong berarti tanggal SK; tanpa SK, hari ini."),
    ),
    Field("until", gettext_lazy("Akhir masa bakti"), "date", ("sampai", "berakhir")),
)

HINTS: Final = (
    gettext_lazy("Satu baris satu pengurus: isi Jabatan dan Nama pengurus, ulangi nama WKSBM-nya."),
    gettext_lazy("Atau satu baris satu WKSBM: isi kolom Ketua, Sekretaris, dan Bendahara."),
    gettext_lazy("Yang sudah tercatat tidak digandakan dan tidak ditimpa."),
)

EXAMPLES: Final[tuple[Mapping[str, str], ...]] = (
    {
        "village": "Goa",
        "body": "WKSBM Sari Contoh",
        "decree_number": "188.4/12/2026",
        "decree_date": "05/01/2026",
        "post": "Seksi",
        "section": "Pendataan",
        "holder": "Contoh Budi",
    },
    {
        "village": "Goa",
        "body": "WKSBM Sari Contoh",
        "chair": "Hj. Contoh Aminah",
        "chair_phone": "0812-0000-0000",
        "secretary": "Contoh Budi",
        "treasurer": "Contoh Citra",
    },
)

LONGEST: Final = {
    "body": 120,
    "unit": 60,
    "decree_number": 100,
    "decree_subject": 300,
    "section": 80,
    "holder": 120,
    "chair": 120,
    "secretary": 120,
    "treasurer": 120,
}


def body_url(pk: int) -> str:
    return reverse("wksbm:wksbm", args=[pk])


def reserve(count: int) -> Sequence[int]:
    """Return keys for bodies who may come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('wksbm_wksbm', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [key for (key,) in cursor.fetchall()]


def read_row(draft: Draft) -> None:
    """Complete a row: its village, its body, its decree, whom it seats."""
    values = draft.values
    values.pop("district", None)
    for key, most in LONGEST.items():
        if len(values.get(key, "")) > most:
            draft.typed[key] = values.pop(key)[:most]
            draft.refuse(key, "max_length", _("Paling panjang %(most)d huruf.") % {"most": most})
    if not values.get("village") and "village" not in draft.refused:
        if len(draft.region) == VILLAGE_CODE:
            values["village"] = draft.region
        else:
            draft.refuse("village", "blank", _("Desa/kelurahan harus diisi."))
    _check_level(draft)
    _check_decree(draft)
    draft.keys = {"seats": _seats(draft)}
    since, until = values.get("since") or values.get("decree_date"), values.get("until")
    if since and until and until < since:
        draft.refuse("until", "backward", _("Tanggal akhir mendahului tanggal mulai."))


def _check_level(draft: Draft) -> None:
    values = draft.values
    level, unit = values.get("level", Wksbm.Level.VILLAGE), values.get("unit")
    if unit and "level" not in values:
        is_rw = unit.casefold().startswith("rw") or unit.isdigit()
        values["level"] = Wksbm.Level.RW if is_rw else Wksbm.Level.HAMLET
    elif not unit and level != Wksbm.Level.VILLAGE and "unit" not in draft.refused:
        draft.refuse("unit", "blank", _("Tulis nama dusun atau nomor RW-nya."))


def _check_decree(draft: Draft) -> None:
    values = draft.values
    number, day = values.get("decree_number"), values.get("decree_date")
    if number and not day and "decree_date" not in draft.refused:
        draft.refuse("decree_date", "blank", _("Tulis tanggal SK ini ditetapkan."))
    if day and not number and "decree_number" not in draft.refused:
        draft.refuse("decree_number", "blank", _("Tulis nomor SK-nya."))
    until = values.get("decree_until")
    if day and until and until < day:
        draft.refuse("decree_until", "backward", _("Tanggal akhir mendahului tanggal mulai."))


def _seats(draft: Draft) -> list[dict[str, Any]]:
    """Return whom the row seats, whichever way it is written."""
    values = draft.values
    seats = []
    holder, post = values.get("holder"), values.get("post")
    if holder and not post and "post" not in draft.refused:
        draft.refuse("post", "blank", _("Tulis jabatannya."))
    if post and not holder and "holder" not in draft.refused:
        draft.refuse("holder", "blank", _("Nama harus diisi."))
    section = values.get("section", "")
    if post == Seat.Post.SECTION and not section and "section" not in draft.refused:
        draft.refuse("section", "blank", _("Tulis nama seksinya."))
    if holder and post:
        named = section if post == Seat.Post.SECTION else ""
        seats.append(_seat("holder", post, holder, values.get("holder_phone", ""), named))
    for key, beside in BESIDE.items():
        if values.get(key):
            seats.append(_seat(key, beside, values[key], values.get(f"{key}_phone", "")))
    return seats


def _seat(field: str, post: str, name: str, phone: str, section: str = "") -> dict[str, Any]:
    return {
        "field": field,
        "post": str(post),
        "name": tidy(name),
        "bare": bare(name)[:120],
        "phone": phone,
        "section": section,
    }
