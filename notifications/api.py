"""Messages by API: what is due to whom and what became of it, and when none goes out."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.shortcuts import visible_or_404
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from meetings.models import Meeting
from notifications import services
from notifications.channels import LABELS
from notifications.filters import DeliveryFilter, QuietTimeFilter
from notifications.models import Delivery, QuietTime
from regions.models import Region


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    region = serializers.CharField()
    person_id = serializers.IntegerField()

    class Meta:
        model = Delivery
        fields = [
            "id",
            "region",
            "rule",
            "occasion",
            "step",
            "person_id",
            "state",
            "reason",
            "due_at",
            "not_after",
            "subject",
            "planned_at",
            "sent_at",
            "delivered_at",
            "ended_at",
            "read_at",
            "asked_at",
            "asked_channel",
        ]
        read_only_fields = fields


class AgainSerializer(StrictSerializer):
    channel = serializers.ChoiceField(
        choices=list(LABELS.items()),
        required=False,
        allow_blank=True,
        default="",
        help_text="By this channel alone, else by hand; without one by the channels as usual.",
    )


class MessageAnswer(StrictSerializer):
    answer = serializers.ChoiceField(
        [("coming", "HADIR"), ("not_coming", "TIDAK"), ("postpone", "TUNDA")]
    )


class SharedSerializer(StrictSerializer):
    meeting = serializers.UUIDField()


class SharedAnswer(serializers.Serializer[Any]):
    told = serializers.IntegerField(help_text="How many persons are told by it.")


class DeliveryViewSet(ListRows[Delivery], RetrieveRow[Delivery]):
    """Messages that are due to people, and what became of them."""

    model = Delivery
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    rows = {
        "id": "id",
        "region": "region_id",
        "rule": "rule",
        "occasion": "occasion",
        "step": "step",
        "person_id": "person_id",
        "state": "state",
        "reason": "reason",
        "due_at": "due_at",
        "not_after": "not_after",
        "subject": "subject",
        "planned_at": "planned_at",
        "sent_at": "sent_at",
        "delivered_at": "delivered_at",
        "ended_at": "ended_at",
        "read_at": "read_at",
        "asked_at": "asked_at",
        "asked_channel": "asked_channel",
    }
    keyset = ("-due_at", "-id")

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def read(self, _request: Request, **_ids: str) -> Response:
        """Note that its receiver, the one who asks, has read it."""
        delivery = self.get_object()
        services.mark_read(delivery, actor=self.actor)
        return self.answer(delivery.pk)

    @extend_schema(request=MessageAnswer, responses=DeliverySerializer)
    @action(detail=True, methods=["post"], url_path="answer")
    def answer_meeting(self, request: Request, **_ids: str) -> Response:
        """Answer the coming meeting that it tells of, as its receiver."""
        delivery = self.get_object()
        sent = self.valid(MessageAnswer, data=request.data)
        services.answer_message(delivery, answer=sent["answer"], actor=self.actor)
        return self.answer(delivery.pk)

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def told(self, _request: Request, **_ids: str) -> Response:
        """Note that somebody of the place told the person by hand."""
        delivery = self.object_for(Can.KEEP_REMINDERS)
        services.mark_told(delivery, actor=self.actor)
        return self.answer(delivery.pk)

    @extend_schema(request=AgainSerializer, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, **_ids: str) -> Response:
        """Have it sent again in the next round: a new attempt of the same message."""
        delivery = self.object_for(Can.KEEP_REMINDERS)
        sent = self.valid(AgainSerializer, data=request.data)
        services.send_again(delivery, channel=sent["channel"], actor=self.actor)
        return self.answer(delivery.pk)

    @extend_schema(request=SharedSerializer, responses=SharedAnswer)
    @action(detail=False, methods=["post"])
    def shared(self, request: Request) -> Response:
        """Note that a meeting's group was told: all who were to be told of it by hand."""
        sent = self.valid(SharedSerializer, data=request.data)
        meeting = visible_or_404(Meeting, self.actor, pk=sent["meeting"])
        return Response({"told": services.mark_shared(meeting, actor=self.actor)})


class QuietTimeSerializer(serializers.ModelSerializer[QuietTime]):
    region = serializers.CharField(allow_null=True)
    days = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7))

    class Meta:
        model = QuietTime
        fields = [
            *("id", "region", "name", "days", "since", "until"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class QuietTimeFacts(StrictSerializer):
    name = serializers.CharField(max_length=40)
    days = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), min_length=1, max_length=7
    )
    since = serializers.TimeField()
    until = serializers.TimeField()


class QuietTimeInput(QuietTimeFacts):
    region = VisibleRelated(Region)


class QuietTimeViewSet(ListRows[QuietTime], RetrieveRow[QuietTime]):
    """Hours without reminders, by the clock of the village; without a region the nation's.

    `days` are weekdays by ISO 8601 (1 is Monday) on which the hours begin. An `until` that is not
    after `since` is on the next day. The rows of a region are one set: `?holding_in=<code>` answers
    the set that holds in a place, the nearest region's.
    """

    model = QuietTime
    serializer_class = QuietTimeSerializer
    filterset_class = QuietTimeFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "name": "name",
        "days": "days",
        "since": "since",
        "until": "until",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=QuietTimeInput, responses={201: QuietTimeSerializer})
    def create(self, request: Request) -> Response:
        """Add hours to a region's own set. Where it had none, it gets a copy of what held there."""
        facts = self.valid(QuietTimeInput, data=request.data)
        row = services.add_quiet_time(facts.pop("region"), **facts, actor=self.actor)
        return self.answer(row.pk, status=201)

    @extend_schema(request=QuietTimeFacts, responses=QuietTimeSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent; reminders that wait move with it."""
        row = self.object_for(Can.KEEP_REMINDERS)
        facts = {name: getattr(row, name) for name in ("name", "days", "since", "until")}
        facts |= self.valid(QuietTimeFacts, data=request.data, partial=True)
        services.change_quiet_time(row, **facts, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(responses={204: None})
    def destroy(self, _request: Request, **_ids: str) -> Response:
        """Take hours off a set; without the last, the region follows the one above it again."""
        services.remove_quiet_time(self.object_for(Can.KEEP_REMINDERS), actor=self.actor)
        return Response(status=204)
