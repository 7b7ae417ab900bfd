"""What a person's card tells of meetings."""

from __future__ import annotations

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import today
from meetings.models import Attendance, Meeting
from people.models import Person
from people.sections import Line, Section

SHOWN = 5
A_YEAR = timedelta(days=365)


def meetings_of(person: Person, reader: User) -> Section:
    """Return to how many meetings of the last year the person came, and the latest of them."""
    held = Meeting.objects.visible_to(reader).filter(on__gte=today() - A_YEAR)
    marks = list(
        Attendance.objects.filter(person=person, meeting__in=held)
        .select_related("meeting__wksbm", "meeting__organisation", "meeting__region")
        .order_by("-meeting__on", "-pk")
    )
    came = [mark.meeting for mark in marks if mark.present]
    lines = [
        Line(date_format(meeting.on), meeting.host_name, meeting.get_absolute_url())
        for meeting in came[:SHOWN]
    ]
    summary = _("Hadir %(came)d dari %(marked)d pertemuan dalam setahun terakhir.") % {
        "came": len(came),
        "marked": len(marks),
    }
    return Section(_("Pertemuan"), lines, summary=summary)
