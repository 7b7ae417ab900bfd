"""The demo's districts as five documents tell of them, and who serves in each.

Villages and numbers of posts are real or near it; everybody's name is invented. A document of 2024
says that Buleleng has 149 villages; the ministry's data of 2025, which are loaded here, have 148.
"""

from typing import Final, NamedTuple

from portal.demo.names import SUMBAWA, Naming
from portal.demo.names_elsewhere import BALI, BELITUNG, BURU, MUSI
from regions.codes import Level


class Serving(NamedTuple):
    """So many people of a pillar serve in each area of a level, or in a share of the areas."""

    pillar: str
    level: Level
    least: int
    most: int
    share: float = 1.0
    is_paid: bool = False
    is_yearly: bool = False  # appointed anew for each budget year
    paid_as: str = ""  # what the decree says of the money


class Standing(NamedTuple):
    """Organisations of a pillar: so many for each area of a level, or for a share of the areas."""

    pillar: str
    level: Level
    names: tuple[str, ...]
    share: float = 1.0
    posts: tuple[str, ...] = ("chair",)
    sub_kind: str = ""


class District(NamedTuple):
    """A regency of the demo: who appoints there, who serves, and what stands there."""

    code: str
    officer: str  # who signs in for its agency
    agency: str
    regent: str
    naming: Naming
    serving: tuple[Serving, ...]
    standing: tuple[Standing, ...]
    founded: tuple[str, ...] = ()  # villages that have a WKSBM, where not all have
    head_title: str = "Kepala Desa"


_BOARD: Final = ("chair", "secretary", "treasurer")
_YOUTH: Final = (
    "Karang Taruna Tunas Muda",
    "Karang Taruna Bina Karya",
    "Karang Taruna Harapan Bangsa",
    "Karang Taruna Putra Mandiri",
    "Karang Taruna {village}",
)
_BUSINESSES: Final = (
    "KUBE Mekar Sari",
    "KUBE Sumber Rezeki",
    "KUBE Usaha Bersama",
    "KUBE Melati",
    "KUBE Maju Jaya",
)
_CARE: Final = (
    "LKS Bina Kasih",
    "LKS Harapan Ibu",
    "LKS Nurul Yatim",
    "LKS Cahaya Hati",
    "LKS Peduli Sesama",
)

SUMBAWA_BARAT: Final = District(
    code="52.07",
    officer="dinas",
    agency="Kepala Dinas Sosial Kabupaten Sumbawa Barat",
    regent="Bupati Sumbawa Barat",
    naming=SUMBAWA,
    serving=(
        Serving("tksk", Level.DISTRICT, 1, 1, is_paid=True, is_yearly=True),
        Serving("tagana", Level.REGENCY, 44, 44, is_paid=True),
        Serving("psm", Level.VILLAGE, 2, 3, 0.94),
        Serving("social_worker", Level.REGENCY, 4, 4, is_paid=True),
        Serving("extension_worker", Level.REGENCY, 6, 6),
        Serving("elderly_facilitator", Level.REGENCY, 3, 3, is_paid=True),
        Serving("disability_facilitator", Level.REGENCY, 2, 2, is_paid=True),
    ),
    standing=(
        Standing("karang_taruna", Level.VILLAGE, _YOUTH, 0.96, _BOARD),
        Standing("kube", Level.VILLAGE, _BUSINESSES, 0.45, ("chair", "treasurer")),
        Standing("lumbung_desa", Level.VILLAGE, ("Lumbung Desa {village}",), 0.22),
        Standing("lks", Level.VILLAGE, _CARE, 0.12, ("chair", "secretary"), "LKSA"),
        Standing("lks", Level.VILLAGE, ("LKS Lansia Bahagia",), 0.04, sub_kind="LKS-LU"),
        Standing("lk3", Level.REGENCY, ("LK3 Sumbawa Barat",), posts=_BOARD),
        Standing("puspa", Level.REGENCY, ("Forum Puspa Sumbawa Barat",), posts=_BOARD),
        Standing("uptd_ppa", Level.REGENCY, ("UPTD PPA Sumbawa Barat",)),
        Standing("pkk_team", Level.REGENCY, ("TP PKK Kabupaten Sumbawa Barat",), posts=_BOARD),
    ),
)
# In 2019 its agency paid Tagana and TSM each month; all others served unpaid.
BELITUNG_TIMUR: Final = District(
    code="19.06",
    officer="dinas-beltim",
    agency="Kepala Dinas Sosial, Pemberdayaan Masyarakat dan Desa Kabupaten Belitung Timur",
    regent="Bupati Belitung Timur",
    naming=BELITUNG,
    serving=(
        Serving("tksk", Level.DISTRICT, 1, 1, is_yearly=True),
        Serving(
            "tagana",
            Level.REGENCY,
            34,
            34,
            is_paid=True,
            is_yearly=True,
            paid_as="tali asih Rp200.000 per bulan",
        ),
        Serving(
            "tsm",
            Level.REGENCY,
            9,
            9,
            is_paid=True,
            is_yearly=True,
            paid_as="honor Rp1.000.000 per bulan",
        ),
        Serving("psm", Level.VILLAGE, 1, 3, 0.87),
    ),
    standing=(
        Standing("karang_taruna", Level.VILLAGE, _YOUTH, 0.9),
        Standing("lks", Level.VILLAGE, _CARE, 0.13),
        Standing("kube", Level.VILLAGE, _BUSINESSES, 0.2),
        Standing("uptd_ppa", Level.REGENCY, ("P2TP2A Belitung Timur",), posts=_BOARD),
        Standing("puspa", Level.REGENCY, ("Forum Puspa Belitung Timur",), posts=_BOARD),
        Standing("lk3", Level.REGENCY, ("LK3 Belitung Timur",), posts=_BOARD),
    ),
    founded=("19.06.01.2001", "19.06.02.2001", "19.06.05.2001"),
)
BULELENG: Final = District(
    code="51.08",
    officer="dinas-buleleng",
    agency="Kepala Dinas Sosial Kabupaten Buleleng",
    regent="Bupati Buleleng",
    naming=BALI,
    serving=(
        Serving("tksk", Level.DISTRICT, 1, 1, is_paid=True, is_yearly=True),
        Serving("tagana", Level.REGENCY, 38, 38, is_paid=True),
        Serving("psm", Level.VILLAGE, 1, 3, 0.9),
        Serving("extension_worker", Level.REGENCY, 9, 9),
        Serving("disability_facilitator", Level.REGENCY, 4, 4, is_paid=True),
    ),
    standing=(
        Standing("karang_taruna", Level.VILLAGE, ("Karang Taruna Eka Santi", *_YOUTH), 0.86),
        Standing("lks", Level.VILLAGE, ("LKS Dria Raba", *_CARE), 0.09),
        Standing("lk3", Level.REGENCY, ("LK3 Buleleng",), posts=_BOARD),
        Standing("uptd_ppa", Level.REGENCY, ("UPTD PPA Buleleng",)),
    ),
    founded=("51.08.06.1025", "51.08.08.2010"),  # Kampung Anyar, a kelurahan; Bengkala
    head_title="Perbekel",
)
MUSI_BANYUASIN: Final = District(
    code="16.06",
    officer="dinas-muba",
    agency="Kepala Dinas Sosial Kabupaten Musi Banyuasin",
    regent="Bupati Musi Banyuasin",
    naming=MUSI,
    serving=(
        Serving("tksk", Level.DISTRICT, 1, 1, is_paid=True, is_yearly=True),
        Serving("tagana", Level.REGENCY, 30, 30, is_paid=True),
        Serving("psm", Level.VILLAGE, 1, 1, 0.6),
        Serving("social_worker", Level.REGENCY, 8, 8, is_paid=True),
        Serving("child_facilitator", Level.REGENCY, 3, 3, is_paid=True),
        Serving("elderly_facilitator", Level.REGENCY, 3, 3, is_paid=True),
        Serving("disability_facilitator", Level.REGENCY, 3, 3, is_paid=True),
    ),
    standing=(
        Standing("karang_taruna", Level.VILLAGE, _YOUTH, 0.4),
        Standing("kube", Level.VILLAGE, _BUSINESSES, 0.15),
        Standing("lumbung_desa", Level.VILLAGE, ("Lumbung Desa {village}",), 0.06),
        Standing("bkkks", Level.REGENCY, ("BKKKS Musi Banyuasin",), posts=_BOARD),
        Standing(
            "pkk_team",
            Level.REGENCY,
            ("TP PKK Kabupaten Musi Banyuasin",),
            posts=(*_BOARD, *["section"] * 8),
        ),
    ),
    founded=("16.06.01.2003", "16.06.07.2007"),
)
BURU_SELATAN: Final = District(
    code="81.09",
    officer="dinas-bursel",
    agency="Kepala Dinas Sosial Kabupaten Buru Selatan",
    regent="Bupati Buru Selatan",
    naming=BURU,
    serving=(
        Serving("tksk", Level.DISTRICT, 1, 1, is_paid=True, is_yearly=True),
        Serving("psm", Level.VILLAGE, 1, 2, 0.8),
        Serving("extension_worker", Level.REGENCY, 2, 2, is_paid=True),
        Serving("social_worker", Level.REGENCY, 2, 2, is_paid=True),
    ),
    standing=(
        Standing("karang_taruna", Level.VILLAGE, _YOUTH, 0.7),
        Standing("kube", Level.VILLAGE, _BUSINESSES, 0.3, ("chair", "treasurer")),
        Standing("lks", Level.VILLAGE, _CARE, 0.06),
    ),
)
OTHERS: Final = (BELITUNG_TIMUR, BULELENG, MUSI_BANYUASIN, BURU_SELATAN)
