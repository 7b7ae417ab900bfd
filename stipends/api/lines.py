"""Lines of runs and who is left out, for programs: only read, they never change."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.access import Can
from accounts.viewsets import ListRows, RetrieveRow
from common.terms import FirstDay, LastDay
from stipends.filters import LeftOutFilter, LineFilter
from stipends.models import LeftOut, Line, LineState
from stipends.services import net_owed

PLAIN = [
    *("number", "kind", "units", "amount", "quantity", "gross", "tax_base", "tax_percent", "tax"),
    *("tax_law", "net", "name", "post", "tier", "member_number", "tax_group", "without_npwp"),
    "decree_number",
]


class LineSerializer(serializers.ModelSerializer[Line]):
    region = serializers.CharField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    state = serializers.ChoiceField(choices=LineState.State.choices, allow_null=True)
    owed = serializers.IntegerField()

    class Meta:
        model = Line
        fields = [
            *("id", "run", "region", "person", "appointment", "shortfall_of", "rate"),
            *("period_from", "period_to", *PLAIN, "state", "owed"),
        ]
        read_only_fields = fields


class LineViewSet(ListRows[Line], RetrieveRow[Line]):
    """What one person is paid in a run, as it was on the day. All sums are whole rupiah.

    `units` are the months ("2026-08") or events that the line claims. `state` says what became of
    the money; it is null until the run is approved. `owed` was added after the release, and is paid
    on its own.
    """

    model = Line
    serializer_class = LineSerializer
    filterset_class = LineFilter
    seen_with: ClassVar[Can | None] = Can.READ_STIPENDS
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "run": "run_id",
        "region": "region_id",
        "person": "person_id",
        "appointment": "appointment_id",
        "shortfall_of": "shortfall_of_id",
        "rate": "rate_id",
        "period_from": FirstDay("period"),
        "period_to": LastDay("period"),
        **{name: name for name in PLAIN},
        "state": "standing__state",
        "owed": net_owed(),
    }


class LeftOutSerializer(serializers.ModelSerializer[LeftOut]):
    region = serializers.CharField()

    class Meta:
        model = LeftOut
        fields = ["id", "run", "region", "person", "because", "units", "detail"]
        read_only_fields = fields


class LeftOutViewSet(ListRows[LeftOut]):
    """Who of the pillar is not on a run's list, for which months, and why."""

    model = LeftOut
    serializer_class = LeftOutSerializer
    filterset_class = LeftOutFilter
    seen_with: ClassVar[Can | None] = Can.READ_STIPENDS
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "run": "run_id",
        "region": "region_id",
        "person": "person_id",
        "because": "because",
        "units": "units",
        "detail": "detail",
    }
