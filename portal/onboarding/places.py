"""Which village of the regency a piece of text means: exactly, nearly, or nobody can tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from common.dates import today
from portal.onboarding.reading import Cell, Column, Line
from regions.cache import RegionName, names_of
from regions.codes import kind_of
from regions.models import Region
from regions.services import search_regions

ALIKE: Final = 0.75  # so much of a misspelt name must be right
AHEAD: Final = 0.1  # and so much more of it than of the next best
SHOWN: Final = 6


class Found(NamedTuple):
    """The village that was meant; else the ones that could be."""

    code: str = ""
    exact: bool = False
    choices: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Return the letters and digits alone: case, spaces and apostrophes tell no places apart."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class Places:
    """The villages and kecamatan of a regency, read once for a whole list."""

    def __init__(self, regency: Region) -> None:
        self.regency = regency
        rows = Region.objects.not_ended(today()).under(regency.code).order_by("code")
        self.names = names_of(rows.values_list("code", flat=True))
        self._villages: dict[str, list[str]] = defaultdict(list)
        self._districts: dict[str, str] = {}
        for code, name in self.names.items():
            if len(code) == 13:
                self._villages[plain(name.name)].append(code)
            elif len(code) == 8:
                self._districts[plain(name.name)] = code
        self._searched: dict[tuple[str, str], Found] = {}

    def name_of(self, code: str) -> RegionName:
        return self.names[code]

    def is_village(self, text: str) -> bool:
        return plain(text) in self._villages or text in self.names

    def district(self, text: str) -> str:
        """Return the code of the kecamatan of this name; "" where there is none."""
        return self._districts.get(plain(text), "")

    def find(self, cell: Cell, district: str = "") -> Found:
        """Find the village of a cell, by its code, its exact name or one that is nearly it."""
        if cell.text in self.names and len(cell.text) == 13:
            return Found(cell.text, exact=True)
        exact = self._narrowed(self._villages.get(plain(cell.text), []), cell, district)
        if len(exact) == 1:
            return Found(exact[0], exact=True)
        return Found(choices=tuple(exact[:SHOWN])) if exact else self._alike(cell, district)

    def _alike(self, cell: Cell, district: str) -> Found:
        key = (f"{cell.kind}:{cell.text}", district)
        if key not in self._searched:
            self._searched[key] = self._search(cell, district)
        return self._searched[key]

    def _search(self, cell: Cell, district: str) -> Found:
        under = district or self.regency.code
        found = search_regions(cell.text, level="village", under=under, limit=12)
        wanted = plain(cell.text)
        scored = sorted(
            (
                (SequenceMatcher(None, wanted, plain(region.name)).ratio(), region.code)
                for region in found
            ),
            key=lambda one: (-one[0], one[1]),
        )
        near = [(score, code) for score, code in scored if score >= ALIKE]
        codes = self._narrowed([code for _score, code in near], cell, district)
        if codes and (len(near) == 1 or near[0][0] - near[1][0] >= AHEAD):
            return Found(codes[0])
        return Found(choices=tuple((codes or [code for _score, code in scored])[:SHOWN]))

    @staticmethod
    def _narrowed(codes: Iterable[str], cell: Cell, district: str) -> list[str]:
        """Keep those of the kecamatan and the kind that were told."""
        inside = [code for code in codes if code.startswith(district)]
        if cell.kind:
            urban = cell.kind == "kelurahan"
            inside = [code for code in inside if (kind_of(code) == "kelurahan") is urban] or inside
        return inside


def settle_columns(lines: Iterable[Line], places: Places) -> None:
    """Say of every cell what it is; where a line alone does not tell, its neighbours do."""
    lines = list(lines)
    for line in lines:
        _settle_alone(line, places)
    votes: dict[int, list[Column]] = defaultdict(list)
    for line in lines:
        if all(cell.column for cell in line.cells):
            for cell in line.cells:
                votes[cell.place].append(cell.column or Column.NAME)
    usual = {place: max(set(seen), key=seen.count) for place, seen in votes.items()}
    for line in lines:
        _settle_as_usual(line, usual, places)


def _open_cells(line: Line) -> list[Cell]:
    return [cell for cell in line.cells if cell.column is None]


def _has(line: Line, column: Column) -> bool:
    return any(cell.column is column for cell in line.cells)


def _settle_alone(line: Line, places: Places) -> None:
    if not _has(line, Column.VILLAGE):
        villages = [cell for cell in _open_cells(line) if places.is_village(cell.text)]
        # "Taliwang" may be a kecamatan as well: beside another village it is that.
        certain = [cell for cell in villages if not places.district(cell.text)] or villages
        if len(certain) == 1:
            certain[0].column = Column.VILLAGE
    if not _has(line, Column.DISTRICT) and len(line.cells) > 2:
        districts = [cell for cell in _open_cells(line) if places.district(cell.text)]
        if len(districts) == 1:
            districts[0].column = Column.DISTRICT
    _name_the_last(line)


def _settle_as_usual(line: Line, usual: dict[int, Column], places: Places) -> None:
    for cell in _open_cells(line):
        column = usual.get(cell.place)
        if column and not _has(line, column):
            cell.column = column
    if not _has(line, Column.VILLAGE):
        near = [cell for cell in _open_cells(line) if places.find(cell).code]
        if len(near) == 1:
            near[0].column = Column.VILLAGE
    _name_the_last(line)


def _name_the_last(line: Line) -> None:
    """One text that is left beside the village is the name."""
    left = _open_cells(line)
    if len(left) == 1 and _has(line, Column.VILLAGE) and not _has(line, Column.NAME):
        left[0].column = Column.NAME
