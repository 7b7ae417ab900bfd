"""Kinds of meetings for programs: the nation's, and those that districts add."""

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
from common.terms import FirstDay, LastDay
from meetings import services
from meetings.filters import MeetingKindFilter
from meetings.models import MeetingKind
from regions.models import Region

FACTS = [
    *("name", "held_by_bodies", "held_by_organisations", "held_by_regions", "level"),
    *("in_kelurahan", "held_by", "chaired_by", "circle"),
    *("quorum_part", "quorum_of", "delay_hours", "second_within_days"),
    *("grants_qualification", "has_visitors", "agenda", "legal_basis", "note"),
]


class MeetingKindSerializer(serializers.ModelSerializer[MeetingKind]):
    region = serializers.CharField(allow_null=True)
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)

    class Meta:
        model = MeetingKind
        fields = [
            *("code", "region", *FACTS, "effective_from", "valid_until"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class MeetingKindFacts(StrictModelSerializer[MeetingKind]):
    class Meta:
        model = MeetingKind
        fields = FACTS


class MeetingKindInput(MeetingKindFacts):
    region = VisibleRelated(Region)
    effective_from = serializers.DateField()

    class Meta(MeetingKindFacts.Meta):
        fields = ["region", "effective_from", *FACTS]


class MeetingKindEnding(StrictSerializer):
    on = serializers.DateField()


class MeetingKindViewSet(ListRows[MeetingKind], RetrieveRow[MeetingKind]):
    """Kinds of meetings with their rules; without a region they are the nation's."""

    model = MeetingKind
    serializer_class = MeetingKindSerializer
    filterset_class = MeetingKindFilter
    lookup_value_regex = r"[-a-z0-9_]{1,40}"
    keyset = ("-created_at", "-code")
    rows: ClassVar[dict[str, Any]] = {
        "code": "code",
        "region": "region_id",
        **{name: name for name in FACTS},
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=MeetingKindInput, responses={201: MeetingKindSerializer})
    def create(self, request: Request) -> Response:
        """Add a district's own kind of meeting."""
        facts = self.valid(MeetingKindInput, data=request.data)
        region, since = facts.pop("region"), facts.pop("effective_from")
        row = services.add_kind(region, since=since, **facts, actor=self.actor)
        return self.answer(row.pk, status=201)

    @extend_schema(request=MeetingKindFacts, responses=MeetingKindSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a district's own kind."""
        row = self.object_for(Can.KEEP_MEETING_KINDS)
        changes = self.valid(MeetingKindFacts, data=request.data, partial=True)
        services.change_kind(row, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=MeetingKindEnding, responses=MeetingKindSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_ids: str) -> Response:
        """Let it be offered until this day, included; meetings of this kind stay."""
        row = self.object_for(Can.KEEP_MEETING_KINDS)
        on = self.valid(MeetingKindEnding, data=request.data)["on"]
        services.end_kind(row, on=on, version=self.version(), actor=self.actor)
        return self.answer(row.pk)
