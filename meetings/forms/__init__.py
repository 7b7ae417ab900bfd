"""What people fill in about series, meetings and their logs."""

from meetings.forms.calendar import FeedForm, HolidayForm
from meetings.forms.days import DayInput
from meetings.forms.logging import OTHER_DAY, LogForm, days_to_offer
from meetings.forms.meetings import AddOccurrenceForm, CancelForm, MeetingForm, MergeForm, MoveForm
from meetings.forms.minutes import ApproveForm, DelayForm, ReopenForm, SecondSessionForm
from meetings.forms.series import KEPT, EndSeriesForm, SeriesForm

__all__ = [
    "KEPT",
    "OTHER_DAY",
    "AddOccurrenceForm",
    "ApproveForm",
    "CancelForm",
    "DayInput",
    "DelayForm",
    "EndSeriesForm",
    "FeedForm",
    "HolidayForm",
    "LogForm",
    "MeetingForm",
    "MergeForm",
    "MoveForm",
    "ReopenForm",
    "SecondSessionForm",
    "SeriesForm",
    "days_to_offer",
]
