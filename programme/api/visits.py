"""The guest book for programs."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, codes_where, covers
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictModelSerializer, StrictSerializer
from meetings.models import Meeting
from programme import services
from programme.api.hosts import HostInput, take_host
from programme.api.letters import StrikeInput
from programme.filters import VisitFilter
from programme.models import Visit

FACTS = ["on", "name", "office", "post", "phone", "people", "purpose", "met", "message"]


class VisitSerializer(serializers.ModelSerializer[Visit]):
    region = serializers.CharField()

    class Meta:
        model = Visit
        fields = [
            "id",
            "wksbm",
            "organisation",
            "region",
            *FACTS,
            "meeting",
            "struck_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class VisitChange(StrictModelSerializer[Visit]):
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)

    class Meta:
        model = Visit
        fields = FACTS


class VisitInput(HostInput, VisitChange):
    """A line of the guest book."""

    id = serializers.UUIDField(required=False)

    class Meta:
        model = Visit
        fields = ["id", "wksbm", "organisation", "region", *FACTS]


class VisitorsInput(StrictSerializer):
    meeting = VisibleRelated(Meeting)


class VisitViewSet(ListRows[Visit], RetrieveRow[Visit]):
    """Guest books. The number of a guest's phone is for who keeps the book, else it is empty."""

    model = Visit
    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    lookup_value_regex = r"[0-9a-fA-F-]{32,36}"
    keyset = ("-created_at", "-id")
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "organisation": "organisation_id",
        "region": "region_id",
        "on": "on",
        "name": "name",
        "office": "office",
        "post": "post",
        "phone": "phone",
        "people": "people",
        "purpose": "purpose",
        "met": "met",
        "message": "message",
        "meeting": "meeting_id",
        "struck_because": "struck_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @cached_property
    def _kept(self) -> list[str]:
        return codes_where(self.actor, Can.KEEP_BOOKS)

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """Leave out the phone where the reader doesn't keep the book."""
        if any(covers(code, row["region"]) for code in self._kept):
            return row
        return row | {"phone": ""}

    @extend_schema(request=VisitInput, responses={201: VisitSerializer})
    def create(self, request: Request) -> Response:
        """Write a line of the guest book."""
        facts = self.valid(VisitInput, data=request.data)
        visit = services.enter_visit(take_host(facts), **facts, actor=self.actor)
        return self.answer(visit.pk, status=201)

    @extend_schema(request=VisitorsInput, responses={201: VisitSerializer})
    @action(detail=False, methods=["post"], url_path="of-meeting")
    def of_meeting(self, request: Request) -> Response:
        """Write the visitors of a held meeting as one line."""
        meeting = self.valid(VisitorsInput, data=request.data)["meeting"]
        visit = services.enter_visitors(meeting, actor=self.actor)
        return self.answer(visit.pk, status=201)

    @extend_schema(request=VisitChange, responses=VisitSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct a line of the guest book."""
        visit = self.object_for(Can.KEEP_BOOKS)
        changes = self.valid(VisitChange, data=request.data, partial=True)
        services.change_visit(visit, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(visit.pk)

    @extend_schema(request=StrikeInput, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def strike(self, request: Request, **_ids: str) -> Response:
        """Strike a line through, with the reason."""
        visit = self.object_for(Can.KEEP_BOOKS)
        because = self.valid(StrikeInput, data=request.data)["because"]
        services.strike_visit(visit, because=because, version=self.version(), actor=self.actor)
        return self.answer(visit.pk)
