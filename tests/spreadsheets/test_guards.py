"""What is refused before it is read, and why; and what the child may not do."""

import signal
import sys

import pytest

from common.confined.running import AT_ONCE, turns
from spreadsheets import reading
from spreadsheets.child.limits import LARGEST
from spreadsheets.reading import TryLater, Unreadable, rows
from spreadsheets.reasons import REASONS
from tests.factories.sheets.hostile import (
    acting,
    bombs,
    disguises,
    formulas,
    small,
    with_backslashes,
)


def refused(content, name="a.xlsx", sheet=None):
    """Return the refusal, or None where the sheet was taken."""
    try:
        with rows(content, name=name, sheet=sheet) as read:
            list(read)
    except Unreadable as error:
        found = error
    else:
        return None
    assert found.messages[0]
    assert "%(" not in found.messages[0]
    return found


def code(*args):
    found = refused(*args)
    return found and found.code


def test_bombs_are_refused():
    for name, (content, expected) in bombs().items():
        assert len(content) < 1024 * 1024, name
        assert code(content, "a.xlsx") == expected, name


def test_macros_links_and_locks_are_refused():
    for name, (content, file_name, expected) in acting().items():
        assert code(content, file_name) == expected, name


def test_disguises_and_wrecks_are_refused_with_what_to_do():
    for name, (content, file_name, expected) in disguises().items():
        assert code(content, file_name) == expected, name


def test_every_formula_is_refused_by_its_address():
    for name, (content, file_name, addresses) in formulas().items():
        found = refused(content, file_name)
        assert (found.code, found.addresses) == ("sheet_has_formulas", addresses), name
        assert ", ".join(addresses[:20]) in found.messages[0], name


def test_a_large_file_is_not_read_at_all():
    assert code(b"x" * (LARGEST + 1)) == "too_large"


def test_formulas_of_another_sheet_are_no_reason(tmp_path):
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in (["Nama", "RT"], ["Siti", 3]):
        book.active.append(row)
    book.create_sheet("Rekap").append(["Jumlah", "=COUNTA(Data!A:A)"])
    book["Rekap"].append(["x", "y"])
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()

    found = refused(content, "a.xlsx", "Rekap")

    assert refused(content) is None
    assert (found.code, found.addresses, found.names) == (
        "sheet_has_formulas",
        ["B1"],
        ["Data", "Rekap"],
    )
    assert code(content, "a.xlsx", "Tidak ada") == "sheet_not_there"


def test_good_sheets_are_taken():
    for kind in ("openpyxl", "xlsxwriter", "xls", "ods"):
        assert refused(small(kind), f"a.{kind}") is None, kind
    assert refused(with_backslashes(small()), "a.xlsx") is None


# --- The child -----------------------------------------------------------------------------------


def test_the_death_of_the_child_is_a_refusal(monkeypatch):
    deaths = {
        f"import os; os.kill(os.getpid(), {signal.SIGSEGV.value})": "sheet_unreadable",
        f"import os; os.kill(os.getpid(), {signal.SIGABRT.value})": "sheet_too_large",
        f"import os; os.kill(os.getpid(), {signal.SIGXCPU.value})": "sheet_too_large",
        "raise SystemExit(3)": "sheet_unreadable",
        "pass": "sheet_unreadable",
        "open('result.json', 'w').write('{')": "sheet_unreadable",
        "open('result.json', 'w').write('{\"refused\": \"x\"}')": "sheet_unreadable",
    }
    for program, expected in deaths.items():
        monkeypatch.setattr(reading, "_COMMAND", [sys.executable, "-I", "-c", program])
        assert code(small()) == expected, program


def test_a_child_that_hangs_is_ended_and_turns_are_few(monkeypatch):
    program = [sys.executable, "-I", "-c", "import time; time.sleep(60)"]
    with monkeypatch.context() as patch:
        patch.setattr(reading, "_COMMAND", program)
        patch.setattr(reading, "WALL_SECONDS", 0.2)
        with pytest.raises(TryLater) as slow:
            refuse_nothing(small())
    monkeypatch.setattr(reading, "PATIENCE", 0.05)
    for _ in range(AT_ONCE):
        turns.acquire()
    try:
        with pytest.raises(TryLater) as busy:
            refuse_nothing(small())
    finally:
        for _ in range(AT_ONCE):
            turns.release()

    assert (slow.value.code, busy.value.code) == ("check_took_too_long", "checks_are_busy")
    assert refused(small()) is None


def refuse_nothing(content):
    with rows(content, name="a.xlsx") as sheet:
        list(sheet)


def test_the_rows_lie_in_a_file_without_a_name(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with rows(small(), name="a.xlsx") as sheet:
        left = list(tmp_path.iterdir())
        twice = [[row.number for row in sheet], [row.number for row in sheet]]

    assert left == []
    assert twice == [[1, 2], [1, 2]]


def test_the_words_promise_what_the_limits_hold():
    assert set(REASONS) >= {"sheet_too_large_at", "sheet_has_formulas_more"}
    assert all(str(words) for words in REASONS.values())
