"""The directory of a village's welfare resources (PSKS): what stands under a WKSBM, who serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q

from regions.codes import Level, lineage_of
from volunteers.models import Appointment, OfficeHolder, Organisation, Pillar
from wksbm.models import Seat, Wksbm

# The rows of a model that the reader may see.
Seen = Callable[[Any], Any]


@dataclass
class Directory:
    """Organisations by where they stand, volunteers by pillar, and the WKSBM's own board."""

    under: list[Organisation] = field(default_factory=list)
    elsewhere: list[Organisation] = field(default_factory=list)  # under another WKSBM there
    unplaced: list[Organisation] = field(default_factory=list)
    volunteers: list[tuple[Pillar, list[Appointment]]] = field(default_factory=list)
    board: list[Seat] = field(default_factory=list)
    lacking: list[Pillar] = field(default_factory=list)  # expected in each village, not here


def directory_of(wksbm: Wksbm, on: date, *, seen: Seen) -> Directory:
    """Gather the directory from what may be read: `seen` gives the rows of a model for that."""
    village = wksbm.region_id
    found = Directory()
    for one in _working(wksbm, on, seen):
        if one.wksbm_id == wksbm.pk:
            found.under.append(one)
        elif one.wksbm is None or _is_over(one.wksbm, on):
            found.unplaced.append(one)
        else:
            found.elsewhere.append(one)
    serving = (
        seen(Appointment)
        .serving(on)
        .filter(region=village)
        .with_state(on)
        .select_related("person", "pillar", "area")
        .order_by("person__name", "pk")
    )
    grouped = sorted(serving, key=lambda one: (one.pillar.psks_number or 99, one.pillar.pk))
    found.volunteers = [
        (pillar, list(rows)) for pillar, rows in groupby(grouped, key=lambda one: one.pillar)
    ]
    order = list(Seat.Post)
    held = seen(Seat).held(on).filter(wksbm=wksbm).select_related("holder")
    found.board = sorted(held, key=lambda seat: (order.index(Seat.Post(seat.post)), seat.pk))
    there = {pillar.pk for pillar, _rows in found.volunteers}
    there |= {one.pillar_id for one in (*found.under, *found.elsewhere, *found.unplaced)}
    expected = (
        seen(Pillar)
        .in_use(on)
        .filter(
            Q(region=None) | Q(region__in=lineage_of(village)),
            is_expected=True,
            level=Level.VILLAGE,
        )
    )
    found.lacking = list(expected.exclude(pk__in=there).order_by("short_name"))
    return found


def _is_over(wksbm: Wksbm, on: date) -> bool:
    """Whether an umbrella is gone: what stood under it may be placed anew."""
    return wksbm.dissolved_on is not None and wksbm.dissolved_on <= on


def _working(wksbm: Wksbm, on: date, seen: Seen) -> list[Organisation]:
    """Return the village's organisations, and what from above stands under the WKSBM."""
    chairs = (
        seen(OfficeHolder).held(on).filter(post=OfficeHolder.Post.CHAIR).select_related("person")
    )
    rows = (
        seen(Organisation)
        .at_work(on)
        .filter(Q(region=wksbm.region_id) | Q(wksbm=wksbm))
        .with_validity(on)
        .select_related("pillar", "wksbm")
        .prefetch_related(Prefetch("office_holders", queryset=chairs, to_attr="chairs"))
    )
    return list(rows.order_by("pillar__short_name", "name"))
