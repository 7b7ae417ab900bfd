"""The roster for programs."""

from volunteers.api.reports import ActivityReportViewSet
from volunteers.api.scans import DroppedScanViewSet

__all__ = ["ActivityReportViewSet", "DroppedScanViewSet"]
