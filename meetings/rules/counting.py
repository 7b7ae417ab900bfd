"""How many came to a meeting, by sex: from the marks, and the guests that nobody named. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import Attendance
from people.models import Person


@dataclass(frozen=True)
class Counts:
    """Of those in the register `came` of `marked`; `guests` by name or not; all of them by sex."""

    came: int
    marked: int
    guests: int
    women: int
    men: int
    unknown: int  # whose sex nobody noted
    late: int

    @property
    def everybody(self) -> int:
        return self.came + self.guests


def counted(marks: Iterable[Attendance], *, guests: int, guest_women: int) -> Counts:
    """Count marks with their persons loaded, and the guests of whom only the number is known."""
    rows = list(marks)
    present = [mark for mark in rows if mark.present]
    sexes = [mark.person.sex if mark.person else mark.sex for mark in present]
    women = sexes.count(Person.Sex.FEMALE) + guest_women
    men = sexes.count(Person.Sex.MALE) + guests - guest_women
    came = sum(mark.person_id is not None for mark in present)
    named = len(present) - came
    return Counts(
        came=came,
        marked=sum(mark.person_id is not None for mark in rows),
        guests=named + guests,
        women=women,
        men=men,
        unknown=came + named + guests - women - men,
        late=sum(mark.late for mark in present),
    )
