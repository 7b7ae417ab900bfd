"""Series, meetings, days off and recaps for programs."""

from meetings.api.calendar import HolidayViewSet
from meetings.api.feeds import FeedViewSet
from meetings.api.follow_ups import FollowUpViewSet
from meetings.api.kinds import MeetingKindViewSet
from meetings.api.meetings import MeetingViewSet
from meetings.api.recaps import RecapView
from meetings.api.series import SeriesViewSet

__all__ = [
    "FeedViewSet",
    "FollowUpViewSet",
    "HolidayViewSet",
    "MeetingKindViewSet",
    "MeetingViewSet",
    "RecapView",
    "SeriesViewSet",
]
