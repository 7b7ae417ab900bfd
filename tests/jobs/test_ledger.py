from datetime import UTC, datetime

import pytest
import time_machine

from jobs.models import IdempotentRequest
from jobs.services import forget_requests
from jobs.tasks import forget_old_requests
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def remember(user, key, day):
    with time_machine.travel(datetime(2026, 11, day, tzinfo=UTC), tick=False):
        IdempotentRequest.objects.create(
            user=user, key=key, method="POST", path="/", body_sha256=b"", status=201
        )


def test_answers_are_kept_for_thirty_days():
    user = make_user()
    remember(user, "old", 1)
    remember(user, "new", 2)

    with time_machine.travel(datetime(2026, 12, 1, 1, tzinfo=UTC), tick=False):
        forgotten = forget_requests()
        forget_old_requests()

    assert forgotten == 1
    assert [request.key for request in IdempotentRequest.objects.all()] == ["new"]


def test_a_request_is_hashed_by_a_key(client, settings):
    """A NIK in a form has so few likely values that a plain hash would tell it."""
    client.force_login(make_user())
    for number, secret in enumerate(["one" * 20, "two" * 20]):
        settings.SECRET_KEY = secret
        settings.SECRET_KEY_FALLBACKS = ["one" * 20, "two" * 20]
        client.force_login(make_user(username=f"sender{number}"))
        client.post("/people/take-in/", {"idempotency_key": "same"})

    first, second = IdempotentRequest.objects.values_list("body_sha256", flat=True)
    assert bytes(first) != bytes(second)
