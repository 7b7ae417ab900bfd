"""Meetings: what lies ahead is announced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import official
from meetings.models import Meeting
from meetings.rules import said_date, said_time
from notifications.rules.base import Rule, Step, Subject, Text, key_of, short, step_ahead
from people.models import Person

# Steps are counted back on the village's clock, and come before quiet hours where they would fall
# into them. A step is useful until the next one is due, so that a late run sends the newest step
# only; where quiet hours bring two to the same instant, the newer one stays. OFFSET 0: the moments
# are worked out once for a meeting, not for each person.
MEETING_AHEAD = """
    SELECT m.region_id,
           'meeting_ahead' AS rule,
           'meeting:' || m.id || ':' || m.revision AS occasion,
           steps.step,
           invited.person_id,
           steps.due_at,
           steps.not_after
      FROM meetings_meeting AS m
     CROSS JOIN LATERAL (
               SELECT step, due_at,
                      least(
                          due_at + useful_for,
                          lead(due_at, 1, m.starts_at) OVER (ORDER BY ahead DESC)
                      ) AS not_after
                 FROM (
                          SELECT step, ahead, useful_for,
                                 notifications_before_quiet(
                                     ((m.starts_at AT TIME ZONE m.zone) - ahead)
                                         AT TIME ZONE m.zone,
                                     m.region_id, m.zone
                                 ) AS due_at
                            FROM notifications_steps('meeting_ahead', m.region_id, m.wksbm_id)
                          OFFSET 0
                      ) AS decent
               OFFSET 0
           ) AS steps
     CROSS JOIN LATERAL meetings_invited(m.id) AS invited (person_id)
     WHERE m.status = 'planned'
       AND steps.due_at < steps.not_after
       AND m.starts_at > %(now)s
       AND m.starts_at < %(until)s + interval '1 day' + notifications_farthest('meeting_ahead')
       AND (%(subjects)s::uuid[] IS NULL OR m.id = ANY (%(subjects)s::uuid[]))
"""


@dataclass(frozen=True)
class MeetingOccasion:
    """A meeting, beside the revision that a message was planned for."""

    meeting: Meeting | None
    revision: int

    @property
    def title(self) -> str:
        if self.meeting is None:
            return _("Pertemuan yang tidak ada lagi")
        return f"{self.meeting.purpose}, {said_when(self.meeting)}"

    @property
    def gone(self) -> str:
        meeting = self.meeting
        if meeting is None:
            return _("Pertemuan ini tidak ada lagi.")
        if meeting.status == Meeting.Status.CANCELLED:
            return _("Pertemuan dibatalkan: %(why)s") % {"why": meeting.cancelled_because}
        if meeting.status == Meeting.Status.HELD:
            return _("Pertemuan sudah terlaksana.")
        if self.revision != meeting.revision:
            return _("Pertemuan dipindah: sekarang %(when)s, di %(place)s.") % {
                "when": said_when(meeting),
                "place": meeting.place or _("tempat yang diumumkan kemudian"),
            }
        return ""

    @official
    def text(self, person: Person) -> Text:
        meeting = self.meeting
        if meeting is None:
            return Text(self.title, "", "")
        when = meeting.starts_here
        body = _(
            "Yth. Ibu/Bapak %(name)s,\n\n"
            "%(body)s mengundang Ibu/Bapak ke %(purpose)s.\n\n"
            "Hari: %(day)s\nPukul: %(time)s\nTempat: %(place)s\n\n"
            "Bila berhalangan, mohon kabari pengurus."
        ) % {
            "name": person.name,
            "body": meeting.host_name,
            "purpose": meeting.purpose,
            "day": said_date(when.date()),
            "time": said_time(when.time(), meeting.zone),
            "place": meeting.place or _("diumumkan kemudian"),
        }
        subject = _("Pengingat: %(purpose)s, %(when)s") % {
            "purpose": meeting.purpose,
            "when": said_when(meeting),
        }
        return Text(short(subject), body, meeting.get_absolute_url())


def said_when(meeting: Meeting) -> str:
    """Return when it starts, on the village's clock: Sabtu, 28 November 2026 pukul 15.00 WITA."""
    return _("%(day)s pukul %(time)s") % {
        "day": said_date(meeting.starts_here.date()),
        "time": said_time(meeting.starts_here.time(), meeting.zone),
    }


def occasions_of(meeting: Meeting) -> list[str]:
    """Return the names of all occasions that this meeting has been, the newest last."""
    return [f"meeting:{meeting.pk}:{revision}" for revision in range(meeting.revision + 1)]


def meant_for(occasion: MeetingOccasion, step: str) -> datetime | None:
    """Return when the step falls by the meeting's hour alone, on the village's clock."""
    meeting = occasion.meeting
    if meeting is None or meeting.revision != occasion.revision:
        return None
    ahead = step_ahead(step)
    return None if ahead is None else meeting.starts_here - ahead


def meeting_occasions(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    found = {
        str(meeting.pk): meeting
        for meeting in Meeting.objects.filter(pk__in=keys).select_related(
            "wksbm", "organisation", "region"
        )
    }
    return {
        occasion: MeetingOccasion(found.get(key_of(occasion)), int(occasion.rpartition(":")[2]))
        for occasion in occasions
    }


AHEAD = Rule(
    name="meeting_ahead",
    label=gettext_lazy("Pengingat pertemuan"),
    select=MEETING_AHEAD,
    steps=[Step(timedelta(days=7)), Step(timedelta(days=1)), Step(timedelta(hours=2))],
    subject_key=key_of,
    subjects=meeting_occasions,
    audience=gettext_lazy("pengurus atau anggota pada tanggal pertemuan"),
    left=gettext_lazy("Bukan lagi pengurus atau anggota pada tanggal pertemuan."),
    meant_for=meant_for,
)
