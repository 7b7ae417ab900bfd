"""Lines of work plans for programs."""

from __future__ import annotations

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
from meetings.models import Meeting
from people.models import Person
from programme import services
from programme.api.hosts import HostInput, take_host
from programme.filters import ActivityFilter
from programme.models import Activity

MOST_LETTERS = 5_000
FACTS = [
    "name",
    "goal",
    "from_month",
    "to_month",
    "in_charge",
    "in_charge_name",
    "cost",
    "source",
]


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    region = serializers.CharField()

    class Meta:
        model = Activity
        fields = [
            "id",
            "wksbm",
            "organisation",
            "region",
            "year",
            *FACTS,
            "meeting",
            "status",
            "done_on",
            "result",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class ActivityChange(StrictModelSerializer[Activity]):
    in_charge = VisibleRelated(Person, required=False, allow_null=True)

    class Meta:
        model = Activity
        fields = FACTS


class ActivityInput(HostInput, ActivityChange):
    """A line of the plan of a year; `meeting` is the one whose minutes put it there."""

    id = serializers.UUIDField(required=False)
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    meeting = VisibleRelated(Meeting, required=False, allow_null=True)

    class Meta:
        model = Activity
        fields = ["id", "wksbm", "organisation", "region", "year", *FACTS, "meeting"]


class FinishInput(StrictSerializer):
    done_on = serializers.DateField()
    result = serializers.CharField(max_length=MOST_LETTERS)


class DropActivityInput(StrictSerializer):
    because = serializers.CharField(max_length=MOST_LETTERS)


class CopyInput(HostInput):
    from_year = serializers.IntegerField(min_value=2000, max_value=2100)
    to_year = serializers.IntegerField(min_value=2000, max_value=2100)


class CopiedSerializer(serializers.Serializer[Any]):
    """Keys of the lines that the new plan got."""

    activities = serializers.ListField(child=serializers.UUIDField())


class ActivityViewSet(ListRows[Activity], RetrieveRow[Activity]):
    """Work plans: what is done in which months, by whom, at whose cost, and what came of it."""

    model = Activity
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter
    lookup_value_regex = r"[0-9a-fA-F-]{32,36}"
    keyset = ("-created_at", "-id")
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "organisation": "organisation_id",
        "region": "region_id",
        "year": "year",
        "name": "name",
        "goal": "goal",
        "from_month": "from_month",
        "to_month": "to_month",
        "in_charge": "in_charge_id",
        "in_charge_name": "in_charge_name",
        "cost": "cost",
        "source": "source",
        "meeting": "meeting_id",
        "status": "status",
        "done_on": "done_on",
        "result": "result",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=ActivityInput, responses={201: ActivitySerializer})
    def create(self, request: Request) -> Response:
        """Add a line to the plan of a WKSBM, an organisation, or a region."""
        facts = self.valid(ActivityInput, data=request.data)
        activity = services.add_activity(take_host(facts), **facts, actor=self.actor)
        return self.answer(activity.pk, status=201)

    @extend_schema(request=ActivityChange, responses=ActivitySerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what a line says; what became of it has actions of its own."""
        activity = self.object_for(Can.KEEP_BOOKS)
        changes = self.valid(ActivityChange, data=request.data, partial=True)
        services.change_activity(
            activity, changes=changes, version=self.version(), actor=self.actor
        )
        return self.answer(activity.pk)

    @extend_schema(request=FinishInput, responses=ActivitySerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, **_ids: str) -> Response:
        """Write that it took place, when, and what came of it."""
        activity = self.object_for(Can.KEEP_BOOKS)
        facts = self.valid(FinishInput, data=request.data)
        services.finish_activity(activity, **facts, version=self.version(), actor=self.actor)
        return self.answer(activity.pk)

    @extend_schema(request=DropActivityInput, responses=ActivitySerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **_ids: str) -> Response:
        """Say that it does not take place, and why."""
        activity = self.object_for(Can.KEEP_BOOKS)
        facts = self.valid(DropActivityInput, data=request.data)
        services.drop_activity(activity, **facts, version=self.version(), actor=self.actor)
        return self.answer(activity.pk)

    @extend_schema(request=None, responses=ActivitySerializer)
    @action(detail=True, methods=["post"], url_path="plan-again")
    def plan_again(self, _request: Request, **_ids: str) -> Response:
        """Take back that it is done or dropped."""
        activity = self.object_for(Can.KEEP_BOOKS)
        services.plan_again(activity, version=self.version(), actor=self.actor)
        return self.answer(activity.pk)

    @extend_schema(request=CopyInput, responses={201: CopiedSerializer})
    @action(detail=False, methods=["post"])
    def copy(self, request: Request) -> Response:
        """Begin the plan of a year with the lines of another, without results."""
        facts = self.valid(CopyInput, data=request.data)
        copied = services.copy_plan(take_host(facts), **facts, actor=self.actor)
        return Response({"activities": [activity.pk for activity in copied]}, status=201)
