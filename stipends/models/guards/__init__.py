"""What the database itself refuses: skipped steps, one's own approval, a second payment.

The bodies are PL/pgSQL, one for each table that moves others. Statement-level where rows come by
the thousand: they ask once, however many lines a run has. Tested by writing SQL beside the services
(tests/stipends/test_guards.py); each has a mutant that turns a test red.
"""

from stipends.models.guards.corrections import SETTLES_WHAT_IS_OWED
from stipends.models.guards.ledger import LEDGER_MOVES
from stipends.models.guards.runs import RUN_GUARDS
from stipends.models.guards.steps import STEPS_MOVE
from stipends.models.guards.words import REFUSED, SECOND_OVER

__all__ = [
    "LEDGER_MOVES",
    "REFUSED",
    "RUN_GUARDS",
    "SECOND_OVER",
    "SETTLES_WHAT_IS_OWED",
    "STEPS_MOVE",
]
