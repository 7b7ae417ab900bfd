"""Two tabs, two workers, two officers: nothing comes in twice, nothing is half saved."""

import pytest

from common.errors import RuleBroken
from jobs.services import work_on_due_jobs
from people.models import Person
from spreadsheets import services
from spreadsheets.models import Import
from tests.factories.imports import checked, make_import, outcome, saved
from tests.factories.regions import make_village
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NIK = "5207015708800001"


def codes(faults):
    assert all(isinstance(fault, RuleBroken) for fault in faults), faults
    return [fault.code for fault in faults]


def test_two_tabs_confirm_and_two_workers_save_once():
    batch = checked(make_import([("Siti",), ("Budi",)]))
    actor = batch.uploaded_by

    def confirm():
        services.confirm_import(Import.objects.get(pk=batch.pk), actor=actor)

    faults = at_once(confirm, confirm, confirm)
    at_once(lambda: work_on_due_jobs(2), lambda: work_on_due_jobs(2))

    batch.refresh_from_db()
    assert set(codes(faults)) <= {"at_work", "wrong_state", "another_is_saving"}
    assert len(faults) == 2
    assert outcome(batch) == (2, 2, 0, 0, 0)
    assert Person.objects.count() == 2


def test_one_import_of_a_region_is_saved_at_a_time():
    village = make_village()
    first, second = (checked(make_import([(name,)], region=village)) for name in ("Siti", "Budi"))

    def confirm(batch):
        return lambda: services.confirm_import(
            Import.objects.get(pk=batch.pk), actor=batch.uploaded_by
        )

    faults = at_once(confirm(first), confirm(second))

    assert len(faults) == 1
    work_on_due_jobs(2)
    assert Person.objects.count() == 1


def test_two_imports_of_two_regions_with_one_nik_make_one_person():
    batches = [
        checked(make_import([("Siti", NIK)], ("Nama", "NIK"), region=make_village(code)))
        for code in ("52.07.01.2001", "52.08.01.2001")
    ]
    for batch in batches:
        services.confirm_import(batch, actor=batch.uploaded_by)

    faults = at_once(lambda: work_on_due_jobs(1), lambda: work_on_due_jobs(1))
    work_on_due_jobs(2)

    assert faults == []
    for batch in batches:
        batch.refresh_from_db()
    assert sorted(outcome(batch) for batch in batches) == [(1, 0, 1, 0, 0), (1, 1, 0, 0, 0)]
    assert Person.objects.get().presences.count() == 2


def test_an_undo_and_a_use_at_once_leave_no_half():
    batch = saved(checked(make_import([("Siti",), ("Budi",)])))
    services.undo_import(batch, actor=batch.uploaded_by)
    person = Person.objects.order_by("pk").first()

    def use():
        person.presences.create(region=make_village("52.07.01.2002"))

    at_once(lambda: work_on_due_jobs(1), use)

    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) in {("undone", 0), ("saved", 2)}
