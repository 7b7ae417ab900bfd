"""What is kept of a person, made tidy; and what speaks for two records being one person."""

from people.rules.likeness import (
    ALIKE,
    PROPOSE_FROM,
    SIGNS,
    Facts,
    Reason,
    Sign,
    common_code,
    reasons_for,
    score_of,
)
from people.rules.tidying import (
    FACTS,
    beside,
    is_other_name,
    read_account,
    read_kk,
    read_nik,
    tidied,
)

__all__ = [
    "ALIKE",
    "FACTS",
    "PROPOSE_FROM",
    "SIGNS",
    "Facts",
    "Reason",
    "Sign",
    "beside",
    "common_code",
    "is_other_name",
    "read_account",
    "read_kk",
    "read_nik",
    "reasons_for",
    "score_of",
    "tidied",
]
