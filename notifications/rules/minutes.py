"""Meetings that nobody has logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Meeting
from notifications.rules.base import BOARD, KEEPERS, Rule, Step, Subject, Told, key_of, vanished
from notifications.rules.meetings import meetings_in, said_when
from notifications.rules.steps import FROM_A_DAY, stepped

NOT_LOGGED = """
    SELECT m.id, m.revision, m.region_id, m.wksbm_id, m.zone, m."on" AS moment
      FROM meetings_meeting AS m
     WHERE m.status = 'planned'
       AND m.starts_at < %(until)s + interval '2 days'
           + %(farthest)s
       AND m.starts_at > %(now)s - interval '60 days'
       AND (%(subjects)s::uuid[] IS NULL OR m.id = ANY (%(subjects)s::uuid[]))
"""
MISSING = f"""
    SELECT m.region_id,
           'minutes_missing' AS rule,
           'meeting_minutes:' || m.id || ':' || m.revision AS occasion,
           m.step,
           told.person_id,
           m.due_at,
           m.not_after
      FROM ({stepped("minutes_missing", NOT_LOGGED, FROM_A_DAY)}) AS m
     CROSS JOIN LATERAL notifications_people(
               coalesce(m.audience, ARRAY['secretary', 'village_coordinator']),
               m.region_id, m.wksbm_id, (%(now)s AT TIME ZONE m.zone)::date
           ) AS told (person_id)
"""  # noqa: S608 (ours)


def unlogged_meetings(occasions: Collection[str]) -> Mapping[str, Subject]:
    found = meetings_in(occasions)
    return {
        occasion: _unlogged(found.get(key_of(occasion)), int(occasion.rpartition(":")[2]))
        for occasion in occasions
    }


def _unlogged(meeting: Meeting | None, revision: int) -> Told:
    if meeting is None:
        return vanished(_("Pertemuan"))
    gone = ""
    if meeting.status == Meeting.Status.HELD:
        gone = _("Pertemuan sudah dicatat.")
    elif meeting.status == Meeting.Status.CANCELLED:
        gone = _("Pertemuan dibatalkan: %(why)s") % {"why": meeting.cancelled_because}
    elif meeting.revision != revision:
        gone = _("Pertemuan ini dipindah.")
    return Told(lambda: _say_unlogged(meeting), gone, meeting.wksbm_id)


def _say_unlogged(meeting: Meeting) -> tuple[str, str, str]:
    names = {"body": meeting.host_name, "purpose": meeting.purpose, "when": said_when(meeting)}
    heading = _("Belum dicatat: %(purpose)s, %(when)s") % names
    body = _(
        "%(purpose)s dari %(body)s, %(when)s, belum dicatat.\n\n"
        "Mohon catat siapa yang hadir dan apa yang diputuskan, atau batalkan bila tidak jadi."
    )
    return heading, body % names, meeting.get_absolute_url()


MINUTES = Rule(
    name="minutes_missing",
    of_bodies=True,
    label=gettext_lazy("Pertemuan belum dicatat"),
    select=MISSING,
    steps=[Step(timedelta(days=-3), time(9), timedelta(days=7))],
    subject_key=key_of,
    subjects=unlogged_meetings,
    audience=gettext_lazy("mencatat pertemuan itu"),
    left=gettext_lazy("Bukan lagi yang mencatat pertemuan itu."),
    audiences={**BOARD, **KEEPERS},
    told=["secretary", "village_coordinator"],
)
