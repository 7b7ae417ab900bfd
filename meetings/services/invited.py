"""The invitation list of a meeting as it is read: who is invited, and what each answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from common.names import bare
from meetings.models import POSTPONED, Invitation, Meeting
from people.models import Person


@dataclass(frozen=True)
class Line:
    """One who is invited. `row` is what is known of the invitation beside that: often nothing."""

    person: Person | None
    row: Invitation | None

    @property
    def who(self) -> str:
        """The line's name within its list: p and a person's number, or g and a guest's UUID."""
        if self.person is not None:
            return f"p{self.person.pk}"
        return f"g{self.row.pk}" if self.row else ""

    @property
    def called(self) -> str:
        if self.person is not None:
            return self.person.name
        return self.row.name if self.row else ""

    @property
    def origin(self) -> str:
        return self.row.origin if self.row else ""

    @property
    def answer(self) -> str:
        return self.row.answer if self.row else ""

    @property
    def answer_label(self) -> str:
        return self.row.given_words if self.row else str(Invitation.Answer.NONE.label)


def lines_of(meeting: Meeting) -> list[Line]:
    """Return everybody who is invited, by name: persons first, then guests; in three queries."""
    rows = list(meeting.invitations.filter(left_out=False).order_by("name", "pk"))
    of_person = {row.person_id: row for row in rows if row.person_id is not None}
    people = [Line(person, of_person.get(person.pk)) for person in meeting.invited()]
    return people + [Line(None, row) for row in rows if row.person_id is None]


def answered_of(meeting: Meeting) -> list[Line]:
    """Return what was answered to the invitation, by name; in one query."""
    rows = meeting.invitations.exclude(answer=Invitation.Answer.NONE).filter(left_out=False)
    lines = [Line(row.person, row) for row in rows.select_related("person")]
    return sorted(lines, key=lambda line: line.called.casefold())


def postponed_in(meetings: Collection[Meeting]) -> dict[UUID, int]:
    """Return in how many invitations to each of these meetings another day is asked for."""
    asking = Invitation.objects.filter(
        meeting__in=meetings,
        answer=Invitation.Answer.NOT_COMING,
        reason__startswith=POSTPONED,
        left_out=False,
    )
    counted = asking.order_by().values_list("meeting").annotate(n=Count("pk"))
    return dict(counted)


def invited_as(meeting: Meeting, name: str, number: str) -> Person | None:
    """Return the one of the invited who has this number and so nearly this name, if it is one.

    A family shares a number: the whole name decides first, then a word of it, which is no particle.
    """
    people = list(meeting.invited().reached_by(number))  # type: ignore[attr-defined]
    said = bare(name)
    alike = [one for one in people if one.bare_name == said]
    if not alike:
        words = {word for word in said.split() if len(word) > 2}
        alike = [one for one in people if words & set(one.bare_name.split())]
    return alike[0] if len(alike) == 1 else None


def left_out_of(meeting: Meeting) -> list[Line]:
    rows = meeting.invitations.filter(left_out=True).select_related("person")
    return [Line(row.person, row) for row in rows.order_by("person__name", "name", "pk")]


def counts_of(lines: Iterable[Line]) -> dict[str, int]:
    """Count the answers: coming, not_coming, deputy, unanswered; and all of them as total.

    postponed: how many of those who do not come ask for another day.
    """
    lines = list(lines)
    said = Counter(line.answer for line in lines)
    answer = Invitation.Answer
    return {
        "coming": said[answer.COMING],
        "not_coming": said[answer.NOT_COMING],
        "deputy": said[answer.DEPUTY],
        "unanswered": said[answer.NONE],
        "postponed": sum(bool(line.row and line.row.asks_to_postpone) for line in lines),
        "total": said.total(),
    }
