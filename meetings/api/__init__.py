"""Series, meetings and days off for programs."""

from meetings.api.calendar import HolidayViewSet
from meetings.api.follow_ups import FollowUpViewSet
from meetings.api.meetings import MeetingViewSet
from meetings.api.series import SeriesViewSet

__all__ = [
    "FollowUpViewSet",
    "HolidayViewSet",
    "MeetingViewSet",
    "SeriesViewSet",
]
