"""Who is reminded of what, and when: a table of rules, each one SELECT and the words for it.

Adding a rule is adding an entry to RULES. The SELECT yields one row for each message that is to
exist: `region_id, rule, occasion, step, person_id, due_at, not_after`. It may use

- `%(now)s` and `%(until)s`: only messages that are useful after `now` and due by `until` matter;
- `%(subjects)s`: NULL, or the keys of the few subjects that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import official
from meetings.models import FollowUp, Meeting
from meetings.rules import said_date, said_time

Words = str | Promise


@dataclass(frozen=True)
class Text:
    """A message as one person reads it; `link` is a path inside the service, or empty."""

    subject: str
    body: str
    link: str


class Subject(Protocol):
    """What an occasion is about, as it stands now."""

    @property
    def title(self) -> str: ...

    @property
    def gone(self) -> str:
        """Why the occasion holds for nobody any more; empty while it holds."""

    def text(self, name: str) -> Text: ...


@dataclass(frozen=True)
class Rule:
    name: str
    label: Words
    select: str
    steps: Mapping[str, Words]
    subject_key: Callable[[str], str]  # occasion -> a key for %(subjects)s
    subjects: Callable[[Collection[str]], Mapping[str, Subject]]  # occasions -> as they stand now
    audience: Words
    left: Words  # why a person who dropped out is told nothing
    # Where a channel neither knows keys nor can look up (SMTP): doubt ends as "maybe sent" rather
    # than in a second copy. False sends again.
    at_most_once: bool = True
    # True: it goes out at any hour. False: the SELECT puts due_at through
    # notifications_before_quiet, and what is late waits until quiet hours have passed.
    ignores_quiet: bool = False
    # When a step would be due if no hour were quiet; None where that cannot be said (any more).
    meant_for: Callable[[Any, str], datetime | None] = lambda _subject, _step: None


# --- A meeting lies ahead -----------------------------------------------------------------------

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
                      lead(due_at, 1, m.starts_at) OVER (ORDER BY ahead DESC) AS not_after
                 FROM (
                          SELECT step, ahead,
                                 notifications_before_quiet(
                                     ((m.starts_at AT TIME ZONE m.zone) - ahead)
                                         AT TIME ZONE m.zone,
                                     m.region_id, m.zone
                                 ) AS due_at
                            FROM (VALUES
                                      ('7_days', interval '7 days'),
                                      ('1_day', interval '1 day'),
                                      ('2_hours', interval '2 hours')
                                 ) AS counted (step, ahead)
                          OFFSET 0
                      ) AS decent
               OFFSET 0
           ) AS steps
     CROSS JOIN LATERAL meetings_invited(m.id) AS invited (person_id)
     WHERE m.status = 'planned'
       AND steps.due_at < steps.not_after
       AND m.starts_at > %(now)s
       AND m.starts_at < %(until)s + interval '8 days'
       AND (%(subjects)s::uuid[] IS NULL OR m.id = ANY (%(subjects)s::uuid[]))
"""


MEETING_STEPS = {
    "7_days": timedelta(days=7),
    "1_day": timedelta(days=1),
    "2_hours": timedelta(hours=2),
}


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
    def text(self, name: str) -> Text:
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
            "name": name,
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
        return Text(" ".join(subject.split())[:200], body, meeting.get_absolute_url())


def said_when(meeting: Meeting) -> str:
    """Return when it starts, on the village's clock: Sabtu, 28 November 2026 pukul 15.00 WITA."""
    return _("%(day)s pukul %(time)s") % {
        "day": said_date(meeting.starts_here.date()),
        "time": said_time(meeting.starts_here.time(), meeting.zone),
    }


def subject_key(occasion: str) -> str:
    return occasion.split(":")[1]


def occasions_of(meeting: Meeting) -> list[str]:
    """Return the names of all occasions that this meeting has been, the newest last."""
    return [f"meeting:{meeting.pk}:{revision}" for revision in range(meeting.revision + 1)]


def meant_for(occasion: MeetingOccasion, step: str) -> datetime | None:
    """Return when the step falls by the meeting's hour alone, on the village's clock."""
    meeting = occasion.meeting
    if meeting is None or meeting.revision != occasion.revision:
        return None
    return meeting.starts_here - MEETING_STEPS[step]


def meeting_occasions(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {subject_key(occasion) for occasion in occasions}
    found = {
        str(meeting.pk): meeting
        for meeting in Meeting.objects.filter(pk__in=keys).select_related(
            "wksbm", "organisation", "region"
        )
    }
    return {
        occasion: MeetingOccasion(
            found.get(subject_key(occasion)), int(occasion.rpartition(":")[2])
        )
        for occasion in occasions
    }


# --- A task of a meeting is due -------------------------------------------------------------------

# At eight in the morning of the village. The last step is useful until its day is over.
FOLLOW_UP_DUE = """
    SELECT f.region_id,
           'follow_up_due' AS rule,
           'follow_up:' || f.id || ':' || f.due_on AS occasion,
           steps.step,
           f.owner_id AS person_id,
           (f.due_on - steps.ahead + time '08:00') AT TIME ZONE r.time_zone AS due_at,
           (f.due_on - steps.next + steps.hour) AT TIME ZONE r.time_zone AS not_after
      FROM meetings_followup AS f
      JOIN regions_region AS r ON r.code = f.region_id
     CROSS JOIN (VALUES
               ('3_days', 3, 0, time '08:00'),
               ('on_the_day', 0, -1, time '00:00')
           ) AS steps (step, ahead, next, hour)
     WHERE f.status = 'open'
       AND f.owner_id IS NOT NULL
       AND f.due_on >= %(now)s::date - 1
       AND f.due_on <= %(until)s::date + 4
       AND (%(subjects)s::uuid[] IS NULL OR f.id = ANY (%(subjects)s::uuid[]))
"""


@dataclass(frozen=True)
class FollowUpOccasion:
    """A task, beside the day that a message was planned for."""

    follow_up: FollowUp | None
    due_on: str

    @property
    def title(self) -> str:
        return _("Tugas yang tidak ada lagi") if self.follow_up is None else self.follow_up.task

    @property
    def gone(self) -> str:
        task = self.follow_up
        if task is None:
            return _("Tugas ini tidak ada lagi.")
        if task.status == FollowUp.Status.DROPPED:
            return _("Tidak dilanjutkan: %(why)s") % {"why": task.dropped_because}
        if task.status != FollowUp.Status.OPEN:
            return _("Sudah dikerjakan.")
        if str(task.due_on) != self.due_on:
            return _("Batas waktunya diubah.")
        return ""

    @official
    def text(self, name: str) -> Text:
        task = self.follow_up
        if task is None or task.due_on is None:
            return Text(self.title, "", "")
        body = _(
            "Yth. Ibu/Bapak %(name)s,\n\n"
            "Pertemuan %(body)s, %(met)s, meminta Ibu/Bapak:\n%(task)s\n\n"
            "Paling lambat: %(day)s\n\n"
            "Bila sudah dikerjakan, catat di sini atau kabari pengurus."
        ) % {
            "name": name,
            "body": task.host_name,
            "met": said_date(task.meeting.on),
            "task": task.task,
            "day": said_date(task.due_on),
        }
        subject = _("Pengingat tugas: %(task)s") % {"task": task.task}
        return Text(" ".join(subject.split())[:200], body, task.get_absolute_url())


def follow_up_occasions(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {subject_key(occasion) for occasion in occasions}
    found = {
        str(task.pk): task
        for task in FollowUp.objects.filter(pk__in=keys).select_related(
            "wksbm", "organisation", "region", "meeting"
        )
    }
    return {
        occasion: FollowUpOccasion(found.get(subject_key(occasion)), occasion.rpartition(":")[2])
        for occasion in occasions
    }


# --- The table ----------------------------------------------------------------------------------

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            name="meeting_ahead",
            label=gettext_lazy("Pengingat pertemuan"),
            select=MEETING_AHEAD,
            steps={
                "7_days": gettext_lazy("Tujuh hari sebelumnya"),
                "1_day": gettext_lazy("Sehari sebelumnya"),
                "2_hours": gettext_lazy("Dua jam sebelumnya"),
            },
            subject_key=subject_key,
            subjects=meeting_occasions,
            audience=gettext_lazy("pengurus atau anggota pada tanggal pertemuan"),
            left=gettext_lazy("Bukan lagi pengurus atau anggota pada tanggal pertemuan."),
            meant_for=meant_for,
        ),
        Rule(
            name="follow_up_due",
            label=gettext_lazy("Pengingat tindak lanjut"),
            select=FOLLOW_UP_DUE,
            steps={
                "3_days": gettext_lazy("Tiga hari sebelum batas waktu"),
                "on_the_day": gettext_lazy("Pada hari terakhir"),
            },
            subject_key=subject_key,
            subjects=follow_up_occasions,
            audience=gettext_lazy("yang mengerjakan tugas ini"),
            left=gettext_lazy("Bukan lagi yang mengerjakannya."),
        ),
    )
}
