"""Where invented people live: a village, who is its head, and how they are called there."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random

from accounts.models import User
from people.models import Person, Presence
from portal.demo.names import SUMBAWA, Names, Naming, phone
from portal.demo.numbers import describe
from portal.demo.rows import Rows
from regions.codes import Kind
from regions.models import Region
from wksbm.models import Office, Wksbm


@dataclass(kw_only=True)
class Home:
    """A desa or kelurahan on the day on which the demo is built; its WKSBM, if any."""

    region: Region
    rows: Rows
    today: date
    naming: Naming = SUMBAWA
    head_title: str = "Kepala Desa"
    umbrella: Wksbm | None = None

    def __post_init__(self) -> None:
        self.chance = Random(f"wksbm {self.region.code}")  # noqa: S311 (each demo is equal)
        self.fortune = Random(f"born {self.region.code}")  # noqa: S311
        self.names = Names(self.chance, self.naming)
        self.people: list[Person] = []  # who is invited
        self.head = ""

    def person(self, name: str, user: User | None = None, *, invited: bool = True) -> Person:
        """Return a new person, mostly one who is invited to the village's meetings."""
        person = Person(
            name=name,
            phone=phone(self.chance) if self.chance.random() < 0.8 else "",
            village=self.region,
            user=user,
            email=user.email if user else "",
        )
        describe(person, self.today, self.fortune, self.naming)
        self.rows.add(person, Presence(person=person, region=self.region))
        if invited:
            self.people.append(person)
        return person

    def volunteer(self, user: User | None = None) -> Person:
        """Return a new person who serves, and is not asked to the meetings of the body."""
        name = user.name if user else self.names.anybody()
        return self.person(name, user, invited=False)

    @cached_property
    def office(self) -> Office:
        """The village head's or lurah's, who appoints here."""
        is_urban = self.region.kind == Kind.KELURAHAN
        self.head = self.head or self.names.man()
        kind = Office.Kind.LURAH if is_urban else Office.Kind.VILLAGE_HEAD
        title = "Lurah" if is_urban else self.head_title
        office = Office(region=self.region, kind=kind, name=f"{title} {self.region.name}")
        self.rows.add(office)
        return office
