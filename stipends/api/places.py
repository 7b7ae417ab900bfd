"""How a place pays, who signs its lists, and how people stand before the tax office."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from common.dates import first_day, last_day
from common.serializers import StrictModelSerializer, StrictSerializer
from common.terms import FirstDay, LastDay
from regions.models import Region
from stipends import services
from stipends.api.common import MoneyRows, money
from stipends.filters import OfficialFilter, PolicyFilter
from stipends.models import Official, StipendPolicy

OFFICIAL_FACTS = ["post", "title", "name", "nip", "capacity", "own_title"]


class PolicySerializer(serializers.ModelSerializer[StipendPolicy]):
    region = serializers.CharField()

    class Meta:
        model = StipendPolicy
        fields = [
            *("id", "region", "second_over", "dispute_days"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class PolicyFacts(StrictSerializer):
    second_over = serializers.IntegerField(min_value=0, max_value=10**15)
    dispute_days = serializers.IntegerField(min_value=1, max_value=90)


class PolicyInput(PolicyFacts):
    region = VisibleRelated(Region)


class StipendPolicyViewSet(MoneyRows[StipendPolicy]):
    """From which sum two approve, and within how many days a dispute is answered."""

    model = StipendPolicy
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "second_over": "second_over",
        "dispute_days": "dispute_days",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=PolicyInput, responses={201: PolicySerializer})
    def create(self, request: Request) -> Response:
        """Say how a region pays; where it has said so already, use PATCH."""
        facts = self.valid(PolicyInput, data=request.data)
        region = facts.pop("region")
        # -1: no row has this version, so what another has said is not overwritten.
        policy = services.write_policy(region, **facts, version=-1, actor=self.actor)
        return self.answer(policy.pk, status=201)

    @money(request=PolicyFacts, responses=PolicySerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change how the region pays from now on."""
        policy = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        now = {"second_over": policy.second_over, "dispute_days": policy.dispute_days}
        facts = self.valid(PolicyFacts, data=request.data, partial=True)
        services.write_policy(policy.region, **{**now, **facts}, version=version, actor=self.actor)
        return self.answer(policy.pk)


class OfficialSerializer(serializers.ModelSerializer[Official]):
    region = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)

    class Meta:
        model = Official
        fields = [
            *("id", "region", *OFFICIAL_FACTS, "since", "until"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class OfficialFacts(StrictModelSerializer[Official]):
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True, required=False)

    class Meta:
        model = Official
        fields = [*OFFICIAL_FACTS, "since", "until"]


class OfficialInput(OfficialFacts):
    region = VisibleRelated(Region)

    class Meta(OfficialFacts.Meta):
        fields = ["region", *OFFICIAL_FACTS, "since", "until"]


class OfficialViewSet(MoneyRows[Official]):
    """Who signs payment papers in a term; each paper copies them as of its day."""

    model = Official
    serializer_class = OfficialSerializer
    filterset_class = OfficialFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        **{name: name for name in OFFICIAL_FACTS},
        "since": FirstDay("term"),
        "until": LastDay("term"),
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=OfficialInput, responses={201: OfficialSerializer})
    def create(self, request: Request) -> Response:
        """Write down who signs, from a day on."""
        facts = self.valid(OfficialInput, data=request.data)
        official = services.write_official(None, **facts, actor=self.actor)
        return self.answer(official.pk, status=201)

    @money(request=OfficialFacts, responses=OfficialSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what is sent, or end the term; papers that were issued stay as they are."""
        official = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        term = {"since": first_day(official.term), "until": last_day(official.term)}
        facts = self.valid(OfficialFacts, data=request.data, partial=True)
        services.write_official(official, **{**term, **facts}, version=version, actor=self.actor)
        return self.answer(official.pk)
