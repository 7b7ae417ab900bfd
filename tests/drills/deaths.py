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

from common.dates import today
from tests.drills.fleet import until
from tests.drills.judge import say
from tests.drills.office import RATE
from tests.drills.paying import AMOUNT, PEOPLE
from tests.drills.tellers import together

WRITERS = 6
EVERY = (1.5, 4.0)  # seconds between two deaths
ASKS_AGAIN = {500, 502, 503}
WRONG_CODE = 401
RUNS = 48  # that a writer takes their way at most: four schemes' months


def let_die(office, kills, *, first=0):
    """Let PostgreSQL die so often while money is written; return what is wrong with it."""
    chance, over = random.Random(kills), threading.Event()
    writers = [Writer(office, first + RUNS * number, over) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        working = [pool.submit(writer.work) for writer in writers]
        for _ in range(kills):
            time.sleep(chance.uniform(*EVERY))
            office.fleet.kill_all_of("postgres")
            office.fleet.tend()
        time.sleep(EVERY[0])
        over.set()
    until(lambda: office.fleet.ask("SELECT 1"), "the database answers")
    writes = sum(len(writer.kept) for writer in writers)
    unanswered = sum(writer.unanswered for writer in writers)
    unheard = sum(writer.unheard for writer in writers)
    say(
        f"{kills} deaths, {writes} writes acknowledged, {unanswered} asked again,"
        f" {unheard} of them done already"
    )
    faults = [str(done.exception()) for done in working if done.exception()]
    for each in together(writer.ask_again for writer in writers):
        faults += each
    return faults


class Writer:
    """Somebody who takes run after run its whole way, and notes what was acknowledged."""

    def __init__(self, office, first, over):
        self.office, self.books, self.first, self.over = office, office.books, first, over
        self.kept, self.unanswered, self.unheard = [], 0, 0

    def work(self):
        for number in range(self.first, self.first + RUNS):
            if self.over.is_set():
                return
            self.take_run(number, *self.office.staff.pair())

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
        _officer, another = self.office.staff.pair()  # whose code is not spent yet
        self.post(another, f"stipend-corrections/{correction['id']}/approve/", proves=True)
        note("entry reversal", key, 1, -RATE)
        note("correction approved", key)
        note("step reversed", key)
        payment = self.office.payment_of(number)
        post("recorded-payments/", payment)
        note("recorded", payment["scheme"], 1, AMOUNT)

    def post(self, teller, path, body=None, *, proves=False, **facts):
        """Ask until there is an answer, always under the same key."""
        send = partial(teller.post, path, body, key=str(uuid.uuid4()), **facts)
        answer = self.answered(partial(send, code=teller.code()) if proves else send)
        while answer.status == WRONG_CODE:  # it was of the half minute before
            answer = self.answered(partial(send, code=teller.code()))
        if not answer.is_done:
            raise AssertionError(f"{path}: {answer.status} {answer.body.get('code')}")
        self.unheard += answer.is_replayed  # it was done, and the answer was lost
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
