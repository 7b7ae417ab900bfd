"""Series, meetings and days off for programs."""

from meetings.api.calendar import HolidayViewSet
from meetings.api.feeds import FeedViewSet
from meetings.api.kinds import MeetingKindViewSet
from meetings.api.meetings import MeetingViewSet
from meetings.api.series import SeriesViewSet

__all__ = [
    "FeedViewSet",
    "HolidayViewSet",
    "MeetingKindViewSet",
    "MeetingViewSet",
    "SeriesViewSet",
]
