"""The service's own loops with simulated channels: `dispatch`, and the Celery application.

    python -m tests.drills.entry
    python -m celery -A tests.drills.entry worker

Pauses between tries are twenty times as short as in the service, as the drills' outages are.
"""

import os
import time
from dataclasses import replace
from functools import partial
from importlib import import_module

import django
from django.core.management import call_command

from config.celery import app

django.setup()

# What follows needs the apps.
from notifications import services  # noqa: E402
from notifications.rules import RULES  # noqa: E402
from notifications.services.sending import send_due  # noqa: E402
from tests.drills import mutants  # noqa: E402
from tests.drills.channels import ladder  # noqa: E402
from tests.drills.fleet import COMPRESSED  # noqa: E402

__all__ = ["app"]

SHORTER = {
    "notifications.services.outcomes": ("FIRST_PAUSE", "LONGEST_PAUSE"),
    "notifications.services.health": ("FIRST_PAUSE", "LONGEST_PAUSE"),
    "notifications.services.ladder": ("WAITS_AT_MOST",),
}
TOGETHER = "DRILL_TOGETHER"  # seconds: planners wait for the next multiple, and begin at once

for name, times in SHORTER.items():
    module = import_module(name)
    for each in times:
        setattr(module, each, getattr(module, each) / COMPRESSED)

plan = services.plan


def plan_together():
    rhythm = float(os.environ[TOGETHER])
    time.sleep(rhythm - time.time() % rhythm)
    return plan()


if TOGETHER in os.environ:
    services.plan = plan_together  # type: ignore[assignment]
if "DRILL_AT_LEAST_ONCE" in os.environ:
    RULES["meeting_ahead"] = replace(RULES["meeting_ahead"], at_most_once=False)
services.send_due = partial(send_due, ladder=ladder())
mutants.apply(os.environ.get("DRILL_MUTANT", ""))

if __name__ == "__main__":
    call_command("dispatch", "--plan-every", "5")
