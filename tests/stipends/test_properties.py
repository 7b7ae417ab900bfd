"""Whatever is done to runs and their money, in any order, I1 to I7 hold (T9 of reliability.md).

Small at every change; STIPEND_EXAMPLES=300 for the full size (`make drill-money`).
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test as run_machine

from tests.stipends.machine import Payments

EXAMPLES = int(os.environ.get("STIPEND_EXAMPLES", "6"))
STEPS = 50


def walk(machine, examples):
    run_machine(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_any_sequence_of_steps_pays_each_month_once():
    walk(Payments, EXAMPLES)
