"""What volunteers of Belitung Timur did this year: watches and companionship, hours confirmed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from portal.demo.rows import Rows
from regions.models import Region
from volunteers.models import Appointment, Assignment, Duty


class Work(NamedTuple):
    """A duty of every month: the day in it, so many hours, for so many of a pillar."""

    pillar: str
    kind: Duty.Kind
    title: str
    day: int
    hours: int
    people: int


# Of the pillars that are paid there, and of one that is not.
WORKS: Final = (
    Work("tagana", Duty.Kind.WATCH, "Piket posko Tagana", 6, 8, 14),
    Work("tagana", Duty.Kind.POST, "Posko siaga banjir rob", 21, 6, 9),
    Work("tsm", Duty.Kind.COMPANION, "Pendampingan warga", 12, 5, 7),
    Work("psm", Duty.Kind.DISTRIBUTION, "Penyaluran bantuan pangan", 15, 7, 12),
)


@dataclass
class Served:
    """Gathers the duties of each whole month of the year so far."""

    regency: Region
    serving: dict[str, list[Appointment]]
    rows: Rows
    users: dict[str, User]
    today: date

    def build(self) -> None:
        chance = Random(f"served {self.regency.code}")  # noqa: S311 (each demo is equal)
        for month in range(1, self.today.month):
            for work in WORKS:
                # The same few come mostly: that is what the view of fairness is for.
                able = [one for one in self.serving.get(work.pillar, []) if not one.person.died_on]
                drawn = chance.sample(able[: work.people * 2], min(work.people, len(able)))
                self._duty(work, date(self.today.year, month, work.day), drawn)

    def _duty(self, work: Work, on: date, people: list[Appointment]) -> None:
        start = datetime.combine(on, time(8), self.regency.tz)
        end = start + timedelta(hours=work.hours)
        duty = Duty(
            region=self.regency,
            kind=work.kind,
            title=work.title,
            place="Manggar",
            period=DateTimeTZRange(start, end),
            seats=work.people,
        )
        self.rows.add(duty)
        self.rows.add(*(self._hours(duty, one, work) for one in people if one.term.lower <= on))

    def _hours(self, duty: Duty, one: Appointment, work: Work) -> Assignment:
        """Return what one served: written down by one officer, confirmed by another."""
        return Assignment(
            duty=duty,
            person=one.person,
            region=self.regency,
            period=duty.period,
            status=Assignment.Status.ACCEPTED,
            offered_by=self.users["petugas-beltim"],
            answered_at=duty.starts_at - timedelta(days=2),
            minutes=work.hours * 60,
            logged_by=self.users["petugas-beltim"],
            logged_at=duty.ends_at + timedelta(hours=1),
            confirmed_by=self.users["dinas-beltim"],
            confirmed_at=duty.ends_at + timedelta(hours=20),
        )
