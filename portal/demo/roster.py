"""Who serves in a district of the demo: appointments, their decrees, tiers, the village's word."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from accounts.models import User
from common.dates import term
from people.models import Person
from portal.demo import DISTRICT, VILLAGE
from portal.demo.districts import District, Serving
from portal.demo.home import Home
from portal.demo.rows import Rows
from regions.codes import LENGTHS, Level
from regions.models import Region
from volunteers.models import Appointment, Pillar, TierStep
from wksbm.models import Decree, Office

IN_FORCE, LAPSING, LAPSED, AWAITED = "in force", "lapsing", "lapsed", "awaited"
FATES = (IN_FORCE, LAPSING, LAPSED, AWAITED)
CHANCES = (74, 10, 9, 7)
WAIVES = 9  # each so-manieth Tagana wants no money
TIERS = ((730, "madya", 0.5), (2200, "utama", 0.25))  # days after, tier, share of those before


@dataclass
class Roster:
    """A district's volunteers; `build` gathers their rows, `by_pillar` keeps them for what follows.

    An appointment stays open where its decree lapsed or is awaited: that stops the money only.
    """

    district: District
    regency: Region
    homes: list[Home]
    rows: Rows
    pillars: dict[str, Pillar]
    users: dict[str, User]
    today: date
    by_pillar: dict[str, list[Appointment]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(f"roster {self.district.code}")  # noqa: S311 (each demo is equal)
        self.offices: dict[Office.Kind, Office] = {}
        self.decrees: dict[tuple[str, str, str], Decree] = {}
        self.free = {home.region.code: list(home.people) for home in self.homes}

    def build(self) -> None:
        for serving in self.district.serving:
            for _code, homes in self._homes_by(serving.level):
                if serving.share == 1.0 or self.chance.random() < serving.share:
                    self._serve(serving, homes)

    def _homes_by(self, level: Level) -> list[tuple[str, list[Home]]]:
        found: dict[str, list[Home]] = {}
        for home in self.homes:
            found.setdefault(home.region.code[: LENGTHS[level]], []).append(home)
        return list(found.items())

    def _serve(self, serving: Serving, homes: list[Home]) -> None:
        """Let people of one area serve in a pillar; those of a village are on one decree."""
        many = self.chance.randint(serving.least, serving.most)
        of_area = self._fate(serving)
        for number in range(many):
            home = self.chance.choice(homes)
            user = self._user(serving, homes, number)
            if user is not None and serving.level == Level.REGENCY:
                home = next(one for one in homes if one.region.code == VILLAGE)
            fate = of_area if serving.level == Level.VILLAGE else self._fate(serving)
            if user is not None:
                fate = IN_FORCE
            self._appoint(serving, home, self._person(serving, home, user), fate)
        if serving.level == Level.VILLAGE and self.chance.random() < 0.1:
            self._former(serving, self.chance.choice(homes))

    def _user(self, serving: Serving, homes: list[Home], number: int) -> User | None:
        """Return who signs in: the TKSK of the demo's kecamatan, and a Tagana without any role."""
        if serving.pillar == "tksk" and homes[0].region.code.startswith(DISTRICT):
            return self.users["tksk"]
        if serving.pillar == "tagana" and number == 0 and homes[0].region.code.startswith("52.07"):
            return self.users["relawan"]
        return None

    def _person(self, serving: Serving, home: Home, user: User | None) -> Person:
        """Return a new person, or in a village one in three times somebody of its WKSBM."""
        free = self.free[home.region.code]
        if user is None and serving.level == Level.VILLAGE and free and self.chance.random() < 0.3:
            return free.pop(self.chance.randrange(len(free)))
        return home.volunteer(user)

    def _fate(self, serving: Serving) -> str:
        if serving.is_yearly:
            return AWAITED if self.chance.random() < 0.05 else IN_FORCE
        return self.chance.choices(FATES, CHANCES)[0]

    def _appoint(self, serving: Serving, home: Home, person: Person, fate: str) -> None:
        chance, pillar = self.chance, self.pillars[serving.pillar]
        decree = None if fate == AWAITED else self._decree(serving, home, fate)
        since = self.today - timedelta(days=chance.randint(20, 90))
        if decree is not None:
            since = decree.term.lower
        elif serving.is_yearly:
            since = max(since, date(self.today.year, 1, 1))
        appointment = Appointment(
            person=person,
            pillar=pillar,
            region=home.region,
            area_id=home.region.code[: LENGTHS[serving.level]],
            term=term(since, None),
            decree=decree,
            number=self._number(pillar, since),
            honorarium="paid" if serving.is_paid else "unpaid",
            stipend_waived=serving.pillar == "tagana" and self._many("tagana") % WAIVES == 4,
        )
        self._confirm(appointment, serving)
        if serving.is_yearly and chance.random() < 0.8:
            self._before(appointment, serving, home)
        self.rows.add(appointment)
        self.by_pillar.setdefault(serving.pillar, []).append(appointment)
        if pillar.has_tiers:
            self._tiers(appointment)

    def _before(self, present: Appointment, serving: Serving, home: Home) -> None:
        """Write the appointment of the year before, which the present one renewed."""
        year = self.today.year - 1
        former = Appointment(
            person=present.person,
            pillar=present.pillar,
            region=present.region,
            area_id=present.area_id,
            term=term(date(year, 1, 1), present.term.lower - timedelta(days=1)),
            decree=self._decree(serving, home, str(year)),
            number=present.number,
            honorarium=present.honorarium,
            ended_kind="renewed",
        )
        self.rows.add(former)

    def _former(self, serving: Serving, home: Home) -> None:
        """Write somebody who has stopped."""
        kind, because = self.chance.choice(
            (("resigned", "Bekerja di luar daerah"), ("moved", "Ikut suami pindah"), ("died", ""))
        )
        person = home.volunteer()
        since = self.today - timedelta(days=self.chance.randint(900, 1800))
        until = since + timedelta(days=self.chance.randint(300, 800))
        if kind == "died":
            person.died_on = until
        former = Appointment(
            person=person,
            pillar=self.pillars[serving.pillar],
            region=home.region,
            area=home.region,
            term=term(since, until),
            honorarium="paid" if serving.is_paid else "unpaid",
            ended_kind=kind,
            ended_because=because,
        )
        self.rows.add(former)

    def _number(self, pillar: Pillar, since: date) -> str:
        """Write an invented number: its serial begins with 9."""
        if pillar.code != "tagana":
            return ""
        serial = 90000 + self._many("tagana")
        return f"{since.year - self.chance.randint(1, 6)}{self.district.code[:2]}{serial}"

    def _many(self, pillar: str) -> int:
        return len(self.by_pillar.get(pillar, []))

    # --- What the village says, and the tiers ----------------------------------------------------

    def _confirm(self, appointment: Appointment, serving: Serving) -> None:
        """Note when the village last spoke: this semester, the one before, or never."""
        begun = date(self.today.year, 1 if self.today.month < 7 else 7, 1)
        draw, since = self.chance.random(), appointment.term.lower
        when = self.chance.random()  # always one draw: the demo of tomorrow has the same people
        on = begun + timedelta(days=int(when * (self.today - begun).days))
        if draw >= 0.55:
            on = begun - timedelta(days=1 + int(when * 170))
        if draw >= 0.85 or on < since:
            return
        appointment.confirmed_on = on
        appointment.confirmed_by = self.users[self.district.officer]
        appointment.answer = "active"
        if serving.level != Level.VILLAGE and draw < 0.04:
            appointment.answer = "moved"  # what is to be done about it, its district decides

    def _tiers(self, appointment: Appointment) -> None:
        """Let them have begun as muda years before their present decree; some rose."""
        since = appointment.term.lower - timedelta(days=self.chance.randint(200, 3500))
        steps = [(since, "muda", "")]
        for after, tier, share in TIERS:
            reached = since + timedelta(days=after)
            if self.chance.random() > share or reached > self.today:
                break
            steps.append((reached, tier, f"Sertifikat pelatihan Tagana {tier} {reached.year}"))
        for on, tier, evidence in steps:
            step = TierStep(
                person=appointment.person,
                pillar=appointment.pillar,
                region=appointment.region,
                tier=tier,
                since=on,
                evidence=evidence,
            )
            self.rows.add(step)

    # --- The decrees -----------------------------------------------------------------------------

    def _decree(self, serving: Serving, home: Home, fate: str) -> Decree:
        """Return the one decree of this issuer that names these people."""
        issuer = self._issuer(serving, home)
        key = (serving.pillar, issuer.name, fate)
        if key not in self.decrees:
            self.decrees[key] = self._new_decree(serving, issuer, fate, home)
            self.rows.add(self.decrees[key])
        return self.decrees[key]

    def _issuer(self, serving: Serving, home: Home) -> Office:
        if serving.level == Level.VILLAGE:
            return home.office
        kinds = Office.Kind
        if serving.is_yearly:
            return self._office(kinds.SOCIAL_AGENCY, self.district.agency)
        return self._office(kinds.REGENT, self.district.regent)

    def _office(self, kind: Office.Kind, name: str) -> Office:
        if kind not in self.offices:
            known = [one for one in self.rows.of(Office) if one.name == name]
            if not known:
                known = [Office(region=self.regency, kind=kind, name=name)]
                self.rows.add(*known)
            self.offices[kind] = known[0]
        return self.offices[kind]

    def _new_decree(self, serving: Serving, issuer: Office, fate: str, home: Home) -> Decree:
        start, end = self._span(serving, fate)
        of_village = serving.level == Level.VILLAGE
        name = self.pillars[serving.pillar].short_name
        where = home.region if of_village else self.regency
        paid = f", {serving.paid_as}" if serving.paid_as else ""
        sources = Decree.CostSource
        return Decree(
            region=issuer.region,
            issuer=issuer,
            kind=Decree.Kind.APPOINTMENT,
            number=f"400.9/{self.chance.randint(100, 999)}/{start.year}",
            subject=f"Pengangkatan {name} {where}{paid}",
            signed_by=home.head if of_village else "Pejabat Rekaan",
            enacted_on=start + timedelta(days=self.chance.choice((-6, 0, 0, 21))),
            term=term(start, end),
            cost_source=sources.REGENCY_BUDGET if serving.is_paid else sources.UNSTATED,
        )

    def _span(self, serving: Serving, fate: str) -> tuple[date, date]:
        """Return the first and last day of a decree that is worth this today."""
        if serving.is_yearly:
            year = self.today.year if fate == IN_FORCE else int(fate)
            return date(year, 1, 1), date(year, 12, 31)
        years = self.chance.choice((2, 3))
        ends = {
            IN_FORCE: self.chance.randint(90, 600),
            LAPSING: self.chance.randint(5, 58),
            LAPSED: -self.chance.randint(5, 200),
        }
        end = self.today + timedelta(days=ends[fate])
        return end - timedelta(days=365 * years), end
