"""What lists of meetings can be narrowed by."""

from meetings.filters.follow_ups import FollowUpFilter, FollowUpPageFilter
from meetings.filters.kinds import MeetingKindFilter
from meetings.filters.lists import (
    HolidayFilter,
    MeetingFilter,
    MeetingListFilter,
    MeetingPageFilter,
    SeriesFilter,
)

__all__ = [
    "FollowUpFilter",
    "FollowUpPageFilter",
    "HolidayFilter",
    "MeetingFilter",
    "MeetingKindFilter",
    "MeetingListFilter",
    "MeetingPageFilter",
    "SeriesFilter",
]
