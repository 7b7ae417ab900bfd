"""Income tax on honoraria as data: docs/domain 3.6, each bracket with its law and its first day.

What is not certain there stays out, or says so in the name of its rule. The treasurer chooses a
rule for each scheme; without one nothing is withheld.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from stipends.models import TaxGroup

Group = TaxGroup
SINCE_2011: Final = date(2011, 1, 1)  # PP 80/2010
SINCE_2024: Final = date(2024, 1, 1)  # PP 58/2023 and PMK 168/2023


class BracketLine(NamedTuple):
    group: TaxGroup
    over: int
    percent: Decimal
    base_percent: Decimal
    surcharge_percent: Decimal
    law: str
    since: date


class RuleLine(NamedTuple):
    code: str
    name: str
    is_progressive: bool
    brackets: tuple[BracketLine, ...]


# UU 7/2021, article 17: over so many rupiah of the base, this percentage of what is above.
LAYERS: Final = (
    (0, "5"),
    (60_000_000, "15"),
    (250_000_000, "25"),
    (500_000_000, "30"),
    (5_000_000_000, "35"),
)
_ARTICLE_17: Final = "Tarif Pasal 17 UU 7/2021"
NO_NPWP: Final = Decimal(20)  # more of the tax, where it is not final


def _layered(group: TaxGroup, *, base: int, law: str) -> tuple[BracketLine, ...]:
    return tuple(
        BracketLine(group, over, Decimal(percent), Decimal(base), NO_NPWP, law, SINCE_2024)
        for over, percent in LAYERS
    )


def _flat(
    group: TaxGroup, percent: str, law: str, *, over: int = 0, more: Decimal = Decimal(0)
) -> BracketLine:
    return BracketLine(group, over, Decimal(percent), Decimal(100), more, law, SINCE_2011)


_CIVIL: Final = (
    _flat(Group.CIVIL_1_2, "0", "PP 80/2010 Pasal 4 huruf a, final"),
    _flat(Group.CIVIL_3, "5", "PP 80/2010 Pasal 4 huruf b, final"),
    _flat(Group.CIVIL_4, "15", "PP 80/2010 Pasal 4 huruf c, final"),
)
_WHOLE: Final = f"PMK 168/2023, {_ARTICLE_17} x bruto"
_HALF: Final = f"PMK 168/2023, {_ARTICLE_17} x 50% bruto"
_DAILY: Final = "PP 58/2023, tarif efektif harian"
_CUSTOM: Final = "Kebiasaan bendahara desa 5% (6% tanpa NPWP)"

RULES: Final = (
    RuleLine(
        "honorarium",
        "Honorarium: bukan pegawai 50% bruto, PNS final",
        is_progressive=True,
        brackets=(
            *_layered(Group.NON_EMPLOYEE, base=50, law=_HALF),
            *_layered(Group.PARTICIPANT, base=100, law=_WHOLE),
            *_CIVIL,
        ),
    ),
    RuleLine(
        "participants",
        "Uang saku peserta kegiatan: seluruh bruto, PNS final",
        is_progressive=True,
        brackets=(
            *_layered(Group.NON_EMPLOYEE, base=100, law=_WHOLE),
            *_layered(Group.PARTICIPANT, base=100, law=_WHOLE),
            *_CIVIL,
        ),
    ),
    RuleLine(
        "daily",
        "Upah harian, hanya bila setiap baris satu hari",
        is_progressive=False,
        brackets=tuple(
            _flat(group, percent, _DAILY, over=over)._replace(since=SINCE_2024)
            for group in (Group.NON_EMPLOYEE, Group.DAILY)
            for over, percent in ((0, "0"), (450_000, "0.5"))
        ),
    ),
    RuleLine(
        "village_custom",
        "Kebiasaan desa: 5% dari bruto (diperdebatkan)",
        is_progressive=False,
        brackets=tuple(
            _flat(group, "5", _CUSTOM, more=NO_NPWP)
            for group in (Group.NON_EMPLOYEE, Group.PARTICIPANT, Group.DAILY)
        ),
    ),
)
