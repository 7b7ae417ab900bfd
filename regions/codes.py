"""What a region's code says by itself: level, parent, kind, time zone (Permendagri 58/2021)."""

import re
from typing import Final

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    PROVINCE = "province", _("Provinsi")
    REGENCY = "regency", _("Kabupaten/Kota")
    DISTRICT = "district", _("Kecamatan")
    VILLAGE = "village", _("Desa/Kelurahan")


class Kind(models.TextChoices):
    KELURAHAN = "kelurahan", _("Kelurahan")
    DESA = "desa", _("Desa")
    DESA_ADAT = "desa_adat", _("Desa adat")


class Zone(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


LENGTHS: Final = {Level.PROVINCE: 2, Level.REGENCY: 5, Level.DISTRICT: 8, Level.VILLAGE: 13}
SHAPES: Final = {
    Level.PROVINCE: r"^[0-9]{2}$",
    Level.REGENCY: r"^[0-9]{2}\.[0-9]{2}$",
    Level.DISTRICT: r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$",
    Level.VILLAGE: r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[123][0-9]{3}$",
}
CODE: Final = RegexValidator(
    r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[123][0-9]{3})?)?)?\Z", _("Kode wilayah tidak dikenal.")
)
KIND_DIGITS: Final = {"1": Kind.KELURAHAN, "2": Kind.DESA, "3": Kind.DESA_ADAT}
ZONE_BY_PROVINCE: Final = {
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19", "21"), Zone.WIB),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "61", "62"), Zone.WIB),
    **dict.fromkeys(("51", "52", "53", "63", "64", "65"), Zone.WITA),
    **dict.fromkeys(("71", "72", "73", "74", "75", "76"), Zone.WITA),
    **dict.fromkeys(("81", "82", "91", "92", "93", "94", "95", "96"), Zone.WIT),
}

_LEVEL_BY_LENGTH: Final = {length: level for level, length in LENGTHS.items()}
_PARENT_LENGTHS: Final = {5: 2, 8: 5, 13: 8}


def level_of(code: str) -> Level | None:
    """Say which level a code has; None when it is not a code."""
    level = _LEVEL_BY_LENGTH.get(len(code))
    return level if level and re.match(SHAPES[level], code) else None


def parent_of(code: str) -> str | None:
    """Give the code one level up; None for a province."""
    length = _PARENT_LENGTHS.get(len(code))
    return code[:length] if length else None


def lineage_of(code: str) -> list[str]:
    """Give the code itself and all codes above it, the nearest first."""
    lineage = [code]
    while (parent := parent_of(lineage[-1])) is not None:
        lineage.append(parent)
    return lineage


def kind_of(code: str) -> Kind | None:
    """Say whether a village is a kelurahan, a desa or a desa adat; None for other levels."""
    return KIND_DIGITS[code[9]] if level_of(code) is Level.VILLAGE else None


def zone_of(code: str) -> Zone | None:
    """Give the time zone of the code's province; None for a province that is not in the table."""
    return ZONE_BY_PROVINCE.get(code[:2])


def dotted(text: str) -> str | None:
    """Read a code or its beginning, with or without dots ("5207012001"); None when it is none."""
    digits = re.sub(r"[.\s]", "", text)
    if not re.fullmatch(r"[0-9]{2,10}", digits):
        return None
    blocks = (digits[:2], digits[2:4], digits[4:6], digits[6:])
    return ".".join(block for block in blocks if block)
