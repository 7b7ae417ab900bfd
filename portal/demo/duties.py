"""The duty roster of the demo: the week that passed, this one and the next, with gaps and hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from common.dates import term, today
from people.models import Person
from portal.demo import REGENCY, VILLAGE, VOLUNTEER
from portal.demo.rows import Rows
from regions.models import Region
from volunteers.models import Absence, Appointment, Assignment, Duty, Pillar, QualificationKind

WEEK: Final = timedelta(days=7)
REASONS: Final = ("Anak sakit", "Ada hajatan keluarga", "Panen", "")
AWAY: Final = ("Berobat ke Mataram", "Umrah", "Bekerja di luar daerah", "")


class Shift(NamedTuple):
    """A duty of every week: its weekday (Monday is 0), first hour, length and people."""

    kind: Duty.Kind
    title: str
    place: str
    weekday: int
    at: int
    hours: int
    seats: int
    region: str = REGENCY
    pillar: str = "tagana"
    needs: str = ""


SHIFTS: Final = (
    *(
        Shift(Duty.Kind.WATCH, "Piket posko Tagana", "Posko Dinas Sosial, Taliwang", day, 8, 8, 2)
        for day in range(7)
    ),
    Shift(Duty.Kind.WATCH, "Piket malam", "Posko Dinas Sosial, Taliwang", 4, 20, 8, 3),
    Shift(Duty.Kind.WATCH, "Piket malam", "Posko Dinas Sosial, Taliwang", 5, 20, 8, 3),
    Shift(Duty.Kind.POST, "Posko siaga banjir", "Kantor Camat Brang Rea", 2, 7, 10, 4, "52.07.05"),
    Shift(
        Duty.Kind.POST,
        "Dapur umum, latihan",
        "Lapangan Kecamatan Jereweh",
        5,
        7,
        6,
        6,
        "52.07.01",
        needs="field_kitchen",
    ),
    Shift(
        Duty.Kind.DISTRIBUTION,
        "Penyaluran sembako lansia",
        "Balai Desa Banjar",
        3,
        9,
        4,
        3,
        VILLAGE,
        "psm",
    ),
    Shift(
        Duty.Kind.COMPANION,
        "Pendampingan psikososial",
        "Puskesmas Maluk",
        1,
        9,
        3,
        2,
        "52.07.08",
        needs="psychosocial",
    ),
)


@transaction.atomic
def renew(now: datetime) -> int:
    """Write the duties of each of the three weeks that has none yet; return how many weeks."""
    regency = Region.objects.get(code=REGENCY)
    day = today(regency.tz)
    this = day - timedelta(days=day.weekday())
    written = 0
    for monday in (this - WEEK, this, this + WEEK):
        start = _instant(monday, 0, regency)
        if (
            not Duty.objects.filter(region__code__startswith=REGENCY)
            .between(start, start + WEEK)
            .exists()
        ):
            _Week(regency, monday, now).write()
            written += 1
    return written


def _instant(day: date, hour: int, regency: Region) -> datetime:
    return datetime.combine(day, time(hour), regency.tz)


@dataclass
class _Week:
    """One week of the demo's duties, from a Monday on."""

    regency: Region
    monday: date
    now: datetime

    def __post_init__(self) -> None:
        self.chance = Random(f"week {self.monday}")  # noqa: S311 (each demo is equal)
        self.rows = Rows()
        self.users = User.objects.in_bulk(["dinas", "tksk", VOLUNTEER], field_name="username")
        self.people = {code: self._serving(code) for code in ("tagana", "psm")}
        self.pillars = Pillar.objects.filter(code__in=self.people).in_bulk(field_name="code")
        self.kinds = QualificationKind.objects.filter(region=None).in_bulk(field_name="code")
        self.busy: dict[int, list[DateTimeTZRange]] = {}

    def _serving(self, pillar: str) -> list[Person]:
        serving = Appointment.objects.serving(self.monday).filter(
            pillar__code=pillar, area__code__startswith=REGENCY, person__died_on=None
        )
        return [one.person for one in serving.select_related("person").order_by("pk")]

    def write(self) -> None:
        for shift in SHIFTS:
            duty = self._duty(shift)
            self.rows.add(duty)
            if shift.needs:
                link = Duty.needs.through
                self.rows.add(link(duty=duty, qualificationkind=self.kinds[shift.needs]))
            self._staff(duty, shift)
        self._absences()
        self.rows.write()

    def _duty(self, shift: Shift) -> Duty:
        start = _instant(self.monday + timedelta(days=shift.weekday), shift.at, self.regency)
        return Duty(
            region_id=shift.region,
            kind=shift.kind,
            title=shift.title,
            place=shift.place,
            period=DateTimeTZRange(start, start + timedelta(hours=shift.hours)),
            seats=shift.seats,
            pillar=self.pillars[shift.pillar],
        )

    def _staff(self, duty: Duty, shift: Shift) -> None:
        """Offer the duty to as many as it needs; some decline, and gaps remain."""
        people = self.people[shift.pillar]
        if shift.region == VILLAGE:
            people = [one for one in people if one.village_id == VILLAGE]
        asked = self._order(shift, people)
        for person in asked[: shift.seats]:
            is_past = duty.ends_at <= self.now
            draw = self.chance.random()
            if person.user_id is not None:  # who signs in has served, and has offers that wait
                draw = 0.5 if is_past else 0.9
            self._assign(duty, person, draw, is_past=is_past)

    def _order(self, shift: Shift, people: list[Person]) -> list[Person]:
        """Put them in an order of chance; who signs in comes first to the posts of Monday."""
        free = self.chance.sample(people, len(people))
        if shift.title == SHIFTS[0].title and shift.weekday in {0, 3, 6}:
            free.sort(key=lambda person: person.user_id is None)
        return free

    def _assign(self, duty: Duty, person: Person, draw: float, *, is_past: bool) -> None:
        one = Assignment(
            duty=duty,
            person=person,
            region_id=duty.region_id,
            period=duty.period,
            offered_by=self.users["dinas"],
        )
        answered = min(duty.starts_at - timedelta(days=2), self.now - timedelta(hours=2))
        if draw < 0.12:
            one.status, one.reason = Assignment.Status.DECLINED, self.chance.choice(REASONS)
            one.answered_at = answered
        elif (draw < 0.75 or is_past) and self._is_free(person, duty.period):
            one.status, one.answered_at = Assignment.Status.ACCEPTED, answered
            if is_past:
                self._log(one, duty)
        self.rows.add(one)

    def _is_free(self, person: Person, period: DateTimeTZRange) -> bool:
        taken = self.busy.setdefault(person.pk, [])
        if any(one.lower < period.upper and period.lower < one.upper for one in taken):
            return False
        taken.append(period)
        return True

    def _log(self, one: Assignment, duty: Duty) -> None:
        """Let the hours be written down, and mostly confirmed by somebody else."""
        own = one.person.user_id == self.users[VOLUNTEER].pk
        if self.chance.random() < 0.15 and not own:
            return  # forgotten so far
        hours = duty.ends_at - duty.starts_at
        one.minutes = int(hours.total_seconds()) // 60
        one.logged_by = self.users[VOLUNTEER] if own else self.users["tksk"]
        one.logged_at = min(duty.ends_at + timedelta(hours=1), self.now)
        if self.chance.random() < 0.7:
            one.confirmed_by = self.users["dinas"]
            one.confirmed_at = min(duty.ends_at + timedelta(hours=20), self.now)

    def _absences(self) -> None:
        """Note some who cannot serve for days of this week."""
        for person in self._without_absence(self.people["tagana"][5:40:12]):
            first = self.monday + timedelta(days=self.chance.randint(0, 5))
            self.rows.add(
                Absence(
                    person=person,
                    region_id=person.village_id or REGENCY,
                    days=term(first, first + timedelta(days=self.chance.randint(0, 6))),
                    reason=self.chance.choice(AWAY),
                )
            )

    def _without_absence(self, people: Iterable[Person]) -> list[Person]:
        days = term(self.monday, self.monday + 2 * WEEK)
        absent = set(Absence.objects.filter(days__overlap=days).values_list("person_id", flat=True))
        return [person for person in people if person.pk not in absent]
