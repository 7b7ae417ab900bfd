"""Five times the same under one key at once: one effect, one answer; another body: 422 (T12)."""

from collections import Counter
from functools import partial

from tests.drills.judge import say
from tests.drills.paying import AMOUNT
from tests.drills.tellers import together

REPEATS = 5


def asked(office, number):
    """Return (path, body): a run, which nothing but its key keeps from being there twice; or a
    payment by others, which the database keeps once, but with another answer.
    """
    if number % 2:
        return "recorded-payments/", office.payment_of(number // 2)
    return "stipend-runs/", office.run_of(number // 2 % 12)


def repeat(office, keys, *, first=0):
    """Send so many writes five times at once; return what is wrong with their answers."""
    faults, statuses = [], Counter()
    for number in range(first, first + keys):
        path, body = asked(office, number)
        teller = office.staff.officers[number % len(office.staff.officers)]
        answers = together([partial(teller.post, path, body, key=f"k-{number}")] * REPEATS)
        other = teller.post(path, body | {"other": "yes"}, key=f"k-{number}")
        done = answers[0].body
        if number % 2:
            office.books.note("recorded", body["scheme"], 1, AMOUNT)
        else:
            office.books.note("run draft", done.get("id"))
        told = [answer.status for answer in answers]
        statuses.update([*told, other.status])
        if set(told) != {201} or any(answer.body != done for answer in answers):
            faults.append(f"{path}: {told}")
        if sum(answer.is_replayed for answer in answers) != REPEATS - 1:
            faults.append(f"{path}: it was done more than once")
        if other.body.get("code") != "idempotency_key_reused":
            faults.append(f"{path}: another body got {other.status}")
    say(f"{keys} keys x {REPEATS}, and once with another body: {dict(statuses)}")
    return faults
