"""What speaks for two records being one person: a table of signs, each with its weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sign(NamedTuple):
    """How much it weighs, and what people are told. `%(percent)d` is how alike the names are."""

    weight: int
    words: str | Promise


SIGNS: Final[dict[str, Sign]] = {
    "name_same": Sign(50, _("Nama sama (tanpa gelar)")),
    "name_similar": Sign(50, _("Nama mirip (%(percent)d%%)")),  # times how alike they are
    "name_differs": Sign(-25, _("Nama berbeda")),
    "born_same": Sign(35, _("Tanggal lahir sama")),
    "born_same_unsure": Sign(10, _("Tanggal lahir sama, tetapi mungkin hanya perkiraan")),
    "born_swapped": Sign(25, _("Tanggal dan bulan lahir tertukar")),
    "born_year_off": Sign(20, _("Tahun lahir selisih satu")),
    "born_near": Sign(20, _("Tanggal lahir beda satu angka")),
    "born_differs": Sign(-30, _("Tanggal lahir berbeda")),
    "nik_near": Sign(40, _("NIK beda satu angka atau tertukar dua angka")),
    "nik_differs": Sign(-40, _("NIK berbeda")),
    "phone_same": Sign(20, _("Nomor HP sama")),
    "card_same": Sign(15, _("Nomor KK sama")),
    "village_same": Sign(10, _("Desa sama")),
    "district_same": Sign(5, _("Kecamatan sama")),
    "sex_differs": Sign(-20, _("Jenis kelamin berbeda")),
}
ALIKE: Final = 0.5  # trigram similarity from which names count as similar
PROPOSE_FROM: Final = 60  # the score from which a pair is put before people
# What is written when nobody knows the day.
_USUAL_DAYS: Final = {(1, 1), (1, 7), (31, 12)}


@dataclass(frozen=True)
class Facts:
    """What is compared of a person. `cards` are the hashes of the family cards they stand on."""

    key: int
    sex: str
    birth_date: date | None
    birth_is_uncertain: bool
    nik: str
    phones: frozenset[str]
    cards: frozenset[bytes]
    villages: frozenset[str]


@dataclass(frozen=True)
class Reason:
    sign: str
    weight: int
    percent: int = 0

    @property
    def words(self) -> str:
        return str(SIGNS[self.sign].words) % {"percent": self.percent}

    def as_json(self) -> dict[str, Any]:
        return {"sign": self.sign, "weight": self.weight, "percent": self.percent}


def reasons_for(one: Facts, other: Facts, *, likeness: float) -> list[Reason]:
    """Return what speaks for and against their being one person. `likeness` is of their names."""
    signs = [
        _born(one, other),
        _numbered(one.nik, other.nik),
        "phone_same" if one.phones & other.phones else "",
        "card_same" if one.cards & other.cards else "",
        _near(one.villages, other.villages),
        "sex_differs" if one.sex and other.sex and one.sex != other.sex else "",
    ]
    return [_named(likeness), *(Reason(sign, SIGNS[sign].weight) for sign in signs if sign)]


def score_of(reasons: Iterable[Reason]) -> int:
    """Return the sum of the weights, as 0 to 100."""
    return max(0, min(100, sum(reason.weight for reason in reasons)))


def common_code(codes: Iterable[str]) -> str:
    """Return the code of the nearest region that covers all of these; "" is the nation."""
    blocks = [code.split(".") for code in codes if code]
    shared = []
    for level in zip(*blocks, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared)


def _named(likeness: float) -> Reason:
    percent = round(likeness * 100)
    if percent >= 100:
        return Reason("name_same", SIGNS["name_same"].weight, percent)
    if likeness < ALIKE:
        return Reason("name_differs", SIGNS["name_differs"].weight, percent)
    return Reason("name_similar", round(SIGNS["name_similar"].weight * likeness), percent)


def _born(one: Facts, other: Facts) -> str:
    a, b = one.birth_date, other.birth_date
    if a is None or b is None:
        return ""
    unsure = one.birth_is_uncertain or other.birth_is_uncertain
    if a == b:
        return "born_same_unsure" if unsure or (a.day, a.month) in _USUAL_DAYS else "born_same"
    if (a.day, a.month, a.year) == (b.month, b.day, b.year):
        return "born_swapped"
    if (a.day, a.month) == (b.day, b.month) and abs(a.year - b.year) == 1:
        return "born_year_off"
    if _is_slip(f"{a:%d%m%Y}", f"{b:%d%m%Y}"):
        return "born_near"
    return "" if unsure else "born_differs"


def _numbered(one: str, other: str) -> str:
    if not one or not other:
        return ""
    return "nik_near" if _is_slip(one, other) else "nik_differs"


def _near(one: frozenset[str], other: frozenset[str]) -> str:
    if one & other:
        return "village_same"
    districts = [{code[:8] for code in codes} for codes in (one, other)]
    return "district_same" if districts[0] & districts[1] else ""


def _is_slip(one: str, other: str) -> bool:
    """Whether one digit is off, or two neighbours are swapped."""
    off = [at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(off) > 2:
        return False
    if len(off) < 2:
        return True
    first, second = off
    is_swapped = (one[first], one[second]) == (other[second], other[first])
    return second == first + 1 and is_swapped
