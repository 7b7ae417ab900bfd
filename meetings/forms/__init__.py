"""What people fill in about series, meetings and their logs."""

from meetings.forms.calendar import ChangeHolidayForm, FeedForm, HolidayForm
from meetings.forms.days import DayInput
from meetings.forms.inviting import (
    AnswerByNameForm,
    AnswerForm,
    CircleForm,
    GroupForm,
    GuestForm,
)
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
from meetings.forms.series import KEPT, EndSeriesForm, SeriesForm

__all__ = [
    "KEPT",
    "OTHER_DAY",
    "AddKindForm",
    "AddOccurrenceForm",
    "AnswerByNameForm",
    "AnswerForm",
    "CancelForm",
    "ChangeHolidayForm",
    "ChangeMeetingForm",
    "CircleForm",
    "DayInput",
    "EndKindForm",
    "EndSeriesForm",
    "FeedForm",
    "GroupForm",
    "GuestForm",
    "HolidayForm",
    "KindForm",
    "LogForm",
    "MeetingForm",
    "MergeForm",
    "MoveForm",
    "SeriesForm",
    "days_to_offer",
]
