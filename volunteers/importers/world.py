"""What is known already of what a sheet names: pillars, places, appointments, tiers, decrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import models
from django.db.models import Q

from accounts.access import under
from people.models import Person
from regions.cache import RegionName, names_of
from regions.codes import lineage_of
from spreadsheets.repairs.words import fold, nearest
from volunteers.models import Appointment, Pillar, TierStep
from wksbm.importers.world import WIDTHS, DecreeKey, OfficeKey
from wksbm.models import Decree, Office
from wksbm.rules import office_name, same_name

# How people call the nation's pillars beside their own names.
ALSO_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "psm": ("Pekerja Sosial Masyarakat (PSM)", "Relawan PSM", "Anggota PSM"),
    "tagana": ("Taruna Siaga Bencana (Tagana)", "Anggota Tagana", "Relawan Tagana"),
    "tksk": ("Tenaga Kesejahteraan Sosial Kecamatan (TKSK)", "Petugas TKSK"),
    "social_worker": ("Peksos", "Peksos Profesional", "Pekerja Sosial"),
    "extension_worker": ("Penyuluh", "Pensosmas", "Penyuluh Sosial Masyarakat"),
    "women_leader": ("WPKS", "Wanita Pemimpin"),
    "child_facilitator": ("Pendamping Rehsos Anak", "Sakti Peksos"),
    "elderly_facilitator": ("Pendamping Lanjut Usia", "Pendamping LU", "Pendamping Rehsos Lansia"),
    "disability_facilitator": ("Pendamping Penyandang Disabilitas", "Pendamping PD"),
    "karang_taruna": ("KT", "Katar"),
}
ABOVE_VILLAGES: Final = {**WIDTHS, Office.Kind.GOVERNOR: 2}

AppointmentKey = tuple[int, str]  # the pillar and the area's code


@dataclass
class World:
    """Everything that rows are compared with, by what they are found by."""

    of_persons: dict[tuple[int, AppointmentKey], list[Appointment]] = field(
        default_factory=lambda: defaultdict(list)
    )
    sole: dict[AppointmentKey, list[Appointment]] = field(default_factory=lambda: defaultdict(list))
    tiers: dict[tuple[int, int], TierStep] = field(default_factory=dict)
    names: dict[str, RegionName] = field(default_factory=dict)
    died: dict[int, date] = field(default_factory=dict)
    decrees: dict[DecreeKey, Decree] = field(default_factory=dict)
    numbered: dict[tuple[str, date], list[Decree]] = field(
        default_factory=lambda: defaultdict(list)
    )


@dataclass
class Asked:
    """What the rows of a sheet ask for: its extent decides what is read."""

    persons: Collection[int]
    keys: Collection[AppointmentKey]
    days: Collection[date]  # on which decrees were enacted
    places: Collection[str]


def world_of(asked: Asked, *, hold: bool) -> World:
    """Read what is known; `hold` locks the appointments that may be changed."""
    world = World()
    pillars = {pillar for pillar, _area in asked.keys}
    areas = {area for _pillar, area in asked.keys}
    here = Appointment.objects.filter(pillar__in=pillars, area__in=areas)
    theirs = here.filter(Q(person__in=asked.persons) | Q(is_sole=True)).order_by("term", "pk")
    if hold:
        theirs = theirs.select_for_update(of=["self"])
    for one in theirs.select_related("decree__issuer", "person"):
        key = (one.pillar_id, one.area_id)
        world.of_persons[one.person_id, key].append(one)
        if one.is_sole:
            world.sole[key].append(one)
    steps = TierStep.objects.filter(person__in=asked.persons, pillar__in=pillars).order_by("since")
    for step in steps:
        world.tiers[step.person_id, step.pillar_id] = step
    died = Person.objects.filter(pk__in=asked.persons).exclude(died_on=None)
    world.died = {pk: day for pk, day in died.values_list("pk", "died_on") if day}
    _read_decrees(world, asked)
    return world


def _read_decrees(world: World, asked: Asked) -> None:
    above = {code for place in asked.places for code in lineage_of(place)}
    world.names = names_of(above)
    issued = Decree.objects.filter(enacted_on__in=asked.days, issuer__region__in=above)
    for decree in issued.select_related("issuer").order_by("pk"):
        key = decree_key(decree)
        world.decrees[key] = decree
        world.numbered[key[1], key[2]].append(decree)


def decree_key(decree: Decree) -> DecreeKey:
    office: OfficeKey = (decree.issuer.region_id, same_name(decree.issuer.name))
    return office, same_name(decree.number), decree.enacted_on


def office_of(place: str, kind: str, world: World) -> tuple[str, str] | None:
    """Return region and usual name of the office of this kind above a place, or None."""
    code = place[: ABOVE_VILLAGES[Office.Kind(kind)]]
    known = world.names.get(code)
    is_wide = len(code) < ABOVE_VILLAGES[Office.Kind(kind)]
    return None if is_wide or known is None else (code, office_name(kind, known))


class Pillars:
    """The pillars around a region, found by any of their names."""

    def __init__(self, region_code: str) -> None:
        around = Q(region=None) | Q(region__in=lineage_of(region_code)) | under([region_code])
        self._by_name: dict[str, list[Pillar]] = defaultdict(list)
        self._names: dict[str, str] = {}
        found: models.QuerySet[Pillar] = Pillar.objects.filter(around)
        for pillar in found.order_by("pk"):
            own = (pillar.short_name, pillar.name, pillar.code)
            for name in (*own, *(ALSO_CALLED.get(pillar.code, ()))):
                if pillar not in self._by_name[fold(name)]:
                    self._by_name[fold(name)].append(pillar)
                self._names.setdefault(name.casefold(), pillar.short_name)

    def find(self, text: str, place: str) -> Pillar | None:
        """Return the pillar of this name that holds for the place: the nearest district's own."""
        there = [one for one in self._by_name.get(fold(text), []) if holds_for(one, place)]
        return max(there, key=lambda one: len(one.region_id or ""), default=None)

    def near(self, text: str) -> list[str]:
        found = nearest(text.casefold(), self._names)
        return list(dict.fromkeys(self._names[name] for name in found))


def holds_for(pillar: Pillar, place: str) -> bool:
    return pillar.region_id is None or place.startswith(pillar.region_id)
