"""Who is invited to a meeting, and to which meetings somebody is invited."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q

from meetings.models import Invitation, MeetingQuerySet
from people.models import Person
from regions.codes import lineage_of


def inviting(meetings: MeetingQuerySet, person: Person) -> MeetingQuerySet:
    """Keep the meetings that invite the person.

    The database is asked meeting by meeting, so they are narrowed first to the regions where the
    person is known and those above, and to where they are invited by name.
    """
    known = person.presences.values_list("region_id", flat=True)
    around = {code for region in known for code in lineage_of(region)}
    by_name = Invitation.objects.filter(meeting=OuterRef("pk"), person=person)
    invited = Func(
        F("pk"),
        function="meetings_invited_ids",
        output_field=ArrayField(BigIntegerField()),
    )
    near = meetings.filter(Q(region__in=around) | Exists(by_name))
    return near.alias(invited=invited).filter(invited__contains=[person.pk])
