"""What is past its time is counted first, and destroyed only when told to."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from notifications.models import Delivery
from tests.factories.notifications import make_delivery, make_reminded

pytestmark = pytest.mark.django_db


def retention(*options):
    out = StringIO()
    call_command("retention", *options, stdout=out)
    return [line for line in out.getvalue().splitlines() if line.startswith("Pesan")]


def test_messages_of_the_year_before_last_go_and_what_waits_stays():
    meeting, people = make_reminded(3)
    old = timezone.now() - timedelta(days=731)
    facts = {"due_at": old, "not_after": old + timedelta(hours=2)}
    kept = [
        make_delivery(meeting, people[0], state="sent"),
        make_delivery(meeting, people[1], state="planned", **facts),
    ]
    make_delivery(meeting, people[2], state="sent", **facts)

    assert retention() == ["Pesan (730): 1 lewat masa simpan"]
    assert Delivery.objects.count() == 3
    assert retention("--destroy") == ["Pesan (730): 1 dimusnahkan"]
    assert sorted(Delivery.objects.values_list("pk", flat=True)) == [one.pk for one in kept]
