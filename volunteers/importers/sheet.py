"""The columns of a sheet of volunteers and their decrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy

from people.importers.sheet import FIELDS as OF_PEOPLE
from spreadsheets.fields import Field
from volunteers.importers.words import HONORARIA, OFFICES
from volunteers.models import TierStep

TIERS: Final[dict[str, tuple[str, ...]]] = {
    TierStep.Tier.MUDA: ("Muda", "Tagana Muda"),
    TierStep.Tier.MADYA: ("Madya", "Tagana Madya"),
    TierStep.Tier.UTAMA: ("Utama", "Tagana Utama"),
}
# What tells who somebody is, as in a sheet of persons.
PERSONAL: Final = (
    "name",
    "nik",
    "sex",
    "birth_place",
    "birth_date",
    "birth",
    "district",
    "phone",
)

AREA: Final = Field(
    "area",
    gettext_lazy("Wilayah pengangkatan"),
    "region",
    ("kecamatan tugas", "wilayah tugas", "wilayah kerja", "wilayah penugasan", "lokasi tugas"),
    help=gettext_lazy(
        "Boleh kosong: PSM untuk desanya, TKSK untuk kecamatannya, Tagana untuk kabupatennya."
    ),
    level="",
)

FIELDS: Final = (
    *(field for field in OF_PEOPLE if field.key in PERSONAL[:-2]),
    AREA,  # before the kecamatan: it need not lie in it
    *(field for field in OF_PEOPLE if field.key in PERSONAL[-2:]),
    Field(
        "village",
        gettext_lazy("Desa/kelurahan"),
        "region",
        ("desa", "kelurahan", "nama desa", "desa/kel", "kode desa", "kode wilayah", "alamat desa"),
        help=gettext_lazy("Tempatnya bertugas. Boleh kosong bila kecamatannya ditulis."),
    ),
    Field(
        "pillar",
        gettext_lazy("Pilar"),
        "text",
        ("pilar sosial", "jenis relawan", "jenis pilar", "psks", "unsur", "profesi"),
        required=True,
        help=gettext_lazy("PSM, Tagana, TKSK, atau pilar lain seperti tertulis di halaman Pilar."),
    ),
    Field(
        "number",
        gettext_lazy("Nomor anggota"),
        "code",
        ("nia", "niat", "no anggota", "no. anggota", "nomor induk anggota", "nomor induk"),
        help=gettext_lazy("Seperti di kartunya. Kolomnya diformat Teks."),
    ),
    Field(
        "tier",
        gettext_lazy("Jenjang"),
        "choice",
        ("tingkat", "tingkatan", "jenjang tagana"),
        choices=TIERS,
    ),
    Field(
        "decree_number",
        gettext_lazy("Nomor SK"),
        "text",
        ("no sk", "no. sk", "nomor surat keputusan", "sk", "sk pengangkatan"),
        help=gettext_lazy("Seperti tertulis. Kosongkan selama SK masih ditunggu."),
    ),
    Field("decree_date", gettext_lazy("Tanggal SK"), "date", ("tgl sk", "tgl. sk", "ditetapkan")),
    Field(
        "office",
        gettext_lazy("Penerbit SK"),
        "text",
        ("penerbit", "pejabat penerbit", "ditetapkan oleh", "sk dari"),
        choices=OFFICES,
        help=gettext_lazy("Boleh kosong untuk SK kepala desa atau lurah."),
    ),
    Field(
        "since",
        gettext_lazy("Berlaku mulai"),
        "date",
        ("tmt", "mulai bertugas", "sejak", "mulai berlaku", "awal masa tugas"),
        help=gettext_lazy("Kosong berarti tanggal SK; tanpa SK, hari ini."),
    ),
    Field(
        "until",
        gettext_lazy("Berlaku sampai"),
        "date",
        ("masa berlaku", "masa berlaku sk", "berlaku s.d.", "sampai", "berakhir"),
        help=gettext_lazy("Kosong berarti tanpa batas akhir."),
    ),
    Field(
        "period",
        gettext_lazy("Masa tugas"),
        "text",
        ("periode", "masa bakti", "masa jabatan", "periode tugas"),
        help=gettext_lazy("Keduanya dalam satu kolom: 2024-2026, atau 1/1/2024 s.d. 31/12/2026."),
    ),
    Field(
        "honorarium",
        gettext_lazy("Honor"),
        "text",
        ("honorarium", "honor/bulan", "tali asih", "insentif", "honor per bulan"),
        choices=HONORARIA,
        help=gettext_lazy(
            "Ya atau Tanpa honor. Kosong dicatat Tanpa honor; besarnya tidak diambil."
        ),
    ),
    Field(
        "waived",
        gettext_lazy("Menolak honor"),
        "choice",
        ("tidak mengambil honor", "menolak honorarium"),
        choices={"yes": ("Ya", "Y", "Menolak", "V"), "no": ("Tidak", "T", "Tdk")},
        help=gettext_lazy("Ya bagi yang berhak atas honor tetapi tidak mengambilnya."),
    ),
)

HINTS: Final = (
    gettext_lazy("Satu baris satu penugasan. Orang dengan dua pilar ditulis dua baris."),
    gettext_lazy("Orang dikenali dari NIK, atau dari nama dengan tanggal lahir atau nomor HP."),
    gettext_lazy("Satu SK untuk banyak orang: ulangi nomor, tanggal dan penerbitnya."),
    gettext_lazy("SK baru untuk penugasan yang masih berjalan mencatat perpanjangannya."),
    gettext_lazy("Tidak ada yang ditimpa. Isian yang berbeda ditunjukkan sebelum disimpan."),
)

EXAMPLES: Final[tuple[Mapping[str, str], ...]] = (
    {
        "name": "Hj. Contoh Aminah, S.Sos.",
        "sex": "P",
        "birth_date": "17/08/1980",
        "phone": "0812-0000-0000",
        "village": "Goa",
        "pillar": "PSM",
        "decree_number": "188.4/12/2026",
        "decree_date": "05/01/2026",
        "office": "Kepala Desa",
        "until": "31/12/2028",
        "honorarium": "Tanpa honor",
    },
    {
        "name": "Contoh Budi",
        "village": "Goa",
        "pillar": "Tagana",
        "number": "20160000000",
        "tier": "Madya",
        "decree_number": "188.45/222/2026",
        "decree_date": "12/01/2026",
        "office": "Bupati",
        "period": "2026-2028",
        "honorarium": "Ya",
    },
)
