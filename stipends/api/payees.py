"""How people who are paid stand before the tax office, for programs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.viewsets import ScopedViewSet
from common.dates import first_day, last_day
from common.serializers import StrictSerializer
from people.models import Person
from stipends import services
from stipends.models import TaxGroup, TaxStatus


class TaxStatusInput(StrictSerializer):
    """From `since` on; it ends what was noted before."""

    group = serializers.ChoiceField(choices=TaxGroup.choices)
    without_npwp = serializers.BooleanField(default=False)
    since = serializers.DateField()


class TaxStatusSerializer(serializers.Serializer[Any]):
    group = serializers.ChoiceField(choices=TaxGroup.choices)
    without_npwp = serializers.BooleanField()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class TaxStatusesSerializer(serializers.Serializer[Any]):
    results = TaxStatusSerializer(many=True)


class PayeeViewSet(ScopedViewSet[Person]):
    """People as the tax office sees them. Without a status somebody is not an employee."""

    model = Person

    @extend_schema(methods=["get"], request=None, responses=TaxStatusesSerializer)
    @extend_schema(methods=["post"], request=TaxStatusInput, responses={201: TaxStatusSerializer})
    @action(detail=True, methods=["get", "post"], url_path="tax-statuses")
    def tax_statuses(self, request: Request, **_ids: str) -> Response:
        """List the tax statuses of a person, the newest first, or note one from a day on."""
        person = self.get_object()
        # Asked first: who may not is refused before what was sent is read.
        known = services.tax_statuses_of(person, actor=self.actor)
        if request.method == "GET":
            return Response({"results": [_told(one) for one in known]})
        facts = self.valid(TaxStatusInput, data=request.data)
        noted = services.note_tax_status(person, **facts, actor=self.actor)
        return Response(_told(noted), status=201)


def _told(one: TaxStatus) -> dict[str, Any]:
    return {
        "group": one.group,
        "without_npwp": one.without_npwp,
        "since": first_day(one.term),
        "until": last_day(one.term),
    }
