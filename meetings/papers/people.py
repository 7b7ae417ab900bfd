"""Who stands in the lists of a meeting's papers: the invited, and those who came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from common.phones import masked
from meetings.models import Attendance, Meeting
from meetings.services.marks import invited_to
from meetings.services.quorum import invited_among
from people.models import Person
from volunteers.models import Appointment, OfficeHolder
from wksbm.models import Membership, Seat

LETTERS = {Person.Sex.MALE.value: "L", Person.Sex.FEMALE.value: "P"}
MEMBER = "Anggota"
OTHERS = "Undangan lain"


@dataclass(frozen=True)
class Line:
    """One person in a list; `group` is what they are counted under."""

    name: str
    sex: str
    post: str
    group: str = OTHERS
    phone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Roll:
    """Who came to a meeting. Guests whom nobody named are in the numbers alone."""

    lines: list[Line] = field(repr=False)
    invited: int
    of_invited: int  # came themselves, or sent a deputy
    men: int
    women: int
    unknown: int
    guests: int

    @property
    def came(self) -> int:
        return len(self.lines) + self.guests

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Return how many came of each group, the largest first, those without any last."""
        counted = Counter(line.group for line in self.lines)
        found = sorted(counted.items(), key=lambda one: (one[0] == OTHERS, -one[1], one[0]))
        return [*found, *([("Tamu", self.guests)] if self.guests else [])]


def invited_lines(meeting: Meeting) -> list[Line]:
    """Return who is invited: persons by name, then guests by name."""
    named = list(meeting.invitations.filter(left_out=False).order_by("name", "pk"))
    origins = {one.person_id: one.origin for one in named if one.origin}
    people = list(meeting.invited())
    posts = posts_of(meeting, [person.pk for person in people])
    lines = [
        Line(person.name, LETTERS.get(person.sex, ""), origins.get(person.pk) or post, group)
        for person in people
        for post, group in [posts.get(person.pk, ("", OTHERS))]
    ]
    guests = [one for one in named if one.person_id is None]
    return lines + [Line(one.name, "", one.origin, one.origin or OTHERS) for one in guests]


def roll_of(meeting: Meeting) -> Roll:
    """Return who came, by name, and how many of those who were invited."""
    marks = list(meeting.attendances.filter(present=True).select_related("person", "deputy_for"))
    marks.sort(key=lambda mark: (mark.called.casefold(), str(mark.pk)))
    posts = posts_of(meeting, [mark.person_id for mark in marks if mark.person_id is not None])
    lines = [_line(mark, posts) for mark in marks]
    invited = invited_to(meeting)
    of_invited = invited_among(marks, meeting, invited.persons)
    sexes = Counter(line.sex for line in lines)
    return Roll(
        lines=lines,
        invited=meeting.invited_count or invited.number,
        # Where nobody is invited by name, everybody counts, of the number that was told.
        of_invited=of_invited if invited.number else len(lines) + meeting.guests,
        men=sexes["L"] + meeting.guests - meeting.guest_women,
        women=sexes["P"] + meeting.guest_women,
        unknown=sexes[""],
        guests=meeting.guests,
    )


def posts_of(meeting: Meeting, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return what each is on the meeting's day, and what that is counted under.

    What somebody is in the host itself goes before what they are elsewhere.
    """
    own, other = _Posts(), _Posts()
    seats = Seat.objects.filter(holder__in=ids).held(meeting.on).select_related("wksbm")
    for seat in seats.order_by("pk"):
        if seat.wksbm_id == meeting.wksbm_id:
            own.add(seat.holder_id, str(seat), f"Pengurus {seat.wksbm.name}")
        else:
            other.add(seat.holder_id, f"{seat} {seat.wksbm.name}", "Pengurus WKSBM")
    offices = OfficeHolder.objects.filter(person__in=ids).held(meeting.on)
    for office in offices.select_related("organisation").order_by("pk"):
        name = office.organisation.name
        if office.organisation_id == meeting.organisation_id:
            own.add(office.person_id, str(office), f"Pengurus {name}")
        else:
            other.add(office.person_id, f"{office} {name}", "Pengurus lembaga")
    members = Membership.objects.filter(wksbm=meeting.wksbm_id, person__in=ids).held(meeting.on)
    for member in members.exclude(person__in=own.found):
        own.add(member.person_id, MEMBER, f"Anggota {meeting.host_name}")
    serving = Appointment.objects.filter(person__in=ids).serving(meeting.on)
    for one in serving.exclude(ended_kind=Appointment.Ending.MISTAKE).select_related("pillar"):
        other.add(one.person_id, str(one.pillar), str(one.pillar))
    return other.found | own.found


class _Posts:
    """Posts by person, each once, under the group of the first."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[str, str]] = {}

    def add(self, person: int, words: str, group: str) -> None:
        before, first = self.found.get(person, ("", group))
        said = [*(before.split(", ") if before else []), words]
        self.found[person] = (", ".join(dict.fromkeys(said)), first)


def _line(mark: Attendance, posts: dict[int, tuple[str, str]]) -> Line:
    post, group = posts.get(mark.person_id or 0, ("", OTHERS))
    notes = []
    if mark.late:
        notes.append("Terlambat")
    if mark.deputy_for is not None:
        notes.append(f"Mewakili {mark.deputy_for.name}")
    person = mark.person
    return Line(
        name=mark.called,
        sex=LETTERS.get(person.sex if person else mark.sex, ""),
        post=mark.origin or post,
        group=mark.origin or group,
        phone=masked(person.phone if person else mark.phone),
        note=", ".join(notes),
    )
