"""What is known already in the villages of a sheet: bodies, boards, decrees, people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Q

from common.dates import first_day, last_day
from people.models import Presence
from regions.cache import names_of
from wksbm.models import Decree, Mandate, Membership, Office, Seat, Wksbm
from wksbm.rules import office_name, same_name

# How much of a village's code is the code of the region that an office is of.
WIDTHS: Final = {
    Office.Kind.VILLAGE_HEAD: 13,
    Office.Kind.LURAH: 13,
    Office.Kind.CAMAT: 8,
    Office.Kind.SOCIAL_AGENCY: 5,
    Office.Kind.REGENT: 5,
    Office.Kind.MAYOR: 5,
}

OfficeKey = tuple[str, str]  # its region's code and its name
DecreeKey = tuple[OfficeKey, str, date]
Spans = tuple[date | None, date | None]


@dataclass
class World:
    """Everything that rows are compared with, by what they are found by."""

    bodies: dict[str, list[Wksbm]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    serving: dict[int, dict[str, set[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    called: dict[tuple[str, str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    offices: dict[OfficeKey, Office] = field(default_factory=dict)
    decrees: dict[DecreeKey, Decree] = field(default_factory=dict)
    mandates: set[tuple[int, int]] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)


def world_of(villages: Iterable[str]) -> World:
    codes = sorted(set(villages))
    world = World()
    world.names = {code: region.name for code, region in names_of(codes).items()}
    for body in Wksbm.objects.filter(region__in=codes).order_by("pk"):
        world.bodies[body.region_id].append(body)
    bodies = [body.pk for found in world.bodies.values() for body in found]
    for seat in Seat.objects.filter(wksbm__in=bodies).select_related("holder").order_by("pk"):
        world.seats[seat.wksbm_id].append(seat)
        world.serving[seat.wksbm_id][seat.holder.bare_name].add(seat.holder_id)
    members = Membership.objects.filter(wksbm__in=bodies).values_list(
        "wksbm_id", "person__bare_name", "person_id"
    )
    for body_id, bare_name, person_id in members:
        world.serving[body_id][bare_name].add(person_id)
    present = Presence.objects.filter(
        region__in=codes, person__merged_into=None, person__erased_at=None
    ).exclude(person__phone="")
    for code, bare_name, phone, person_id in present.values_list(
        "region_id", "person__bare_name", "person__phone", "person_id"
    ):
        world.called[code, bare_name, phone].add(person_id)
    above = {code[:width] for code in codes for width in set(WIDTHS.values())}
    for office in Office.objects.filter(region__in=above):
        world.offices[office.region_id, same_name(office.name)] = office
    issued = Decree.objects.filter(
        Q(issuer__region__in=codes) | Q(mandates__wksbm__in=bodies) | Q(region__in=above)
    )
    for decree in issued.select_related("issuer").distinct():
        issuer = (decree.issuer.region_id, same_name(decree.issuer.name))
        world.decrees[issuer, same_name(decree.number), decree.enacted_on] = decree
    world.mandates = set(
        Mandate.objects.filter(wksbm__in=bodies).values_list("decree_id", "wksbm_id")
    )
    return world


def office_of(village: str, kind: str | None) -> tuple[str, str, str]:
    """Return kind, region and usual name of the office that issues for a village."""
    is_urban = village.rsplit(".", maxsplit=1)[-1].startswith("1")
    told = kind or (Office.Kind.LURAH if is_urban else Office.Kind.VILLAGE_HEAD)
    code = village[: WIDTHS[Office.Kind(told)]]
    return told, code, office_name(told, names_of([code])[code])


def overlap(one: Spans, other: Spans) -> bool:
    """Whether two terms, both days included, share a day; None is open."""
    begins_in_time = one[0] is None or other[1] is None or one[0] <= other[1]
    ends_late_enough = other[0] is None or one[1] is None or other[0] <= one[1]
    return begins_in_time and ends_late_enough


def span_of(seat: Seat) -> Spans:
    return first_day(seat.term), last_day(seat.term)
