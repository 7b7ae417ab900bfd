"""The same payment, return, decision or receipt, noted by many at once: one effect, no double."""

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from common.dates import today
from common.errors import RuleBroken
from stipends.models import (
    Correction,
    Entitlement,
    LedgerEntry,
    Line,
    LineStep,
    Receipt,
    Settlement,
)
from stipends.services import (
    close_run,
    confirm_receipt,
    database_speaks,
    decide_correction,
    pay_lines,
    pay_owed,
    propose_correction,
    return_line,
)
from tests.factories.accounts import make_user
from tests.stipends.money import a_line, approver, make_run, officer, released, stands
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 5


def codes(faults):
    assert all(isinstance(one, RuleBroken) for one in faults), faults
    return [one.code for one in faults]


def of(line):
    """Return the line as each of many has read it."""
    return Line.objects.select_related("run__region", "region").get(pk=line.pk)


def test_a_run_that_many_pay_at_once_is_paid_once():
    run = released(make_run(people=3))
    first = run.lines.order_by("number")[0]
    who, on = officer(first), today()
    pay = partial(pay_lines, run, kind="transferred", on=on, actor=who)

    faults = codes(at_once(*(pay for _ in range(MANY))))

    assert (len(faults), {*faults} <= {"line_moved_on", "nothing_to_pay"}) == (MANY - 1, True)
    assert LineStep.objects.filter(kind="transferred").count() == 3
    back = [partial(return_line, of(first), on=on, because="Tutup", actor=who) for _ in range(MANY)]
    assert codes(at_once(*back)) == ["line_moved_on"] * (MANY - 1)
    again = [
        partial(pay_lines, [of(first)], kind="transferred", on=on, actor=who) for _ in range(MANY)
    ]
    assert codes(at_once(*again)) == ["line_moved_on"] * (MANY - 1)
    assert LineStep.objects.filter(line=first, kind="transferred").count() == 2


def test_a_correction_that_many_decide_at_once_is_decided_once():
    line = a_line(state="approved")
    made = propose_correction(line, kind="reversal", because="Salah orang", actor=officer(line))
    decisions = [
        partial(
            decide_correction,
            Correction.objects.select_related("line").get(pk=made.pk),
            approve=number != 2,
            because="Bukan",
            actor=approver(line),
        )
        for number in range(MANY)
    ]

    faults = codes(at_once(*decisions))

    assert faults == ["already_decided"] * (MANY - 1)
    made.refresh_from_db()
    is_approved = made.state == "approved"
    assert LedgerEntry.objects.filter(kind="reversal").count() == int(is_approved)
    assert (Entitlement.objects.get().live is None) == is_approved


def test_a_receipt_that_is_confirmed_twice_at_once_is_one():
    line = a_line(state="paid")
    line.person.user = make_user()
    line.person.save()
    confirm = partial(confirm_receipt, of(line), line.person.user)

    faults = codes(at_once(*(confirm for _ in range(MANY))))

    assert (faults, Receipt.objects.count()) == (["already_confirmed"] * (MANY - 1), 1)


def test_what_is_owed_is_settled_once():
    line = a_line(state="paid")
    who = officer(line)
    made = propose_correction(line, kind="adjustment", gross=50_000, because="Kurang", actor=who)
    decide_correction(made, approve=True, actor=approver(line))
    pay = partial(pay_owed, of(line), kind="transferred", on=today(), actor=who)

    faults = codes(at_once(*(pay for _ in range(MANY))))

    assert (len(faults), {*faults} <= {"taken_meanwhile", "nothing_owed"}) == (MANY - 1, True)
    assert Settlement.objects.get().net == 50_000


def test_a_run_is_closed_or_money_comes_back_but_not_both():
    for _time in range(3):
        line = a_line(state="paid")
        who = officer(line)
        closes = partial(close_run, line.run, actor=who)
        returns = partial(return_line, of(line), on=today(), because="Tutup", actor=who)

        [fault] = codes(at_once(closes, returns))

        line.run.refresh_from_db()
        ends = (line.run.state, stands(line), fault)
        assert ends in {("closed", "paid", "not_released"), ("released", "returned", "lines_open")}


def test_deposits_that_were_decided_at_once_never_take_more_than_there_is():
    """Beside the service, which holds the claim: the trigger itself waits for whoever is first."""
    line = a_line(state="paid")
    who, others = officer(line), [approver(line) for _ in range(MANY)]
    claim = line.entries.get(kind="claim")

    def deposit(by):
        def work():
            with database_speaks(), transaction.atomic():
                now, sums = timezone.now(), {"gross": -150_000, "tax": 0}
                made = Correction.objects.create(
                    line=line, region=line.run.region, kind="treasury", because="Lebih bayar",
                    sts_number="9", sts_on=today(), state="approved", proposed_by=who,
                    proposed_at=now, decided_by=by, decided_at=now, **sums,
                )  # fmt: skip
                LedgerEntry.objects.create(
                    run=line.run, line=line, source_id=claim.source_id, scheme_id=claim.scheme_id,
                    person_id=claim.person_id, kind="treasury", net=-150_000, original=claim,
                    correction=made, by=by, at=timezone.now(), **sums,
                )  # fmt: skip

        return work

    faults = codes(at_once(*(deposit(by) for by in others)))

    assert faults == ["correction_too_large"] * (MANY - 1)
    assert sum(line.entries.values_list("net", flat=True)) == 50_000
