"""Many at the same moment over HTTP: one has its effect, the others are told (T8).

Whoever approves, releases, decides, pays or saves has read the same version: the barrier is after
the read.
"""

from collections import Counter

import pytest

from common.dates import today
from tests.drills.books import Books
from tests.drills.conftest import FULL, LONG
from tests.drills.fleet import until
from tests.drills.judge import say
from tests.drills.office import RATE
from tests.drills.paying import AMOUNT, FAST, Office
from tests.drills.tellers import await_fresh_codes, together

pytestmark = pytest.mark.django_db  # so that there are tables to copy

ROUNDS, MANY = (20, 50) if FULL else (2, 10)
PEOPLE = 3
TOLD = {409, 412}
NAIVE = """
    ALTER TABLE stipends_run DISABLE TRIGGER USER;
    ALTER TABLE stipends_ledgerentry DISABLE TRIGGER USER;
    DROP INDEX stipends_ledgerentry_claim_once;
"""


class Race:
    """So many at once, round after round; what is wrong with their answers is written down."""

    def __init__(self, fleet, many, books):
        self.fleet, self.many, self.books = fleet, many, books
        self.office = Office(fleet, staff=4 * many, schemes=2, people=PEOPLE)
        self.faults, self.answers = [], Counter()

    def all_at_once(self, what, tellers, path, body=None, **facts):
        """Let each ask for the same; return whether it was done, by exactly one."""
        if facts.get("proves"):
            await_fresh_codes()
        answers = together(lambda t=teller: t.post(path, body, **facts) for teller in tellers)
        statuses = Counter(answer.status for answer in answers)
        self.answers.update(statuses)
        done = sum(answer.is_done for answer in answers)
        told = sum(statuses[status] for status in TOLD)
        if done != 1 or done + told != len(answers):
            self.faults.append(f"{what}: {dict(statuses)}")

    def run(self, number):
        staff, note = self.office.staff, self.books.note
        officers = staff.crowd(staff.officers, self.many, number)
        approvers = staff.crowd(staff.approvers, self.many, number)
        batch = self.begin_import(number)

        run = staff.maker.post("stipend-runs/", self.office.run_of(number)).body
        path, key = f"stipend-runs/{run['id']}/", run["id"]
        run = staff.maker.post(f"{path}submit/", version=run["version"]).body
        seen = {"fingerprint": run["fingerprint"]}
        facts = {"version": run["version"], "proves": True}
        self.all_at_once("approve", approvers, f"{path}approve/", seen, **facts)
        note("entry claim", key, PEOPLE, self.office.gross)

        paper = {"sp2d_number": f"{number}/SP2D", "sp2d_on": str(today())}
        facts = {"version": staff.maker.get(path)["version"], "proves": True}
        self.all_at_once("release", officers, f"{path}release/", paper, **facts)
        note("step released", key, PEOPLE)
        note("run released", key, 1, self.office.gross)

        line = staff.maker.get(f"stipend-lines/?run={key}")["results"][0]
        facts = {"line": line["id"], "kind": "reversal", "because": "Salah orang"}
        correction = staff.maker.post("stipend-corrections/", facts).body
        self.all_at_once("reverse", approvers, f"stipend-corrections/{correction['id']}/approve/")
        note("entry reversal", key, 1, -RATE)
        note("correction approved", key)
        note("step reversed", key)

        paid = {"kind": "transferred", "on": str(today()), "reference": "BPD"}
        self.all_at_once("pay", officers, f"{path}pay/", paid)
        note("step transferred", key, PEOPLE - 1)
        self.save_import(batch, officers)

    def begin_import(self, number):
        content, scheme = self.office.sheet_of(number)
        maker, fields = self.office.staff.maker, {"kind": "recorded_payments", "region": "52.07"}
        batch = maker.upload("imports/", fields, f"bayar-{number}.xlsx", content).body
        path = f"imports/{batch['id']}/"
        maker.patch(path, {"columns": batch["columns"]}, version=batch["version"])
        self.books.note("recorded", scheme, PEOPLE, PEOPLE * AMOUNT)
        return path

    def save_import(self, path, officers):
        maker = self.office.staff.maker
        until(lambda: maker.get(path)["state"] == "checked", "the sheet is checked", every=0.3)
        version = maker.get(path)["version"]
        self.all_at_once("import", officers, f"{path}confirm/", version=version)
        until(lambda: maker.get(path)["state"] == "saved", "the sheet is saved", every=0.3)
        self.all_at_once_again(path, officers)

    def all_at_once_again(self, path, officers):
        """What is saved already is saved by nobody."""
        answers = together(lambda t=teller: t.post(f"{path}confirm/") for teller in officers)
        if {answer.status for answer in answers} != {409}:
            self.faults.append("import: saved again")


def race(fleet, rounds, many, *, mutant="", sql=""):
    """Return what is wrong after so many rounds."""
    with fleet([], settings={**FAST, "DRILL_MUTANT": mutant}) as found:
        books = Books()
        racing = Race(found, many, books)
        if sql:
            found.tell(sql)
        found.servers.start("valkey")
        found.start("worker", "beat")
        found.serve()
        for number in range(rounds):
            racing.run(number)
        say(f"{rounds} rounds of {many}: {dict(racing.answers)}")
        return racing.faults + books.faults(found)


def test_t8_of_many_who_do_the_same_one_has_an_effect(fleet):
    assert race(fleet, ROUNDS, MANY) == []


@LONG
def test_t8_is_red_where_nobody_holds_the_run(fleet):
    """The database still refuses the second: nothing is doubled, but who is late meets a fault."""
    faults = race(fleet, 1, 10, mutant="no_hold")

    assert any(fault.startswith("approve: ") for fault in faults), faults
    assert not any(fault.startswith(("entry", "I1", "I2")) for fault in faults), faults


@LONG
def test_t8_is_red_where_runs_are_read_and_then_written(fleet):
    """Neither service nor database refuses the second: each approval claims all lines anew."""
    with pytest.raises(AssertionError):
        assert race(fleet, 1, 10, mutant="no_hold", sql=NAIVE) == []
