"""Who serves is not erased; who served loses number and words, in the sheets they came by too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.dates import today
from people.services import erase_person
from people.services.erasing import reasons_to_keep
from spreadsheets.models import ImportRow
from tests.factories.imports import checked, make_import, outcome, saved
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.subjects import make_proposed
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_duty,
    make_office_holder,
    make_organisation,
    make_pillar,
)
from volunteers.models import Appointment

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_still_serves_is_kept():
    person = make_person("Siti")
    ended = today() - timedelta(days=1)
    make_appointment(person=person, pillar=make_pillar("tagana"), until=ended)
    make_assignment(person=person, status="accepted")
    assert reasons_to_keep(person) == []

    make_appointment(person=person, pillar=make_pillar("psm", short_name="PSM"))
    make_office_holder(organisation=make_organisation(name="Karya Muda"), person=person)
    tomorrow = timezone.now() + timedelta(days=1)
    make_assignment(
        duty=make_duty(starts_at=tomorrow, title="Piket malam"), person=person, status="accepted"
    )

    assert reasons_to_keep(person) == [
        "masih bertugas sebagai PSM Desa Goa",
        "masih menjabat Ketua Karya Muda",
        "sudah bersedia bertugas: Piket malam",
    ]


def test_an_erasure_empties_the_rows_of_sheets_and_keeps_the_counts():
    make_pillar("psm", short_name="PSM")
    rows = [("Zulkarnain", "PSM", "A-77", "1/1/2024", "31/12/2024"), ("Ani", "PSM", "", "", "")]
    headings = ("Nama", "Pilar", "Nomor anggota", "TMT", "Masa berlaku")
    village = make_village()
    batch = saved(checked(make_import(rows, headings, kind="volunteers", region=village)))
    appointment = Appointment.objects.get(number="A-77")
    request, second = make_proposed(appointment.person)

    erase_person(request, actor=second)

    appointment.refresh_from_db()
    assert (appointment.number, str(appointment.person)) == (
        "",
        f"Orang terhapus {appointment.person_id}",
    )
    told = ImportRow.objects.filter(batch=batch).order_by("number").values_list("values", "action")
    assert [(bool(values), action) for values, action in told] == [
        (False, "create"),
        (True, "create"),
    ]
    batch.refresh_from_db()
    assert (outcome(batch), str(batch.file)) == ((2, 2, 0, 0, 0), "")
