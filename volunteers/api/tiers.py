"""The tiers that people reached, for programs: noted on the appointment, corrected here."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictModelSerializer
from volunteers import services
from volunteers.filters.roster import TierStepFilter
from volunteers.models import TierStep

FACTS = ("tier", "since", "evidence")


class TierStepSerializer(serializers.ModelSerializer[TierStep]):
    region = serializers.CharField()

    class Meta:
        model = TierStep
        fields = [
            *("id", "person", "pillar", "region", *FACTS),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class TierStepChange(StrictModelSerializer[TierStep]):
    class Meta:
        model = TierStep
        fields = FACTS


class TierStepViewSet(ListRows[TierStep], RetrieveRow[TierStep]):
    """Which tier of a pillar a person reached, and when. It outlives each appointment there."""

    model = TierStep
    serializer_class = TierStepSerializer
    filterset_class = TierStepFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "person": "person_id",
        "pillar": "pillar_id",
        "region": "region_id",
        "tier": "tier",
        "since": "since",
        "evidence": "evidence",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=TierStepChange, responses=TierStepSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct a step that was noted wrongly; what is left out stays."""
        step = self.get_object()
        facts = {name: getattr(step, name) for name in FACTS}
        facts |= self.valid(TierStepChange, data=request.data, partial=True)
        services.correct_tier(step, **facts, version=self.version(), actor=self.actor)
        return self.answer(step.pk)
