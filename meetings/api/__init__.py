"""Series, meetings, days off and recaps for programs."""

from meetings.api.calendar import HolidayViewSet
from meetings.api.follow_ups import FollowUpViewSet
from meetings.api.meetings import MeetingViewSet
from meetings.api.recaps import RecapView
from meetings.api.series import SeriesViewSet

__all__ = ["FollowUpViewSet", "HolidayViewSet", "MeetingViewSet", "RecapView", "SeriesViewSet"]
