"""SQL beside the services: every guard refuses it, and without that guard it would have passed.

Each refusal is tried twice: as the database stands, and after its one sentence was cut out of the
trigger that says it (the mutant). So a guard that another one hides, or that is never asked, shows.
"""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from stipends.models import (
    Correction,
    FundingSource,
    LedgerEntry,
    Line,
    LineStep,
    Run,
    RunException,
    Settlement,
)
from stipends.services import decide, submit_run, write_policy
from tests.factories.stipends import (
    make_approved_run,
    make_approver,
    make_officer,
    make_recipient,
    make_released_run,
    make_run,
    make_scheme,
    make_source,
    make_submitted_run,
)
from tests.stipends.mutants import RAISED, cut, told

pytestmark = pytest.mark.django_db


def sql(statement, *facts):
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return cursor.fetchone()[0] if cursor.description else None


class World:
    """A run at every step, all of one scheme, each of its own month."""

    def __init__(self):
        self.officer, self.editor, self.approver = make_officer(), make_officer(), make_approver()
        self.second = make_approver()
        self.scheme, self.source = make_scheme(), make_source()
        self.one = make_recipient("Siti", confirmed_on=date(2026, 12, 1))
        self.account = self.one.person.bank_accounts.get()
        self.draft = make_run(**self.of(1))
        self.submitted = self.edited(2)
        self.approved = make_approved_run(approver=self.approver, **self.of(3))
        self.released = make_released_run(approver=self.approver, **self.of(4))
        self.cancelled = make_run(**self.of(5))
        Run.objects.filter(pk=self.cancelled.pk).update(state="cancelled")
        write_policy(self.scheme.region, second_over=100_000, dispute_days=14, actor=self.officer)
        self.dear = make_approved_run(approver=self.approver, **self.of(6))
        write_policy(self.scheme.region, second_over=900_000, dispute_days=14, actor=self.officer)
        self.closed = make_source()
        self.last = make_approved_run(approver=self.approver, **self.of(7, self.closed))
        FundingSource.objects.filter(pk=self.closed.pk).update(
            closed_at=timezone.now(), closed_by=self.officer
        )
        self.again = make_submitted_run(**self.of(8))
        self.twice = make_approved_run(approver=self.approver, **self.of(9))
        self.blocked = make_released_run(approver=self.approver, **self.of(10))
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("SET CONSTRAINTS ALL DEFERRED")

    def of(self, month, source=None):
        first = date(2026, month, 1)
        last = date(2026, month, {2: 28, 4: 30, 6: 30, 9: 30}.get(month, 31))
        return {
            "scheme": self.scheme,
            "source": source or self.source,
            "period": (first, last),
            "officer": self.officer,
        }

    def edited(self, month):
        run = make_run(**self.of(month))
        run = decide(run, self.one.person, pays=True, because="Ada", actor=self.editor)
        return submit_run(run, actor=self.officer)

    def line(self, run):
        return Line.objects.get(run=run)

    def entry(self, run, kind, **facts):
        """Write an entry as somebody with SQL would."""
        line = self.line(run)
        known = {
            "run": run, "line": line, "source": run.source, "scheme": run.scheme,
            "person": line.person, "kind": kind, "gross": line.gross, "tax": 0,
            "by": self.second, "at": timezone.now(),
        } | facts  # fmt: skip
        known["net"] = known["gross"] - known["tax"]
        return LedgerEntry.objects.create(**known)

    def correction(self, run, kind="reversal", state="approved", **facts):
        decided = {"decided_by": self.second, "decided_at": timezone.now()}
        if kind == "reversal":
            facts = {"gross": -self.line(run).gross} | facts
        return Correction.objects.create(
            line=self.line(run), region=run.region, kind=kind, because="Salah", state=state,
            proposed_by=self.officer, proposed_at=timezone.now(),
            **(decided if state != "proposed" else {}), **facts,
        )  # fmt: skip

    def reverse(self, run, **facts):
        claim = LedgerEntry.objects.get(run=run, kind="claim")
        facts = {"correction": facts.pop("correction", None) or self.correction(run)} | facts
        self.entry(run, "reversal", **({"gross": -claim.gross, "original": claim} | facts))

    def step(self, run, kind, **facts):
        facts = {"on": date(2026, 9, 30), "because": "", **facts}
        LineStep.objects.create(
            line=self.line(run), kind=kind, by=self.officer, at=timezone.now(), **facts
        )

    def approve(self, run, by, fingerprint=None):
        sql(
            "UPDATE stipends_run SET state = 'approved', approved_by_id = %s, approved_at = now(),"
            " approved_fingerprint = %s WHERE id = %s",
            by.pk, fingerprint or run.fingerprint, run.pk,
        )  # fmt: skip

    def release(self, run, by):
        sql(
            "UPDATE stipends_run SET state = 'released', released_by_id = %s, released_at = now()"
            " WHERE id = %s",
            by.pk, run.pk,
        )  # fmt: skip

    # --- What takes more than a statement ---

    def begins_submitted(self):
        Run.objects.create(
            region=self.scheme.region, scheme=self.scheme, source=self.source, title="Langsung",
            period=self.draft.period, state="submitted", made_by=self.officer, line_count=1,
            fingerprint="0" * 64, submitted_by=self.officer, submitted_at=timezone.now(),
        )  # fmt: skip

    def approved_without_claims(self):
        self.approve(self.submitted, self.approver)
        sql("SET CONSTRAINTS ALL IMMEDIATE")

    def line_too_many(self):
        line = self.line(self.submitted)
        line.pk, line.number = None, 99
        line.save(force_insert=True)

    def claimed_again(self):
        """Take back what was claimed in the ledger's back, and claim it by another run."""
        self.approve(self.again, self.approver)
        entry = LedgerEntry.objects.get(run=self.approved, kind="claim")
        sql("SET LOCAL wksbm.mending = 'yes'")
        sql(
            "INSERT INTO stipends_entitlement (person_id, scheme_id, unit, live_id)"
            " VALUES (%s, %s, '2026-08', %s)",
            entry.person_id, entry.scheme_id, entry.pk,
        )  # fmt: skip
        self.entry(self.again, "claim")

    def reversed_unheld(self):
        sql("SET LOCAL wksbm.mending = 'yes'")
        sql("UPDATE stipends_entitlement SET live_id = NULL")
        self.reverse(self.approved)

    def released_to_changed_account(self):
        self.release(self.approved, self.officer)
        sql("UPDATE people_bankaccount SET version = version + 1")
        self.step(self.approved, "released")

    def released_to_ended_account(self):
        self.release(self.approved, self.officer)
        sql("UPDATE people_bankaccount SET term = '[2024-01-01,2026-01-01)'")
        self.step(self.approved, "released")

    def unblocked_to_nowhere(self):
        self.release(self.approved, self.officer)
        self.step(self.approved, "blocked")
        self.step(self.approved, "released")

    def claim(self, run):
        return LedgerEntry.objects.get(run=run, kind="claim")

    def added(self, run, gross=1, **facts):
        correction = self.correction(run, kind="adjustment", gross=gross)
        facts = {"gross": gross, "original": self.claim(run), "correction": correction} | facts
        self.entry(run, "adjustment", **facts)

    def deposit(self, run, gross, tax=0):
        """Write a part of a line's money as deposited within its year."""
        correction = self.correction(
            run, kind="treasury", sts_number="9", sts_on=date(2026, 12, 1), gross=gross, tax=tax
        )
        self.entry(
            run, "adjustment", gross=gross, tax=tax, original=self.claim(run),
            correction=correction,
        )  # fmt: skip

    def deposited_before_what_is_owed(self):
        self.added(self.released)
        self.deposit(self.released, -1)

    def settle(self, run):
        Settlement.objects.create(
            line=self.line(run), kind="transferred", on=date(2026, 9, 30), gross=1, tax=0, net=1,
            by=self.officer, at=timezone.now(),
        )  # fmt: skip

    def settled_before_it_was_paid(self):
        self.added(self.released)
        self.settle(self.released)

    def reversed_but_for_what_was_added(self):
        self.added(self.approved)
        self.reverse(self.approved)

    def deposited_after_its_year(self):
        correction = self.correction(
            self.released, kind="treasury", sts_number="9", sts_on=date(2027, 1, 5), gross=-1
        )
        self.entry(
            self.released, "adjustment", gross=-1, original=self.claim(self.released),
            correction=correction,
        )  # fmt: skip

    def approved_by_one_above_the_sum(self):
        write_policy(self.scheme.region, second_over=199_999, dispute_days=14, actor=self.officer)
        self.approve(self.submitted, self.approver)

    def decided_again(self):
        correction = self.correction(self.approved)
        Correction.objects.filter(pk=correction.pk).update(because="Lain")

    def correction_dropped(self):
        delete("stipends_correction", self.correction(self.approved))()

    def settlement_dropped(self):
        self.added(self.released)
        self.step(self.released, "transferred")
        self.settle(self.released)
        sql("DELETE FROM stipends_settlement")

    def exception_dropped(self):
        one = RunException.objects.create(
            run=self.approved, kind="release", because="Kantor berdua", by=self.officer,
            at=timezone.now(),
        )  # fmt: skip
        delete("stipends_runexception", one)()


def update(table, what, row):
    return lambda: sql(f"UPDATE {table} SET {what} WHERE id = %s", row.pk)


def delete(table, row):
    return lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk)


def cases(w):
    run, source = "stipends_run", "stipends_fundingsource"
    to_second = f"approved_by_id = {w.second.pk}"
    entry = LedgerEntry.objects.get(run=w.approved)
    step = LineStep.objects.filter(line__run=w.released).get()
    line, editor = w.line(w.submitted), w.submitted.editors.get(user=w.editor)
    return [
        ("a run does not go from", update(run, "state = 'released'", w.submitted)),
        ("a run does not go from", update(run, "state = 'draft'", w.approved)),
        ("this run is over", update(run, "title = 'Lagi'", w.cancelled)),
        ("a submitted run stands", update(run, "title = 'Lagi'", w.submitted)),
        ("a submitted run stands", update(run, "gross = 1, net = 1", w.submitted)),
        ("an approval stands", update(run, "needs_second = TRUE", w.approved)),
        ("an approval stands", update(run, to_second, w.released)),
        ("only a submitted run is approved", update(run, to_second, w.draft)),
        ("who edited a run", lambda: w.approve(w.submitted, w.editor)),
        ("only an approved run is confirmed",
         update(run, f"seconded_by_id = {w.second.pk}", w.submitted)),
        ("the lines are not those", lambda: w.approve(w.submitted, w.approver, "0" * 64)),
        ("two approve so large a sum", w.approved_by_one_above_the_sum),
        ("a run with open lines is not closed", update(run, "state = 'closed'", w.released)),
        ("somebody releases a run", update(run, "state = 'released'", w.approved)),
        ("this sum needs a second", lambda: w.release(w.dear, w.officer)),
        ("who approved a run does not release", lambda: w.release(w.approved, w.approver)),
        ("a run begins as a draft", w.begins_submitted),
        ("the ledger has not what was approved", w.approved_without_claims),
        ("the lines of a run stand", delete("stipends_line", line)),
        ("the lines of a run stand", w.line_too_many),
        ("an entry says what its line", lambda: w.entry(w.submitted, "claim")),
        ("an entry says what its line",
         lambda: w.reverse(w.approved, source=w.closed)),
        ("an entry mirrors", lambda: w.reverse(w.approved, gross=-1)),
        ("an entry mirrors",
         lambda: w.reverse(w.approved, original=LedgerEntry.objects.get(run=w.twice))),
        ("a second person decides",
         lambda: w.reverse(w.approved, correction=w.correction(w.approved, state="proposed"))),
        ("a second person decides", lambda: w.reverse(w.approved, by=w.officer)),
        ("what comes back after its year leaves its ceiling", w.deposited_after_its_year),
        ("an entry has the sums that were decided", lambda: w.added(w.released, gross=2, tax=1)),
        ("a correction is not dated before the release",
         lambda: w.added(w.released, at=w.released.released_at)),
        ("a deposit takes off what is out", lambda: w.deposit(w.approved, -1)),
        ("a deposit takes off what is out", lambda: w.deposit(w.released, 1)),
        ("a deposit takes off what is out", lambda: w.deposit(w.released, -1, tax=1)),
        ("what is owed is paid before a deposit", w.deposited_before_what_is_owed),
        ("what is out is lessened by a deposit alone", lambda: w.added(w.released, gross=-1)),
        ("a correction leaves less than nothing", lambda: w.added(w.approved, gross=-10**9)),
        ("a correction leaves less than nothing", lambda: w.deposit(w.released, -10**9)),
        ("a reversal leaves nothing of its line", w.reversed_but_for_what_was_added),
        ("what is taken back stands in the ledger",
         lambda: w.step(w.released, "to_treasury", reference="STS 9")),
        ("what is taken back stands in the ledger",
         lambda: w.step(w.approved, "reversed", because="Salah")),
        ("what is settled is what is owed", lambda: w.settle(w.released)),
        ("only a paid line is settled", w.settled_before_it_was_paid),
        ("this year is closed$", lambda: w.reverse(w.last)),
        ("already claimed", w.claimed_again),
        ("what is reversed was not held", w.reversed_unheld),
        ("only a released run is paid", lambda: w.step(w.approved, "transferred")),
        ("the account changed", w.released_to_changed_account),
        ("the account changed", w.released_to_ended_account),
        ("a blocked line is released to", w.unblocked_to_nowhere),
        ("this cannot happen to the line",
         lambda: w.step(w.released, "returned", because="Nama berbeda")),
        ("how a line stands follows", lambda: sql("DELETE FROM stipends_linestate")),
        ("how a line stands follows", lambda: sql("UPDATE stipends_linestate SET state = 'paid'")),
        ("claims are moved by the ledger", lambda: sql("DELETE FROM stipends_entitlement")),
        ("claims are moved by the ledger",
         lambda: sql("UPDATE stipends_entitlement SET live_id = NULL")),
        ("what is committed follows", update(source, "committed = 1", w.source)),
        ("this correction is decided", w.decided_again),
        ("stipends_line table", update("stipends_line", "name = 'Lain'", w.line(w.draft))),
        ("stipends_run table", delete(run, w.draft)),
        ("stipends_fundingsource table", delete(source, make_source())),
        ("stipends_ledgerentry table", update("stipends_ledgerentry", "at = now()", entry)),
        ("stipends_ledgerentry table", delete("stipends_ledgerentry", entry)),
        ("stipends_linestep table", update("stipends_linestep", "reference = 'x'", step)),
        ("stipends_linestep table", delete("stipends_linestep", step)),
        ("stipends_settlement table", w.settlement_dropped),
        ("stipends_runeditor table", delete("stipends_runeditor", editor)),
        ("stipends_runexception table", w.exception_dropped),
        ("stipends_correction table", w.correction_dropped),
        ("stipends_ledgerentry is never emptied",
         lambda: sql("TRUNCATE stipends_ledgerentry CASCADE")),
    ]  # fmt: skip


def refusal(attempt):
    """Return what the database says to an attempt that leaves nothing behind; "" if it passes."""
    said = ""
    try:
        with transaction.atomic():
            sql("SET LOCAL wksbm.may_truncate = 'no'")
            attempt()
            transaction.set_rollback(True)
    except DatabaseError as error:
        said = str(error)
    return said


def without(words, attempt):
    """Return the attempt, made after what raises these words was cut out of its trigger."""

    def mutant():
        cut(words)
        attempt()

    return mutant


def test_every_guard_refuses_and_nothing_else_would():
    world = World()
    tried = cases(world)

    for words, attempt in tried:
        assert told(words, refusal(attempt)), words
        assert not told(words, refusal(without(words, attempt))), f"the mutant lives: {words}"

    # No sentence of our triggers is left untried. (The closing of a year has its race of its own.)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.prosrc FROM pg_proc AS p JOIN pg_trigger AS t ON t.tgfoid = p.oid"
            " WHERE starts_with(t.tgrelid::regclass::text, 'stipends')"
        )
        said = {one["words"] for (source,) in cursor for one in RAISED.finditer(source)}
    own = {words for words in said if words.startswith("wksbm: ") and words[7] != "%"}
    untried = {words for words in own if not any(told(known, words) for known, _ in tried)}
    assert untried == {"wksbm: this year is closed by now"}
