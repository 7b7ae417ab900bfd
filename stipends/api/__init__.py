"""Honoraria for programs."""

from stipends.api.funding import FundingSourceViewSet
from stipends.api.lines import LeftOutViewSet, LineViewSet
from stipends.api.places import OfficialViewSet, StipendPolicyViewSet
from stipends.api.runs import RunViewSet
from stipends.api.schemes import SchemeViewSet, TaxRuleViewSet

__all__ = [
    "FundingSourceViewSet",
    "LeftOutViewSet",
    "LineViewSet",
    "OfficialViewSet",
    "RunViewSet",
    "SchemeViewSet",
    "StipendPolicyViewSet",
    "TaxRuleViewSet",
]
