"""How what is paid goes along when two persons are made one: approved money stays as it is."""

from __future__ import annotations

from typing import Any, Final

from django.utils.formats import date_format

from common.dates import first_day, last_day
from people.references import Handling, Keep, handle, keep_both
from stipends.models import TaxStatus

_STANDS: Final = "approved money stays as it is and shows under the survivor (merged_into)"
_NAMES: Final = "a payment names the account that it went to, whatever became of that"


def handle_own() -> None:
    for key in ("line", "ledgerentry", "leftout"):
        handle(f"stipends.{key}.person", Handling(never_moves=_STANDS))
    # What both have claimed stays beside each other: the ledger looks at both (guards.py).
    for key in ("entitlement", "recordedpayment", "decision", "quantity", "dispute"):
        handle(f"stipends.{key}.person", Handling(keep_both))
    handle("stipends.taxstatus.person", Handling(_same_status, _said_status))
    for key in ("line", "linestep"):
        handle(f"stipends.{key}.account", Handling(never_moves=_NAMES))


def _same_status(theirs: TaxStatus, ours: TaxStatus) -> Keep:
    same = (theirs.group, theirs.without_npwp, theirs.term) == (
        ours.group,
        ours.without_npwp,
        ours.term,
    )
    return Keep.STAYS if same else Keep.ASK


def _said_status(one: Any) -> str:
    first, last = (day and date_format(day) for day in (first_day(one.term), last_day(one.term)))
    return f"{one.get_group_display()} ({first or '...'} - {last or '...'})"
