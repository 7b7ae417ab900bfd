"""Whatever is done to runs, in any order, the books balance and nobody is paid a month twice.

T9 of reliability.md, small: services against a model of a few lines. STIPEND_EXAMPLES=300 for more.
"""

import os
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from common.errors import RuleBroken
from people.models import Person
from stipends import services
from stipends.models import Correction, Entitlement, Line, Run
from tests.factories.people import make_bank_account
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_scheme,
    make_source,
)
from tests.stipends.books import balanced

REFUSED = {
    "account_changed",
    "already_claimed",
    "already_seconded",
    "ceiling_exceeded",
    "lines_changed",
    "lines_open",
    "no_lines",
    "not_allowed",
    "own_approval",
    "own_release",
    "run_moved_on",
    "second_missing",
    "second_not_needed",
    "stale_version",
    "taken_meanwhile",
    "year_closed",
}
MONTHS = st.integers(1, 2)
any_run, any_user, any_person = st.integers(0, 9), st.integers(0, 4), st.integers(0, 2)
PRICE = 200_000


class Payments(RuleBasedStateMachine):
    """`self.paid` is the model: who was paid which month of the scheme, by which run."""

    def __init__(self):
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        self.users = [make_officer(), make_officer(), make_approver(), make_approver()]
        self.users.append(make_officer())
        self.users[4].is_superuser = True  # a superuser is asked as everybody else
        self.users[4].save()
        self.scheme = make_scheme()
        self.sources = [make_source(ceiling=10 * PRICE), make_source(ceiling=7 * PRICE)]
        self.people = [make_recipient().person for _ in range(3)]
        self.paid, self.touched = {}, {}
        services.write_policy(
            self.scheme.region, second_over=4 * PRICE, dispute_days=14, actor=self.users[0]
        )

    def teardown(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)

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

    def a_run(self, which):
        found = list(Run.objects.order_by("pk"))
        return found[which % len(found)] if found else None

    def on_a_run(self, which, who, deed, **facts):
        run = self.a_run(which)
        if run is None:
            return None
        return self.attempt(lambda: deed(run, version=run.version, actor=self.users[who], **facts))

    @rule(
        first=MONTHS, more=st.integers(0, 1), source=st.integers(0, 1),
        who=st.sampled_from([0, 1, 4]),
        arrears=st.booleans(), hands_in=st.booleans(),
    )  # fmt: skip
    def start(self, first, more, source, who, arrears, hands_in):
        last = date(2026, first + more + 1, 1)
        actor = self.users[who]
        run = self.attempt(
            lambda: services.start_run(
                scheme=self.scheme, source=self.sources[source],
                period_from=date(2026, first, 1), period_to=date.fromordinal(last.toordinal() - 1),
                title=f"{first}+{more}", with_arrears=arrears, actor=actor,
            )
        )  # fmt: skip
        self.touched[run.pk] = {actor.pk}
        if hands_in:
            self.attempt(lambda: services.submit_run(run, version=run.version, actor=actor))

    @rule(which=any_run)
    def go_on(self, which):
        """Do the next thing by whoever does it: chance alone seldom gets far."""
        run = self.a_run(which)
        if run is not None:
            deed = {"draft": self._submit, "submitted": self._approve, "approved": self._release}
            who = {"draft": 0, "submitted": 2, "approved": 1}
            if run.state in deed:
                deed[run.state](which, who[run.state])

    def touches(self, run, who):
        if run is not None:
            self.touched[run.pk].add(self.users[who].pk)

    @rule(which=any_run, who=any_user, person=any_person, pays=st.booleans())
    def decide(self, which, who, person, pays):
        facts = {"pays": pays, "because": "Diperiksa"}
        self.touches(
            self.on_a_run(
                which, who, lambda run, **more: services.decide(
                    run, self.people[person], **facts, **more
                )
            ),
            who,
        )  # fmt: skip

    @rule(which=any_run, who=any_user)
    def draft(self, which, who):
        self.touches(self.on_a_run(which, who, services.draft_run), who)

    @rule(which=any_run, who=any_user)
    def submit(self, which, who):
        self._submit(which, who)

    def _submit(self, which, who):
        self.touches(self.on_a_run(which, who, services.submit_run), who)

    @rule(which=any_run, who=any_user)
    def send_back(self, which, who):
        self.on_a_run(which, who, services.send_back, because="Salah")

    @rule(which=any_run, who=any_user)
    def cancel(self, which, who):
        self.on_a_run(which, who, services.cancel_run, because="Batal")

    @rule(which=any_run, who=any_user)
    def approve(self, which, who):
        self._approve(which, who)

    def _approve(self, which, who):
        run = self.a_run(which)
        done = run and self.on_a_run(which, who, services.approve_run, fingerprint=run.fingerprint)
        if done:
            assert self.users[who].pk not in self.touched[done.pk]
            for line in Line.objects.filter(run=done):
                for unit in line.units:
                    assert (line.person_id, unit) not in self.paid, "paid twice"
                    self.paid[line.person_id, unit] = done.pk

    @rule(which=any_run, who=any_user)
    def second(self, which, who):
        run = self.a_run(which)
        if run:
            self.on_a_run(which, who, services.second_run, fingerprint=run.fingerprint)

    @rule(which=any_run, who=any_user)
    def release(self, which, who):
        self._release(which, who)

    def _release(self, which, who):
        done = self.on_a_run(
            which, who, services.release_run, sp2d_number="1", sp2d_on=date(2026, 9, 1)
        )
        if done:
            assert done.approved_by_id != self.users[who].pk
            assert done.seconded_by_id is not None or not done.needs_second

    @rule(which=any_run, who=any_user)
    def close(self, which, who):
        self.on_a_run(which, who, services.close_run)

    @rule(person=any_person)
    def change_account(self, person):
        self.people[person].bank_accounts.update(version=7)
        if not self.people[person].bank_accounts.exists():
            make_bank_account(self.people[person])

    @rule(line=st.integers(0, 20))
    def reverse(self, line):
        """Take a claim back as an approved correction does."""
        claims = list(
            Entitlement.objects.exclude(live=None).order_by("pk").values_list("live", flat=True)
        )
        if claims:
            self.attempt(lambda: self.take_back(claims[line % len(claims)]))

    def take_back(self, key):
        with services.database_speaks(), connection.cursor() as cursor:
            claim = Entitlement.objects.filter(live=key).select_related("live__run").first().live
            at = claim.at
            correction = Correction.objects.create(
                line_id=claim.line_id, region_id=claim.run.region_id, kind="reversal",
                because="Salah", state="approved", proposed_by=self.users[0], proposed_at=at,
                decided_by=self.users[2], decided_at=at,
            )  # fmt: skip
            cursor.execute(
                "INSERT INTO stipends_ledgerentry (run_id, line_id, source_id, scheme_id,"
                " person_id, kind, gross, tax, net, original_id, correction_id, by_id, at)"
                " SELECT run_id, line_id, source_id, scheme_id, person_id, 'reversal', -gross,"
                " -tax, -net, id, %s, %s, at FROM stipends_ledgerentry WHERE id = %s",
                [correction.pk, self.users[2].pk, claim.pk],
            )
        for unit in Line.objects.get(pk=claim.line_id).units:
            del self.paid[claim.person_id, unit]

    @invariant()
    def the_books_balance(self):
        balanced()

    @invariant()
    def the_model_and_the_claims_agree(self):
        held = Entitlement.objects.exclude(live=None).values_list("person", "unit", "live__run")
        assert {(person, unit): run for person, unit, run in held} == self.paid
        assert {key for key, _ in self.paid} <= set(Person.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_any_sequence_of_steps_pays_each_month_once():
    run_machine(
        Payments,
        settings=settings(
            max_examples=int(os.environ.get("STIPEND_EXAMPLES", "6")),
            stateful_step_count=50,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
