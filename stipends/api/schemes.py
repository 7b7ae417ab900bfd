"""Schemes with their rates, and the tax rules, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.dates import first_day, last_day
from common.serializers import StrictModelSerializer, StrictSerializer
from common.terms import FirstDay, LastDay
from regions.models import Region
from stipends import services
from stipends.api.common import MoneyRows, money
from stipends.filters import SchemeFilter
from stipends.models import Rate, Scheme, TaxBracket, TaxRule
from volunteers.models import Pillar, TierStep

FACTS = [
    *("name", "word", "pillar", "budget", "payer", "rhythm", "event_kind", "unit_name"),
    *("is_recorded", "needs_decree", "needs_report", "needs_account", "least_attendances", "tax"),
]


class SchemeSerializer(serializers.ModelSerializer[Scheme]):
    region = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)

    class Meta:
        model = Scheme
        fields = [
            *("id", "region", *FACTS, "since", "until"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class SchemeFacts(StrictModelSerializer[Scheme]):
    """Everything but the region; the term is always sent whole."""

    pillar = VisibleRelated(Pillar)
    tax = VisibleRelated(TaxRule, allow_null=True, required=False)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True, required=False)

    class Meta:
        model = Scheme
        fields = [*FACTS, "since", "until"]


class SchemeInput(SchemeFacts):
    region = VisibleRelated(Region)

    class Meta(SchemeFacts.Meta):
        fields = ["region", *FACTS, "since", "until"]


class RateInput(StrictSerializer):
    tier = serializers.ChoiceField(choices=TierStep.Tier.choices, allow_blank=True, required=False)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True, required=False)
    amount = serializers.IntegerField(min_value=1, max_value=10**12)
    basis = serializers.CharField(max_length=160, allow_blank=True, required=False)


class RateSerializer(serializers.Serializer[Any]):
    """What one month, event or unit is worth in a term, in whole rupiah."""

    id = serializers.IntegerField()
    tier = serializers.CharField(allow_blank=True)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    amount = serializers.IntegerField()
    basis = serializers.CharField(allow_blank=True)


class RatesSerializer(serializers.Serializer[Any]):
    results = RateSerializer(many=True)


class SchemeViewSet(MoneyRows[Scheme]):
    """Schemes: which pillar is paid by whom, how often, on what conditions."""

    model = Scheme
    serializer_class = SchemeSerializer
    filterset_class = SchemeFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        **{name: name for name in FACTS},
        "pillar": "pillar_id",
        "tax": "tax_id",
        "since": FirstDay("term"),
        "until": LastDay("term"),
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=SchemeInput, responses={201: SchemeSerializer})
    def create(self, request: Request) -> Response:
        """Write down a scheme of a region."""
        facts = self.valid(SchemeInput, data=request.data)
        scheme = services.write_scheme(None, **facts, actor=self.actor)
        return self.answer(scheme.pk, status=201)

    @money(request=SchemeFacts, responses=SchemeSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a scheme. Pillar and rhythm stay once a run was made of it."""
        scheme = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        facts = self.valid(SchemeFacts, data=request.data, partial=True)
        term = {"since": first_day(scheme.term), "until": last_day(scheme.term)}
        services.write_scheme(scheme, **{**term, **facts}, version=version, actor=self.actor)
        return self.answer(scheme.pk)

    @extend_schema(methods=["get"], request=None, responses=RatesSerializer)
    @extend_schema(methods=["post"], request=RateInput, responses={201: RateSerializer})
    @action(detail=True, methods=["get", "post"])
    def rates(self, request: Request, **_ids: str) -> Response:
        """List the rates that hold, or set one: it holds instead of what was set for these days."""
        if request.method == "GET":
            found = self.get_object().rates.standing().order_by("tier", "-term")
            return Response({"results": [_rate(rate) for rate in found]})
        scheme = self.object_for(Can.KEEP_STIPENDS)
        facts = self.valid(RateInput, data=request.data)
        rate = services.set_rate(scheme, **facts, actor=self.actor)
        return Response(_rate(rate), status=201)


class BracketSerializer(serializers.ModelSerializer[TaxBracket]):
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)

    class Meta:
        model = TaxBracket
        fields = [
            *("group", "since", "until", "over", "percent", "base_percent"),
            *("surcharge_percent", "law"),
        ]
        read_only_fields = fields


class TaxRuleSerializer(serializers.ModelSerializer[TaxRule]):
    brackets = BracketSerializer(many=True)

    class Meta:
        model = TaxRule
        fields = ["id", "code", "name", "is_progressive", "brackets"]
        read_only_fields = fields


class TaxRuleViewSet(ListRows[TaxRule], RetrieveRow[TaxRule]):
    """Ways to withhold income tax (PPh 21), with the law of each bracket."""

    model = TaxRule
    serializer_class = TaxRuleSerializer
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "code": "code",
        "name": "name",
        "is_progressive": "is_progressive",
        "brackets": ArraySubquery(
            TaxBracket._default_manager.filter(rule=OuterRef("pk"))
            .order_by("group", "term", "over")
            .values(
                row=JSONObject(
                    group="group",
                    since=FirstDay("term"),
                    until=LastDay("term"),
                    over="over",
                    percent="percent",
                    base_percent="base_percent",
                    surcharge_percent="surcharge_percent",
                    law="law",
                )
            )
        ),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "id": rate.pk,
        "tier": rate.tier,
        "since": first_day(rate.term),
        "until": last_day(rate.term),
        "amount": rate.amount,
        "basis": rate.basis,
    }
