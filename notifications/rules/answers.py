"""Answers that do not come: where the chair says nothing, the deputy is asked, then the TKSK."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Invitation, Meeting
from notifications.rules.base import BOARD, KEEPERS, Rule, Step, Subject, Told, key_of, vanished
from notifications.rules.meetings import PLANNED_AHEAD, said_when, told_of
from notifications.rules.steps import FROM_AN_HOUR, NOW_OR_ASKED, stepped
from wksbm.models import Seat

# Of the body's own meetings that invite its chair, as long as the chair has not answered. Who was
# told of the day only after a step was due had no time to answer: the step is left out. The first
# step goes to the deputy, the later ones to the TKSK, unless the place names others. Most chairs
# have answered, so that is looked at first; who is invited is asked of the others alone.
NOT_ANSWERED = f"""
    SELECT m.*, chair.holder_id AS chair_id
      FROM ({PLANNED_AHEAD}) AS m
      JOIN wksbm_seat AS chair
        ON chair.wksbm_id = m.wksbm_id AND chair.post = 'chair' AND chair.term @> m."on"
     WHERE NOT EXISTS (
               SELECT FROM meetings_invitation AS said
                WHERE said.meeting_id = m.id AND said.person_id = chair.holder_id
                  AND said.answer <> ''
           )
"""  # noqa: S608 (ours)
STEPS = stepped("chair_unanswered", NOT_ANSWERED, FROM_AN_HOUR, only=NOW_OR_ASKED)
CHAIR_UNANSWERED = f"""
    SELECT m.region_id,
           'chair_unanswered' AS rule,
           'chair_unanswered:' || m.id || ':' || m.revision AS occasion,
           m.step,
           told.person_id,
           m.due_at,
           m.not_after
      FROM ({STEPS}) AS m
     CROSS JOIN LATERAL (
               SELECT min(e.pgh_created_at) AS at FROM meetings_meetingevent AS e
                WHERE e.pgh_obj_id = m.id AND e.revision = m.revision
               OFFSET 0
           ) AS known
     CROSS JOIN LATERAL (
               SELECT FROM meetings_invited(m.id) AS invited (person_id)
                WHERE invited.person_id = m.chair_id AND m.due_at > known.at
               OFFSET 0
           ) AS is_invited
     CROSS JOIN LATERAL notifications_people(
               coalesce(m.audience,
                        CASE m.nth WHEN 1 THEN ARRAY['vice_chair'] ELSE ARRAY['tksk'] END),
               m.region_id, m.wksbm_id, m."on"
           ) AS told (person_id)
     WHERE told.person_id <> m.chair_id
"""  # noqa: S608 (ours)


def unanswered_meetings(occasions: Collection[str]) -> Mapping[str, Subject]:
    return told_of(occasions, _unanswered)


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
