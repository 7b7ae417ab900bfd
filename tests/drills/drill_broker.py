"""The broker dead, hung, emptied or killed: pages answer, messages leave, work goes on (T6, T7)."""

import http.client
import json
import signal
import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from config.embedded import redis_url
from tests.drills.conftest import FULL, LONG, PATIENCE
from tests.drills.fleet import until
from tests.drills.judge import is_over, judge, say
from tests.drills.seeding import TOKEN, VILLAGE

pytestmark = pytest.mark.django_db  # so that there are tables to copy

LADDER = [["a", "A", "a"]]
READS = ("/readyz", "/api/v1/meetings/", "/api/v1/deliveries/")
ALLOWED = 0.2 * PATIENCE  # seconds that the slowest hundredth of requests may be slower
LATEST = 5 * PATIENCE  # seconds after it was due that a message leaves
SECONDS = 40 if FULL else 6
PEOPLE = {"a": 400 if FULL else 25}
BACK_IN = 10 * PATIENCE  # seconds after the broker's return


# --- T6 -------------------------------------------------------------------------------------------


@contextmanager
def well(fleet):
    """The broker as it should be, with a worker and beat."""
    fleet.servers.start("valkey")
    fleet.start("worker", "beat")
    yield redis_url(fleet.servers.place)


@contextmanager
def dead(fleet):
    """Nobody listens."""
    yield "redis://127.0.0.1:1/0"


@contextmanager
def hung(fleet):
    """It takes every line and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as broker:
        yield f"redis://127.0.0.1:{broker.getsockname()[1]}/0"


@contextmanager
def emptied(fleet):
    """All that it knows is thrown away five times a second."""
    done = threading.Event()
    place = fleet.servers.place

    def empty():
        while not done.wait(0.2):
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(place.valkey_socket))
                line.sendall(b"FLUSHALL\r\n")
                line.recv(64)

    fleet.servers.start("valkey")
    fleet.start("worker", "beat")
    emptier = threading.Thread(target=empty)
    emptier.start()
    try:
        yield redis_url(place)
    finally:
        done.set()
        emptier.join()


def request(port, method, path, body=None):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    try:
        line.request(method, path, json.dumps(body) if body else None, headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def visit(port, seconds):
    """Read and write until the time is over; return how long each request took, sorted."""
    took, number, ends = [], 0, time.monotonic() + seconds
    day = str(timezone.localdate() + timedelta(days=1))
    while time.monotonic() < ends:
        number += 1
        facts = {"region": VILLAGE, "kind": "musdes", "purpose": f"Musdes {number}"}
        facts |= {"on": day, "at": "09:00", "place": "Balai Desa"}
        for method, path, body in [
            *(("GET", path, None) for path in READS),
            ("POST", "/api/v1/meetings/", facts),
        ]:
            began = time.monotonic()
            status = request(port, method, path, body)
            took.append(time.monotonic() - began)
            assert status in {200, 201}, (method, path, status)
        time.sleep(0.05)
    return sorted(took)


def served(fleet, broker, mutant=""):
    """Return how long requests took beside such a broker, and what became of the messages."""
    with fleet(LADDER, settings={"DRILL_MUTANT": mutant}) as found:
        found.set_provider("a", keys=True)
        found.seed_meetings(PEOPLE)
        with broker(found) as url:
            found.settings["REDIS_URL"] = url
            found.start("dispatch-1", "dispatch-2")
            found.serve()
            found.await_rounds("dispatch")
            found.set_hours(begin=8, spread=SECONDS)  # dispatch plans every five seconds
            visit(found.web_port, 4)  # each process has served each page once
            took = visit(found.web_port, SECONDS)
            until(lambda: is_over(found, sum(PEOPLE.values())), "all ended")
        return took, judge(found, PEOPLE)


def slowest(took):
    return took[int(len(took) * 0.99)]


def test_t6_no_request_and_no_message_waits_for_the_broker(fleet):
    usual, _verdict = served(fleet, well)

    for broker in (dead, hung, emptied) if FULL else (hung,):
        took, verdict = served(fleet, broker)
        late = verdict.lateness[-1]
        say(
            f"{broker.__name__}: {len(took)} requests, p99 {slowest(took):.3f} s (usual"
            f" {slowest(usual):.3f}), longest {took[-1]:.3f} s, latest message {late:.1f} s after"
            f" due: {verdict}"
        )
        assert slowest(took) <= slowest(usual) + ALLOWED, broker.__name__
        assert (verdict.lost, verdict.doubled, verdict.contradictions) == (set(), set(), [])
        assert late <= LATEST, broker.__name__


@LONG
def test_t6_is_red_where_a_request_publishes(fleet):
    with pytest.raises((TimeoutError, AssertionError)):
        served(fleet, hung, mutant="publish_in_request")


# --- T7 -------------------------------------------------------------------------------------------

BEAT = "SELECT extract(epoch FROM beat_at)::float FROM notifications_heartbeat WHERE loop = '{}'"
SENT, PLANNED = "celery: send", "celery: plan"


def last_beat(fleet, loop=SENT):
    try:
        rows = fleet.ask(BEAT.format(loop))
    except psycopg.OperationalError:
        return 0
    return rows[0][0] if rows else 0


def restarted(fleet, times, mutant=""):
    """Kill the broker so often; return after how many seconds the worker sent each time again."""
    with fleet(LADDER, settings={"DRILL_MUTANT": mutant}) as found:
        found.set_provider("a", keys=True)
        found.seed_meetings(PEOPLE, begin=0, spread=SECONDS)
        found.servers.start("valkey")
        found.start("worker", "beat")
        until(lambda: last_beat(found), "the worker sends")
        back = []
        for number in range(times):
            for _twice in range(1 + number % 3 // 2):  # each third time, two deaths at once
                broker = found.servers.running["valkey"]
                broker.send_signal(signal.SIGKILL)
                broker.wait()
                time.sleep(0.3 * (number % 4))
                found.servers.start("valkey")
            returned, began = time.time(), time.monotonic()
            until(lambda: last_beat(found) > returned, "it works again", seconds=30)  # noqa: B023
            back.append(time.monotonic() - began)
        until(lambda: is_over(found, sum(PEOPLE.values())), "all ended", seconds=60)
        return back, judge(found, PEOPLE)


def test_t7_work_goes_on_after_each_death_of_the_broker(fleet):
    back, verdict = restarted(fleet, 12 if FULL else 2)

    say(f"back after {[round(seconds, 1) for seconds in back]} s: {verdict}")
    assert (verdict.lost, verdict.doubled, verdict.contradictions) == (set(), set(), [])
    assert max(back) <= BACK_IN


@LONG
def test_t7_is_red_where_the_worker_does_not_look_for_the_broker(fleet):
    with pytest.raises(AssertionError, match="it works again"):
        restarted(fleet, 1, mutant="no_reconnect")
