"""Series of routine meetings, each meeting from planned to held, and who came; days off."""

from meetings.models.feeds import CalendarFeed, CalendarFeedQuerySet
from meetings.models.holidays import Holiday, HolidayQuerySet
from meetings.models.meetings import Attendance, Meeting, MeetingQuerySet, invited_to
from meetings.models.series import Series, SeriesQuerySet

__all__ = [
    "Attendance",
    "CalendarFeed",
    "CalendarFeedQuerySet",
    "Holiday",
    "HolidayQuerySet",
    "Meeting",
    "MeetingQuerySet",
    "Series",
    "SeriesQuerySet",
    "invited_to",
]
