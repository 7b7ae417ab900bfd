"""Answers that do not come: where the chair says nothing, the deputy is asked, then the TKSK."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Invitation, Meeting
from notifications.rules.base import BOARD, KEEPERS, Rule, Step, Subject, Told, key_of, vanished
from notifications.rules.meetings import meetings_in, said_when
from wksbm.models import Seat

# Of the body's own meetings that invite its chair, as long as the chair has not answered. Who was
# told of the day only after a step was due had no time to answer: the step is left out. The first
# step goes to the deputy, the later ones to the TKSK, unless the place names others.
CHAIR_UNANSWERED = """
    SELECT m.region_id,
           'chair_unanswered' AS rule,
           'chair_unanswered:' || m.id || ':' || m.revision AS occasion,
           steps.step,
           told.person_id,
           steps.due_at,
           steps.not_after
      FROM meetings_meeting AS m
      JOIN wksbm_seat AS chair
        ON chair.wksbm_id = m.wksbm_id AND chair.post = 'chair' AND chair.term @> m."on"
     CROSS JOIN LATERAL (
               SELECT min(e.pgh_created_at) AS at FROM meetings_meetingevent AS e
                WHERE e.pgh_obj_id = m.id AND e.revision = m.revision
           ) AS known
     CROSS JOIN LATERAL (
               SELECT step, due_at,
                      least(
                          due_at + useful_for,
                          lead(due_at, 1, m.starts_at) OVER (ORDER BY ahead DESC)
                      ) AS not_after,
                      CASE WHEN row_number() OVER (ORDER BY ahead DESC) = 1
                           THEN ARRAY['vice_chair'] ELSE ARRAY['tksk'] END AS usual
                 FROM (
                          SELECT step, ahead, useful_for,
                                 notifications_before_quiet(
                                     ((m.starts_at AT TIME ZONE m.zone) - ahead)
                                         AT TIME ZONE m.zone,
                                     m.region_id, m.zone
                                 ) AS due_at
                            FROM notifications_steps('chair_unanswered', m.region_id, m.wksbm_id)
                          OFFSET 0
                      ) AS decent
               OFFSET 0
           ) AS steps
     CROSS JOIN LATERAL notifications_people(
               notifications_audience('chair_unanswered', m.region_id, m.wksbm_id, steps.usual),
               m.region_id, m.wksbm_id, m."on"
           ) AS told (person_id)
     WHERE m.status = 'planned'
       AND m.starts_at > %(now)s
       AND m.starts_at < %(until)s + interval '1 day' + notifications_farthest('chair_unanswered')
       AND steps.due_at < steps.not_after
       AND steps.due_at > known.at
       AND told.person_id <> chair.holder_id
       AND chair.holder_id = ANY (meetings_invited_ids(m.id))
       AND NOT EXISTS (
               SELECT FROM meetings_invitation AS said
                WHERE said.meeting_id = m.id AND said.person_id = chair.holder_id
                  AND said.answer <> ''
           )
       AND (%(subjects)s::uuid[] IS NULL OR m.id = ANY (%(subjects)s::uuid[]))
"""


def unanswered_meetings(occasions: Collection[str]) -> Mapping[str, Subject]:
    found = meetings_in(occasions)
    return {
        occasion: _unanswered(found.get(key_of(occasion)), int(occasion.rpartition(":")[2]))
        for occasion in occasions
    }


def _unanswered(meeting: Meeting | None, revision: int) -> Told:
    if meeting is None:
        return vanished(_("Pertemuan"))
    gone = ""
    if meeting.status == Meeting.Status.CANCELLED:
        gone = _("Pertemuan dibatalkan: %(why)s") % {"why": meeting.cancelled_because}
    elif meeting.status == Meeting.Status.HELD:
        gone = _("Pertemuan sudah terlaksana.")
    elif meeting.revision != revision:
        gone = _("Pertemuan ini dipindah.")
    else:
        gone = _answered(meeting)
    return Told(lambda: _say_unanswered(meeting), gone, meeting.wksbm_id)


def _answered(meeting: Meeting) -> str:
    """Say that the chair has answered, or that there is none any more; else nothing."""
    chair = _chair(meeting)
    if chair is None:
        return _("Kelompok ini tidak punya ketua pada hari itu.")
    said = meeting.invitations.filter(person=chair.holder).exclude(answer=Invitation.Answer.NONE)
    return _("Ketua sudah menjawab undangan.") if said.exists() else ""


def _chair(meeting: Meeting) -> Seat | None:
    seats = Seat.objects.held(meeting.on).filter(wksbm=meeting.wksbm_id, post=Seat.Post.CHAIR)
    found: Seat | None = seats.select_related("holder").first()
    return found


def _say_unanswered(meeting: Meeting) -> tuple[str, str, str]:
    chair = _chair(meeting)
    names = {
        "chair": chair.holder.name if chair else _("Ketua"),
        "body": meeting.host_name,
        "purpose": meeting.purpose,
        "when": said_when(meeting),
        "place": meeting.place or _("diumumkan kemudian"),
    }
    heading = _("Ketua belum menjawab: %(purpose)s, %(when)s") % names
    body = _(
        "%(chair)s, ketua %(body)s, belum menjawab undangan ke %(purpose)s.\n\n"
        "Waktu: %(when)s\nTempat: %(place)s\n\n"
        "Mohon tanyakan apakah ia hadir, dan siapa yang memimpin bila ia berhalangan."
    )
    return heading, body % names, meeting.get_absolute_url()


UNANSWERED = Rule(
    name="chair_unanswered",
    of_bodies=True,
    label=gettext_lazy("Ketua belum menjawab undangan"),
    select=CHAIR_UNANSWERED,
    steps=[Step(timedelta(days=2)), Step(timedelta(days=1))],
    subject_key=key_of,
    subjects=unanswered_meetings,
    audience=gettext_lazy("menggantikan atau mendampingi ketua kelompok itu"),
    left=gettext_lazy("Bukan lagi wakil atau pendamping ketua."),
    audiences={**BOARD, **KEEPERS},
)
