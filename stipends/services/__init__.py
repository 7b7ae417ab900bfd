"""What is done with honoraria. Import services from here."""

from stipends.services.correcting import decide_correction, propose_correction
from stipends.services.own import (
    left_out_of,
    own_lines,
    own_recorded,
    received_by_year,
    said_left_out,
    why_not,
    without_scheme,
)
from stipends.services.paying import (
    account_of,
    pay_lines,
    payable_accounts,
    return_line,
    to_treasury,
    unblock_line,
)
from stipends.services.recording import (
    place_served,
    record_payment,
    schemes_to_record,
    withdraw_recorded,
)
from stipends.services.voices import answer_dispute, confirm_receipt, raise_dispute

__all__ = [
    "account_of",
    "answer_dispute",
    "confirm_receipt",
    "decide_correction",
    "left_out_of",
    "own_lines",
    "own_recorded",
    "pay_lines",
    "payable_accounts",
    "place_served",
    "propose_correction",
    "raise_dispute",
    "received_by_year",
    "record_payment",
    "return_line",
    "said_left_out",
    "schemes_to_record",
    "to_treasury",
    "unblock_line",
    "why_not",
    "withdraw_recorded",
    "without_scheme",
]
