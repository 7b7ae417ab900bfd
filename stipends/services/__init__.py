"""What is done with honoraria. Import services from here."""

from stipends.services.correcting import decide_correction, propose_correction
from stipends.services.own import left_out_of, own_lines, own_recorded, why_not
from stipends.services.paying import pay_lines, return_line, to_treasury, unblock_line
from stipends.services.recording import place_served, record_payment, withdraw_recorded
from stipends.services.voices import answer_dispute, confirm_receipt, raise_dispute

__all__ = [
    "answer_dispute",
    "confirm_receipt",
    "decide_correction",
    "left_out_of",
    "own_lines",
    "own_recorded",
    "pay_lines",
    "place_served",
    "propose_correction",
    "raise_dispute",
    "record_payment",
    "return_line",
    "to_treasury",
    "unblock_line",
    "why_not",
    "withdraw_recorded",
]
