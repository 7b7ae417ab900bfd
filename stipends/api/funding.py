"""Sources of money and closing a year, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from common.serializers import StrictModelSerializer, StrictSerializer
from regions.models import Region
from stipends import services
from stipends.api.common import MoneyRows, money
from stipends.filters import SourceFilter
from stipends.models import FundingSource

FACTS = ["budget", "name", "fiscal_year", "sub_activity", "account_code", "ceiling"]


class SourceSerializer(serializers.ModelSerializer[FundingSource]):
    region = serializers.CharField()
    left = serializers.IntegerField()

    class Meta:
        model = FundingSource
        fields = [
            *("id", "region", *FACTS, "committed", "left", "closed_at"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class SourceFacts(StrictModelSerializer[FundingSource]):
    class Meta:
        model = FundingSource
        fields = FACTS


class SourceInput(SourceFacts):
    region = VisibleRelated(Region)

    class Meta(SourceFacts.Meta):
        fields = ["region", *FACTS]


class CloseYearInput(StrictSerializer):
    region = VisibleRelated(Region)
    fiscal_year = serializers.IntegerField(min_value=2000, max_value=2100)


class ClosedSerializer(serializers.Serializer[Any]):
    """How many sources were closed."""

    closed = serializers.IntegerField()


class FundingSourceViewSet(MoneyRows[FundingSource]):
    """Lines of a budget in a fiscal year, with their ceilings. All sums are whole rupiah.

    `committed` follows from the ledger; `left` is what may still be approved.
    """

    model = FundingSource
    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        **{name: name for name in FACTS},
        "committed": "committed",
        "left": F("ceiling") - F("committed"),
        "closed_at": "closed_at",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=SourceInput, responses={201: SourceSerializer})
    def create(self, request: Request) -> Response:
        """Write down a source of money of a region."""
        facts = self.valid(SourceInput, data=request.data)
        source = services.write_source(None, **facts, actor=self.actor)
        return self.answer(source.pk, status=201)

    @money(request=SourceFacts, responses=SourceSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a source; its ceiling never goes below what is committed."""
        source = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        facts = self.valid(SourceFacts, data=request.data, partial=True)
        services.write_source(source, **facts, version=version, actor=self.actor)
        return self.answer(source.pk)

    @extend_schema(request=CloseYearInput, responses=ClosedSerializer)
    @action(detail=False, methods=["post"], url_path="close-year")
    def close_year(self, request: Request) -> Response:
        """Close all sources of a year in a region: nothing is charged to them any more."""
        facts = self.valid(CloseYearInput, data=request.data)
        region = facts.pop("region")
        return Response({"closed": services.close_year(region, **facts, actor=self.actor)})
