"""Villages by what their bodies can show: for whoever looks over many of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left

from regions.models import Region
from wksbm.models import DecreeState, Mandate, Wksbm

Villages = QuerySet[Any]  # regions with what villages_by_decree_state adds

# What a village can be in, the best first.
VILLAGE_STATES = (
    DecreeState.IN_FORCE,
    DecreeState.LAPSING,
    DecreeState.LAPSED,
    DecreeState.NO_DECREE,
    DecreeState.NO_BODY,
)


def villages_by_decree_state(codes: Iterable[str], *, on: date) -> Villages:
    """Return every village under the codes (`codes_where(user)`) with its bodies on a day.

    Adds `bodies`, `state` (of VILLAGE_STATES: the best that one of its bodies has by a formation
    decree), `valid_until` (of the one in force; None is open) and `district` (the kecamatan's
    code). One query; filter and count it further.
    """
    at_work = Wksbm.objects.at_work(on).filter(region=OuterRef("pk"))
    counted = (
        at_work.order_by().values("region").annotate(n=Func(F("pk"), function="count")).values("n")
    )
    formed = (
        Mandate.objects.forming()
        .filter(region=OuterRef("pk"))
        .filter(Q(wksbm__dissolved_on=None) | Q(wksbm__dissolved_on__gt=on))
    )
    state = Case(
        When(~Exists(at_work), then=Value(DecreeState.NO_BODY.value)),
        default=formed.state(on),
        output_field=CharField(),
    )
    where = Q(pk__in=())
    for code in codes:
        where |= Q(code__startswith=code)
    villages: Villages = (
        Region.objects.villages()
        .active(on)
        .filter(where)
        .annotate(
            bodies=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            state=state,
            valid_until=formed.last_day_in_force(on),
            district=Left("code", 8),
        )
    )
    return villages


def count_by_state(villages: Villages) -> dict[str, int]:
    """Count the villages of `villages_by_decree_state` in each state; none is left out."""
    found = dict(
        villages.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    )
    return {state.value: found.get(state.value, 0) for state in VILLAGE_STATES}


def count_by_district(villages: Villages) -> dict[str, dict[str, int]]:
    """Count them by kecamatan and state: the code of a kecamatan > state > villages."""
    counts: dict[str, dict[str, int]] = {}
    rows = villages.order_by("district", "state").values("district", "state")
    for district, state, number in rows.annotate(n=Count("pk")).values_list(
        "district", "state", "n"
    ):
        counts.setdefault(district, dict.fromkeys(VILLAGE_STATES, 0))[state] = number
    return counts
