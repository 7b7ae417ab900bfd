"""What lists of meetings can be narrowed by."""

from meetings.filters.kinds import MeetingKindFilter
from meetings.filters.lists import (
    HolidayFilter,
    MeetingFilter,
    MeetingListFilter,
    MeetingPageFilter,
    SeriesFilter,
)

__all__ = [
    "HolidayFilter",
    "MeetingFilter",
    "MeetingKindFilter",
    "MeetingListFilter",
    "MeetingPageFilter",
    "SeriesFilter",
]
