"""What is past its time is counted first, and destroyed only when told to."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs.models import Job
from notifications.models import Delivery
from spreadsheets.models import Import
from tests.factories.imports import make_checked_import
from tests.factories.jobs import kind_of_work, make_job
from tests.factories.notifications import make_delivery, make_reminded

pytestmark = pytest.mark.django_db


def retention(*options):
    out = StringIO()
    call_command("retention", *options, stdout=out)
    return out.getvalue().splitlines()


def test_messages_of_the_year_before_last_go_and_what_waits_stays():
    meeting, people = make_reminded(3)
    old = timezone.now() - timedelta(days=731)
    facts = {"due_at": old, "not_after": old + timedelta(hours=2)}
    kept = [
        make_delivery(meeting, people[0], state="sent"),
        make_delivery(meeting, people[1], state="planned", **facts),
    ]
    make_delivery(meeting, people[2], state="sent", **facts)

    assert "Pesan (730): 1 lewat masa simpan" in retention()
    assert Delivery.objects.count() == 3
    assert "Pesan (730): 1 dimusnahkan" in retention("--destroy")
    assert sorted(Delivery.objects.values_list("pk", flat=True)) == [one.pk for one in kept]


def test_what_a_tick_destroys_is_counted_and_left_to_it():
    before = timezone.now() - timedelta(days=31)
    with kind_of_work(lambda _run: None):
        make_job()
    Job.objects.update(status="done", started_at=before, finished_at=before)
    batch = make_checked_import(file="sheet")
    Import.objects.filter(pk=batch.pk).update(created_at=before)

    for options in ((), ("--destroy",)):
        assert sorted(line for line in retention(*options) if "menunggu" in line) == [
            "Jawaban atas kiriman ulang (30): 0 menunggu dimusnahkan otomatis",
            "Lembar yang diimpor (30): 1 menunggu dimusnahkan otomatis",
            "Pekerjaan dan hasilnya (30): 1 menunggu dimusnahkan otomatis",
            "Pindaian yang dikirim sekaligus (30): 0 menunggu dimusnahkan otomatis",
        ]
    assert (Job.objects.count(), Import.objects.count()) == (1, 1)
