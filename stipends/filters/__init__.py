"""What lists of honoraria can be narrowed by."""

from stipends.filters.funding import OfficialFilter, PolicyFilter, SchemeFilter, SourceFilter
from stipends.filters.runs import LeftOutFilter, LineFilter, RunFilter

__all__ = [
    "LeftOutFilter",
    "LineFilter",
    "OfficialFilter",
    "PolicyFilter",
    "RunFilter",
    "SchemeFilter",
    "SourceFilter",
]
