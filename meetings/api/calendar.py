"""Days off for programs: the nation's, and those that districts add."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from meetings import services
from meetings.filters import HolidayFilter
from meetings.models import Holiday
from regions.models import Region


class HolidaySerializer(serializers.ModelSerializer[Holiday]):
    region = serializers.CharField(allow_null=True)
    first = serializers.DateField()
    last = serializers.DateField()

    class Meta:
        model = Holiday
        fields = [
            *("id", "region", "kind", "name", "first", "last"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class HolidayFacts(StrictSerializer):
    kind = serializers.ChoiceField(Holiday.Kind.choices)
    name = serializers.CharField(max_length=80)
    first = serializers.DateField()
    last = serializers.DateField(required=False, allow_null=True)


class HolidayInput(HolidayFacts):
    region = VisibleRelated(Region)


class HolidayViewSet(ListRows[Holiday], RetrieveRow[Holiday]):
    """Days off and of Ramadan, both ends included; without a region they are the nation's."""

    model = Holiday
    serializer_class = HolidaySerializer
    filterset_class = HolidayFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "kind": "kind",
        "name": "name",
        "first": FirstDay("days"),
        "last": LastDay("days"),
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=HolidayInput, responses={201: HolidaySerializer})
    def create(self, request: Request) -> Response:
        """Add days off that hold in a region and below; series that follow them are made anew."""
        facts = self.valid(HolidayInput, data=request.data)
        row = services.add_holiday(facts.pop("region"), **facts, actor=self.actor)
        return self.answer(row.pk, status=201)

    @extend_schema(request=HolidayFacts, responses=HolidaySerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what is sent."""
        row = self.object_for(Can.KEEP_HOLIDAYS)
        known = self.row(row.pk)
        facts = {name: known[name] for name in ("kind", "name", "first", "last")}
        facts |= self.valid(HolidayFacts, data=request.data, partial=True)
        services.change_holiday(row, **facts, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(responses={204: None})
    def destroy(self, _request: Request, **_ids: str) -> Response:
        """Take it off the list; its history says that it was there."""
        services.remove_holiday(self.object_for(Can.KEEP_HOLIDAYS), actor=self.actor)
        return Response(status=204)
