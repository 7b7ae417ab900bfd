"""The way in for spreadsheets: read by a child that may do little, handed on row by row.

No other module opens a sheet that people hand in: see the import rules.
"""

import json
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError

from common.confined.limits import MIB
from common.confined.running import (
    PATIENCE,
    TOO_HEAVY,
    Busy,
    TookTooLong,
    command,
    folder_with,
    last_words,
    run,
    turn,
)
from spreadsheets.cells import EMPTY, Cell, Row, Value, address
from spreadsheets.child.limits import COLUMNS, LARGEST, LIMITS, ROWS
from spreadsheets.reasons import REASONS

__all__ = ["Cell", "Row", "Sheet", "TryLater", "Unreadable", "address", "rows"]

log = logging.getLogger(__name__)

WALL_SECONDS = LIMITS.wall_seconds
FORMULAS_NAMED = 20
_COMMAND = command("spreadsheets.child.main")
_MADE = {"name", "names", "rows", "cpu", "peak"}
_REFUSED = {"refused", "sheet", "addresses", "count", "names"}


class Unreadable(ValidationError):
    """The spreadsheet is not taken, and why.

    `addresses` name the cells that are the reason; `names` are the sheets, where they are known.
    """

    addresses: list[str]
    names: list[str]


class TryLater(Unreadable):
    """The machine was too busy: the same sheet may pass next time."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a book. Iterating reads its rows from a file, any number of times."""

    names: list[str]
    name: str
    row_count: int
    cpu_seconds: float
    peak_bytes: int
    lines: IO[str]

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are not blank, in order."""
        self.lines.seek(0)
        for line in self.lines:
            yield _row(line)


@contextmanager
def rows(content: bytes, *, name: str, sheet: str | None = None) -> Iterator[Sheet]:
    """Hold a sheet of the file open: the one asked for, else the first that is a table.

    `name` is the file's, for its ending. Raises Unreadable with a code of REASONS, TryLater where
    time may help. The rows lie in a file that has no name any more.
    """
    if not content:
        raise refusal("empty")
    if len(content) > LARGEST:
        raise refusal("too_large", size=len(content) // MIB + 1, limit=LARGEST // MIB)
    asked = {"ending": PurePath(name.lower()).suffix.lstrip("."), "sheet": sheet or ""}
    found, lines = _in_child([content, json.dumps(asked).encode()])
    with lines:
        yield Sheet(
            names=found["names"],
            name=found["name"],
            row_count=found["rows"],
            cpu_seconds=found["cpu"],
            peak_bytes=found["peak"],
            lines=lines,
        )


def refusal(code: str, kind: type[Unreadable] = Unreadable, **params: int | str) -> Unreadable:
    """Return the refusal with its words; `addresses` are set by those who know them."""
    facts: dict[str, Any] = {"rows": ROWS, "columns": COLUMNS, "sheet": "", **params}
    error = kind(REASONS[code], code=code, params=facts)
    error.addresses, error.names = [], []
    return error


# --- The child -----------------------------------------------------------------------------------


def _in_child(contents: list[bytes]) -> tuple[dict[str, Any], IO[str]]:
    """Return what the child says, and its rows. The folder is gone when this returns."""
    try:
        with turn(PATIENCE), folder_with(contents) as folder:
            status = run(_COMMAND, folder, WALL_SECONDS)
            result = _result(folder) if status == 0 else None
            if result is None:
                raise refusal(_why(status, folder))
            if "refused" in result:
                raise _told(result)
            return result, (folder / "rows").open(encoding="ascii")
    except Busy as error:
        raise refusal("checks_are_busy", TryLater) from error
    except TookTooLong as error:
        raise refusal("check_took_too_long", TryLater) from error


def _result(folder: Path) -> dict[str, Any] | None:
    """Return what the child says; None where that is not what a child says."""
    try:
        found: dict[str, Any] = json.loads((folder / "result.json").read_bytes())
    except (OSError, ValueError):
        return None
    made = set(found) == _MADE and (folder / "rows").is_file()
    refused = set(found) == _REFUSED and found["refused"] in REASONS
    return found if made or refused else None


def _told(result: dict[str, Any]) -> Unreadable:
    """Return the child's refusal in words, with the cells that it names."""
    addresses, count = result["addresses"], result["count"]
    code = result["refused"]
    words = code
    if code == "sheet_too_large" and addresses:
        words = "sheet_too_large_at"
    elif code == "sheet_has_formulas" and count > FORMULAS_NAMED:
        words = "sheet_has_formulas_more"
    named = ", ".join(addresses[:FORMULAS_NAMED])
    error = refusal(words, addresses=named, count=count, sheet=result["sheet"])
    error.code = code
    error.addresses, error.names = addresses, result["names"]
    return error


def _why(status: int, folder: Path) -> str:
    """Return the code for a child that died; out of memory, the library aborts."""
    log.warning("A spreadsheet ended its child (%s): %s", status, last_words(folder))
    return "sheet_too_large" if -status in TOO_HEAVY | {signal.SIGABRT} else "sheet_unreadable"


# --- The rows ------------------------------------------------------------------------------------


def _row(line: str) -> Row:
    number, cells = json.loads(line)
    return Row(number, [EMPTY if cell is None else _cell(cell) for cell in cells])


def _cell(found: Any) -> Cell:
    if not isinstance(found, dict):
        return Cell(found)
    if "in" not in found:
        return Cell(_time(found))
    value = _value(found["value"])
    # Only downwards: to the right it would stand in a column where it doesn't belong.
    return Cell(value if found["down"] else None, covered_by=found["in"], covering=value)


def _value(found: Any) -> Value:
    return _time(found) if isinstance(found, dict) else found


def _time(found: dict[str, str]) -> date | datetime:
    if "day" in found:
        return date.fromisoformat(found["day"])
    return datetime.fromisoformat(found["instant"])
