"""Who came how often to a host's meetings in a period: for the page, the paper and the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import codes_where, covers
from accounts.models import User
from meetings.models import (
    Attendance,
    Host,
    Meeting,
    MeetingQuerySet,
    hosted_by,
    name_of,
    region_of,
)
from people.models import Person
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm

LONGEST = 366  # days
# How many meetings have a column each on a sheet; more are counted by the month.
MOST_COLUMNS = 12
CAME, LATE, AWAY, UNMARKED = "H", "T", "-", ""
HOSTS: Final[dict[str, Any]] = {"wksbm": Wksbm, "organisation": Organisation, "region": Region}


@dataclass(frozen=True)
class Recap:
    """A host's meetings in a period, both days included, as something that is looked at.

    Made by `recap_of`, which says what is no period.
    """

    host: Host
    since: date
    until: date

    @property
    def region(self) -> Region:
        return region_of(self.host)

    @property
    def host_name(self) -> str:
        return name_of(self.host)

    @property
    def key(self) -> str:
        """Return what programs call it: "wksbm:12:2026-01-01:2026-06-30"."""
        words = {model: word for word, model in HOSTS.items()}
        return f"{words[type(self.host)]}:{self.host.pk}:{self.since}:{self.until}"

    @property
    def paper_key(self) -> str:
        return f"meetings.recap:{self.key}"

    def table(self, seen: MeetingQuerySet) -> Table:
        """Return the meetings that took place, of those that are seen, and who came to them."""
        held = seen.held().filter(**hosted_by(self.host), on__gte=self.since, on__lte=self.until)
        return table_of(list(held.order_by("starts_at", "pk")))


@dataclass(frozen=True)
class Row:
    """One person: a mark for each meeting, in the order of the meetings."""

    person: int
    name: str
    sex: str
    marks: tuple[str, ...]

    @property
    def came(self) -> int:
        return sum(mark in (CAME, LATE) for mark in self.marks)

    @property
    def late(self) -> int:
        return self.marks.count(LATE)

    @property
    def marked(self) -> int:
        """To how many they were expected: a member who joined later is asked for less."""
        return sum(mark != UNMARKED for mark in self.marks)

    @property
    def share(self) -> int:
        """Return how many of a hundred, rounded."""
        return (200 * self.came + self.marked) // (2 * self.marked) if self.marked else 0


@dataclass(frozen=True)
class Sum:
    """How many came to one meeting; guests are those outside the register, named or not."""

    meeting: Meeting
    men: int
    women: int
    unknown: int
    guests: int

    @property
    def came(self) -> int:
        return self.men + self.women + self.unknown


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    sums: list[Sum]

    @property
    def came(self) -> int:
        """Return how many came, meeting by meeting: whoever came twice counts twice."""
        return sum(one.came for one in self.sums)

    @property
    def average(self) -> int:
        return round(self.came / len(self.sums)) if self.sums else 0

    @property
    def men(self) -> int:
        return sum(one.men for one in self.sums)

    @property
    def women(self) -> int:
        return sum(one.women for one in self.sums)

    def columns(self) -> list[tuple[str, range]]:
        """Return what a column is called, and the places of its meetings in the marks."""
        days = [one.meeting.on for one in self.sums]
        if len(days) <= MOST_COLUMNS:
            named = [date_format(day, "j M") for day in days]
            return [(name, range(at, at + 1)) for at, name in enumerate(named)]
        found: dict[tuple[int, int], list[int]] = {}
        for at, day in enumerate(days):
            found.setdefault((day.year, day.month), []).append(at)
        return [
            (date_format(days[places[0]], "M"), range(places[0], places[-1] + 1))
            for places in found.values()
        ]


def recap_of(host: Host, since: date, until: date) -> Recap:
    """Return the recap of a period. Raises ValidationError on `until`: before_since, too_long."""
    if until < since:
        words = _("Tanggal akhir mendahului tanggal awal.")
        raise ValidationError({"until": ValidationError(words, code="before_since")})
    if (until - since).days >= LONGEST:
        words = _("Rekap paling lama satu tahun.")
        raise ValidationError({"until": ValidationError(words, code="too_long")})
    return Recap(host, since, until)


def host_named(of: str, key: int | str, user: User) -> Host | None:
    """Return the host among those that the user sees; a region where a grant covers it.

    Raises ValueError for a key that is none.
    """
    if of not in HOSTS:
        return None
    host: Host | None = HOSTS[of].objects.visible_to(user).filter(pk=key).first()
    if isinstance(host, Region) and not any(covers(own, host.code) for own in codes_where(user)):
        return None
    return host


def find_recap(key: str, user: User) -> Recap | None:
    """Return the recap of this key, if the user sees its host.

    Raises ValueError for a key that is none, and what `recap_of` raises.
    """
    of, pk, since, until = key.split(":")
    host = host_named(of, pk, user)
    if host is None:
        return None
    return recap_of(host, date.fromisoformat(since), date.fromisoformat(until))


def table_of(meetings: list[Meeting]) -> Table:
    """Return who came to these meetings: one question, however many there are."""
    place = {meeting.pk: at for at, meeting in enumerate(meetings)}
    marks: Iterable[tuple[Any, ...]] = Attendance.objects.filter(meeting__in=place).values_list(
        "meeting_id", "person_id", "person__name", "person__sex", "sex", "present", "late"
    )
    people: dict[int, tuple[str, str, list[str]]] = {}
    sexes: list[Counter[str]] = [Counter() for _meeting in meetings]
    for meeting, person, name, sex, guest_sex, present, late in marks:
        at = place[meeting]
        if present:
            sexes[at][guest_sex if person is None else sex] += 1
            sexes[at]["guests"] += person is None
        if person is not None:
            row = people.setdefault(person, (name, sex, [UNMARKED] * len(meetings)))
            row[2][at] = (LATE if late else CAME) if present else AWAY
    rows = [Row(person, name, sex, tuple(row)) for person, (name, sex, row) in people.items()]
    rows.sort(key=lambda row: (row.name.casefold(), row.person))
    sums = [_sum(meeting, sexes[at]) for meeting, at in zip(meetings, place.values(), strict=True)]
    return Table(rows, sums)


def _sum(meeting: Meeting, sexes: Counter[str]) -> Sum:
    return Sum(
        meeting=meeting,
        men=sexes[Person.Sex.MALE] + meeting.guests - meeting.guest_women,
        women=sexes[Person.Sex.FEMALE] + meeting.guest_women,
        unknown=sexes[""],
        guests=sexes["guests"] + meeting.guests,
    )
