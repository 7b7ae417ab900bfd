"""The minutes of a meeting as they are written: which fields, and two editors made one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, Final, TypedDict
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.errors import Conflict, EditConflict, StaleVersion
from common.names import tidy
from meetings.models import Meeting
from meetings.rules import LONGEST_TITLE, MOST_ITEMS
from meetings.rules.agenda import Item

LONGEST_TEXT: Final = 20_000
TEXTS: Final = ("title", "discussed", "decided")


class Texts(TypedDict, total=False):
    """What is written of a meeting; what is left out stays as it is. Times are the village's."""

    until: time | None
    led_by: str
    minuted_by: str
    agenda: list[Any]
    discussed: str
    decided: str
    guests: int  # whom nobody named
    guest_women: int
    invited_count: int | None  # only where no list of the invited says it


class Minutes(Texts, total=False):
    """The texts, with when and where it was, if otherwise than planned."""

    on: date
    at: time
    place: str


FIELDS: Final = tuple(Minutes.__annotations__)


def tidied(minutes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be written, the agenda in its one form.

    Raises ValidationError on `agenda`.
    """
    found = {name: minutes[name] for name in FIELDS if name in minutes}
    for name in ("led_by", "minuted_by"):
        if name in found:
            found[name] = tidy(found[name])
    if "agenda" in found:
        found["agenda"] = _items(found["agenda"])
    return found


def item_of_kind(meeting_id: UUID, title: str) -> Item:
    """Return a usual item of the meeting's kind: two who take it up at once mean the same one."""
    return {"id": str(uuid5(meeting_id, title)), "title": title, "discussed": "", "decided": ""}


def reconciled(meeting: Meeting, mine: dict[str, Any], *, version: int) -> dict[str, Any]:
    """Return what to write over the meeting as it now is, by one who had read `version`.

    What only one of the two changed is kept from whoever changed it. Raises stale_version: with
    the conflicts where both changed the same, without any where that version is not known.
    """
    base = meeting.events.filter(version=version).order_by("-pgh_id").first()  # type: ignore[attr-defined]
    if base is None:
        raise StaleVersion("stale_version", _stale())
    merged, conflicts = {}, []
    for name, wanted in mine.items():
        read, stands = getattr(base, name), getattr(meeting, name)
        if name == "agenda":
            merged[name], found = _agenda(read, wanted, stands)
            conflicts += found
        else:
            merged[name], is_conflict = _chosen(read, wanted, stands)
            if is_conflict:
                conflicts.append(Conflict(name, read, wanted, stands))
    if conflicts:
        raise EditConflict(_stale(), conflicts=conflicts, merged=merged, version=meeting.version)
    return merged


def _stale() -> str:
    return _("Data ini sudah diubah orang lain. Muat ulang halaman, lalu ulangi.")


def _chosen(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    """Return which of the two stands, and whether a person must choose (then it is mine)."""
    if mine in (base, theirs):
        return theirs, False
    return mine, theirs != base


def _agenda(
    base: list[Item], mine: list[Item], theirs: list[Item]
) -> tuple[list[Item], list[Conflict]]:
    """Merge item by item. One that somebody took out stays if the other wrote in it."""
    read, wanted, stands = ({item["id"]: item for item in items} for items in (base, mine, theirs))
    merged, conflicts = [], []
    for key in _order(list(read), list(wanted), list(stands)):
        before, here, there = read.get(key), wanted.get(key), stands.get(key)
        if here is None or there is None:
            kept = here or there
            if kept is not None and kept != before:
                merged.append(kept)
            continue
        item = {"id": key}
        for name in TEXTS:
            was = before[name] if before else ""
            item[name], is_conflict = _chosen(was, here[name], there[name])
            if is_conflict:
                conflicts.append(Conflict(f"agenda.{key}.{name}", was, here[name], there[name]))
        merged.append(item)
    return merged, conflicts


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Return all items in the order of whoever changed it; what the other added comes last."""
    first, then = (mine, theirs) if theirs == base else (theirs, mine)
    return list(dict.fromkeys([*first, *then]))


def _items(items: Iterable[Mapping[str, Any]]) -> list[Item]:
    found: dict[str, Item] = {}
    for item in items:
        texts = {name: str(item.get(name) or "").strip() for name in TEXTS}
        if not any(texts.values()):
            continue
        _refuse_item(texts)
        key = str(item.get("id") or uuid4())
        found[key] = {"id": key, **texts}
    if len(found) > MOST_ITEMS:
        raise _wrong(_("Paling banyak %(most)d acara.") % {"most": MOST_ITEMS}, "too_many")
    return list(found.values())


def _refuse_item(texts: Mapping[str, str]) -> None:
    if not texts["title"]:
        raise _wrong(_("Tulis judul acaranya."), "required")
    if len(texts["title"]) > LONGEST_TITLE:
        raise _wrong(_("Judul acara paling panjang 150 huruf."), "too_long")
    if max(len(texts["discussed"]), len(texts["decided"])) > LONGEST_TEXT:
        raise _wrong(_("Catatan satu acara terlalu panjang."), "too_long")


def _wrong(words: str, code: str) -> ValidationError:
    return ValidationError({"agenda": ValidationError(words, code=code)})
