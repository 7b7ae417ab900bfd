"""The nation's pillars and qualifications, each with its rule. A district adds its own beside them.

Numbers 1 to 12 are the PSKS of Permensos 8/2012; the others are named by districts or their own
laws. A line that ends gets its last year here and stays readable where it was used.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from regions.codes import Level
from volunteers.models import Pillar

PERSON, INSTITUTION = Pillar.Holder.PERSON, Pillar.Holder.INSTITUTION
FAMILY, NETWORK = Pillar.Holder.FAMILY, Pillar.Holder.NETWORK


class PillarLine(NamedTuple):
    code: str
    short_name: str
    name: str
    holder: Pillar.Holder
    level: str
    legal_basis: str
    since: int  # the year of its rule
    psks_number: int | None = None
    ministry: str = "Kementerian Sosial"
    number_name: str = ""
    has_tiers: bool = False
    is_sole: bool = False
    is_expected: bool = False
    note: str = ""


class QualificationLine(NamedTuple):
    code: str
    name: str
    months: int | None = None
    includes: tuple[str, ...] = ()


PILLARS: Final = (
    PillarLine(
        "social_worker",
        "Pekerja Sosial",
        "Pekerja Sosial Profesional",
        PERSON,
        "",
        "UU 14/2019",
        2012,
        1,
        number_name="STR",
    ),
    PillarLine(
        "psm",
        "PSM",
        "Pekerja Sosial Masyarakat",
        PERSON,
        Level.VILLAGE,
        "Permensos 10/2019",
        2012,
        2,
        is_expected=True,
    ),
    PillarLine(
        "tagana",
        "Tagana",
        "Taruna Siaga Bencana",
        PERSON,
        Level.REGENCY,
        "Permensos 28/2012 dan 29/2012",
        2012,
        3,
        number_name="NIA",
        has_tiers=True,
    ),
    PillarLine(
        "lks",
        "LKS",
        "Lembaga Kesejahteraan Sosial",
        INSTITUTION,
        "",
        "Permensos 184/2011, 17/2012 dan 22/2016",
        2012,
        4,
    ),
    PillarLine(
        "karang_taruna",
        "Karang Taruna",
        "Karang Taruna",
        INSTITUTION,
        Level.VILLAGE,
        "Permensos 25/2019, diubah dengan 9/2025",
        2012,
        5,
        is_expected=True,
    ),
    PillarLine(
        "lk3",
        "LK3",
        "Lembaga Konsultasi Kesejahteraan Keluarga",
        INSTITUTION,
        Level.REGENCY,
        "Permensos 25/2017",
        2012,
        6,
        is_expected=True,
    ),
    PillarLine(
        "pioneer_family",
        "Keluarga Pionir",
        "Keluarga Pionir",
        FAMILY,
        Level.VILLAGE,
        "Permensos 8/2012",
        2012,
        7,
    ),
    PillarLine(
        "wksbm",
        "WKSBM",
        "Wahana Kesejahteraan Sosial Berbasis Masyarakat",
        NETWORK,
        "",
        "Kepmensos 42/HUK/2004",
        2004,
        8,
        note="Dicatat sebagai WKSBM, bukan sebagai lembaga di bawahnya.",
    ),
    PillarLine(
        "women_leader",
        "Wanita Pemimpin Kesos",
        "Wanita Pemimpin Kesejahteraan Sosial",
        PERSON,
        Level.VILLAGE,
        "Permensos 8/2012",
        2012,
        9,
    ),
    PillarLine(
        "extension_worker",
        "Penyuluh Sosial",
        "Penyuluh Sosial (fungsional dan masyarakat)",
        PERSON,
        "",
        "PermenPAN 06/2008 dan Permensos 10/2014",
        2012,
        10,
    ),
    PillarLine(
        "tksk",
        "TKSK",
        "Tenaga Kesejahteraan Sosial Kecamatan",
        PERSON,
        Level.DISTRICT,
        "Permensos 28/2018",
        2012,
        11,
        is_sole=True,
        is_expected=True,
    ),
    PillarLine(
        "business_partner",
        "Dunia Usaha",
        "Dunia Usaha",
        INSTITUTION,
        "",
        "Permensos 8/2012",
        2012,
        12,
    ),
    PillarLine(
        "pkk_team",
        "TP PKK",
        "Tim Penggerak Pemberdayaan dan Kesejahteraan Keluarga",
        INSTITUTION,
        "",
        "Perpres 99/2017 dan Permendagri 36/2020",
        2017,
        ministry="Kementerian Dalam Negeri",
    ),
    PillarLine(
        "puspa",
        "Puspa",
        "Forum Partisipasi Publik untuk Kesejahteraan Perempuan dan Anak",
        INSTITUTION,
        Level.REGENCY,
        "Permen PPPA 13/2021",
        2017,
        ministry="Kementerian PPPA",
    ),
    PillarLine(
        "uptd_ppa",
        "P2TP2A / UPTD PPA",
        "Pusat pelayanan perempuan dan anak, kini UPTD PPA",
        INSTITUTION,
        Level.REGENCY,
        "UU 12/2022 (TPKS)",
        2012,
        ministry="Kementerian PPPA",
        note="Rincian kasus tidak dicatat di sini.",
    ),
    PillarLine(
        "child_facilitator",
        "Pendamping Anak",
        "Pendamping rehabilitasi sosial anak",
        PERSON,
        "",
        "",
        2012,
    ),
    PillarLine(
        "elderly_facilitator",
        "Pendamping Lansia",
        "Pendamping rehabilitasi sosial lanjut usia",
        PERSON,
        "",
        "",
        2012,
    ),
    PillarLine(
        "disability_facilitator",
        "Pendamping Disabilitas",
        "Pendamping rehabilitasi sosial penyandang disabilitas",
        PERSON,
        "",
        "",
        2012,
    ),
    PillarLine(
        "bkkks",
        "BKKKS",
        "Badan Koordinasi Kegiatan Kesejahteraan Sosial",
        INSTITUTION,
        "",
        "UU 11/2009",
        2009,
    ),
    PillarLine(
        "kube",
        "KUBE",
        "Kelompok Usaha Bersama",
        INSTITUTION,
        Level.VILLAGE,
        "Permensos 2/2019",
        2009,
    ),
    PillarLine(
        "lumbung_desa",
        "Lumbung Desa",
        "Lumbung Desa",
        INSTITUTION,
        Level.VILLAGE,
        "UU 11/2009",
        2009,
    ),
    PillarLine(
        "tsm",
        "TSM",
        "TSM",
        PERSON,
        "",
        "",
        2019,
        note="Hanya disebut satu dokumen (Belitung Timur 2019); kepanjangannya tidak diketahui.",
    ),
)

QUALIFICATIONS: Final = (
    QualificationLine("tagana_muda", "Pelatihan Tagana Muda"),
    QualificationLine("tagana_madya", "Pelatihan Tagana Madya", None, ("tagana_muda",)),
    QualificationLine("tagana_utama", "Pelatihan Tagana Utama", None, ("tagana_madya",)),
    QualificationLine("first_aid", "Pertolongan pertama", 36),
    QualificationLine("field_kitchen", "Dapur umum", 36),
    QualificationLine("shelter", "Pengelolaan pengungsian (shelter)", 36),
    QualificationLine("psychosocial", "Layanan dukungan psikososial", 36),
    QualificationLine("psm_basic", "Pelatihan dasar PSM"),
    QualificationLine("case_companion", "Pendampingan sosial dasar", 36),
    QualificationLine("data_verification", "Verifikasi dan validasi data", 24),
)
