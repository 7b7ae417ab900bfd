"""Meetings for programs."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.filters import BIGGEST
from common.serializers import StrictModelSerializer, StrictSerializer
from meetings import services
from meetings.api.hosts import take_host
from meetings.api.inviting import InvitingActions
from meetings.api.planning import InvitationInput, PlanInput, as_service, without_invitation
from meetings.filters import MeetingFilter
from meetings.models import Attendance, Meeting

MOST_PEOPLE = 2000
MOST_LETTERS = 20_000


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    region = serializers.CharField()
    logged_by_name = serializers.CharField(allow_null=True)

    class Meta:
        model = Meeting
        fields = [
            "id",
            "wksbm",
            "organisation",
            "region",
            "kind",
            "circle",
            "visitors",
            "grants",
            "note",
            "series",
            "original_date",
            "purpose",
            "place",
            "on",
            "at",
            "zone",
            "starts_at",
            "revision",
            "status",
            "cancelled_because",
            "merged_into",
            "discussed",
            "decided",
            "guests",
            "logged_by_name",
            "logged_as",
            "logged_at",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class People(serializers.ListField):
    """Keys of persons; the service refuses whoever is unknown in the village, all at once."""

    child = serializers.IntegerField(min_value=1, max_value=BIGGEST)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_PEOPLE, **options)


class Marks(StrictSerializer):
    present_ids = People()
    absent_ids = People(required=False)


class Minutes(Marks):
    guests = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    discussed = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True, required=False)
    decided = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True, required=False)


class MeetingInput(PlanInput):
    """A meeting to come; with `minutes`, one that took place though nobody had planned it."""

    minutes = Minutes(required=False)

    class Meta(PlanInput.Meta):
        fields = [*PlanInput.Meta.fields, "minutes"]


class Moving(StrictModelSerializer[Meeting]):
    place = serializers.CharField(max_length=150, required=False)

    class Meta:
        model = Meeting
        fields = ["on", "at", "place"]


class Cancelling(StrictSerializer):
    because = serializers.CharField(max_length=200)


class MeetingMerging(StrictSerializer):
    into = VisibleRelated(Meeting)


class Logging(Minutes):
    on = serializers.DateField(required=False)
    at = serializers.TimeField(required=False)
    place = serializers.CharField(max_length=150, required=False)


class AttendanceSerializer(serializers.ModelSerializer[Attendance]):
    person_name = serializers.CharField()

    class Meta:
        model = Attendance
        fields = ["person", "person_name", "present", "marked_at"]
        read_only_fields = fields


class Attendances(serializers.Serializer[Any]):
    results = AttendanceSerializer(many=True)


class MeetingViewSet(InvitingActions, ListRows[Meeting], RetrieveRow[Meeting]):
    """Meetings, from planned to held. `on` and `at` are the village's own time, in `zone`."""

    model = Meeting
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    lookup_value_regex = r"[0-9a-fA-F-]{32,36}"
    keyset = ("-starts_at", "-id")
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "organisation": "organisation_id",
        "region": "region_id",
        "kind": "kind_id",
        "circle": "circle",
        "visitors": "visitors",
        "grants": "grants_id",
        "note": "note",
        "series": "series_id",
        "original_date": "original_date",
        "purpose": "purpose",
        "place": "place",
        "on": "on",
        "at": "at",
        "zone": "zone",
        "starts_at": "starts_at",
        "revision": "revision",
        "status": "status",
        "cancelled_because": "cancelled_because",
        "merged_into": "merged_into_id",
        "discussed": "discussed",
        "decided": "decided",
        "guests": "guests",
        "logged_by_name": "logged_by__name",
        "logged_as": "logged_as",
        "logged_at": "logged_at",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=MeetingInput, responses={201: MeetingSerializer})
    def create(self, request: Request) -> Response:
        """Plan a meeting; with `minutes`, write down one that took place unplanned."""
        facts = self.valid(MeetingInput, data=request.data)
        host, minutes = take_host(facts), facts.pop("minutes", None)
        if minutes is None:
            meeting = services.plan_meeting(host, **as_service(facts), actor=self.actor)
        else:
            without_invitation(facts)
            meeting = services.log_new_meeting(host, **facts, **minutes, actor=self.actor)
        return self.answer(meeting.pk, status=201)

    @extend_schema(request=InvitationInput, responses=MeetingSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what the invitation says. To change its time, move it."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        facts: dict[str, Any] = {"purpose": meeting.purpose, "place": meeting.place}
        facts |= as_service(self.valid(InvitationInput, data=request.data, partial=True))
        services.change_meeting(meeting, **facts, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(request=Moving, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **_ids: str) -> Response:
        """Move a planned meeting: its revision rises, and reminders follow it."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        facts = {"place": meeting.place} | self.valid(Moving, data=request.data)
        services.move_meeting(meeting, **facts, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(request=Cancelling, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_ids: str) -> Response:
        """Cancel a planned meeting and say why; its reminders are withdrawn."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        because = self.valid(Cancelling, data=request.data)["because"]
        services.cancel_meeting(meeting, because=because, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(request=MeetingMerging, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, **_ids: str) -> Response:
        """Let a planned meeting be held together with another of its body: it is cancelled."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        into = self.valid(MeetingMerging, data=request.data)["into"]
        services.merge_meetings(meeting, into=into, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(request=Logging, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def log(self, request: Request, **_ids: str) -> Response:
        """Write down a meeting that took place, or correct it. What is left out stays as it is."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        facts = {name: getattr(meeting, name) for name in ("guests", "discussed", "decided")}
        facts |= self.valid(Logging, data=request.data)
        services.log_meeting(meeting, **facts, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(responses=Attendances)
    @action(detail=True, methods=["get"])
    def attendances(self, _request: Request, **_ids: str) -> Response:
        """Return who is marked as present or absent."""
        return Response({"results": self._marks(self.get_object())})

    @extend_schema(request=Marks, responses=Attendances)
    @attendances.mapping.post
    def mark(self, request: Request, **_ids: str) -> Response:
        """Mark people: marks merge per person, so that two phones lose nothing of each other."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        marks = self.valid(Marks, data=request.data)
        services.mark_attendance(meeting, **marks, actor=self.actor)
        return Response({"results": self._marks(meeting)})

    def _marks(self, meeting: Meeting) -> list[dict[str, Any]]:
        names = ("person", "person_name", "present", "marked_at")
        found = meeting.attendances.order_by("person__name", "person_id").values_list(
            "person_id", "person__name", "present", "marked_at"
        )
        return [dict(zip(names, row, strict=True)) for row in found]
