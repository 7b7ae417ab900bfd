"""Hostile and odd spreadsheets: `make drill-sheets` reads 2,000 of them, CI 150.

Mutants, bombs, formulas, locks, disguises, and good sheets with all that people do to them: nothing
breaks, digits are kept, faults name their row, and no copy that goes back holds a formula.
"""

import io
import os
import random
import sys
import time
import zipfile

import openpyxl
import pytest

from spreadsheets.annotate import annotated
from spreadsheets.child.limits import LIMITS
from spreadsheets.reading import Unreadable, rows
from tests.factories.sheets import a_sheet
from tests.factories.sheets.hostile import (
    acting,
    bombs,
    disguises,
    formulas,
    mutant,
    mutant_inside,
)
from tests.spreadsheets.test_habits import read_whole, told

CASES = int(os.environ.get("DRILL_SHEETS", "24"))
SEED = int(os.environ.get("DRILL_SEED", "2026"))


@pytest.mark.thorough
def test_hostile_sheets_break_nothing_and_good_ones_lose_nothing(capsys):
    ways = {"good": good, "mutant": damaged, "inside": damaged_inside, "hostile": hostile}
    counts, slowest, peak = {}, 0.0, 0
    hostiles = all_hostile()
    for number in range(CASES):
        way = list(ways)[number % len(ways)]
        started = time.monotonic()
        answer, held = ways[way](SEED * 100_000 + number, hostiles)
        slowest, peak = max(slowest, time.monotonic() - started), max(peak, held)
        counts[answer] = counts.get(answer, 0) + 1

    with capsys.disabled():
        sys.stderr.write(f"\n{counts}, {slowest:.1f} s at most, {peak >> 20} MiB at most ")
    assert counts["read whole"] == (CASES + 3) // 4
    assert slowest < LIMITS.wall_seconds
    assert peak <= LIMITS.memory


def good(seed, _hostiles):
    """Read it as it is meant, and give it back: the copy has no formula and names each fault."""
    case = a_sheet(seed)
    found = read_whole(case)
    assert found == (case.header, case.columns, case.truth), told(seed, case, found)
    column = {key: place for place, key in case.columns.items()}
    faults = [
        (number, column[key], f"{key} {value[1]}", "fault")
        for number, row in case.truth.items()
        for key, value in row.items()
        if isinstance(value, tuple)
    ]
    header_row = case.header[1]
    with annotated(
        case.content, name=case.name, sheet=None, header_row=header_row, faults=faults
    ) as copy:
        check_copy(copy.read(), faults, seed)
    return "read whole", 0


def check_copy(content, faults, seed):
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        sheet = box.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet, seed
    assert b"<f " not in sheet, seed
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    said = {
        (cell.row, cell.column - 1): cell.comment.text
        for row in page.iter_rows()
        for cell in row
        if cell.comment
    }
    assert said == {(row, column): words for row, column, words, _severity in faults}, seed
    for row, _column, words, _severity in faults:
        assert words in page.cell(row, page.max_column).value.split("\n"), seed


def damaged(seed, _hostiles):
    return whatever(*mutant(seed))


def damaged_inside(seed, _hostiles):
    return whatever(*mutant_inside(seed))


def whatever(content, name):
    """Read it or refuse it in words; anything else is an error of ours."""
    try:
        with rows(content, name=name) as sheet:
            for _row in sheet:
                pass
            return "read", sheet.peak_bytes
    except Unreadable as refusal:
        found = refusal
    assert found.code
    assert "%(" not in found.messages[0]
    return found.code, 0


def hostile(seed, hostiles):
    name, content, file_name, expected = random.Random(seed).choice(hostiles)
    answer, _peak = whatever(content, file_name)
    assert answer == expected, name
    return answer, 0


def all_hostile():
    listed = [(name, content, "a.xlsx", code) for name, (content, code) in bombs().items()]
    listed += [(name, *rest) for name, rest in {**acting(), **disguises()}.items()]
    listed += [
        (name, content, file_name, "sheet_has_formulas")
        for name, (content, file_name, _addresses) in formulas().items()
    ]
    return listed
