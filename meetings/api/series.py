"""Series for programs."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictModelSerializer, StrictSerializer
from meetings import services
from meetings.api.hosts import take_host
from meetings.filters import SeriesFilter
from meetings.models import MeetingKind, Series
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm


class SeriesSerializer(serializers.ModelSerializer[Series]):
    region = serializers.CharField()

    class Meta:
        model = Series
        fields = [
            "id",
            "wksbm",
            "organisation",
            "region",
            "kind",
            "purpose",
            "rrule",
            "starts_on",
            "at",
            "zone",
            "place",
            "on_holiday",
            "in_ramadan",
            "ramadan_at",
            "ended_on",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class SeriesChange(StrictModelSerializer[Series]):
    class Meta:
        model = Series
        fields = [
            *("purpose", "rrule", "starts_on", "at", "place"),
            *("on_holiday", "in_ramadan", "ramadan_at"),
        ]


class SeriesInput(SeriesChange):
    """A rule of exactly one host: `wksbm`, `organisation` or `region`."""

    wksbm = VisibleRelated(Wksbm, required=False)
    organisation = VisibleRelated(Organisation, required=False)
    region = VisibleRelated(Region, required=False)
    kind = VisibleRelated(MeetingKind, required=False)

    class Meta(SeriesChange.Meta):
        fields = ["wksbm", "organisation", "region", "kind", *SeriesChange.Meta.fields]


class SeriesEnding(StrictSerializer):
    on = serializers.DateField()


class ForeseenSerializer(serializers.Serializer[Any]):
    """Keys of meetings that change or are cancelled, dates that are added, and what stays."""

    changed = serializers.ListField(child=serializers.UUIDField())
    cancelled = serializers.ListField(child=serializers.UUIDField())
    added = serializers.ListField(child=serializers.DateField())
    by_hand = serializers.ListField(child=serializers.UUIDField())


class OccurrenceInput(StrictSerializer):
    on = serializers.DateField()
    at = serializers.TimeField(required=False)
    second = serializers.BooleanField(default=False)


class AddedSerializer(serializers.Serializer[Any]):
    meeting = serializers.UUIDField()


class SeriesViewSet(ListRows[Series], RetrieveRow[Series]):
    """Rules by which bodies meet: RFC 5545 in the village's local time."""

    model = Series
    serializer_class = SeriesSerializer
    filterset_class = SeriesFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "organisation": "organisation_id",
        "region": "region_id",
        "kind": "kind_id",
        "purpose": "purpose",
        "rrule": "rrule",
        "starts_on": "starts_on",
        "at": "at",
        "zone": "zone",
        "place": "place",
        "on_holiday": "on_holiday",
        "in_ramadan": "in_ramadan",
        "ramadan_at": "ramadan_at",
        "ended_on": "ended_on",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=SeriesInput, responses={201: SeriesSerializer})
    def create(self, request: Request) -> Response:
        """Start a series: its meetings are made ten weeks ahead."""
        facts = self.valid(SeriesInput, data=request.data)
        series = services.start_series(take_host(facts), **facts, actor=self.actor)
        return self.answer(series.pk, status=201)

    @extend_schema(request=SeriesChange, responses=SeriesSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a series; meetings to come that nobody changed follow it."""
        series = self.object_for(Can.PLAN_MEETINGS)
        facts = {name: getattr(series, name) for name in SeriesChange.Meta.fields}
        facts |= self.valid(SeriesChange, data=request.data, partial=True)
        services.change_series(series, **facts, version=self.version(), actor=self.actor)
        return self.answer(series.pk)

    @extend_schema(request=SeriesEnding, responses=SeriesSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_ids: str) -> Response:
        """End the series after a day: later meetings that nobody changed are cancelled."""
        series = self.object_for(Can.PLAN_MEETINGS)
        on = self.valid(SeriesEnding, data=request.data)["on"]
        services.end_series(series, on=on, version=self.version(), actor=self.actor)
        return self.answer(series.pk)

    @extend_schema(request=SeriesChange, responses=ForeseenSerializer)
    @action(detail=True, methods=["post"])
    def foresee(self, request: Request, **_ids: str) -> Response:
        """Say what this change would do to the coming meetings; nothing is changed."""
        series = self.object_for(Can.PLAN_MEETINGS)
        facts = {name: getattr(series, name) for name in SeriesChange.Meta.fields}
        facts |= self.valid(SeriesChange, data=request.data, partial=True)
        foreseen = services.foresee_change(series, **facts)
        return Response(
            {
                "changed": [row.pk for row, _new in foreseen.changed],
                "cancelled": [row.pk for row in foreseen.cancelled],
                "added": [row.on for row in foreseen.added],
                "by_hand": [row.pk for row in foreseen.by_hand],
            }
        )

    @extend_schema(request=OccurrenceInput, responses={201: AddedSerializer})
    @action(detail=True, methods=["post"], url_path="add-occurrence")
    def add_occurrence(self, request: Request, **_ids: str) -> Response:
        """Add one meeting beyond the rule, or plan again what was cancelled on that date."""
        series = self.object_for(Can.PLAN_MEETINGS)
        facts = self.valid(OccurrenceInput, data=request.data)
        meeting = services.add_occurrence(series, **facts, actor=self.actor)
        return Response({"meeting": meeting.pk}, status=201)
