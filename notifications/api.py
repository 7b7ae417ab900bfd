"""Messages by API: what is due to whom, and what became of it."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.viewsets import ListRows, RetrieveRow
from notifications import services
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
        ]
        read_only_fields = fields


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
    }
    keyset = ("-due_at", "-id")

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def read(self, _request: Request, **_ids: str) -> Response:
        """Note that its receiver, the one who asks, has read it."""
        delivery = self.get_object()
        services.mark_read(delivery, actor=self.actor)
        return self.answer(delivery.pk)
