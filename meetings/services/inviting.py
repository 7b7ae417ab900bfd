"""Who is invited to a meeting: its own circle, groups, persons, guests, and who is left out."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.inserts import insert
from common.names import tidy
from common.phones import normalised
from common.versions import save_version
from meetings.models import Circle, Invitation, InvitedGroup, Meeting, MeetingQuerySet
from meetings.services.refusals import refuse_not_planned
from people.models import Person
from regions.codes import lineage_of
from volunteers.models import Organisation, Pillar


@transaction.atomic
def choose_circle(
    meeting: Meeting, *, circle: str, version: int | None = None, actor: User
) -> Meeting:
    """Say who of the host itself is invited. Raises meeting_not_planned, stale_version."""
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    refuse_not_planned(meeting)
    meeting.circle = Circle(circle)
    return save_version(meeting, ["circle"], version=version)


@transaction.atomic
def invite_group(
    meeting: Meeting,
    *,
    group: str,
    pillar: Pillar | None = None,
    organisation: Organisation | None = None,
    actor: User,
) -> InvitedGroup:
    """Invite whoever belongs to the group on the meeting's day. Raises meeting_not_planned."""
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    refuse_not_planned(meeting)
    row = InvitedGroup(meeting=meeting, group=group, pillar=pillar, organisation=organisation)
    return insert(row)


@transaction.atomic
def withdraw_group(group: InvitedGroup, *, actor: User) -> None:
    """Invite the group no longer; who was invited by name stays. Raises meeting_not_planned."""
    require(actor, Can.PLAN_MEETINGS, on=group.meeting)
    refuse_not_planned(group.meeting)
    group.delete()


@transaction.atomic
def invite_person(meeting: Meeting, *, person: Person, actor: User) -> Invitation:
    """Invite somebody by name, or anew who was left out. Doing it twice changes nothing.

    Raises meeting_not_planned.
    """
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    refuse_not_planned(meeting)
    return _set(invitation_of(meeting, person), left_out=False)


@transaction.atomic
def invite_guest(
    meeting: Meeting, *, name: str, phone: str = "", origin: str = "", actor: User
) -> Invitation:
    """Invite somebody who is not in the register, or anew who was left out.

    Raises meeting_not_planned; not_a_phone on `phone`.
    """
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    refuse_not_planned(meeting)
    row = guest_of(meeting, name=name, phone=phone)
    row.origin = tidy(origin) or row.origin
    return _set(row, left_out=False)


@transaction.atomic
def leave_out(
    meeting: Meeting,
    *,
    person: Person | None = None,
    guest: Invitation | None = None,
    actor: User,
) -> Invitation:
    """Do not invite a person, though a group does, or a guest any more. Their answer stays known.

    Raises meeting_not_planned.
    """
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    refuse_not_planned(meeting)
    row = guest if person is None else invitation_of(meeting, person)
    if row is None or row.meeting_id != meeting.pk:
        raise TypeError("Either a person or a guest of this meeting is left out.")
    return _set(row, left_out=True)


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
    asked: Any = Q(invited_ids__contains=[person.pk])  # of an array, which the stubs do not know
    return near.alias(invited_ids=invited).filter(asked)


def meetings_inviting(person: Person) -> MeetingQuerySet:
    """Return the coming meetings that invite the person, the next first, with their hosts."""
    coming = Meeting.objects.coming(timezone.now())
    return inviting(coming, person).select_related("wksbm", "organisation", "region", "kind")


def is_known(person: Person, meeting: Meeting) -> bool:
    """Whether the person is known in the meeting's region, or the meeting invites them."""
    there = person.presences.filter(region__code__startswith=meeting.region_id)
    return there.exists() or meeting.invited().filter(pk=person.pk).exists()


def invitation_of(meeting: Meeting, person: Person) -> Invitation:
    """Return what is known of the person's invitation, held for a change; a new row for nothing."""
    _hold(meeting)
    known = meeting.invitations.filter(person=person).first()
    return known or Invitation(meeting=meeting, person=person)


def guest_of(meeting: Meeting, *, name: str, phone: str) -> Invitation:
    """Return the guest of this name and number, held for a change; a new row for none."""
    called, number = tidy(name), number_of(phone)
    _hold(meeting)
    known = meeting.invitations.filter(person=None, name=called, phone=number).first()
    return known or Invitation(meeting=meeting, name=called, phone=number)


def held_again(guest: Invitation) -> Invitation:
    """Return a guest's row as it stands now, held for a change."""
    _hold(guest.meeting)
    return Invitation.objects.get(pk=guest.pk)


def number_of(phone: str, field: str = "phone") -> str:
    """Return the number as +62..., "" for none. Raises not_a_phone on the field."""
    number = normalised(phone)
    if phone.strip() and not number:
        fault = _("Nomor HP ini tidak terbaca. Tulis seperti 0812-3456-7890.")
        raise ValidationError({field: ValidationError(fault, code="not_a_phone")})
    return number


def keep(row: Invitation, *fields: str) -> Invitation:
    """Write the row: a new one whole, else these fields."""
    return insert(row) if is_new(row) else save_version(row, fields, version=None)


def is_new(row: Invitation) -> bool:
    return row._state.adding  # noqa: SLF001 (Django documents it)


def _hold(meeting: Meeting) -> None:
    """Let one at a time change who is invited: a first answer that comes twice is one row."""
    Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=meeting.pk)


def _set(row: Invitation, *, left_out: bool) -> Invitation:
    if not is_new(row) and row.left_out == left_out:
        return keep(row, "origin") if row.person_id is None else row
    row.left_out = left_out
    return keep(row, "left_out", "origin")
