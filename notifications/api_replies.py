"""What people sent back, by API: what is to be read, whose it is, and that it was dealt with."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from notifications import services
from notifications.filters import ReplyFilter
from notifications.models import Reply
from people.models import Person


class ReplySerializer(serializers.ModelSerializer[Reply]):
    region = serializers.CharField(allow_null=True)
    person_id = serializers.IntegerField(allow_null=True)
    meeting_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Reply
        fields = [
            *("id", "region", "channel", "sender", "person_id", "meeting_id", "text"),
            *("understood", "received_at", "dealt_with_at", "note"),
        ]
        read_only_fields = fields


class SenderInput(StrictSerializer):
    person = VisibleRelated(Person)


class DealtWithInput(StrictSerializer):
    meaning = serializers.ChoiceField(
        Reply.MEANINGS,
        required=False,
        allow_blank=True,
        default="",
        help_text="What it means: it holds as if its sender had said it. Blank: none of these.",
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ReplyViewSet(ListRows[Reply], RetrieveRow[Reply]):
    """Messages that came back. With `understood` blank and not dealt with, they are to be read.

    Without a region nobody's place is known of; it is for whoever keeps the reminders of a regency
    or more.
    """

    model = Reply
    serializer_class = ReplySerializer
    filterset_class = ReplyFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "channel": "channel",
        "sender": "sender",
        "person_id": "person_id",
        "meeting_id": "meeting_id",
        "text": "text",
        "understood": "understood",
        "received_at": "received_at",
        "dealt_with_at": "dealt_with_at",
        "note": "note",
    }
    keyset = ("-received_at", "-id")

    @extend_schema(request=SenderInput, responses=ReplySerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, **_ids: str) -> Response:
        """Say who sent it; what it plainly says holds then, and it is dealt with."""
        reply = self.get_object()
        sent = self.valid(SenderInput, data=request.data)
        row = services.assign_reply(reply, person=sent["person"], actor=self.actor)
        return self._shown(row)

    @extend_schema(request=DealtWithInput, responses=ReplySerializer)
    @action(detail=True, methods=["post"], url_path="deal-with")
    def deal_with(self, request: Request, **_ids: str) -> Response:
        """Note that somebody has read it, and what it means."""
        reply = self.get_object()
        sent = self.valid(DealtWithInput, data=request.data)
        return self._shown(services.deal_with_reply(reply, **sent, actor=self.actor))

    def _shown(self, row: Reply) -> Response:
        """Return it as it is now, though by its sender it may have become another place's."""
        return Response({name: getattr(row, column) for name, column in self.rows.items()})
