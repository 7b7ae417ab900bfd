"""Follow-ups for programs: asked, changed, done, verified, dropped."""

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.downloads import private_file
from common.serializers import StrictModelSerializer, StrictSerializer
from meetings import services
from meetings.filters import FollowUpFilter
from meetings.models import FollowUp, Meeting
from people.models import Person

_ASKED = ("task", "owner_name", "due_on", "item", "needs_verifying")


class FollowUpSerializer(serializers.ModelSerializer[FollowUp]):
    region = serializers.CharField()
    owner_called = serializers.CharField(allow_null=True)
    done_by_name = serializers.CharField(allow_null=True)
    verified_by_name = serializers.CharField(allow_null=True)

    class Meta:
        model = FollowUp
        fields = [
            "id",
            "meeting",
            "wksbm",
            "organisation",
            "region",
            "item",
            "task",
            "owner",
            "owner_called",
            "owner_name",
            "due_on",
            "needs_verifying",
            "status",
            "evidence",
            "picture_sha256",
            "done_on",
            "done_by_name",
            "verified_by_name",
            "verified_at",
            "dropped_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class FollowUpChange(StrictModelSerializer[FollowUp]):
    """Who does it is a person who is known there, or a name."""

    owner = VisibleRelated(Person, allow_null=True, required=False)
    owner_name = serializers.CharField(max_length=120, allow_blank=True, required=False)

    class Meta:
        model = FollowUp
        fields = ["task", "owner", "owner_name", "due_on", "item", "needs_verifying"]


class FollowUpInput(FollowUpChange):
    id = serializers.UUIDField(required=False)
    meeting = VisibleRelated(Meeting)

    class Meta(FollowUpChange.Meta):
        fields = ["id", "meeting", *FollowUpChange.Meta.fields]


class Finishing(StrictSerializer):
    evidence = serializers.CharField(max_length=4000)
    done_on = serializers.DateField(required=False)


class FinishingWithPicture(Finishing):
    picture = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), required=False, max_length=1
    )


class Dropping(StrictSerializer):
    because = serializers.CharField(max_length=200)


class FollowUpViewSet(ListRows[FollowUp], RetrieveRow[FollowUp]):
    """What meetings asked people to do. Also those that oneself is asked to do, without a role."""

    model = FollowUp
    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilter
    lookup_value_regex = r"[0-9a-fA-F-]{32,36}"
    keyset = ("-created_at", "-id")
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "meeting": "meeting_id",
        "wksbm": "wksbm_id",
        "organisation": "organisation_id",
        "region": "region_id",
        "item": "item",
        "task": "task",
        "owner": "owner_id",
        "owner_called": "owner__name",
        "owner_name": "owner_name",
        "due_on": "due_on",
        "needs_verifying": "needs_verifying",
        "status": "status",
        "evidence": "evidence",
        "picture_sha256": "picture_sha256",
        "done_on": "done_on",
        "done_by_name": "done_by__name",
        "verified_by_name": "verified_by__name",
        "verified_at": "verified_at",
        "dropped_because": "dropped_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=FollowUpInput, responses={201: FollowUpSerializer})
    def create(self, request: Request) -> Response:
        """Write down who does what by when, as a meeting decided."""
        facts = self.valid(FollowUpInput, data=request.data)
        row = services.add_follow_up(facts.pop("meeting"), **facts, actor=self.actor)
        return self.answer(row.pk, status=201)

    @extend_schema(request=FollowUpChange, responses=FollowUpSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what is sent, while it is open."""
        row = self.object_for(Can.LOG_MEETINGS)
        facts = {name: getattr(row, name) for name in ("owner", *_ASKED)}
        facts |= self.valid(FollowUpChange, data=request.data, partial=True)
        services.change_follow_up(row, **facts, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(
        request={"application/json": Finishing, "multipart/form-data": FinishingWithPicture},
        responses=FollowUpSerializer,
    )
    @action(detail=True, methods=["post"], parser_classes=[JSONParser, MultiPartParser])
    def finish(self, request: Request, **_ids: str) -> Response:
        """Say that it is done, and what was done: for its owner, and for who keeps the minutes."""
        row = self.get_object()
        services.require_owner_or_keeper(row, actor=self.actor)
        facts = self.valid(FinishingWithPicture, data=request.data)
        services.finish_follow_up(row, **facts, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=None, responses=FollowUpSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, _request: Request, **_ids: str) -> Response:
        """Confirm what another did."""
        row = self.object_for(Can.LOG_MEETINGS)
        services.verify_follow_up(row, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=None, responses=FollowUpSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, _request: Request, **_ids: str) -> Response:
        """Say that it is not done after all; the history keeps what was said."""
        row = self.object_for(Can.LOG_MEETINGS)
        services.reopen_follow_up(row, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=Dropping, responses=FollowUpSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **_ids: str) -> Response:
        """Let it go, and say why."""
        row = self.object_for(Can.LOG_MEETINGS)
        because = self.valid(Dropping, data=request.data)["because"]
        services.drop_follow_up(row, because=because, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def picture(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the picture that shows what was done."""
        row = self.get_object()
        opened = services.open_picture(row, actor=self.actor)
        return private_file(opened, name=f"bukti-{row.done_on}.jpg", content_type="image/jpeg")
