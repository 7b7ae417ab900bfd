"""What people fill in about series, meetings and their logs."""

from meetings.forms.calendar import FeedForm, HolidayForm
from meetings.forms.days import DayInput
from meetings.forms.follow_ups import DropForm, FinishForm, FollowUpForm
from meetings.forms.logging import OTHER_DAY, LogForm, days_to_offer
from meetings.forms.meetings import AddOccurrenceForm, CancelForm, MeetingForm, MergeForm, MoveForm
from meetings.forms.minutes import ApproveForm, DelayForm, ReopenForm, SecondSessionForm
from meetings.forms.presence import CaptionForm, CheckInForm, MatchForm, PhotosForm, SheetForm
from meetings.forms.series import KEPT, EndSeriesForm, SeriesForm

__all__ = [
    "KEPT",
    "OTHER_DAY",
    "AddOccurrenceForm",
    "ApproveForm",
    "CancelForm",
    "CaptionForm",
    "CheckInForm",
    "DayInput",
    "DelayForm",
    "DropForm",
    "EndSeriesForm",
    "FeedForm",
    "FinishForm",
    "FollowUpForm",
    "HolidayForm",
    "LogForm",
    "MatchForm",
    "MeetingForm",
    "MergeForm",
    "MoveForm",
    "PhotosForm",
    "ReopenForm",
    "SecondSessionForm",
    "SeriesForm",
    "SheetForm",
    "days_to_offer",
]
