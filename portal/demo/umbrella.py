"""The organisations of a district of the demo: Karang Taruna, LKS, KUBE, and who heads them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from common.dates import term
from people.models import Person
from portal.demo.districts import District, Standing
from portal.demo.home import Home
from portal.demo.rows import Rows
from regions.codes import Level
from regions.models import Region
from volunteers.models import OfficeHolder, Organisation, Pillar
from wksbm.models import Decree, Mandate, Seat, Wksbm

SECTIONS = ("Pokja I", "Pokja II", "Pokja III", "Pokja IV")
STAGES = ("", "growing", "growing", "developing", "advanced")


def found(home: Home, day: date) -> None:
    """Give a village its WKSBM by a decree of its head, where a district has few of them."""
    chance = Random(f"founded {home.region.code}")  # noqa: S311 (each demo is equal)
    began = day - timedelta(days=chance.randint(200, 700))
    body = Wksbm(region=home.region, name=f"WKSBM {home.region.name}", founded_on=began)
    office = home.office
    decree = Decree(
        region=home.region,
        issuer=office,
        kind=Decree.Kind.FORMATION,
        number=f"{chance.randint(3, 48)} Tahun {began.year}",
        subject=f"Pembentukan Pengurus {body.name}",
        signed_by=home.head,
        enacted_on=began,
        term=term(began, began + timedelta(days=3 * 365)),
        cost_source=Decree.CostSource.VILLAGE_BUDGET,
    )
    home.rows.add(body, decree, Mandate(region=home.region, wksbm=body, decree=decree))
    for post in (Seat.Post.CHAIR, Seat.Post.SECRETARY, Seat.Post.TREASURER):
        seat = Seat(
            region=home.region,
            wksbm=body,
            post=post,
            holder=home.person(home.names.anybody()),
            term=term(began, None),
            decree=decree,
        )
        home.rows.add(seat)
    home.umbrella = body


@dataclass
class Umbrella:
    """The organisations of a district; `build` gathers them and says who serves in them."""

    district: District
    regency: Region
    homes: list[Home]
    rows: Rows
    pillars: dict[str, Pillar]
    today: date

    def __post_init__(self) -> None:
        self.chance = Random(f"umbrella {self.district.code}")  # noqa: S311

    def build(self) -> dict[str, list[Person]]:
        """Return the office-holders by pillar."""
        people: dict[str, list[Person]] = {}
        for standing in self.district.standing:
            for home in self._homes(standing):
                one = self._organisation(standing, home)
                self.rows.add(one)
                holders = self._office_holders(standing, one, home)
                people.setdefault(standing.pillar, []).extend(holders)
        return people

    def _homes(self, standing: Standing) -> list[Home]:
        if standing.level != Level.VILLAGE:
            return [self.chance.choice(self.homes)]
        return [home for home in self.homes if self.chance.random() < standing.share]

    def _organisation(self, standing: Standing, home: Home) -> Organisation:
        in_village = standing.level == Level.VILLAGE
        chance, pillar = self.chance, self.pillars[standing.pillar]
        one = Organisation(
            region=home.region if in_village else self.regency,
            pillar=pillar,
            name=chance.choice(standing.names).format(village=home.region.name),
            sub_kind=standing.sub_kind,
            wksbm=home.umbrella if in_village else None,
            founded_on=date(chance.randint(2006, 2022), chance.randint(1, 12), 10),
            address=f"{home.region}",
        )
        if pillar.code == "karang_taruna":
            one.stage = chance.choice(STAGES)
        if pillar.code == "lks":
            _register(one, self.today, chance)
        return one

    def _office_holders(self, standing: Standing, one: Organisation, home: Home) -> list[Person]:
        since = self.today - timedelta(days=self.chance.randint(100, 1000))
        people = []
        for number, post in enumerate(standing.posts):
            person = home.volunteer()
            people.append(person)
            holder = OfficeHolder(
                organisation=one,
                region=one.region,
                person=person,
                post=post,
                section=SECTIONS[number % len(SECTIONS)] if post == "section" else "",
                term=term(since, since + timedelta(days=5 * 365)),
            )
            self.rows.add(holder)
        return people


def _register(one: Organisation, day: date, chance: Random) -> None:
    """Register and accredit an LKS, or not: some are legal entities, some terms have run out."""
    if chance.random() < 0.6:
        one.is_legal_entity = True
        one.legal_entity_number = f"AHU-CONTOH-{chance.randint(1000, 9999)}"
    if chance.random() < 0.8:
        one.registration_number = f"460/{chance.randint(10, 99)}/LKS-CONTOH/{day.year - 2}"
        one.registered_until = day + timedelta(days=chance.randint(-200, 900))
    if chance.random() < 0.4:
        one.accreditation = chance.choice("abbc")
        one.accredited_until = day + timedelta(days=chance.randint(-300, 1200))
