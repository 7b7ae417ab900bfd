"""What the meetings hold of a person: where they came, and where they did not."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Attendance
from people.models import Person
from people.subjects import Rows, register_holdings


def register() -> None:
    register_holdings(
        "attendances",
        gettext_lazy("Kehadiran"),
        attendances_of,
        relations=["meetings.Attendance.person"],
    )


def attendances_of(person: Person) -> Rows:
    marks = Attendance.objects.filter(person=person).select_related(
        "meeting__wksbm", "meeting__organisation", "meeting__region"
    )
    return [
        {
            _("Penyelenggara"): mark.meeting.host_name,
            _("Acara"): mark.meeting.purpose,
            _("Tanggal"): mark.meeting.on,
            _("Hadir"): mark.present,
        }
        for mark in marks.order_by("-meeting__starts_at", "pk")
    ]
