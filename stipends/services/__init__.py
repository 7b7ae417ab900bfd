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
from stipends.services.comparing import Change, Comparison, compare_with_last
from stipends.services.correcting import decide_correction, propose_correction, to_treasury
from stipends.services.funding import close_year, write_official, write_policy, write_source
from stipends.services.holding import hold_run
from stipends.services.owing import (
    Sums,
    due_by_line,
    net_owed,
    owed_by_line,
    owed_of,
    received_by_line,
    settled,
)
from stipends.services.own import (
    left_out_of,
    lines_of_person,
    own_lines,
    own_recorded,
    received_by_year,
    said_left_out,
    without_scheme,
)
from stipends.services.paying import (
    account_of,
    pay_lines,
    pay_owed,
    payable_accounts,
    return_line,
    unblock_line,
)
from stipends.services.recording import (
    place_served,
    record_payment,
    schemes_to_record,
    withdraw_recorded,
)
from stipends.services.reference import load_tax_rules
from stipends.services.refusals import database_speaks
from stipends.services.runs import (
    cancel_run,
    decide,
    decide_held,
    draft_run,
    note_quantities,
    send_back,
    start_run,
    submit_run,
)
from stipends.services.schemes import note_tax_status, set_rate, tax_statuses_of, write_scheme
from stipends.services.signed import attach_signed_list, open_signed_list
from stipends.services.voices import answer_dispute, confirm_receipt, raise_dispute

__all__ = [
    "Change",
    "Comparison",
    "Sums",
    "account_of",
    "answer_dispute",
    "approve_run",
    "attach_signed_list",
    "cancel_run",
    "close_run",
    "close_year",
    "compare_with_last",
    "confirm_receipt",
    "database_speaks",
    "decide",
    "decide_correction",
    "decide_held",
    "draft_run",
    "due_by_line",
    "hold_run",
    "left_out_of",
    "lines_of_person",
    "load_tax_rules",
    "net_owed",
    "note_exception",
    "note_ntpn",
    "note_quantities",
    "note_tax_status",
    "open_signed_list",
    "owed_by_line",
    "owed_of",
    "own_lines",
    "own_recorded",
    "pay_lines",
    "pay_owed",
    "payable_accounts",
    "place_served",
    "policy_of",
    "propose_correction",
    "raise_dispute",
    "received_by_line",
    "received_by_year",
    "record_payment",
    "release_run",
    "return_line",
    "said_left_out",
    "schemes_to_record",
    "second_run",
    "send_back",
    "set_rate",
    "settled",
    "start_run",
    "submit_run",
    "tax_statuses_of",
    "to_treasury",
    "unblock_line",
    "withdraw_recorded",
    "without_scheme",
    "write_official",
    "write_policy",
    "write_scheme",
    "write_source",
]
