"""Kinds, series, each meeting from planned to held, who is invited and came; tasks; days off."""

from meetings.models.checking_in import CheckInCode
from meetings.models.feeds import CalendarFeed, CalendarFeedQuerySet
from meetings.models.follow_ups import FollowUp, FollowUpQuerySet
from meetings.models.holidays import Holiday, HolidayQuerySet
from meetings.models.hosts import (
    Host,
    Hosted,
    hosted_by,
    is_dissolved,
    meetings_url,
    name_of,
    region_of,
)
from meetings.models.inviting import (
    POSTPONE,
    POSTPONE_LABEL,
    POSTPONED,
    Invitation,
    InvitedGroup,
)
from meetings.models.kinds import ROUTINE, Circle, MeetingKind, MeetingKindQuerySet
from meetings.models.meetings import Attendance, Meeting, MeetingQuerySet, circle_of
from meetings.models.photos import MeetingPhoto
from meetings.models.reports import MonthlyReport
from meetings.models.series import Series, SeriesQuerySet

__all__ = [
    "POSTPONE",
    "POSTPONED",
    "POSTPONE_LABEL",
    "ROUTINE",
    "Attendance",
    "CalendarFeed",
    "CalendarFeedQuerySet",
    "CheckInCode",
    "Circle",
    "FollowUp",
    "FollowUpQuerySet",
    "Holiday",
    "HolidayQuerySet",
    "Host",
    "Hosted",
    "Invitation",
    "InvitedGroup",
    "Meeting",
    "MeetingKind",
    "MeetingKindQuerySet",
    "MeetingPhoto",
    "MeetingQuerySet",
    "MonthlyReport",
    "Series",
    "SeriesQuerySet",
    "circle_of",
    "hosted_by",
    "is_dissolved",
    "meetings_url",
    "name_of",
    "region_of",
]
