"""Five times the same under one key at once: one effect, one answer; another body: 422 (T12)."""

from collections import Counter
from functools import partial

import pytest

from tests.drills.books import Books
from tests.drills.conftest import FULL, LONG
from tests.drills.judge import say
from tests.drills.paying import AMOUNT, FAST, YEAR, Office
from tests.drills.tellers import together

pytestmark = pytest.mark.django_db  # so that there are tables to copy

KEYS, REPEATS = 1_000 if FULL else 40, 5
SIZE = {"staff": 8, "schemes": 8, "people": 10}


def asked(office, number):
    """Return (path, body): a run, which nothing but its key keeps from being there twice; or a
    payment by others, which the database keeps once, but with another answer.
    """
    if number % 2:
        return "recorded-payments/", office.payment_of(number // 2)
    return "stipend-runs/", office.run_of(number // 2 % 12)


def repeated(fleet, keys, *, mutant=""):
    """Return what is wrong after so many keys."""
    with fleet([], settings={**FAST, "DRILL_MUTANT": mutant}) as found:
        office, books, faults = Office(found, **SIZE), Books(), []
        found.serve()
        statuses = Counter()
        for number in range(keys):
            path, body = asked(office, number)
            teller = office.staff.officers[number % SIZE["staff"]]
            answers = together([partial(teller.post, path, body, key=f"k-{number}")] * REPEATS)
            other = teller.post(path, body | {"period_to": f"{YEAR}-12-31"}, key=f"k-{number}")
            first = answers[0].body
            if number % 2:
                books.note("recorded", body["scheme"], 1, AMOUNT)
            else:
                books.note("run draft", first.get("id"))
            told = [answer.status for answer in answers]
            statuses.update([*told, other.status])
            if set(told) != {201} or any(answer.body != first for answer in answers):
                faults.append(f"{path}: {told}")
            if sum(answer.is_replayed for answer in answers) != REPEATS - 1:
                faults.append(f"{path}: it was done more than once")
            if other.body.get("code") != "idempotency_key_reused":
                faults.append(f"{path}: another body got {other.status}")
        say(f"{keys} keys x {REPEATS}, and once with another body: {dict(statuses)}")
        return faults + books.faults(found)


def test_t12_a_key_has_one_effect_and_one_answer(fleet):
    assert repeated(fleet, KEYS) == []


@LONG
def test_t12_is_red_where_the_key_is_written_after_the_effect(fleet):
    faults = repeated(fleet, 10, mutant="key_afterwards")

    assert any(fault.startswith("run draft of") for fault in faults), faults


@LONG
def test_t12_is_red_where_nobody_compares_what_was_sent(fleet):
    faults = repeated(fleet, 4, mutant="no_digest")

    assert any("another body got 201" in fault for fault in faults), faults
