"""Who came and who did not: marks merge per person, from however many phones they come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, Count, Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.names import bare, tidy
from common.phones import normalised
from common.races import check_fields, constraints_speak
from meetings.models import Attendance, Circle, Meeting, circle_of
from meetings.services.refusals import refuse_approved, refuse_cancelled, refuse_future
from people.models import Person, Presence

_SAID = ["present", "late", "how", "deputy_for", "marked_at"]
_NAMED = ["name", "sex", "phone", "origin", *_SAID]


@dataclass(frozen=True)
class Mark:
    """One at the meeting: a person by key or, who is not in the register, by name.

    `id` is a mark that is there already, to be corrected. `deputy_for` is the person who was
    invited and in whose place somebody came.
    """

    person: int | None = None
    name: str = ""
    sex: str = ""
    phone: str = ""
    origin: str = ""
    present: bool = True
    late: bool = False
    how: str = Attendance.How.TICKED
    deputy_for: int | None = None
    id: UUID | None = None


class Invited(NamedTuple):
    """Whom a meeting invites: persons by key, and how many guests that have but a name."""

    persons: frozenset[int]
    guests: int

    @property
    def number(self) -> int:
        return len(self.persons) + self.guests


@dataclass(frozen=True)
class Marks:
    """Everything that one page or request says of who came."""

    said: tuple[Mark, ...] = ()
    absent_unless_marked: tuple[int, ...] = ()
    gone: tuple[UUID, ...] = ()

    def keys(self) -> set[int]:
        """Return the persons that are named, in whatever part."""
        named = {mark.person for mark in self.said} | {mark.deputy_for for mark in self.said}
        return {key for key in named if key is not None} | set(self.absent_unless_marked)


def marks_from(
    *,
    present_ids: Collection[int] = (),
    absent_ids: Collection[int] = (),
    late_ids: Collection[int] = (),
    absent_unless_marked: Collection[int] = (),
    marks: Iterable[Mark] = (),
    gone: Collection[UUID] = (),
) -> Marks:
    """Return what is to be marked; who is in several lists came."""
    by_person = {key: Mark(key, present=False) for key in absent_ids}
    by_person |= {key: Mark(key, late=key in late_ids) for key in present_ids}
    named: dict[tuple[str, str, UUID | None], Mark] = {}
    for mark in marks:
        if mark.person is not None:
            by_person[mark.person] = replace(mark, name="", sex="", phone="", origin="")
            continue
        tidied = _tidied(mark)
        named[(bare(tidied.name), tidied.phone, tidied.id)] = tidied
    unsure = sorted(set(absent_unless_marked) - set(by_person))
    persons = [by_person[key] for key in sorted(by_person)]
    return Marks((*persons, *named.values()), tuple(unsure), tuple(gone))


@transaction.atomic
def mark_attendance(
    meeting: Meeting,
    *,
    present_ids: Collection[int] = (),
    absent_ids: Collection[int] = (),
    late_ids: Collection[int] = (),
    absent_unless_marked: Collection[int] = (),
    marks: Iterable[Mark] = (),
    gone: Collection[UUID] = (),
    actor: User,
) -> Meeting:
    """Mark who came and who did not: marks merge per person, so no version is needed.

    `gone` are guests that were written down by mistake. Raises meeting_cancelled,
    minutes_approved; meeting_in_future on `on`, unknown_person on `present_ids`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    # Locked, so that nobody approves the list while it changes.
    held = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=meeting.pk)
    refuse_cancelled(held)
    refuse_approved(held)
    refuse_future(held, timezone.now())
    said = marks_from(
        present_ids=present_ids,
        absent_ids=absent_ids,
        late_ids=late_ids,
        absent_unless_marked=absent_unless_marked,
        marks=marks,
        gone=gone,
    )
    write_marks(held, said, invited=invited_to(held), by=actor)
    return held


def invited_to(meeting: Meeting) -> Invited:
    """Return whom a meeting invites, as it stands in the database; one query."""
    persons = Func(
        F("pk"), function="meetings_invited_ids", output_field=ArrayField(BigIntegerField())
    )
    guests = Count("invitations", filter=Q(invitations__person=None, invitations__left_out=False))
    row = Meeting.objects.filter(pk=meeting.pk).annotate(persons=persons, named=guests)
    keys, number = row.values_list("persons", "named").get()
    return Invited(frozenset(keys), number)


def circle_invited(meeting: Meeting) -> Invited:
    """Return whom a meeting that is just being written down invites: its host's circle."""
    if meeting.circle == Circle.NOBODY:
        return Invited(frozenset(), 0)
    circle = circle_of(meeting.host, meeting.circle, meeting.on).order_by()
    return Invited(frozenset(circle.values_list("pk", flat=True)), 0)


def write_marks(
    meeting: Meeting, marks: Marks, *, invited: Invited, is_new: bool = False, by: User
) -> None:
    """Write the marks, in as few statements as there are kinds of them; for other services.

    Raises unknown_person on `present_ids`: who is neither invited nor known in the region.
    """
    _refuse_unknown(meeting, marks.keys(), invited, by)
    if marks.gone:
        meeting.attendances.filter(pk__in=marks.gone, person=None).delete()
    known = {} if is_new else _named_already(meeting, marks)
    now = timezone.now()
    new, changed = [], []
    for mark in marks.said:
        row = known.get(mark.id) or known.get((bare(mark.name), mark.phone)) if known else None
        if row is None:
            new.append(_row(meeting, mark))
        else:
            changed.append(_corrected(row, mark))
        (row or new[-1]).marked_at = now
    if new:
        with constraints_speak(new[-1]) if new[-1].name else nullcontext():  # persons never clash
            Attendance.objects.bulk_create(
                new,
                update_conflicts=True,
                unique_fields=["meeting", "person"],
                update_fields=_SAID,
            )
    if changed:
        with constraints_speak(changed[-1]):
            Attendance.objects.bulk_update(changed, _NAMED)
    Attendance.objects.bulk_create(  # nothing is asked where nobody is named
        [
            Attendance(meeting=meeting, person_id=key, present=False, marked_at=now)
            for key in marks.absent_unless_marked
        ],
        ignore_conflicts=True,
    )


def _refuse_unknown(meeting: Meeting, keys: set[int], invited: Invited, by: User) -> None:
    if not keys:
        return
    here = Presence.objects.filter(
        person=OuterRef("pk"), region__code__startswith=meeting.region_id
    )
    known = (
        Person.objects.visible_to(by)
        .filter(pk__in=keys)
        .filter(Q(Exists(here)) | Q(pk__in=keys & invited.persons))
    )
    if keys - set(known.values_list("pk", flat=True)):
        fault = _("Ada orang yang tidak dikenal di desa ini.")
        raise ValidationError({"present_ids": ValidationError(fault, code="unknown_person")})


def _named_already(meeting: Meeting, marks: Marks) -> dict[object, Attendance]:
    """Return the guests that are written down, by their key and by name and number."""
    if all(mark.person is not None for mark in marks.said):
        return {}
    rows = list(meeting.attendances.filter(person=None))
    found: dict[object, Attendance] = {(bare(row.name), row.phone): row for row in rows}
    return found | {row.pk: row for row in rows}


def _row(meeting: Meeting, mark: Mark) -> Attendance:
    row = Attendance(meeting=meeting, person_id=mark.person)
    return _corrected(row, mark)


def _corrected(row: Attendance, mark: Mark) -> Attendance:
    for name in ("name", "sex", "phone", "origin", "present", "how"):
        setattr(row, name, getattr(mark, name))
    row.late = mark.late and mark.present
    row.deputy_for_id = mark.deputy_for
    if row.person_id is None:
        _check(row)
    return row


def _tidied(mark: Mark) -> Mark:
    phone = normalised(mark.phone)
    if not tidy(mark.name):
        words = _("Tulis nama yang hadir.")
        raise ValidationError({"marks": ValidationError(words, code="required")})
    if mark.phone.strip() and not phone:
        words = _("Nomor HP %(name)s tidak terbaca.") % {"name": mark.name}
        raise ValidationError({"marks": ValidationError(words, code="invalid")})
    return replace(mark, name=tidy(mark.name), origin=tidy(mark.origin), phone=phone)


def _check(row: Attendance) -> None:
    try:
        check_fields(row, unique=False)
    except ValidationError as error:
        words = [f"{row.name or '?'}: {words}" for words in error.messages]
        raise ValidationError({"marks": words}) from error
