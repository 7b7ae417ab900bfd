"""The child: reads the file 0 of its folder as 1 says, writes `rows` and `result.json`, and ends.

Started by `spreadsheets.reading`, alone in a temporary folder, without an environment.
"""

import json
import resource
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from common.confined.limits import confine, peak_bytes
from spreadsheets.cells import address
from spreadsheets.child.limits import COLUMNS, LIMITS, ROWS, Refused

LARGEST_WHOLE = 1e18  # beyond it a float is no count and no number of anything


def main() -> None:
    confine(LIMITS)
    Path("result.json").write_text(json.dumps(_result()), encoding="ascii")


def _result() -> dict[str, Any]:
    names: list[str] = []
    try:
        name, count = _read(json.loads(Path("1").read_bytes()), names)
    except Refused as refused:
        return {
            "refused": refused.code,
            "sheet": refused.sheet,
            "addresses": refused.addresses,
            "count": refused.count,
            "names": names,
        }
    except MemoryError:
        return {"refused": "sheet_too_large", "sheet": "", "addresses": [], "count": 0, "names": []}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "name": name,
        "names": names,
        "rows": count,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": peak_bytes(),
    }


def _read(asked: dict[str, Any], names: list[str]) -> tuple[str, int]:
    """Write the rows; return the sheet's name and their number. `names` gets those of all sheets.

    The kinds are imported here, under the limits, and only what is needed.
    """
    source = Path("0")
    with source.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from spreadsheets.child.books import read_book  # noqa: PLC0415

        return read_book(source, asked["sheet"], names, write)
    if asked["ending"] not in {"csv", "tsv", "txt", "xls"}:
        raise Refused("unknown_type")
    return _read_text(source, names)


def _read_text(source: Path, names: list[str]) -> tuple[str, int]:
    from spreadsheets.child import texts  # noqa: PLC0415
    from spreadsheets.child.formulas import Found  # noqa: PLC0415

    content = source.read_bytes()
    texts.check(content)
    found = Found()
    names.append("")
    count = write(texts.rows(content, found))
    if found.count:
        raise Refused("sheet_has_formulas", addresses=found.addresses, count=found.count)
    return "", count


def write(rows: Iterable[tuple[int, list[Any]]]) -> int:
    """Write each row that is not blank as a line of JSON; return how many. Raises Refused."""
    count = 0
    with Path("rows").open("w", encoding="ascii") as out:
        for number, cells in rows:
            if number > ROWS:
                raise Refused("sheet_too_large", addresses=[address(0, number)])
            plain = _trimmed([_plain(cell) for cell in cells])
            if all(cell is None or (isinstance(cell, dict) and "in" in cell) for cell in plain):
                continue
            if len(plain) > COLUMNS:
                raise Refused("sheet_too_large", addresses=[address(len(plain) - 1, number)])
            out.write(json.dumps([number, plain]))
            out.write("\n")
            count += 1
    if not count:
        raise Refused("sheet_empty")
    return count


def _trimmed(cells: list[Any]) -> list[Any]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _plain(value: Any) -> Any:
    """Return the value as JSON knows it; days and instants marked as such."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float):
        if value.is_integer() and abs(value) < LARGEST_WHOLE:
            return int(value)
        return value if abs(value) < float("inf") else str(value)
    return _rarer(value)


def _rarer(value: Any) -> Any:
    if isinstance(value, dict):
        return value | {"value": _plain(value["value"])}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return value.isoformat("auto").removesuffix(":00")
    return str(value) if isinstance(value, timedelta) else value
