"""Names as people write them, and what is left of them without titles and degrees."""

from __future__ import annotations

import re
from typing import NamedTuple

# What stands before a name: religious, noble and academic titles, and how people are addressed.
# A title that is also a common name (Andi, Raden, Siti, Teuku) is a part of the name.
_BEFORE = (
    r"prof|dr|drs|dra|drh|drg|ir|h|hj|kh|k\.?\s?h|ust|ustadz|ustaz|ustadzah|tgk|tgh|tuan\s+guru|"
    r"pdt|rm|ny|tn|bpk|bapak|ibu|bu|pak|sdr|sdri|sdra|nn|alm|almh|apt|letkol|kapten|serka|sertu"
)
_TITLE_BEFORE = re.compile(rf"^(?:(?:{_BEFORE})(?:\.\s*|\s+))+", re.IGNORECASE)
# "S.Sos", "S. Pd. I", "M.Kes", "A.Md.Keb", "SH", "SE", "MM": with dots anywhere, or known without.
_DOTTED = r"(?:[A-Z][A-Za-z]{0,4}\.\s?)+[A-Za-z]{0,6}\.?"
_PLAIN = (
    r"SH|SE|SP|SPd|SPdI|SAg|SSos|SSosI|SKM|SKep|STP|SIP|ST|SKom|SPsi|SPt|MM|MH|MSi|MPd|MAg|"
    r"MA|MBA|AMd|AMdKeb|AMaPd|AKs|Ners|PhD|BA|BSc|MSc|AMK|STrKeb|SSTP|SST|Lc|LLM|CPA"
)
_DEGREE = re.compile(rf"(?:{_DOTTED}|{_PLAIN})")
_DEGREE_AT_END = re.compile(rf"\s+(?P<degree>(?:{_PLAIN}|S\.\s?[A-Z][a-z]+\.?(?:\s?[A-Z]\.?)?))$")
_COMMA_TAIL = re.compile(r"^(?P<name>[^,]+?)\s*,(?P<tail>.+)$")
_NOT_LETTERS = re.compile(r"[^\w\s]", re.UNICODE)
# How the same name is written by different hands.
_MUHAMMAD = re.compile(r"\b(?:m|md|moh|muh|mhd|mohd|moch|mochamad|mohamad|mohammad|muhamad)\b")


class Called(NamedTuple):
    """A name in its parts, each as written."""

    before: str
    name: str
    behind: str


def tidy(text: str) -> str:
    """Return the text with single spaces and none at its ends; nothing else of it is changed."""
    return " ".join(text.split())


def split_titles(text: str) -> Called:
    """Return "Hj. Siti Aminah, S.Sos" in its parts; a name of titles alone stays a name."""
    whole = tidy(text)
    before, rest, behind = "", whole, ""
    title = _TITLE_BEFORE.match(rest)
    if title and any(letter.isalpha() for letter in rest[title.end() :]):
        before, rest = title.group().strip(), rest[title.end() :]
    rest, behind = _without_degrees(rest)
    return Called(before, rest.strip(" ,") or whole, behind)


def bare(text: str) -> str:
    """Return what two ways to write one name share: no titles, no case, no signs, M. in full."""
    name = split_titles(text).name.casefold().replace("'", "").replace("\u2019", "")
    name = tidy(_NOT_LETTERS.sub(" ", name).replace("_", " "))
    return _MUHAMMAD.sub("muhammad", name) or tidy(text).casefold()


def _without_degrees(text: str) -> tuple[str, str]:
    tail = _COMMA_TAIL.match(text)
    if tail:
        parts = [part.strip() for part in tail["tail"].split(",") if part.strip()]
        if parts and all(_DEGREE.fullmatch(part) for part in parts):
            return tail["name"], ", ".join(parts)
    known = _DEGREE_AT_END.search(text)
    if known:
        return text[: known.start()], known["degree"]
    return text, ""
