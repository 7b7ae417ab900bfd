"""Messages by API: what is due to whom, and what became of it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.shortcuts import visible_or_404
from accounts.viewsets import ListRows, RetrieveRow
from meetings.models import Meeting
from notifications import services
from notifications.channels import LABELS
from notifications.filters import DeliveryFilter
from notifications.models import Delivery


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
            "ended_at",
            "read_at",
            "asked_at",
            "asked_channel",
        ]
        read_only_fields = fields


class AgainSerializer(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(
        choices=list(LABELS.items()),
        required=False,
        allow_blank=True,
        default="",
        help_text="By this channel alone, else by hand; without one by the channels as usual.",
    )


class SharedSerializer(serializers.Serializer[Any]):
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
