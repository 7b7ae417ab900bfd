"""Meetings: what lies ahead, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.dates import wall_time
from common.languages import official
from meetings.links import own_answer_urls, path_of
from meetings.models import Meeting
from meetings.rules import said_date, said_time
from meetings.texts import invitation
from notifications.rules.base import (
    Receiver,
    Rule,
    Step,
    Subject,
    Text,
    Told,
    key_of,
    short,
    step_ahead,
    vanished,
)
from notifications.rules.steps import FROM_AN_HOUR, NOW_OR_ASKED, stepped

# Where a person's name and link stand in a text for many; no stored text can hold these.
NAMED, ANSWERED_AT = "\0n", "\0a"
FOR_THE_GROUP = ("meeting", "meeting_changed")  # occasions of which everybody invited is told

# The meetings whose steps may be due by now; `moment` is when they start.
PLANNED_AHEAD = """
    SELECT m.id, m.revision, m.region_id, m.wksbm_id, m.zone, m."on", m.starts_at AS moment
      FROM meetings_meeting AS m
     WHERE m.status = 'planned'
       AND m.starts_at > %(now)s
       AND m.starts_at < %(until)s + interval '1 day' + %(farthest)s
       AND (%(subjects)s::uuid[] IS NULL OR m.id = ANY (%(subjects)s::uuid[]))
"""


MEETING_STEPS = stepped("meeting_ahead", PLANNED_AHEAD, FROM_AN_HOUR, only=NOW_OR_ASKED)
MEETING_AHEAD = f"""
    SELECT m.region_id,
           'meeting_ahead' AS rule,
           'meeting:' || m.id || ':' || m.revision AS occasion,
           m.step,
           invited.person_id,
           m.due_at,
           m.not_after
      FROM ({MEETING_STEPS}) AS m
     CROSS JOIN LATERAL meetings_invited(m.id) AS invited (person_id)
"""  # noqa: S608 (ours)


@dataclass(frozen=True)
class MeetingOccasion(Subject):
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

    @property
    def wksbm_id(self) -> int | None:
        return self.meeting.wksbm_id if self.meeting else None

    @cached_property
    def _said(self) -> Text:
        return self._say()

    @official
    def _say(self) -> Text:
        """Say what everybody is told, once, with places for name and link."""
        meeting = self.meeting
        if meeting is None:
            return Text(self.title, "", "")
        moment = _moment(meeting.starts_at, meeting.zone, get_language())
        body = _(
            "Yth. Ibu/Bapak %(name)s,\n\n"
            "%(body)s mengundang Ibu/Bapak ke %(purpose)s.\n\n"
            "Hari: %(day)s\nPukul: %(time)s\nTempat: %(place)s\n\n"
            "Hadir, tidak, atau minta ditunda? Mohon dijawab di sini, tanpa masuk:\n%(url)s"
        ) % {
            "name": NAMED,
            "body": meeting.host_name,
            "purpose": meeting.purpose,
            "day": moment.day,
            "time": moment.time,
            "place": meeting.place or _("diumumkan kemudian"),
            "url": ANSWERED_AT,
        }
        subject = _("Pengingat: %(purpose)s, %(when)s") % {
            "purpose": meeting.purpose,
            "when": moment.when,
        }
        return Text(short(subject), body, path_of(meeting))

    @cached_property
    def _answer_url(self) -> Callable[[int], str]:
        if self.meeting is None:
            raise TypeError("There is nothing to answer.")
        return own_answer_urls(self.meeting)

    def text(self, person: Receiver) -> Text:
        said = self._said
        if self.meeting is None:
            return said
        answer_url = self._answer_url(person.pk)
        body = said.body.replace(ANSWERED_AT, answer_url).replace(NAMED, person.name)
        return Text(said.subject, body, said.link, answer_url)


class Moment(NamedTuple):
    """When something begins, in words and on the village's clock."""

    day: str
    time: str
    when: str


@lru_cache(maxsize=500)  # thousands meet at the same hour
def _moment(at: datetime, zone: str, _language: str | None) -> Moment:
    wall = wall_time(at, ZoneInfo(zone))
    words = {"day": said_date(wall.date()), "time": said_time(wall.time(), zone)}
    return Moment(**words, when=_("%(day)s pukul %(time)s") % words)


def said_when(meeting: Meeting) -> str:
    """Return when it starts, on the village's clock: Sabtu, 28 November 2026 pukul 15.00 WITA."""
    return _moment(meeting.starts_at, meeting.zone, get_language()).when


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


def meetings_in(occasions: Collection[str], *fields: str) -> dict[str, Meeting]:
    """Return the meetings of these occasions by their keys, with their hosts.

    With `fields`, no more than these and what names the host is read; the rest is read when used.
    """
    keys = {key_of(occasion) for occasion in occasions}
    found = Meeting.objects.filter(pk__in=keys).select_related("wksbm", "organisation", "region")
    if fields:
        found = found.only(*fields, "wksbm__name", "organisation__name", "region__name")
    return {str(meeting.pk): meeting for meeting in found}


def told_of(
    occasions: Collection[str], tell: Callable[[Meeting | None, int], Subject], *fields: str
) -> dict[str, Subject]:
    """Return what `tell` makes of each occasion's meeting and of the revision it was planned for.

    `fields` as for `meetings_in`; the meeting is None where it is there no more.
    """
    found = meetings_in(occasions, *fields)
    return {
        occasion: tell(found.get(key_of(occasion)), int(occasion.rpartition(":")[2]))
        for occasion in occasions
    }


def group_occasions(meeting: Meeting) -> list[str]:
    """Return the names of all occasions that the meeting's whole group is told of."""
    return [
        f"{prefix}:{meeting.pk}:{revision}"
        for prefix in FOR_THE_GROUP
        for revision in range(meeting.revision + 1)
    ]


def meeting_of(occasion: str) -> str:
    """Return the key of the meeting whose group may be told; empty where there is none."""
    return key_of(occasion) if occasion.split(":", maxsplit=1)[0] in FOR_THE_GROUP else ""


@official
def group_text(meeting: Meeting, rules: Collection[str]) -> str:
    """Return what the group is told: the invitation, or what changed.

    `rules` are those whose messages are open.
    """
    if CHANGED.name not in rules and meeting.status != Meeting.Status.CANCELLED:
        return invitation(meeting)
    heading, body, _link = _say_change(meeting)
    return f"{heading}\n\n{body}"


def meeting_occasions(occasions: Collection[str]) -> Mapping[str, Subject]:
    # Nothing but what the words need: of a million messages there are hundreds of thousands.
    needed = ("revision", "status", "purpose", "place", "starts_at", "zone")
    return told_of(occasions, MeetingOccasion, *needed)


AHEAD = Rule(
    name="meeting_ahead",
    of_bodies=True,
    label=gettext_lazy("Pengingat pertemuan"),
    select=MEETING_AHEAD,
    steps=[Step(timedelta(days=7)), Step(timedelta(days=1)), Step(timedelta(hours=2))],
    subject_key=key_of,
    subjects=meeting_occasions,
    audience=gettext_lazy("pengurus atau anggota pada tanggal pertemuan"),
    left=gettext_lazy("Bukan lagi pengurus atau anggota pada tanggal pertemuan."),
    meant_for=meant_for,
)


# --- A meeting was moved or cancelled -------------------------------------------------------------

# To the invited, where somebody was told otherwise or the meeting is near. When it changed is in
# its history: the first row of this revision. Six hours before the meeting nobody's rest is spared.
MEETING_CHANGED = """
    SELECT m.region_id,
           'meeting_changed' AS rule,
           'meeting_changed:' || m.id || ':' || m.revision AS occasion,
           steps.step,
           invited.person_id,
           steps.due_at,
           steps.not_after
      FROM meetings_meeting AS m
     CROSS JOIN LATERAL (
               SELECT min(e.pgh_created_at) AS at FROM meetings_meetingevent AS e
                WHERE e.pgh_obj_id = m.id AND e.revision = m.revision
           ) AS changed
     CROSS JOIN LATERAL (
               SELECT step,
                      CASE WHEN m.starts_at <= changed.at + interval '6 hours'
                           THEN changed.at ELSE due_at END AS due_at,
                      least(not_after, m.starts_at) AS not_after
                 FROM notifications_steps_after(
                          'meeting_changed', m.region_id, m.wksbm_id, m.zone, changed.at
                      )
           ) AS steps
     CROSS JOIN LATERAL meetings_invited(m.id) AS invited (person_id)
     WHERE m.revision > 0
       AND m.status IN ('planned', 'cancelled')
       AND m.starts_at > %(now)s
       AND steps.due_at < steps.not_after
       AND steps.not_after > %(now)s
       AND (
               m.starts_at <= changed.at + interval '7 days'
            OR EXISTS (
                   SELECT FROM generate_series(0, m.revision - 1) AS earlier
                     JOIN notifications_delivery AS told
                       ON told.occasion IN ('meeting:' || m.id || ':' || earlier,
                                            'meeting_changed:' || m.id || ':' || earlier)
                    WHERE told.state IN ('sent', 'maybe_sent', 'by_hand')
               )
           )
       AND (%(subjects)s::uuid[] IS NULL OR m.id = ANY (%(subjects)s::uuid[]))
"""


def changed_meetings(occasions: Collection[str]) -> Mapping[str, Subject]:
    return told_of(occasions, _changed)


def _changed(meeting: Meeting | None, revision: int) -> Told:
    if meeting is None:
        return vanished(_("Pertemuan"))
    gone = ""
    if meeting.status == Meeting.Status.HELD:
        gone = _("Pertemuan sudah terlaksana.")
    elif meeting.revision != revision:
        gone = _("Pertemuan ini berubah lagi sesudahnya.")
    return Told(lambda: _say_change(meeting), gone, meeting.wksbm_id)


def _say_change(meeting: Meeting) -> tuple[str, str, str]:
    names = {
        "body": meeting.host_name,
        "purpose": meeting.purpose,
        "when": said_when(meeting),
        "place": meeting.place or _("diumumkan kemudian"),
        "why": meeting.cancelled_because,
    }
    if meeting.status == Meeting.Status.CANCELLED:
        heading = _("Batal: %(purpose)s, %(when)s")
        body = _("%(purpose)s dari %(body)s, %(when)s, tidak jadi diadakan.\n\nAlasan: %(why)s")
    else:
        heading = _("Perubahan: %(purpose)s, sekarang %(when)s")
        body = _(
            "Jadwal %(purpose)s dari %(body)s berubah.\n\nSekarang: %(when)s\nTempat: %(place)s"
        )
    return heading % names, body % names, meeting.get_absolute_url()


CHANGED = Rule(
    name="meeting_changed",
    of_bodies=True,
    label=gettext_lazy("Pertemuan dipindah atau dibatalkan"),
    select=MEETING_CHANGED,
    steps=[Step(timedelta(0), useful_for=timedelta(days=2))],
    subject_key=key_of,
    subjects=changed_meetings,
    audience=gettext_lazy("diundang ke pertemuan itu"),
    left=gettext_lazy("Tidak lagi diundang, atau perubahannya tidak perlu dikabarkan lagi."),
    may_hurry=True,
)
