"""What people call their regions: one table of words by place, and the names made with it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from regions.codes import Kind, Level, kind_of, level_of


class Word(NamedTuple):
    """A word for the districts or the desa below a prefix; the longest prefix that fits wins."""

    prefixes: Sequence[str]
    sort: Level | Kind
    label: str
    in_path: str = ""


PAPUA: Final = ("91", "92", "93", "94", "95", "96")
WORDS: Final = (
    Word(("",), Level.PROVINCE, "Provinsi"),
    Word(("",), Level.DISTRICT, "Kecamatan", in_path="Kec."),
    Word(("",), Kind.KELURAHAN, "Kelurahan"),
    Word(("",), Kind.DESA, "Desa"),
    Word(("",), Kind.DESA_ADAT, "Desa Adat"),
    # Aceh (Law 11/2006: gampong or another name)
    Word(("11",), Kind.DESA, "Gampong"),
    Word(("11.02",), Kind.DESA, "Kute"),
    Word(("11.04", "11.13", "11.16", "11.17"), Kind.DESA, "Kampung"),
    Word(("11.09",), Kind.DESA, "Desa"),
    # Sumatera Barat: not in Kepulauan Mentawai, nor in the cities of Sawahlunto and Pariaman
    Word(("13",), Kind.DESA, "Nagari"),
    Word(("13.09", "13.7"), Kind.DESA, "Desa"),
    # Lampung
    Word(("18.04", "18.06", "18.10", "18.13"), Kind.DESA, "Pekon"),
    Word(("18.02", "18.05", "18.08"), Kind.DESA, "Kampung"),
    Word(("18.12",), Kind.DESA, "Tiyuh"),
    # Daerah Istimewa Yogyakarta
    Word(("34",), Level.DISTRICT, "Kapanewon"),
    Word(("34.7",), Level.DISTRICT, "Kemantren"),
    Word(("34",), Kind.DESA, "Kalurahan"),
    # Tana Toraja and Toraja Utara
    Word(("73.18", "73.26"), Kind.DESA, "Lembang"),
    # The six provinces of Papua (Law 21/2001)
    Word(PAPUA, Level.DISTRICT, "Distrik"),
    Word(PAPUA, Kind.DESA, "Kampung"),
)

_BY_PREFIX: Final = {(prefix, word.sort): word for word in WORDS for prefix in word.prefixes}


def word_for(code: str) -> Word:
    """Find the word for a region; a regency or city carries its own word in its name."""
    level = level_of(code)
    if level is None:
        raise ValueError(f"not a region code: {code}")
    if level is Level.REGENCY:
        return Word((code,), level, "Kota" if code[3] >= "7" else "Kabupaten")
    sort = kind_of(code) or level
    return next(
        _BY_PREFIX[code[:length], sort]
        for length in range(len(code), -1, -1)
        if (code[:length], sort) in _BY_PREFIX
    )


def kind_label(code: str) -> str:
    return word_for(code).label


def full_name(code: str, name: str) -> str:
    """Put the local word before the name, unless the ministry's name begins with it already."""
    word = word_for(code)
    if word.sort is Level.PROVINCE or name.startswith(f"{word.label} "):
        return name
    return f"{word.in_path or word.label} {name}"
