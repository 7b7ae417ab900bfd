"""Many at the same moment over HTTP: one has its effect, the others are told (T8).

Whoever approves, releases, decides, pays or saves has read the same version: the barrier is after
the read.
"""

from collections import Counter
from functools import partial

from common.dates import today
from tests.drills.fleet import until
from tests.drills.judge import say
from tests.drills.office import RATE
from tests.drills.paying import AMOUNT, PEOPLE
from tests.drills.tellers import await_fresh_codes, together

TOLD = {409, 412}


def race(office, rounds, many):
    """Let so many do the same, round after round; return what is wrong with their answers."""
    racing = Race(office, many)
    for number in range(rounds):
        racing.run(number)
    say(f"{rounds} rounds of {many}: {dict(racing.answers)}")
    return racing.faults


class Race:
    def __init__(self, office, many):
        self.office, self.books, self.many = office, office.books, many
        self.maker = office.staff.maker
        self.faults, self.answers = [], Counter()

    def all_at_once(self, what, tellers, path, body=None, *, proves=False, **facts):
        """Let each ask for the same: it is done once, and the others are told."""
        if proves:
            await_fresh_codes()

        def ask(teller):
            return teller.post(path, body, code=teller.code() if proves else "", **facts)

        answers = together(partial(ask, teller) for teller in tellers)
        statuses = Counter(answer.status for answer in answers)
        self.answers.update(statuses)
        done = sum(answer.is_done for answer in answers)
        told = sum(statuses[status] for status in TOLD)
        if done != 1 or done + told != len(answers):
            self.faults.append(f"{what}: {dict(statuses)}")

    def run(self, number):
        officers = self.office.staff.crowd(self.office.staff.officers, self.many, number)
        batch = self.begin_import(number)
        run = self.approve(number)
        self.release(run, number, officers)
        self.reverse(run, number)
        paid = {"kind": "transferred", "on": str(today()), "reference": "BPD"}
        self.all_at_once("pay", officers, f"stipend-runs/{run}/pay/", paid)
        self.books.note("step transferred", run, PEOPLE - 1)
        self.save_import(batch, officers)

    def approve(self, number):
        """Let all approve a new run, and return its key."""
        run = self.maker.post("stipend-runs/", self.office.run_of(number)).body
        path, key = f"stipend-runs/{run['id']}/", run["id"]
        run = self.maker.post(f"{path}submit/", version=run["version"]).body
        seen, facts = {"fingerprint": run["fingerprint"]}, {"version": run["version"]}
        approvers = self.approvers(2 * number)
        self.all_at_once("approve", approvers, f"{path}approve/", seen, **facts, proves=True)
        self.books.note("entry claim", key, PEOPLE, self.office.gross)
        return key

    def release(self, run, number, officers):
        path = f"stipend-runs/{run}/"
        paper = {"sp2d_number": f"{number}/SP2D", "sp2d_on": str(today())}
        facts = {"version": self.maker.get(path)["version"], "proves": True}
        self.all_at_once("release", officers, f"{path}release/", paper, **facts)
        self.books.note("step released", run, PEOPLE)
        self.books.note("run released", run, 1, self.office.gross)

    def reverse(self, run, number):
        """Let all decide on what is proposed: that the first line is taken back."""
        line = self.maker.get(f"stipend-lines/?run={run}")["results"][0]
        facts = {"line": line["id"], "kind": "reversal", "because": "Salah orang"}
        correction = self.maker.post("stipend-corrections/", facts).body
        path = f"stipend-corrections/{correction['id']}/approve/"
        self.all_at_once("reverse", self.approvers(2 * number + 1), path, proves=True)
        self.books.note("entry reversal", run, 1, -RATE)
        self.books.note("correction approved", run)
        self.books.note("step reversed", run)

    def begin_import(self, number):
        content, scheme = self.office.sheet_of(number)
        fields = {"kind": "recorded_payments", "region": "52.07"}
        batch = self.maker.upload("imports/", fields, f"bayar-{number}.xlsx", content).body
        path = f"imports/{batch['id']}/"
        self.maker.patch(path, {"columns": batch["columns"]}, version=batch["version"])
        self.books.note("recorded", scheme, PEOPLE, PEOPLE * AMOUNT)
        return path

    def save_import(self, path, officers):
        """Let all confirm a checked sheet, and again once it is saved."""
        self.await_state(path, "checked")
        version = self.maker.get(path)["version"]
        self.all_at_once("import", officers, f"{path}confirm/", version=version)
        self.await_state(path, "saved")
        again = together(partial(teller.post, f"{path}confirm/") for teller in officers)
        if {answer.status for answer in again} != {409}:
            self.faults.append("import: saved again")

    def await_state(self, path, state):
        until(lambda: self.maker.get(path)["state"] == state, f"the sheet is {state}", every=0.3)

    def approvers(self, turn):
        return self.office.staff.crowd(self.office.staff.approvers, self.many, turn)
