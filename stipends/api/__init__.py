"""Honoraria for programs."""

from stipends.api.fairness import FairnessView
from stipends.api.funding import FundingSourceViewSet
from stipends.api.lines import LeftOutViewSet
from stipends.api.money import CorrectionViewSet, OwnLineViewSet, PaidLineViewSet
from stipends.api.payees import PayeeViewSet
from stipends.api.places import OfficialViewSet, StipendPolicyViewSet
from stipends.api.recorded import DisputeViewSet, RecordedPaymentViewSet
from stipends.api.runs import RunViewSet
from stipends.api.schemes import SchemeViewSet, TaxRuleViewSet
from stipends.api.signed import SignedListViewSet

__all__ = [
    "CorrectionViewSet",
    "DisputeViewSet",
    "FairnessView",
    "FundingSourceViewSet",
    "LeftOutViewSet",
    "OfficialViewSet",
    "OwnLineViewSet",
    "PaidLineViewSet",
    "PayeeViewSet",
    "RecordedPaymentViewSet",
    "RunViewSet",
    "SchemeViewSet",
    "SignedListViewSet",
    "StipendPolicyViewSet",
    "TaxRuleViewSet",
]
