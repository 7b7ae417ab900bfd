"""PostgreSQL killed while money is written over HTTP: what was acknowledged is there, once (T11).

Each write has a key. Who gets no answer, or a fault, asks again under it; in the end everybody
asks all of it once more, and hears what they heard before.
"""

import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.client import HTTPException

import pytest

from common.dates import today
from tests.drills.books import Books
from tests.drills.conftest import FULL, LONG
from tests.drills.fleet import until
from tests.drills.judge import say
from tests.drills.office import RATE
from tests.drills.paying import AMOUNT, FAST, Office
from tests.drills.tellers import together

pytestmark = pytest.mark.django_db  # so that there are tables to copy

KILLS, WRITERS = (10, 4) if FULL else (2, 3)
EVERY = (1.5, 4.0)  # seconds between two deaths
PEOPLE = 3
SIZE = {"staff": 160, "schemes": 6 * WRITERS, "people": PEOPLE}
ASKS_AGAIN = {401, 500, 502, 503}  # 401: the code was of the half minute before
ASLEEP = "ALTER DATABASE {name} SET synchronous_commit = off"


class Writer:
    """Somebody who takes run after run its whole way, and notes what was acknowledged."""

    def __init__(self, office, books, number, over):
        self.office, self.books, self.over = office, books, over
        self.number, self.kept, self.unanswered, self.faults = number, [], 0, []

    def work(self):
        staff = self.office.staff
        for turn in range(12 * 6):
            if self.over.is_set():
                return
            self.take_run(12 * 6 * self.number + turn, *staff.pair())

    def take_run(self, number, officer, approver):
        post, note = partial(self.post, officer), self.books.note
        run = post("stipend-runs/", self.office.run_of(number))
        path, key = f"stipend-runs/{run['id']}/", run["id"]
        run = post(f"{path}submit/", version=run["version"])
        seen = {"fingerprint": run["fingerprint"]}
        run = self.post(approver, f"{path}approve/", seen, version=run["version"], proves=True)
        note("entry claim", key, PEOPLE, self.office.gross)
        paper = {"sp2d_number": f"{number}/SP2D", "sp2d_on": str(today())}
        post(f"{path}release/", paper, version=run["version"], proves=True)
        note("step released", key, PEOPLE)
        note("run released", key, 1, self.office.gross)

        paid = {"kind": "transferred", "on": str(today())}
        post(f"{path}pay/", paid)
        lines = self.get(officer, f"stipend-lines/?run={key}")["results"]
        first, second = (f"stipend-lines/{line['id']}/" for line in lines[:2])
        for line in (first, second):
            post(f"{line}return/", {"on": str(today()), "because": "Rekening tutup"})
        post(f"{first}pay/", paid)
        note("step transferred", key, PEOPLE + 1)
        note("step returned", key, 2)
        facts = {"line": lines[1]["id"], "kind": "reversal", "because": "Salah orang"}
        correction = post("stipend-corrections/", facts)
        self.post(approver, f"stipend-corrections/{correction['id']}/approve/")
        note("entry reversal", key, 1, -RATE)
        note("correction approved", key)
        note("step reversed", key)
        payment = self.office.payment_of(number)
        post("recorded-payments/", payment)
        note("recorded", payment["scheme"], 1, AMOUNT)

    def post(self, teller, path, body=None, **facts):
        """Ask until there is an answer, always under the same key."""
        send = partial(teller.post, path, body, key=str(uuid.uuid4()), **facts)
        answer = self.answered(send)
        if not answer.is_done:
            self.faults.append(f"{path}: {answer.status} {answer.body.get('code')}")
            raise AssertionError(self.faults)
        self.kept.append((send, answer))
        return answer.body

    def get(self, teller, path):
        return self.answered(partial(teller.send, "GET", path)).body

    def answered(self, send):
        while True:
            with suppress(OSError, HTTPException):
                answer = send()
                if answer.status not in ASKS_AGAIN:
                    return answer
            self.unanswered += 1
            time.sleep(0.1)

    def ask_again(self):
        """Ask all of it once more, and return what is answered otherwise than at first."""
        found = []
        for send, first in self.kept:
            answer = send()
            if not answer.is_replayed or (answer.status, answer.body) != (first.status, first.body):
                found.append(f"{first.body.get('id')}: {first.status}, then {answer.status}")
        return found


def killed(fleet, kills, *, mutant="", sql=""):
    """Return what is wrong after so many deaths of the database."""
    chance = random.Random(kills)
    with fleet([], settings={**FAST, "DRILL_MUTANT": mutant}) as found:
        books, over = Books(), threading.Event()
        office = Office(found, **SIZE)
        if sql:
            found.tell(sql)
        found.serve()
        writers = [Writer(office, books, number, over) for number in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            working = [pool.submit(writer.work) for writer in writers]
            for _ in range(kills):
                time.sleep(chance.uniform(*EVERY))
                found.kill_all_of("postgres")
                found.tend()
            time.sleep(EVERY[0])
            over.set()
        writes = sum(len(writer.kept) for writer in writers)
        unanswered = sum(writer.unanswered for writer in writers)
        say(f"{kills} deaths, {writes} writes acknowledged, {unanswered} asked again")
        until(lambda: found.ask("SELECT 1"), "the database answers")
        faults = [str(done.exception()) for done in working if done.exception()]
        faults += books.faults(found)
        for each in together(writer.ask_again for writer in writers):
            faults += each
        return faults


def test_t11_what_was_acknowledged_outlives_the_database(fleet):
    assert killed(fleet, KILLS) == []


@LONG
def test_t11_is_red_where_a_commit_does_not_wait_for_its_record(fleet):
    assert killed(fleet, KILLS, sql=ASLEEP.format(name="wksbm"))


@LONG
def test_t11_is_red_where_the_key_is_written_after_the_effect(fleet):
    assert killed(fleet, KILLS, mutant="key_afterwards")
