"""A meeting that trains: who came is qualified, through a training of the roster."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.versions import save_version
from meetings.models import Meeting
from people.models import Person
from volunteers.models import Training
from volunteers.services import (
    grant_from_training,
    invite_participants,
    plan_training,
)
from volunteers.services import mark_attendance as mark_trained


@transaction.atomic
def grant_from_meeting(meeting: Meeting, *, actor: User) -> Training:
    """Write the training that the meeting was, with its marks, and grant what it grants.

    Once: then attendance is corrected at the training, person by person. Guests without a person
    are granted nothing. Raises grants_nothing, meeting_not_held, nobody_came.
    """
    require(actor, Can.KEEP_ROSTER, on=meeting)
    held = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=meeting.pk)
    if held.training is not None:
        return held.training
    if held.grants is None or not held.kind.grants_qualification:
        raise RuleBroken("grants_nothing", _("Pertemuan ini tidak memberi kualifikasi."))
    if not held.is_held:
        raise RuleBroken("meeting_not_held", _("Pertemuan ini belum dicatat."))
    training = plan_training(
        held.region,
        title=held.purpose,
        since=held.on,
        grants=held.grants,
        place=held.place,
        organiser=held.host_name,
        actor=actor,
    )
    marked = held.attendances.exclude(person=None)
    persons = Person.objects.standing().filter(attendances__in=marked)
    invite_participants(training, persons=persons, actor=actor)
    came = persons.filter(attendances__in=marked.filter(present=True))
    mark_trained(training, present_ids=came.values_list("pk", flat=True), actor=actor)
    grant_from_training(training, actor=actor)
    held.training = training
    save_version(held, ["training"], version=None)
    training.refresh_from_db()
    return training
