"""Runs, what becomes of their money, corrections and what others pay, in any order.

The services beside a model of a few dictionaries; after each step both agree and the books balance.
"""

from collections import Counter
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from common.errors import RuleBroken
from common.months import Month
from stipends import services
from stipends.models import (
    Correction,
    Entitlement,
    FundingSource,
    LedgerEntry,
    LeftOut,
    Line,
    LineState,
    RecordedPayment,
    Run,
)
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_scheme,
    make_source,
)
from tests.stipends.books import balanced

REFUSED = {
    *("account_changed", "account_needed", "adjusted_is_not_reversed", "already_claimed"),
    *("already_decided", "already_deposited", "already_reversed", "already_seconded"),
    *("already_withdrawn", "ceiling_exceeded", "correction_too_large", "line_moved_on"),
    *("line_not_approved", "line_not_paid", "lines_changed", "lines_open", "no_lines"),
    *("not_allowed", "not_released", "nothing_owed", "nothing_to_pay", "owed_first"),
    *("own_approval", "own_release", "paid_is_not_reversed", "released_is_not_lessened"),
    *("run_moved_on", "runs_open", "second_missing", "second_not_needed", "stale_version"),
    *("taken_meanwhile", "year_closed"),
}
PRICE = 200_000
SP2D, LATER = date(2026, 9, 1), date(2026, 9, 2)
REVERSIBLE = {"approved", "released", "blocked", "returned"}
months, few = st.integers(1, 4), st.integers(0, 1)
any_run, any_line, any_user = st.integers(0, 9), st.integers(0, 20), st.integers(0, 4)
any_person = st.integers(0, 2)
makers = st.sampled_from([0, 1, 4])
approvers = st.sampled_from([4, 2, 3])
begun = st.tuples(months, few, few, makers, st.integers(0, 4), approvers)


class Payments(RuleBasedStateMachine):
    """The model: what each knows is written down only when a service said that it was done.

    `paid` is who holds which month by which run, `stands` and `worth` how each line stands and what
    the ledger has of it, `owed` what was added after its release and nobody has paid, `committed`
    what each source owes, `recorded` what others paid.
    """

    reached: Counter[str] = Counter()  # how far all walks came together

    def __init__(self):
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        self.users = [make_officer(), make_officer(), make_approver(), make_approver()]
        self.users.append(make_officer())
        self.users[4].is_superuser = True  # a superuser is asked as everybody else
        self.users[4].save()
        self.scheme = make_scheme()
        self.others = make_scheme(is_recorded=True, amount=0)
        self.sources = [make_source(ceiling=10 * PRICE), make_source(ceiling=7 * PRICE)]
        self.people = [make_recipient().person for _ in range(3)]
        self.touched, self.paid, self.stands, self.worth = {}, {}, {}, {}
        self.committed, self.owed, self.recorded = Counter(), Counter(), {}
        services.write_policy(
            self.scheme.region, second_over=4 * PRICE, dispute_days=14, actor=self.users[0]
        )
        self.mutant()

    def mutant(self):
        """Take away a guard before anything happens: nothing, but in a mutant."""

    def teardown(self):
        self.reached.update(f"line {state}" for state in self.stands.values())
        self.reached.update(f"run {state}" for state in Run.objects.values_list("state", flat=True))
        approved = Correction.objects.filter(state="approved").values_list("kind", flat=True)
        self.reached.update(f"correction {kind}" for kind in approved)
        self.reached["seconded"] += Run.objects.exclude(seconded_by=None).count()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)

    # --- How a step is taken -------------------------------------------------------------------

    def attempt(self, deed):
        """Do it; None where it was refused. What a commit would ask is asked at once."""
        try:
            with transaction.atomic():
                done = deed()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                return done
        except RuleBroken as error:
            if error.code not in REFUSED:
                raise
        except ValidationError:
            pass
        return None

    def one_of(self, rows, which):
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    def on_a_run(self, which, who, deed, **facts):
        run = self.one_of(Run.objects, which)
        if run is None:
            return None
        return self.attempt(lambda: deed(run, version=run.version, actor=self.users[who], **facts))

    def on_a_line(self, which, deed, states=()):
        """Do it to an approved line; where states are named, to one that stands so."""
        known = Line.objects.select_related("run__region", "region", "standing", "person")
        keys = [pk for pk, state in self.stands.items() if not states or state in states]
        line = self.one_of(known.filter(pk__in=keys), which)
        done = self.attempt(lambda: deed(line)) if line else None
        return (line, done) if done is not None else (None, None)

    def touches(self, run, who):
        if run is not None:
            self.touched[run.pk].add(self.users[who].pk)

    # --- Runs ------------------------------------------------------------------------------------

    @initialize(runs=st.lists(begun, min_size=2, max_size=4))
    def begin(self, runs):
        for first, more, source, who, goes, by in runs:
            self.start(first, more, source, who, arrears=False, goes=goes, by=by)

    @rule(
        first=months, more=few, source=few, who=makers,
        arrears=st.booleans(), goes=st.integers(0, 4), by=approvers,
    )  # fmt: skip
    def start(self, first, more, source, who, arrears, goes, by):
        """Begin a run, and take it so many steps on: chance alone seldom gets far."""
        actor = self.users[who]
        run = self.attempt(
            lambda: services.start_run(
                scheme=self.scheme, source=self.sources[source],
                period_from=date(2026, first, 1), period_to=Month(2026, first + more).last,
                title=f"{first}+{more}", with_arrears=arrears, actor=actor,
            )
        )  # fmt: skip
        if run is None:  # the year is closed
            return
        self.touched[run.pk] = {actor.pk}
        told = {*Line.objects.filter(run=run).values_list("person", flat=True)}
        told |= {*LeftOut.objects.filter(run=run).values_list("person", flat=True)}
        assert told == {person.pk for person in self.people}, "I7: neither paid nor told why"
        for _ in range(goes):
            self._go_on(Run.objects.count() - 1, by)

    @rule(which=any_run, steps=st.integers(1, 3), by=approvers)
    def go_on(self, which, steps, by):
        """Do the next things by whoever does them, and approve by one of those who may."""
        for _ in range(steps):
            self._go_on(which, by)

    def _go_on(self, which, by):
        run, steps = self.one_of(Run.objects, which), {"draft": (self.submit, 0)}
        steps |= {"submitted": (self.approve, by), "approved": (self.release, 1)}
        steps["released"] = self.pay_run, 0
        if run is None or run.state not in steps:
            return
        if run.state == "approved" and run.needs_second:
            self.second(which, 3)
        step, who = steps[run.state]
        step(which, who)

    @rule(which=any_run, who=any_user, person=any_person, pays=st.booleans())
    def decide(self, which, who, person, pays):
        deed = lambda run, **facts: services.decide(  # noqa: E731
            run, self.people[person], pays=pays, because="Diperiksa", **facts
        )
        self.touches(self.on_a_run(which, who, deed), who)

    @rule(which=any_run, who=any_user)
    def draft(self, which, who):
        self.touches(self.on_a_run(which, who, services.draft_run), who)

    @rule(which=any_run, who=any_user)
    def submit(self, which, who):
        self.touches(self.on_a_run(which, who, services.submit_run), who)

    @rule(which=any_run, who=any_user, cancels=st.booleans())
    def give_back(self, which, who, cancels):
        deed = services.cancel_run if cancels else services.send_back
        self.on_a_run(which, who, deed, because="Salah")

    @rule(which=any_run, who=any_user)
    def approve(self, which, who):
        run = self.one_of(Run.objects, which)
        done = run and self.on_a_run(which, who, services.approve_run, fingerprint=run.fingerprint)
        if not done:
            return
        assert self.users[who].pk not in self.touched[done.pk], "I3: approved by an editor"
        for line in Line.objects.filter(run=done):
            for unit in line.units:
                assert (line.person_id, unit) not in self.paid, "I1: paid twice"
                self.paid[line.person_id, unit] = done.pk
            self.stands[line.pk], self.worth[line.pk] = "approved", line.gross
            self.committed[done.source_id] += line.gross

    @rule(which=any_run, who=any_user)
    def second(self, which, who):
        run = self.one_of(Run.objects, which)
        done = run and self.on_a_run(which, who, services.second_run, fingerprint=run.fingerprint)
        if done:
            assert self.users[who].pk not in {*self.touched[done.pk], done.approved_by_id}, "I3"

    @rule(which=any_run, who=any_user, kind=st.sampled_from(["release", "second_approval"]))
    def except_(self, which, who, kind):
        deed = lambda run, version, **facts: services.note_exception(run, **facts)  # noqa: E731
        self.on_a_run(which, who, deed, kind=kind, because="Kantor berdua")

    @rule(which=any_run, who=any_user)
    def release(self, which, who):
        done = self.on_a_run(which, who, services.release_run, sp2d_number="1", sp2d_on=SP2D)
        if not done:
            return
        noted = {*done.exceptions.values_list("kind", flat=True)}
        assert done.approved_by_id != self.users[who].pk or "release" in noted, "I3: own release"
        is_confirmed = done.seconded_by_id or "second_approval" in noted
        assert is_confirmed or not done.needs_second, "I3: no second approval"
        for line in Line.objects.filter(run=done, pk__in=self.standing("approved")):
            account = line.person.bank_accounts.get()
            is_same = account.version == line.account_version
            self.stands[line.pk] = "released" if is_same else "blocked"

    @rule(which=any_run, who=any_user)
    def close(self, which, who):
        done = self.on_a_run(which, who, services.close_run)
        if done:
            lines = Line.objects.filter(run=done).values_list("pk", flat=True)
            assert {self.stands[pk] for pk in lines} <= {"paid", "to_treasury", "reversed"}, "I7"

    @rule(sure=st.integers(0, 60), who=any_user)
    def close_year(self, sure, who):
        if sure == 37:  # seldom (noughts are not): after it little can be done
            actor = self.users[who]
            self.attempt(lambda: services.close_year(self.scheme.region, 2026, actor=actor))

    # --- Their money -----------------------------------------------------------------------------

    def standing(self, *states):
        return {pk for pk, state in self.stands.items() if state in states}

    @rule(which=any_run, who=any_user)
    def pay_run(self, which, who):
        deed = lambda run, version, actor: (  # noqa: E731
            run, services.pay_lines(run, kind="transferred", on=LATER, actor=actor)
        )  # fmt: skip
        done = self.on_a_run(which, who, deed)
        if done:
            run, count = done
            ours = {*Line.objects.filter(run=run).values_list("pk", flat=True)}
            paid = ours & self.standing("released")
            assert len(paid) == count, "I6: others were paid"
            self.stands |= dict.fromkeys(paid, "paid")

    @rule(which=any_line, who=any_user, kind=st.sampled_from(["transferred", "handed_over"]))
    def pay(self, which, who, kind):
        """Pay a line, or pay it again after it came back."""
        facts = {"kind": kind, "on": LATER, "actor": self.users[who]}
        self.goes(which, lambda line: services.pay_lines([line], **facts),
                  {"released", "returned"}, "paid")  # fmt: skip

    @rule(which=any_line, who=any_user)
    def return_(self, which, who):
        facts = {"on": LATER, "because": "Tutup", "actor": self.users[who]}
        self.goes(which, lambda line: services.return_line(line, **facts), {"paid"}, "returned")

    @rule(which=any_line, who=any_user, is_decided=st.booleans())
    def to_treasury(self, which, who, is_decided):
        facts = {"sts_number": "7", "on": LATER, "actor": self.users[who]}
        _line, made = self.on_a_line(which, lambda line: services.to_treasury(line, **facts))
        if made and is_decided:
            self._decide(made, 3, approves=True)

    @rule(which=any_line, who=any_user)
    def pay_owed(self, which, who):
        facts = {"kind": "handed_over", "on": LATER, "actor": self.users[who]}
        line, made = self.on_a_line(which, lambda line: services.pay_owed(line, **facts))
        if made:
            assert self.stands[line.pk] == "paid"
            assert made.gross == self.owed[line.pk] > 0, "paid what is not owed"
            self.owed[line.pk] = 0

    @rule(which=any_line, who=any_user)
    def unblock(self, which, who):
        deed = lambda line: services.unblock_line(  # noqa: E731
            line, account=line.person.bank_accounts.get(), actor=self.users[who]
        )
        self.goes(which, deed, {"blocked"}, "released")

    def goes(self, which, deed, stood, state):
        """Take any line a step on: it goes only from where the model says that it may."""
        line, _done = self.on_a_line(which, deed, stood if which % 3 else ())
        if line is not None:
            assert self.stands[line.pk] in stood, "I4: it went from where it may not"
            self.stands[line.pk] = state

    @rule(person=any_person)
    def change_account(self, person):
        self.people[person].bank_accounts.update(version=F("version") + 1)

    # --- Corrections -----------------------------------------------------------------------------

    @rule(
        which=any_line, who=any_user, kind=st.sampled_from(Correction.Kind.values),
        gross=st.sampled_from([-PRICE, -50_000, 50_000]), is_decided=st.booleans(),
    )  # fmt: skip
    def propose(self, which, who, kind, gross, is_decided):
        facts = {"sts_number": "7", "sts_on": LATER} if kind == "treasury" else {}
        deed = lambda line: services.propose_correction(  # noqa: E731
            line, kind=kind, gross=gross, because="Salah", actor=self.users[who], **facts
        )
        _line, made = self.on_a_line(which, deed)
        if made and is_decided:
            self._decide(made, 3, approves=True)

    @rule(which=any_line, more=st.sampled_from([-50_000, 50_000]))
    def correct_and_take_back(self, which, more):
        """Take a line back whose sum was corrected: chance alone seldom finds the same twice."""
        self.propose(which, 0, "adjustment", more, is_decided=True)
        self.propose(which, 0, "reversal", -PRICE, is_decided=True)

    @rule(which=any_line, who=any_user, approves=st.booleans())
    def decide_correction(self, which, who, approves):
        made = self.one_of(Correction.objects, which)
        if made:
            self._decide(made, who, approves)

    def _decide(self, made, who, approves):
        facts = {"approve": approves, "because": "Dilihat", "actor": self.users[who]}
        done = self.attempt(lambda: services.decide_correction(made, **facts))
        if not done:
            return
        assert done.proposed_by_id != self.users[who].pk, "I3: decided by who proposed"
        if approves:
            self._corrected(done)

    def _corrected(self, done):
        line, stood = done.line, self.stands[done.line_id]
        is_deposit, is_whole = done.kind == "treasury", done.gross == -line.gross
        is_over = FundingSource.objects.get(pk=line.run.source_id).is_closed
        self.worth[line.pk] += done.gross
        if not (is_deposit and is_over):  # a deposit in its year lessens what that year spent
            self.committed[line.run.source_id] += done.gross
        if done.kind == "adjustment" and stood != "approved":
            self.owed[line.pk] += done.gross
            assert self.owed[line.pk] >= 0, "what is out is lessened by a deposit only"
        if is_deposit:
            assert stood != "approved"
            assert not self.owed[line.pk]
        if done.kind == "reversal":
            assert stood in REVERSIBLE, "I4: taken back from there"
            self.stands[line.pk] = "reversed"
        elif is_deposit and not self.worth[line.pk]:
            self.stands[line.pk] = "to_treasury"
        if done.kind == "reversal" or (is_deposit and is_whole and not is_over):
            for unit in line.units:
                del self.paid[line.person_id, unit]

    # --- What others pay -------------------------------------------------------------------------

    @rule(person=any_person, first=months, more=few, who=any_user)
    def record(self, person, first, more, who):
        made = self.attempt(
            lambda: services.record_payment(
                self.people[person], scheme=self.others, period_from=date(2026, first, 1),
                period_to=Month(2026, first + more).last, amount=PRICE, paid_on=LATER,
                evidence="Buku tabungan", actor=self.users[who],
            )
        )  # fmt: skip
        if made:
            got = {(person, month) for month in range(first, first + more + 1)}
            assert not got & set().union(*self.recorded.values()), "I1: recorded twice"
            self.recorded[made.pk] = got

    @rule(which=any_line, who=any_user)
    def withdraw(self, which, who):
        payment = self.one_of(RecordedPayment.objects, which)
        facts = {"because": "Salah", "actor": self.users[who]}
        if payment and self.attempt(lambda: services.withdraw_recorded(payment, **facts)):
            del self.recorded[payment.pk]

    # --- What holds after every step -------------------------------------------------------------

    @invariant()
    def the_books_balance(self):
        balanced()

    @invariant()
    def what_was_done_is_in_the_tables_and_nothing_else(self):
        held = Entitlement.objects.exclude(live=None).values_list("person", "unit", "live__run")
        assert {(person, unit): run for person, unit, run in held} == self.paid, "I6"
        assert dict(LineState.objects.values_list("pk", "state")) == self.stands, "I6"
        sums = LedgerEntry.objects.values_list("line").annotate(Sum("gross"))
        assert dict(sums) == self.worth, "I6"
        known = FundingSource.objects.filter(pk__in=[one.pk for one in self.sources])
        assert {pk: sum_ for pk, sum_ in known.values_list("pk", "committed") if sum_} == {
            pk: sum_ for pk, sum_ in self.committed.items() if sum_
        }, "I6"
        standing = RecordedPayment.objects.filter(withdrawn_at=None).values_list("pk", "period")
        assert {pk: {*range(one.lower.month, one.upper.month)} for pk, one in standing} == {
            pk: {month for _person, month in some} for pk, some in self.recorded.items()
        }, "I6"
