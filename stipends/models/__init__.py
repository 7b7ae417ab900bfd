"""Money for volunteers: sources, schemes, runs, lines, the ledger, and what people say of it."""

from stipends.models.funding import BUDGETS, FundingSource, FundingSourceQuerySet
from stipends.models.ledger import Correction, Entitlement, LedgerEntry, LedgerQuerySet
from stipends.models.lines import Line, LineQuerySet, LineState, LineStep
from stipends.models.places import Official, StipendPolicy
from stipends.models.recorded import RecordedPayment
from stipends.models.runs import (
    HELD,
    Because,
    Decision,
    LeftOut,
    Quantity,
    Run,
    RunEditor,
    RunException,
    RunQuerySet,
)
from stipends.models.schemes import MONTHS_AT_ONCE, EventKind, Rate, Rhythm, Scheme, SchemeQuerySet
from stipends.models.settlements import Settlement
from stipends.models.signed import SignedList
from stipends.models.taxes import TaxBracket, TaxGroup, TaxRule, TaxStatus, brackets_of_rule
from stipends.models.voices import Dispute, DisputeQuerySet, Receipt

__all__ = [
    "BUDGETS",
    "HELD",
    "MONTHS_AT_ONCE",
    "Because",
    "Correction",
    "Decision",
    "Dispute",
    "DisputeQuerySet",
    "Entitlement",
    "EventKind",
    "FundingSource",
    "FundingSourceQuerySet",
    "LedgerEntry",
    "LedgerQuerySet",
    "LeftOut",
    "Line",
    "LineQuerySet",
    "LineState",
    "LineStep",
    "Official",
    "Quantity",
    "Rate",
    "Receipt",
    "RecordedPayment",
    "Rhythm",
    "Run",
    "RunEditor",
    "RunException",
    "RunQuerySet",
    "Scheme",
    "SchemeQuerySet",
    "Settlement",
    "SignedList",
    "StipendPolicy",
    "TaxBracket",
    "TaxGroup",
    "TaxRule",
    "TaxStatus",
    "brackets_of_rule",
]
