"""The papers of meetings: the invitation, the sheet to sign, and what came of them."""

from django.utils.translation import gettext_lazy

from accounts.access import Can
from meetings.models import Meeting
from meetings.papers.attendance import list_facts, sheet_facts
from meetings.papers.invitation import invitation_facts
from meetings.papers.minutes import minutes_facts
from meetings.papers.recap import recap_facts, recap_title
from meetings.papers.record import record_facts, record_title
from meetings.recaps import find_recap
from papers.kinds import PaperKind, register
from papers.words import said_day

INVITATION = "meetings.invitation"
ATTENDANCE_SHEET = "meetings.attendance_sheet"
ATTENDANCE_LIST = "meetings.attendance_list"
MINUTES = "meetings.minutes"
RECORD = "meetings.record"
RECAP = "meetings.recap"


def register_kinds() -> None:
    for kind in _KINDS:
        register(kind)


_KINDS = (
    PaperKind(
        name=INVITATION,
        label=gettext_lazy("Undangan"),
        template="meeting_invitation",
        number="{sequence:03d}/UND/{region}/{month}/{year}",
        can=Can.PLAN_MEETINGS,
        model=Meeting,
        facts=invitation_facts,
        title=lambda meeting: f"Undangan {meeting.purpose}, {said_day(meeting.on)}",
        is_letter=True,
    ),
    # To be signed on the day. What is known afterwards is another paper, so that the signed sheet
    # stays the valid one of its kind.
    PaperKind(
        name=ATTENDANCE_SHEET,
        label=gettext_lazy("Daftar hadir"),
        template="attendance_sheet",
        number="{sequence:03d}/DH/{region}/{month}/{year}",
        can=Can.LOG_MEETINGS,
        model=Meeting,
        facts=sheet_facts,
        title=lambda meeting: f"Daftar hadir {meeting.purpose}, {said_day(meeting.on)}",
    ),
    PaperKind(
        name=ATTENDANCE_LIST,
        label=gettext_lazy("Daftar hadir terisi"),
        template="attendance_list",
        number="{sequence:03d}/DHT/{region}/{month}/{year}",
        can=Can.LOG_MEETINGS,
        model=Meeting,
        facts=list_facts,
        title=lambda meeting: f"Daftar hadir terisi {meeting.purpose}, {said_day(meeting.on)}",
    ),
    PaperKind(
        name=MINUTES,
        label=gettext_lazy("Notulen"),
        template="meeting_minutes",
        number="{sequence:03d}/NOT/{region}/{month}/{year}",
        can=Can.LOG_MEETINGS,
        model=Meeting,
        facts=minutes_facts,
        title=lambda meeting: f"Notulen {meeting.purpose}, {said_day(meeting.on)}",
    ),
    PaperKind(
        name=RECORD,
        label=gettext_lazy("Berita acara"),
        template="meeting_record",
        number="{sequence:03d}/BA/{region}/{month}/{year}",
        can=Can.LOG_MEETINGS,
        model=Meeting,
        facts=record_facts,
        title=lambda meeting: f"{record_title(meeting)}, {said_day(meeting.on)}",
    ),
    PaperKind(
        name=RECAP,
        label=gettext_lazy("Rekap kehadiran"),
        template="attendance_recap",
        number="{sequence:03d}/RKH/{region}/{month}/{year}",
        can=Can.LOG_MEETINGS,
        model=None,
        find=find_recap,
        facts=recap_facts,
        title=recap_title,
    ),
)
