"""Sheets as offices make them, through the whole way: no row is lost or doubled.

`make drill-imports` takes all two hundred; every change takes some of them.
"""

import os
from collections import Counter

import pytest

from accounts.access import Role
from jobs.services import work_on_due_jobs
from people.models import Person
from spreadsheets import services
from spreadsheets.models import Import
from tests.factories.accounts import make_user
from tests.factories.imports import upload
from tests.factories.regions import make_region
from tests.factories.sheets import PLACES, a_sheet

SHEETS = int(os.environ.get("DRILL_SHEETS", "16"))
TWICE = 6  # every so many sheets, one comes in once more


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)  # many tables for a while: their locks end with each
def test_every_row_of_the_sheets_is_accounted_for():
    for code, name in PLACES.items():
        make_region(code, name=name)
    regency = make_region("52.07")
    officer = make_user(Role.DISTRICT_OFFICER, regency)
    totals = Counter()
    for seed in range(SHEETS):
        case = a_sheet(seed)
        for _time in range(2 if seed % TWICE == 0 else 1):
            totals.update(brought_in(case, regency, officer, seed))

    assert totals["rows"] == sum(totals[name] for name in COUNTS)
    assert min(totals[name] for name in ("created", "skipped", "failed")) > 0, totals


COUNTS = ("created", "updated", "skipped", "failed")


def brought_in(case, regency, officer, seed):
    batch = services.upload_sheet(
        regency, kind="people", file=upload(case.content, case.name), actor=officer
    )
    # An account without a column that names its bank is not taken.
    columns = {at: key for at, key in batch.columns.items() if key != "account"}
    services.choose_columns(batch, columns=columns, actor=officer)
    batch = worked(batch, "checked", seed)
    assert batch.rows_in == len(case.truth), (seed, case.habits)
    if not batch.rows.exclude(action__in=("fail", "ask")).exists():
        return {"rows": batch.rows_in, "failed": batch.rows_in}
    before = Person.objects.count()
    services.confirm_import(batch, actor=officer)
    batch = worked(batch, "saved", seed)
    counts = {name: getattr(batch, name) for name in COUNTS}
    assert batch.rows_in - sum(counts.values()) == 0, seed
    assert Person.objects.count() - before == batch.created, seed
    return {"rows": batch.rows_in, **counts}


def worked(batch, state, seed):
    work_on_due_jobs(1)
    found = Import.objects.select_related("job").get(pk=batch.pk)
    assert found.state == state, (seed, found.job.fault)
    return found
