"""Two hundred spreadsheets as offices make them: nothing of them is lost, nothing invented."""

import pytest

from spreadsheets.headers import guess, match, records
from spreadsheets.reading import rows
from spreadsheets.repairs import Fault, Places, read, swapped_columns
from tests.factories.sheets import FIELDS, PLACES, a_sheet

SHEETS = 200
FIELD = {field.key: field for field in FIELDS}
places = Places("52.07", names=PLACES)


@pytest.mark.thorough
def test_two_hundred_sheets_are_read_as_they_are_meant():
    habits, faults, values = set(), 0, 0
    for seed in range(SHEETS):
        case = a_sheet(seed)
        found = read_whole(case)

        assert found == (case.header, case.columns, case.truth), told(seed, case, found)
        habits |= {*case.habits, case.kind}
        true = [value for row in case.truth.values() for value in row.values()]
        faults += sum(isinstance(value, tuple) for value in true)
        values += sum(value is not None and not isinstance(value, tuple) for value in true)

    assert len(habits) > 20
    assert faults > 300
    assert values > 8_000


def read_whole(case):
    with rows(case.content, name=case.name) as sheet:
        header = guess(list(sheet), fields=FIELDS)
        columns = match(header.labels, FIELDS)
        days = [column for column, key in columns.items() if key == "birth_date"]
        swapped = swapped_columns(records(sheet, header), days)
        truth = {
            row.number: {
                key: value_of(row.cell(column), key, swapped=column in swapped)
                for column, key in columns.items()
            }
            for row in records(sheet, header)
        }
    return (header.first_row, header.last_row), columns, truth


def value_of(cell, key, *, swapped):
    try:
        return read(FIELD[key], cell, places=places, swapped=swapped).value
    except Fault as fault:
        found = fault
    assert found.message
    assert "%(" not in found.message
    return ("fault", found.code)


def told(seed, case, found):
    """Name what differs, not all of two sheets."""
    header, columns, truth = found
    differing = [
        (number, key, case.truth.get(number, {}).get(key), truth.get(number, {}).get(key))
        for number in sorted({*case.truth, *truth})
        for key in sorted({*case.truth.get(number, {}), *truth.get(number, {})})
        if case.truth.get(number, {}).get(key, 0) != truth.get(number, {}).get(key, 0)
    ]
    frame = f"{case.header} {header}\n{case.columns} {columns}"
    return f"{seed} {case.kind} {case.habits}\n{frame}\n{differing[:8]}"
