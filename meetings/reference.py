"""The nation's days off, and its kinds of meetings with their rules.

Days off come year by year, each by its joint decree of three ministers (SKB): a year is added when
its decree is out. Districts add what else holds with them, and Ramadan as it is decided each year
(isbat). Districts also add kinds of meetings of their own.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from meetings.models import Circle, Holiday
from regions.codes import Level

PUBLIC, JOINT_LEAVE = Holiday.Kind.PUBLIC, Holiday.Kind.JOINT_LEAVE


class HolidayLine(NamedTuple):
    first: date
    last: date
    name: str
    kind: Holiday.Kind = PUBLIC


def _day(month: int, day: int, name: str, kind: Holiday.Kind = PUBLIC) -> HolidayLine:
    return HolidayLine(date(2026, month, day), date(2026, month, day), name, kind)


# SKB Menteri Agama 1497/2025, Menteri Ketenagakerjaan 2/2025, Menteri PANRB 5/2025.
HOLIDAYS: Final = (
    _day(1, 1, "Tahun Baru 2026"),
    _day(1, 16, "Isra Mikraj"),
    _day(2, 16, "Cuti bersama Imlek", JOINT_LEAVE),
    _day(2, 17, "Tahun Baru Imlek 2577"),
    _day(3, 18, "Cuti bersama Nyepi", JOINT_LEAVE),
    _day(3, 19, "Hari Suci Nyepi 1948", Holiday.Kind.SILENT),
    _day(3, 20, "Cuti bersama Idulfitri", JOINT_LEAVE),
    HolidayLine(date(2026, 3, 21), date(2026, 3, 22), "Idulfitri 1447 H"),
    HolidayLine(date(2026, 3, 23), date(2026, 3, 24), "Cuti bersama Idulfitri", JOINT_LEAVE),
    _day(4, 3, "Wafat Yesus Kristus"),
    _day(4, 5, "Paskah"),
    _day(5, 1, "Hari Buruh"),
    _day(5, 14, "Kenaikan Yesus Kristus"),
    _day(5, 15, "Cuti bersama Kenaikan Yesus Kristus", JOINT_LEAVE),
    _day(5, 27, "Iduladha 1447 H"),
    _day(5, 28, "Cuti bersama Iduladha", JOINT_LEAVE),
    _day(5, 31, "Waisak 2570"),
    _day(6, 1, "Hari Lahir Pancasila"),
    _day(6, 16, "Tahun Baru Islam 1448 H"),
    _day(8, 17, "Hari Kemerdekaan"),
    _day(8, 25, "Maulid Nabi"),
    _day(12, 24, "Cuti bersama Natal", JOINT_LEAVE),
    _day(12, 25, "Natal"),
)


class KindLine(NamedTuple):
    code: str
    name: str
    since: int  # the year of its rule
    held_by_bodies: bool = False
    held_by_organisations: bool = False
    held_by_regions: bool = False
    level: str = ""
    in_kelurahan: bool | None = None
    held_by: str = ""
    chaired_by: str = ""
    circle: Circle = Circle.NOBODY
    quorum_part: int | None = None
    quorum_of: int | None = None
    delay_hours: int | None = None
    second_within_days: int | None = None
    grants_qualification: bool = False
    has_visitors: bool = False
    agenda: list[str] = []
    legal_basis: str = ""
    note: str = ""


_OPENING, _CLOSING = "Pembukaan", "Penutup"
FOLLOW_UPS, _MONEY = "Tindak lanjut rapat lalu", "Laporan kas"

KINDS: Final = (
    KindLine(
        "pertemuan_rutin",
        "Pertemuan rutin",
        2000,
        held_by_bodies=True,
        held_by_organisations=True,
        circle=Circle.ALL,
        agenda=[
            _OPENING,
            FOLLOW_UPS,
            _MONEY,
            "Keadaan warga yang perlu dibantu",
            "Penyaluran bantuan",
            "Iuran dan sumbangan",
            "Rencana kegiatan",
            _CLOSING,
        ],
    ),
    KindLine(
        "rapat_pengurus",
        "Rapat pengurus",
        2000,
        held_by_bodies=True,
        held_by_organisations=True,
        circle=Circle.BOARD,
        agenda=[
            _OPENING,
            FOLLOW_UPS,
            _MONEY,
            "Pembagian tugas",
            "Rencana kerja",
            "Penggantian pengurus",
            _CLOSING,
        ],
    ),
    KindLine(
        "rakor_kecamatan",
        "Rapat koordinasi kecamatan",
        2000,
        held_by_regions=True,
        level=Level.DISTRICT,
        chaired_by="Camat",
        agenda=[_OPENING, FOLLOW_UPS, "Laporan tiap desa", "Data PPKS dan PSKS", _CLOSING],
    ),
    KindLine(
        "rakor_kabupaten",
        "Rapat koordinasi kabupaten/kota",
        2000,
        held_by_regions=True,
        level=Level.REGENCY,
        held_by="Dinas Sosial",
        chaired_by="Kepala Dinas Sosial",
        agenda=[
            _OPENING,
            FOLLOW_UPS,
            "Laporan tiap kecamatan",
            "Masa berlaku SK",
            "Honorarium",
            _CLOSING,
        ],
    ),
    KindLine(
        "musdes",
        "Musyawarah desa (musdes)",
        2019,
        held_by_regions=True,
        level=Level.VILLAGE,
        in_kelurahan=False,
        held_by="BPD",
        chaired_by="Ketua BPD",
        quorum_part=2,
        quorum_of=3,
        delay_hours=3,
        second_within_days=3,
        agenda=[
            _OPENING,
            "Pembacaan tata tertib",
            "Pemaparan pokok bahasan",
            "Tanggapan peserta",
            "Verifikasi dan validasi data (DTSEN)",
            "Penetapan keputusan",
            _CLOSING,
        ],
        legal_basis="Permendes PDTT 16/2019",
        note="Diadakan BPD, difasilitasi pemerintah desa, dihadiri unsur masyarakat.",
    ),
    KindLine(
        "muskel",
        "Musyawarah kelurahan (muskel)",
        2019,
        held_by_regions=True,
        level=Level.VILLAGE,
        in_kelurahan=True,
        held_by="Lurah",
        chaired_by="Lurah",
        quorum_part=2,
        quorum_of=3,
        delay_hours=3,
        second_within_days=3,
        agenda=[
            _OPENING,
            "Pemaparan pokok bahasan",
            "Tanggapan peserta",
            "Verifikasi dan validasi data (DTSEN)",
            "Penetapan keputusan",
            _CLOSING,
        ],
        note="Kelurahan tidak punya BPD: dipimpin lurah bersama LPM, RT dan RW.",
    ),
    KindLine(
        "musdus",
        "Musyawarah dusun",
        2019,
        held_by_regions=True,
        level=Level.VILLAGE,
        chaired_by="Kepala Dusun",
        agenda=[_OPENING, "Usulan warga", "Penetapan keputusan", _CLOSING],
    ),
    KindLine(
        "sosialisasi",
        "Sosialisasi",
        2000,
        held_by_bodies=True,
        held_by_organisations=True,
        held_by_regions=True,
        agenda=[_OPENING, "Penyampaian materi", "Tanya jawab", _CLOSING],
    ),
    KindLine(
        "pembinaan",
        "Pembinaan atau bimbingan teknis",
        2000,
        held_by_bodies=True,
        held_by_organisations=True,
        held_by_regions=True,
        grants_qualification=True,
        agenda=[_OPENING, "Penyampaian materi", "Praktik", "Evaluasi", _CLOSING],
    ),
    KindLine(
        "monev",
        "Monitoring dan evaluasi",
        2000,
        held_by_bodies=True,
        held_by_organisations=True,
        held_by_regions=True,
        circle=Circle.BOARD,
        agenda=["Pemeriksaan administrasi", "Kunjungan lapangan", "Kendala", "Saran perbaikan"],
    ),
    KindLine(
        "studi_tiru",
        "Studi tiru",
        2000,
        held_by_bodies=True,
        held_by_organisations=True,
        held_by_regions=True,
        circle=Circle.BOARD,
        has_visitors=True,
        agenda=["Penyambutan tamu", "Perkenalan WKSBM", "Diskusi", "Kunjungan lapangan", _CLOSING],
    ),
)
