"""The loop that needs no broker, as a real process, and what a dead broker does: nothing."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from config.celery import app
from notifications import tasks
from notifications.models import Delivery, Heartbeat
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member

PATIENCE = 30


def make_due():
    """Return the delivery-to-be: a member with an account, and a meeting in an hour and a half."""
    body = make_body()
    make_member(body, user=make_user())
    starts_at = timezone.now() + timedelta(minutes=90)
    there = starts_at.astimezone(body.region.tz)
    return make_meeting(body, on=there.date(), at=there.time(), starts_at=starts_at)


def eventually(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def states():
    return list(Delivery.objects.values_list("step", "state"))


@pytest.mark.django_db
def test_one_round_plans_sends_and_beats(capsys):
    make_due()

    call_command("dispatch", "--once")

    assert states() == [("2_hours", "sent")]
    assert timezone.now() - Heartbeat.objects.get(loop="dispatch").beat_at < timedelta(minutes=1)
    assert capsys.readouterr().out.splitlines() == [
        "planned 1, again 0, withdrew 0",
        "sent 1",
    ]


@pytest.mark.django_db
def test_the_tasks_do_the_same():
    make_due()

    tasks.plan()
    tasks.send()

    assert states() == [("2_hours", "sent")]
    loops = Heartbeat.objects.order_by("loop").values_list("loop", flat=True)
    assert list(loops) == ["celery: plan", "celery: send"]


@pytest.fixture
def dispatch(tmp_path):
    """A dispatch process on the database of this test, with the settings of production."""
    at = connection.settings_dict
    words = {
        "host": at["HOST"],
        "port": at["PORT"],
        "user": at["USER"],
        "password": at["PASSWORD"],
        "dbname": at["NAME"],
        "application_name": "dispatch-test",
    }
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": " ".join(f"{name}={value}" for name, value in words.items() if value),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PYTHONUNBUFFERED": "1",
    }
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "dispatch", "--plan-every", "1"],
            cwd=django_settings.BASE_DIR,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    process.log = log
    yield process
    if process.poll() is None:
        process.kill()
    process.wait(PATIENCE)


@pytest.mark.django_db(transaction=True)
def test_the_loop_sends_survives_a_lost_database_and_ends_when_told(dispatch):
    make_due()
    eventually(lambda: states() == [("2_hours", "sent")])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'dispatch-test'"
        )
        assert cursor.fetchone()[0] >= 1
    cut = timezone.now()
    eventually(lambda: Heartbeat.objects.filter(beat_at__gt=cut).exists())
    make_due()
    eventually(lambda: len(states()) == 2 and {state for _step, state in states()} == {"sent"})

    dispatch.send_signal(signal.SIGTERM)
    assert dispatch.wait(PATIENCE) == 0, dispatch.log.read_text()
    assert dispatch.log.read_text().splitlines()[-1] == "ended"


@pytest.mark.django_db
def test_a_hung_broker_is_not_even_asked(client, settings, monkeypatch):
    """It accepts and never answers: the worst one for whoever publishes in a request."""
    settings.DEMO = True
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as broker:
        port = broker.getsockname()[1]
        monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")
        broker.settimeout(0.2)

        def watch():
            while not done.is_set():
                try:
                    asked.append(broker.accept())
                except TimeoutError:
                    continue

        done = threading.Event()
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            body = make_body()
            make_member(body, user=make_user())
            make_meeting(body)
            client.force_login(make_user(Role.VILLAGE_COORDINATOR, body.region))
            began = time.monotonic()
            response = client.post(reverse("notifications:remind_in_a_minute"))
            took = time.monotonic() - began
            call_command("dispatch", "--once")
        finally:
            done.set()
            watcher.join(PATIENCE)

    assert response.status_code == 302
    assert took < 1
    assert asked == []
    assert ("1_day", "sent") in states()
