"""What a decree means on a day, how a term is said, and how a pasted list is read. All pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.dates import term
from common.names import tidy
from common.phones import normalised
from regions.cache import RegionName
from regions.models import Region
from wksbm.models import LAPSING_DAYS, DecreeChange, DecreeState, Office

# --- Decrees -------------------------------------------------------------------------------------


class Change(NamedTuple):
    """What a later decree does to this one, from a day on."""

    kind: str
    effective_on: date


class DecreeFacts(NamedTuple):
    """All that decides whether a decree is in force."""

    effective_from: date
    valid_until: date | None
    changes: tuple[Change, ...] = ()


ENDS = {
    DecreeChange.Kind.REVOKES: DecreeState.REVOKED,
    DecreeChange.Kind.SUPERSEDES: DecreeState.SUPERSEDED,
}
TONES = {
    DecreeState.IN_FORCE: "ok",
    DecreeState.LAPSING: "warn",
    DecreeState.LAPSED: "danger",
    DecreeState.REVOKED: "danger",
    DecreeState.SUPERSEDED: "neutral",
    DecreeState.AWAITED: "warn",
    DecreeState.NO_DECREE: "warn",
    DecreeState.NO_BODY: "neutral",
    DecreeState.NOT_YET: "info",
}


def decree_state(facts: DecreeFacts | None, on: date) -> DecreeState:
    """Say what the decree means on a day; no decree at all is awaited, never an error.

    An amendment changes nothing of it; what ends it counts from its own day. A known end within
    60 days, of either sort, is lapsing.
    """
    if facts is None:
        return DecreeState.AWAITED
    if on < facts.effective_from:
        return DecreeState.NOT_YET
    ending = [change for change in facts.changes if change.kind in ENDS]
    done = [change for change in ending if change.effective_on <= on]
    if facts.valid_until is not None and facts.valid_until < on:
        earlier = [change for change in done if change.effective_on <= facts.valid_until]
        return _ended_by(earlier) or DecreeState.LAPSED
    ended = _ended_by(done)
    if ended is not None:
        return ended
    ends = [change.effective_on for change in ending]
    ends += [facts.valid_until] if facts.valid_until else []
    days_left = min(((end - on).days for end in ends), default=None)
    soon = days_left is not None and days_left <= LAPSING_DAYS
    return DecreeState.LAPSING if soon else DecreeState.IN_FORCE


def _ended_by(changes: Iterable[Change]) -> DecreeState | None:
    first = min(changes, key=lambda change: change.effective_on, default=None)
    return None if first is None else ENDS[DecreeChange.Kind(first.kind)]


def tone_of(state: str) -> str:
    return TONES[DecreeState(state)]


def term_in_words(first: date | None, last: date | None) -> str:
    """Say a term as people read it; an open end is normal and said so."""
    start = date_format(first) if first else "…"
    if last is None:
        return _("sejak %(start)s, tanpa batas akhir") % {"start": start}
    return _("%(start)s sampai %(end)s") % {"start": start, "end": date_format(last)}


def term_between(since: date, until: date | None, *, field: str = "until") -> DateRange:
    """Return the term, both days included; PostgreSQL cannot even be asked about a backward one."""
    if until is not None and until < since:
        message = _("Tanggal akhir mendahului tanggal mulai.")
        raise ValidationError({field: ValidationError(message, code="backward")})
    return term(since, until)


def draft_name(village: str) -> str:
    """Return the name of a body until its decree tells the right one."""
    return _("WKSBM %(village)s") % {"village": village}


def office_name(kind: str, region: Region | RegionName) -> str:
    """Return what an office of this kind is usually called: "Kepala Desa Goa", "Bupati Berau"."""
    place = region.name
    if kind in {Office.Kind.REGENT, Office.Kind.MAYOR}:
        place = re.sub(r"^(Kabupaten|Kota)( Administrasi)? ", "", place)
    if kind == Office.Kind.VILLAGE_HEAD:
        return f"Kepala {region.kind_label} {place}"
    return f"{Office.Kind(kind).label} {place}"


# --- Pasted lists --------------------------------------------------------------------------------

# What WhatsApp and word processors put before a name: "1.", "2)", "(3)", "-", bullets, ticks.
_SIGNS = r"[\s\-\u2013\u2014\u2022\u00b7\u25aa\u25e6*_>\u2705\u2714\u2611\ufe0f]+"
_BULLET = re.compile(rf"^(?:{_SIGNS}|\(?\d{{1,3}}[.)\]:]+|\d{{1,3}}\s+(?=\D))+")
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?62|0)[\s.\-]?8[\d\s.\-]{6,15}\d")
_END = re.compile(r"[\s,;:/|()\-\u2013\u2014*_]+$")


class PastedName(NamedTuple):
    line: int
    name: str
    phone: str = ""


def names_in(text: str) -> list[PastedName]:
    """Read one name a line, with a phone number behind it where there is one.

    Numbering, bullets and blank lines are dropped. So is a NIK: it has no place beside a name.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        rest = _NIK.sub(" ", _BULLET.sub("", line))
        phone = _PHONE.search(rest)
        called = normalised(phone.group()) if phone else ""
        if phone and called:
            rest = rest.replace(phone.group(), " ")
        name = tidy(_END.sub("", rest))
        if any(letter.isalpha() for letter in name):
            found.append(PastedName(number, name, called))
    return found


def same_name(name: str) -> str:
    """Return what two spellings of one name share: case and spaces don't tell people apart."""
    return tidy(name).casefold()
