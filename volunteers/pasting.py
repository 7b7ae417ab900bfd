"""What lists of participants hold besides names: the column L/P. Pure."""

from __future__ import annotations

import re
from typing import Final

from people.models import Person

# A letter by itself in a column of its own. Behind a single space it is a part of the name: Budi P.
_COLUMN: Final = re.compile(
    r"(?:\t|[,;|/(]| {2,})[ \t]*([LlPp])[ ]*\)?[ ]*(?=$|\t|[,;|/]| {2,})", re.MULTILINE
)
_SEXES: Final = {"L": Person.Sex.MALE, "P": Person.Sex.FEMALE}


def sexes_in(text: str) -> tuple[str, dict[int, str]]:
    """Return the text without the column L/P, and the sex by line, counted from 1."""
    found: dict[int, str] = {}
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        column = _COLUMN.search(line)
        if column is None:
            lines.append(line)
            continue
        found[number] = _SEXES[column[1].upper()]
        lines.append(f"{line[: column.start()]} {line[column.end() :]}")
    return "\n".join(lines), found
