"""How a guard refuses, and the sum above which two approve."""

from typing import Final

REFUSED: Final = "USING ERRCODE = 'check_violation'"
TAKEN: Final = "USING ERRCODE = 'unique_violation'"
SECOND_OVER: Final = 50_000_000  # rupiah: two approve more, where the place did not say otherwise
