"""The roster for programs."""

from volunteers.api.reports import ActivityReportViewSet

__all__ = ["ActivityReportViewSet"]
