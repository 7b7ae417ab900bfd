"""How people write down a place when they look for it."""

import re
from typing import Final, NamedTuple

from regions.codes import Level

LEVEL_WORDS: Final = {
    **dict.fromkeys(("provinsi", "propinsi", "prov", "prop"), Level.PROVINCE),
    **dict.fromkeys(("kabupaten", "kab"), Level.REGENCY),
    **dict.fromkeys(("kecamatan", "kec", "distrik", "kapanewon", "kemantren"), Level.DISTRICT),
    **dict.fromkeys(("desa", "ds", "kelurahan", "kel"), Level.VILLAGE),
}
# What stands before a name in the ministry's list and people leave out.
TITLES: Final = (
    "kabupaten ",
    "kota ",
    "kabupaten administrasi ",
    "kota administrasi ",
    "daerah istimewa ",
    "daerah khusus ibukota ",
)
MOST_WORDS: Final = 6


class Sought(NamedTuple):
    """The words of a name and of the names above it, and the level that the first word told."""

    words: list[str]
    level: Level | None
    names: list[str]


def read_search(text: str) -> Sought:
    """Read "Kec. Taliwang, Sumbawa Barat"; one of `names` is the whole name, if it is one."""
    typed = re.findall(r"\w+", text.lower())[:MOST_WORDS]
    words = [word for word in typed if word not in LEVEL_WORDS] or typed
    level = LEVEL_WORDS.get(typed[0]) if typed and words != typed else None
    return Sought(words, level, [" ".join(typed), " ".join(words)])
