"""Bodies for programs."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictModelSerializer, StrictSerializer
from wksbm import services
from wksbm.filters import WksbmFilter
from wksbm.models import Wksbm


class WksbmSerializer(serializers.ModelSerializer[Wksbm]):
    region = serializers.CharField()
    region_name = serializers.CharField()

    class Meta:
        model = Wksbm
        fields = [
            "id",
            "region",
            "region_name",
            "level",
            "unit",
            "name",
            "founded_on",
            "dissolved_on",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class WksbmChange(StrictModelSerializer[Wksbm]):
    class Meta:
        model = Wksbm
        fields = ["level", "unit", "name", "founded_on"]


class WksbmInput(StrictModelSerializer[Wksbm]):
    region = serializers.CharField(max_length=13)

    class Meta:
        model = Wksbm
        fields = ["region", "level", "unit", "name", "founded_on"]


class Dissolving(StrictSerializer):
    on = serializers.DateField()


class WksbmViewSet(ListRows[Wksbm], RetrieveRow[Wksbm]):
    """Bodies of social welfare, where they stand and since when."""

    model = Wksbm
    serializer_class = WksbmSerializer
    filterset_class = WksbmFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "region_name": "region__name",
        "level": "level",
        "unit": "unit",
        "name": "name",
        "founded_on": "founded_on",
        "dissolved_on": "dissolved_on",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=WksbmInput, responses={201: WksbmSerializer})
    def create(self, request: Request) -> Response:
        """Found a body in a village."""
        facts = self.valid(WksbmInput, data=request.data)
        region = services.place(facts.pop("region"))
        wksbm = services.found_wksbm(region, **facts, actor=self.actor)
        return self.answer(wksbm.pk, status=201)

    @extend_schema(request=WksbmChange, responses=WksbmSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a body; the rest stays as it is."""
        wksbm = self.object_for(Can.KEEP_BODY)
        changes = self.valid(WksbmChange, data=request.data, partial=True)
        services.change_wksbm(wksbm, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(wksbm.pk)

    @extend_schema(request=Dissolving, responses=WksbmSerializer)
    @action(detail=True, methods=["post"])
    def dissolve(self, request: Request, **_ids: str) -> Response:
        """End the body: its board and members serve until the day before. Nothing is deleted."""
        wksbm = self.object_for(Can.KEEP_BODY)
        on = self.valid(Dissolving, data=request.data)["on"]
        services.dissolve_wksbm(wksbm, on=on, version=self.version(), actor=self.actor)
        return self.answer(wksbm.pk)
