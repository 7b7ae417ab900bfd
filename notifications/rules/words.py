"""What a reply says: HADIR, TIDAK, TUNDA, BERHENTI, MULAI and what plainly means the same.

Guessing wrong is worse than asking: what is not surely one of them is left for a person to read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from notifications.models import Reply

Understood = Reply.Understood


class Meaning(NamedTuple):
    """What was understood ("": nothing), and why somebody does not come, if they say it."""

    word: str
    reason: str = ""


NOTHING: Final = Meaning(Understood.NOT)

PHRASES: Final[Mapping[str, str]] = {
    phrase: word
    for word, phrases in {
        Understood.COMING: (
            "hadir",
            "bisa hadir",
            "dapat hadir",
            "akan hadir",
            "pasti hadir",
            "datang",
            "bisa datang",
            "akan datang",
        ),
        Understood.NOT_COMING: (
            "tidak",
            "tidak hadir",
            "tidak bisa",
            "tidak bisa hadir",
            "tidak dapat hadir",
            "tidak akan hadir",
            "tidak jadi hadir",
            "belum bisa hadir",
            "tidak datang",
            "tidak bisa datang",
            "tidak dapat datang",
            "berhalangan",
            "berhalangan hadir",
        ),
        Understood.POSTPONE: (
            "tunda",
            "ditunda",
            "tunda dulu",
            "minta tunda",
            "minta ditunda",
            "mohon tunda",
            "mohon ditunda",
            "tolong ditunda",
        ),
        Understood.STOP: ("berhenti", "stop", "unsubscribe"),
        Understood.START: ("mulai", "mulai lagi"),
    }.items()
    for phrase in phrases
}
# How people write them on a phone.
SPELLINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("tdk", "tidk", "tak", "gak", "ga", "gk", "nggak", "enggak", "ndak"), "tidak"),
    **dict.fromkeys(("bs", "bsa"), "bisa"),
    **dict.fromkeys(("dtg", "dateng"), "datang"),
    **dict.fromkeys(("krn", "karna", "sebab"), "karena"),
    **dict.fromkeys(("hdr", "hadirr"), "hadir"),
}
# Said before it without changing it. Not "mohon": "mohon hadir" asks somebody else to come.
BEFORE: Final = {
    *("saya", "aku", "kami", "ya", "iya", "baik", "ok", "oke", "siap", "maaf"),
    *("insyaallah", "inshaallah", "insya", "allah", "assalamualaikum", "wr", "wb"),
    *("selamat", "pagi", "siang", "sore", "malam"),
}
AFTER: Final = {
    *("ya", "terimakasih", "makasih", "terima", "kasih", "trims"),
    *("insyaallah", "insya", "allah"),
}
TITLES: Final = {"bu", "pak", "ibu", "bapak", "kak", "mas", "mbak", "min", "admin"}
BECAUSE: Final = "karena"
LONGEST: Final = 250

_ADDRESSED = re.compile(rf"\W*(?:{'|'.join(sorted(TITLES))})\s*,", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
# More digits than a date or an hour has: a number of somebody's. Only that of a phone stays.
_NUMBERS = re.compile(r"\+?\d(?:[ .\-]?\d){8,}")
_PHONE = re.compile(r"(?:\+?62|0)8\d{7,11}")


def understand(text: str) -> Meaning:
    """Return what the text surely means; a question, or two words at once, mean nothing."""
    if "?" in text or len(text) > LONGEST:
        return NOTHING
    addressed = _ADDRESSED.match(text)
    said = text[addressed.end() :] if addressed else text
    spoken = [SPELLINGS.get(word, word) for word in _WORDS.findall(said.casefold())]
    words = _without_manners(spoken)
    word = PHRASES.get(" ".join(words))
    return Meaning(word) if word else _with_reason(words, text)


def without_numbers(text: str) -> str:
    """Return the text with the digits of a NIK or an account hidden: none is kept in plain."""
    return _NUMBERS.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    number = found[0]
    if _PHONE.fullmatch(re.sub(r"[ .\-]", "", number)):
        return number
    return re.sub(r"\d", "*", number)


def _without_manners(words: list[str]) -> list[str]:
    """Take off what is said around the answer out of politeness."""
    words = [*words]
    if words[:2] == ["mohon", "maaf"]:
        words = words[2:]
    polite = False
    while words:
        if words[0] in BEFORE:
            polite = True
        elif words[0] not in TITLES or not (polite or (words[1:2] and words[1] in BEFORE)):
            break  # "Bapak hadir" is said of somebody else
        words = words[1:]
        if polite and words[:2] == ["mohon", "maaf"]:
            words = words[2:]
    while words and (words[-1] in AFTER or words[-1] in TITLES):
        words = words[:-1]
    return words


def _with_reason(words: list[str], text: str) -> Meaning:
    """Understand "tidak bisa hadir karena sakit"; not what says another of our words as well."""
    if BECAUSE not in words:
        return NOTHING
    at = words.index(BECAUSE)
    others = {"hadir", "datang", "tunda", "ditunda", "berhenti", "stop", "mulai", "tetapi", "tapi"}
    if PHRASES.get(" ".join(words[:at])) != Understood.NOT_COMING or others & set(words[at:]):
        return NOTHING
    spoken = re.split(r"\b(?:karena|krn|karna|sebab)\b", text, maxsplit=1, flags=re.IGNORECASE)
    return Meaning(Understood.NOT_COMING, " ".join(spoken[-1].split())[:200])
