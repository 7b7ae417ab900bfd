"""What people fill in about series, meetings and their logs."""

from meetings.forms.calendar import ChangeHolidayForm, FeedForm, HolidayForm
from meetings.forms.follow_ups import DropForm, FinishForm, FollowUpForm
from meetings.forms.inviting import AnswerByNameForm, AnswerForm, CircleForm, GroupForm, GuestForm
from meetings.forms.kinds import AddKindForm, EndKindForm, KindForm
from meetings.forms.logging import OTHER_DAY, LogForm, days_to_offer
from meetings.forms.meetings import (
    AddOccurrenceForm,
    CancelForm,
    ChangeMeetingForm,
    MeetingForm,
    MergeForm,
    MoveForm,
)
from meetings.forms.minutes import ApproveForm, DelayForm, ReopenForm, SecondSessionForm
from meetings.forms.presence import CaptionForm, CheckInForm, MatchForm, PhotosForm, SheetForm
from meetings.forms.series import KEPT, EndSeriesForm, SeriesForm

__all__ = [
    "KEPT",
    "OTHER_DAY",
    "AddKindForm",
    "AddOccurrenceForm",
    "AnswerByNameForm",
    "AnswerForm",
    "ApproveForm",
    "CancelForm",
    "CaptionForm",
    "ChangeHolidayForm",
    "ChangeMeetingForm",
    "CheckInForm",
    "CircleForm",
    "DelayForm",
    "DropForm",
    "EndKindForm",
    "EndSeriesForm",
    "FeedForm",
    "FinishForm",
    "FollowUpForm",
    "GroupForm",
    "GuestForm",
    "HolidayForm",
    "KindForm",
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
