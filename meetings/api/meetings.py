"""Meetings for programs."""

from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, may
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictModelSerializer, StrictSerializer
from meetings import services
from meetings.api.hosts import take_host
from meetings.api.inviting import InvitingActions
from meetings.api.minutes import (
    Approving,
    Attendances,
    CorrectedMarks,
    Delaying,
    Logging,
    MinutesInput,
    QuorumSerializer,
    Reopening,
    Revisions,
    SecondSession,
)
from meetings.api.planning import InvitationInput, PlanInput, as_service, without_invitation
from meetings.api.presence import PresenceActions
from meetings.filters import MeetingFilter
from meetings.models import Meeting


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
            "until",
            "led_by",
            "minuted_by",
            "agenda",
            "discussed",
            "decided",
            "guests",
            "guest_women",
            "invited_count",
            "delayed_to",
            "second_session_of",
            "without_quorum",
            "training",
            "approved_at",
            "approved_as",
            "reopened_because",
            "logged_by_name",
            "logged_as",
            "logged_at",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class MeetingInput(PlanInput):
    """A meeting to come; with `minutes`, one that took place though nobody had planned it."""

    minutes = MinutesInput(required=False)

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


MARK = {
    "id": "id",
    "person": "person_id",
    "person_name": "person__name",
    "name": "name",
    "sex": "sex",
    "phone": "phone",
    "origin": "origin",
    "present": "present",
    "late": "late",
    "how": "how",
    "deputy_for": "deputy_for_id",
    "marked_at": "marked_at",
}


class MeetingViewSet(PresenceActions, InvitingActions, ListRows[Meeting], RetrieveRow[Meeting]):
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
        "until": "until",
        "led_by": "led_by",
        "minuted_by": "minuted_by",
        "agenda": "agenda",
        "discussed": "discussed",
        "decided": "decided",
        "guests": "guests",
        "guest_women": "guest_women",
        "invited_count": "invited_count",
        "delayed_to": "delayed_to",
        "second_session_of": "second_session_of_id",
        "without_quorum": "without_quorum",
        "training": "training_id",
        "approved_at": "approved_at",
        "approved_as": "approved_as",
        "reopened_because": "reopened_because",
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
        """Write down a meeting that took place, or correct it. What is left out stays as it is.

        With If-Match, what somebody else wrote since that version is merged; where both changed
        the same, the answer is 412 with `conflicts`: base, mine and theirs of each.
        """
        meeting = self.object_for(Can.LOG_MEETINGS)
        facts = self.valid(Logging, data=request.data)
        services.log_meeting(meeting, **facts, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(responses=Attendances)
    @action(detail=True, methods=["get"])
    def attendances(self, _request: Request, **_ids: str) -> Response:
        """Return who is marked as present or absent."""
        return Response({"results": self._marks(self.get_object())})

    @extend_schema(request=CorrectedMarks, responses=Attendances)
    @attendances.mapping.post
    def mark(self, request: Request, **_ids: str) -> Response:
        """Mark people: marks merge per person, so that two phones lose nothing of each other."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        marks = self.valid(CorrectedMarks, data=request.data)
        services.mark_attendance(meeting, **marks, actor=self.actor)
        return Response({"results": self._marks(meeting)})

    @extend_schema(responses=Revisions)
    @action(detail=True, methods=["get"])
    def revisions(self, _request: Request, **_ids: str) -> Response:
        """Return every version of the minutes, the newest first, and what it changed."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        found = services.revisions_of(meeting, actor=self.actor)
        return Response({"results": [asdict(revision) for revision in found]})

    @extend_schema(responses=QuorumSerializer)
    @action(detail=True, methods=["get"])
    def quorum(self, _request: Request, **_ids: str) -> Response:
        """Return how many of the invited came, of how many that must."""
        found = services.quorum_of(self.get_object()) or services.Quorum(0, 0, 0)
        return Response({**asdict(found), "is_met": found.is_met})

    @extend_schema(request=Approving, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **_ids: str) -> Response:
        """Approve the minutes, as the chair or by the name of who did it on paper: they close."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        facts = self.valid(Approving, data=request.data)
        services.approve_minutes(meeting, **facts, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(request=Reopening, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_ids: str) -> Response:
        """Open approved minutes again, and say why."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        facts = self.valid(Reopening, data=request.data)
        services.reopen_minutes(meeting, **facts, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(request=Delaying, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def delay(self, request: Request, **_ids: str) -> Response:
        """Put off the opening for want of a quorum, within the hours that the kind allows."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        to = self.valid(Delaying, data=request.data)["to"]
        services.delay_meeting(meeting, to=to, version=self.version(), actor=self.actor)
        return self.answer(meeting.pk)

    @extend_schema(request=SecondSession, responses={201: MeetingSerializer})
    @action(detail=True, methods=["post"], url_path="second-session")
    def second_session(self, request: Request, **_ids: str) -> Response:
        """Plan the second session of one without quorum; the first is cancelled and says why."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        facts = self.valid(SecondSession, data=request.data)
        second = services.hold_second_session(
            meeting, **facts, version=self.version(), actor=self.actor
        )
        return self.answer(second.pk, status=201)

    @extend_schema(request=None, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def grant(self, _request: Request, **_ids: str) -> Response:
        """Grant the meeting's qualification to whoever came, through a training of the roster."""
        meeting = self.object_for(Can.KEEP_ROSTER)
        services.grant_from_meeting(meeting, actor=self.actor)
        return self.answer(meeting.pk)

    def _marks(self, meeting: Meeting) -> list[dict[str, Any]]:
        found = meeting.attendances.order_by("person__name", "person_id", "name", "pk")
        rows = [dict(zip(MARK, row, strict=True)) for row in found.values_list(*MARK.values())]
        if not may(self.actor, Can.LOG_MEETINGS, on=meeting):
            for row in rows:  # the numbers of guests are for those who write them down
                row["phone"] = ""
        return rows
