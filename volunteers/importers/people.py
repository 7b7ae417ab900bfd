"""Which rows of a sheet are one person, known already or new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from people.importers.matching import Match
from people.importers.statements import COLUMNS
from spreadsheets.models import ImportRow

# What of a person a sheet of volunteers can tell, beside the name and the NIK.
FACTS: Final = tuple(key for key in COLUMNS if key in {"sex", "birth_place", "birth_date", "phone"})


@dataclass(eq=False)
class Somebody:
    """One person, whichever rows speak of them; without `known` they are new."""

    rows: list[ImportRow]
    known: int | None = None
    filled: set[str] = field(default_factory=set)  # by a row of this sheet
    maker: ImportRow | None = None  # the first row that is saved, once that is clear

    @property
    def pk(self) -> int:
        """The person's key; a new one gets that which was reserved for the row that makes it."""
        return self.known or (self.maker or self.rows[0]).reserved

    @property
    def identity(self) -> tuple[str, int]:
        return ("known", self.known) if self.known else ("new", self.rows[0].number)

    def fact(self, key: str) -> Any:
        """Return what the first row that tells a fact says."""
        return next((row.values[key] for row in self.rows if row.values.get(key)), None)

    def teller(self, key: str) -> ImportRow | None:
        return next((row for row in self.rows if row.values.get(key)), None)


class MaybeSame(Exception):
    """An earlier row has the same name in the same place, and nothing says whether it is one."""

    def __init__(self, first: int) -> None:
        super().__init__(first)
        self.first = first


class Crowd:
    """All whom a sheet names: rows of known persons by their key, of new ones by what they tell."""

    def __init__(self) -> None:
        self._known: dict[int, Somebody] = {}
        self._told: dict[tuple[Any, ...], Somebody] = {}
        self._named: dict[tuple[str, str], list[Somebody]] = {}

    def find(self, row: ImportRow, match: Match) -> Somebody:
        """Return whom the row is of. Raises MaybeSame."""
        if match.person is not None:
            known = self._known.setdefault(match.person, Somebody([], match.person))
            known.rows.append(row)
            return known
        signs = _signs(row)
        found = next((self._told[sign] for sign in signs if sign in self._told), None)
        if found is None or _differ(found.rows[0], row):
            found = self._of_one_name(row) or Somebody([])
        found.rows.append(row)
        for sign in signs:
            self._told.setdefault(sign, found)
        named = self._named.setdefault((row.values["village"], row.keys["bare"]), [])
        if found not in named:
            named.append(found)
        return found

    def _of_one_name(self, row: ImportRow) -> Somebody | None:
        named = self._named.get((row.values["village"], row.keys["bare"]), [])
        for one in named:
            if is_twin(one.rows[0], row):
                return one
        for one in named:
            if not _differ(one.rows[0], row) and row.choice != ImportRow.NEW:
                raise MaybeSame(one.rows[0].number)
        return None


def is_twin(one: ImportRow, other: ImportRow) -> bool:
    """Whether two rows say the same in every cell; a NIK is sealed anew each time."""
    plain = [{**row.values, "nik": row.keys.get("nik")} for row in (one, other)]
    return plain[0] == plain[1] and one.keys == other.keys


def _signs(row: ImportRow) -> Sequence[tuple[Any, ...]]:
    """Return what makes two rows one person: a NIK; name and birth date, or phone, in one place."""
    values, place = row.values, (row.values["village"], row.keys["bare"])
    signs: list[tuple[Any, ...]] = [("nik", nik) for nik in row.keys.get("nik", [])[:1]]
    signs += [(key, *place, values[key]) for key in ("birth_date", "phone") if values.get(key)]
    return signs


def _differ(one: ImportRow, other: ImportRow) -> bool:
    """Whether two rows cannot be one person."""
    niks = [row.keys.get("nik", [""])[0] for row in (one, other)]
    born = [row.values.get("birth_date", "") for row in (one, other)]
    return any(all(pair) and pair[0] != pair[1] for pair in (niks, born))
