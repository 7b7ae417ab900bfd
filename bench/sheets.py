"""Spreadsheets in and out, and a long paper: time and memory against the bare libraries and COPY.

Each measure runs in a process of its own (`python -m bench.sheets NAME`), turn by turn with its
floor, and tells its rows, cells, seconds and peak memory; our reader's confined child counts too.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import django

django.setup()

import orjson  # noqa: E402
import python_calamine  # noqa: E402
import xlsxwriter  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from accounts.models import User  # noqa: E402
from bench import servers  # noqa: E402
from bench.generate.regions import REGENCY  # noqa: E402
from bench.paper_lists import paper_list_floor, paper_list_ours  # noqa: E402
from people.models import Person  # noqa: E402
from regions.models import Region  # noqa: E402

ROWS: Final = 100_000
OBJECTS: Final = 10_000  # bulk_create is slow, and as fast with fewer
# Birth date and serial make a number that the check of a NIK takes, and that nobody has.
SHEET: Final = """
    SELECT n, p.name,
        '160601' || to_char(p.birth_date, 'DDMMYY') || lpad((1000 + n % 8000)::text, 4, '0'),
        CASE p.sex WHEN 'male' THEN 'L' ELSE 'P' END, p.birth_place,
        to_char(p.birth_date, 'DD/MM/YYYY'), p.address, p.rt, p.rw, k.name, v.name, p.phone
    FROM bench.person JOIN people_person p ON p.id = n
    JOIN bench.village v ON v.v = 1 + n % 80 JOIN regions_region k ON k.code = left(v.code, 8)
    ORDER BY n
"""
HEADINGS: Final = (
    "No", "Nama", "NIK", "L/P", "Tempat Lahir", "Tanggal Lahir", "Alamat", "RT", "RW", "Kecamatan",
    "Desa", "No HP",
)  # fmt: skip

Measured = tuple[int, int]  # rows, cells


def _sheet() -> Path:
    """Return a sheet of people as an agency keeps it, made once; nobody's numbers are in it."""
    file = servers.folder() / f"sheet-{ROWS}.xlsx"
    if not file.exists():
        with connection.cursor() as cursor:
            cursor.execute(f"{SHEET} LIMIT {ROWS}")
            _write(file, [list(HEADINGS), *cursor.fetchall()])
    return file


def _write(file: Path | io.BytesIO, rows: Any) -> Measured:
    number = width = 0
    target = str(file) if isinstance(file, Path) else file
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            width = len(row)
            for column, value in enumerate(row):
                page.write_string(number, column, "" if value is None else str(value))
    return number + 1, (number + 1) * width


# --- In ------------------------------------------------------------------------------------------


def read_floor() -> Measured:
    """Read by python-calamine alone, in this process, row after row."""
    book = python_calamine.CalamineWorkbook.from_path(str(_sheet()))
    rows = cells = 0
    for row in book.get_sheet_by_index(0).iter_rows():
        rows, cells = rows + 1, cells + len(row)
    return rows, cells


def read_ours() -> Measured:
    """Read as every upload is: guarded, in a confined child, cell by cell with addresses."""
    content = _sheet().read_bytes()
    rows = cells = 0
    with import_module("spreadsheets.reading").rows(content, name="bench.xlsx") as sheet:
        for row in sheet:
            rows, cells = rows + 1, cells + len(row.cells)
    return rows, cells


def import_copy() -> Measured:
    """COPY the same texts into a table, with no check at all."""
    book = python_calamine.CalamineWorkbook.from_path(str(_sheet()))
    rows = 0
    columns = ", ".join(f"c{number} text" for number in range(len(HEADINGS)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns}) ON COMMIT DROP")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in book.get_sheet_by_index(0).iter_rows():
                copy.write_row(row)
                rows += 1
    return rows, rows * len(HEADINGS)


def import_bulk_create() -> Measured:
    """Make persons by bulk_create, with the history's triggers, and take them back."""
    people = [
        Person(name=f"Rekaan {number}", rt="001", rw="002", phone=f"+62800{number:09d}")
        for number in range(OBJECTS)
    ]
    with transaction.atomic():
        Person.objects.bulk_create(people, batch_size=2_000)
        transaction.set_rollback(True)
    return OBJECTS, OBJECTS * len(HEADINGS)


def import_ours() -> Measured:
    """Upload, check and save a sheet of people as an agency does, by its jobs; then undo it."""
    services = import_module("spreadsheets.services")
    jobs = import_module("jobs.services")
    actor = User.objects.get(username="bench-kabupaten")
    region = Region.objects.get(code=REGENCY)
    file = ContentFile(_sheet().read_bytes(), name="bench.xlsx")
    batch = services.upload_sheet(region, kind="people", file=file, actor=actor)
    steps = [("upload", time.monotonic())]
    services.choose_columns(batch, columns=batch.columns, actor=actor)
    jobs.work_on_due_jobs(1)
    steps.append(("check", time.monotonic()))
    batch.refresh_from_db()
    services.take_all_as_new(batch, actor=actor)
    batch.refresh_from_db()
    services.confirm_import(batch, actor=actor)
    jobs.work_on_due_jobs(1)
    steps.append(("save", time.monotonic()))
    batch.refresh_from_db()
    sys.stderr.write(f"{batch.state}: {batch.rows_in} rows, {batch.created} created\n")
    services.undo_import(batch, actor=actor)
    jobs.work_on_due_jobs(1)
    steps.append(("undo", time.monotonic()))
    for (name, end), (_before, begin) in zip(steps[1:], steps, strict=False):
        sys.stderr.write(f"{name}: {end - begin:.1f} s\n")
    return batch.rows_in, batch.rows_in * len(HEADINGS)


# --- Out -----------------------------------------------------------------------------------------


def export_copy() -> Measured:
    """COPY the same rows to CSV: what the database can do alone, with words as it keeps them."""
    export = _export()
    copying = f"COPY ({_statement(export)}) TO STDOUT (FORMAT csv)"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(copying) as copy:
        rows = sum(bytes(piece).count(b"\n") for piece in copy)
    return rows, rows * len(export.of.columns)


def export_csv() -> Measured:
    export = _export()
    for _piece in import_module("spreadsheets.exporting.csv").csv_pieces(export):
        pass
    return export.total, export.total * len(export.of.columns)


def export_xlsx_floor() -> Measured:
    """Write the same rows by XlsxWriter alone, each cell as text."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_statement(_export()))
        rows = (row for chunk in iter(lambda: cursor.fetchmany(2_000), []) for row in chunk)
        return _write(io.BytesIO(), rows)


def export_xlsx() -> Measured:
    export = _export()
    rows = import_module("spreadsheets.exporting.xlsx").write_xlsx(io.BytesIO(), export)
    return rows, rows * len(export.of.columns)


def _export() -> Any:
    """Return the list of bodies, 100,000 at the nation's size: the one list just so long."""
    lists = import_module("spreadsheets.exporting.lists")
    actor = User.objects.get(username="bench-nasional")
    return lists.open_export(lists.list_named("wksbm"), filters={}, user=actor)


def _statement(export: Any) -> str:
    """Return the SQL of the list, its parameters in it."""
    sources = list(dict.fromkeys(column.source for column in export.of.columns))
    rows = export.found.order_by(*export.of.order).values_list(*sources)
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        return str(cursor.mogrify(statement, values))


# --- How they are run ----------------------------------------------------------------------------

MEASURES: Final[dict[str, Callable[[], Measured]]] = {
    "read-floor": read_floor,
    "read-ours": read_ours,
    "import-copy": import_copy,
    "import-bulk-create": import_bulk_create,
    "import-ours": import_ours,
    "export-copy": export_copy,
    "export-csv-ours": export_csv,
    "export-xlsx-floor": export_xlsx_floor,
    "export-xlsx-ours": export_xlsx,
    "paper-list-floor": paper_list_floor,
    "paper-list-ours": paper_list_ours,
}
NEEDS: Final = {
    "export-copy": "spreadsheets.exporting",
    "export-xlsx-floor": "spreadsheets.exporting",
    "read-ours": "spreadsheets.reading",
    "import-ours": "spreadsheets.services",
    "export-csv-ours": "spreadsheets.exporting",
    "export-xlsx-ours": "spreadsheets.exporting",
}


def is_there(name: str) -> bool:
    module = NEEDS.get(name, "")
    try:
        return not module or find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _cpu_seconds() -> float:
    """Return what this process and its ended children have computed; PostgreSQL is another."""
    return sum(os.times()[:4])


def _peak(of: int) -> float:
    """Return the most memory held so far, in MB."""
    return resource.getrusage(of).ru_maxrss / 1024


def main(name: str) -> None:
    _sheet()
    base = _peak(resource.RUSAGE_SELF)
    before = _cpu_seconds()
    began = time.perf_counter()
    rows, cells = MEASURES[name]()
    seconds = time.perf_counter() - began
    told = {
        "rows": rows,
        "cells": cells,
        "seconds": seconds,
        "cpu_seconds": _cpu_seconds() - before,
        "base_mb": base,  # Python, Django and the libraries, before anything is done
        "peak_mb": _peak(resource.RUSAGE_SELF),
        "child_mb": _peak(resource.RUSAGE_CHILDREN),
    }
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
