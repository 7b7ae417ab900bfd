"""What changes money. Import services from here."""

from stipends.services.approving import (
    approve_run,
    close_run,
    note_exception,
    note_ntpn,
    policy_of,
    release_run,
    second_run,
)
from stipends.services.comparing import Change, Comparison, compare_with_last, why_not
from stipends.services.funding import close_year, write_official, write_policy, write_source
from stipends.services.holding import hold_run
from stipends.services.reference import load_tax_rules
from stipends.services.refusals import database_speaks
from stipends.services.runs import (
    cancel_run,
    decide,
    draft_run,
    note_quantities,
    send_back,
    start_run,
    submit_run,
)
from stipends.services.schemes import note_tax_status, set_rate, write_scheme

__all__ = [
    "Change",
    "Comparison",
    "approve_run",
    "cancel_run",
    "close_run",
    "close_year",
    "compare_with_last",
    "database_speaks",
    "decide",
    "draft_run",
    "hold_run",
    "load_tax_rules",
    "note_exception",
    "note_ntpn",
    "note_quantities",
    "note_tax_status",
    "policy_of",
    "release_run",
    "second_run",
    "send_back",
    "set_rate",
    "start_run",
    "submit_run",
    "why_not",
    "write_official",
    "write_policy",
    "write_scheme",
    "write_source",
]
