"""Whatever is done to runs and their money, in any order, I1 to I7 hold (T9 of reliability.md).

Small at every change; STIPEND_EXAMPLES=300 for the full size, and DRILL=full to see each guard
missed (`make drill-money`).
"""

import os
import sys
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test as run_machine

from stipends.models import Correction, LineState, Run
from stipends.services import approving, correcting, runs
from tests.stipends.machine import Payments
from tests.stipends.mutants import cut, drop

EXAMPLES = int(os.environ.get("STIPEND_EXAMPLES", "6"))
STEPS = 50
LONG = pytest.mark.skipif(os.environ.get("DRILL") != "full", reason="in full size only")


def walk(machine, examples):
    run_machine(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.thorough
@pytest.mark.django_db
def test_any_sequence_of_steps_pays_each_month_once():
    Payments.reached.clear()

    walk(Payments, EXAMPLES)

    sys.stdout.write(f"\n{EXAMPLES} walks of {STEPS} steps: {dict(Payments.reached)}\n")
    if EXAMPLES >= 100:  # a walk that comes to nothing proves nothing
        states = {*(f"run {one}" for one in Run.State), *(f"line {one}" for one in LineState.State)}
        kinds = {f"correction {one}" for one in Correction.Kind}
        assert {*Payments.reached} >= states | kinds | {"seconded"}


# --- Without a guard ------------------------------------------------------------------------------

NOTHING = {
    "refuse_claimed": lambda run: None,
    "refuse_unaffordable": lambda source, gross: None,
    "_refuse_editor": lambda run, actor: None,
    "_refuse_adjusted": lambda *facts: None,
}
# What is seen, and what was taken away: of the services (module, name), and of the database.
MUTANTS = [
    ("I1: paid twice", [(runs, "refuse_claimed")], [partial(cut, "already claimed")]),
    ("I1: recorded twice", [], [partial(drop, "stipends_recordedpayment_once")]),
    (
        "I2 a source whose sum",
        [(runs, "refuse_unaffordable"), (approving, "refuse_unaffordable")],
        [partial(drop, "stipends_fundingsource_within_ceiling")],
    ),
    (
        "I3: approved by an editor",
        [(approving, "_refuse_editor")],
        [partial(cut, "who edited a run"), partial(drop, "stipends_run_four_eyes")],
    ),
    ("I3: no second approval", [], [partial(cut, "this sum needs a second")]),
    ("I4: it went from|I6", [], [partial(cut, "this cannot happen to the line")]),
    (
        "I5 a line that was taken back",
        [(correcting, "_refuse_adjusted")],
        [partial(cut, "a reversal leaves nothing"), partial(cut, "what is taken back stands")],
    ),
    ("I6|I7", [(approving, "_RELEASE")], []),
]


@LONG
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen", "services", "database"), MUTANTS, ids=[seen for seen, *_rest in MUTANTS]
)
def test_it_is_seen_where_a_guard_is_missing(monkeypatch, seen, services, database):
    forgetful = f"{approving._RELEASE} AND line.number > 1"  # noqa: SLF001
    for module, name in services:
        monkeypatch.setattr(module, name, NOTHING.get(name, forgetful))
    machine = type("Mutant", (Payments,), {"mutant": lambda _self: [one() for one in database]})

    with pytest.raises(AssertionError, match=seen):
        walk(machine, 100)
