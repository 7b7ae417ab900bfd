"""One's own calendar addresses for programs."""

from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictModelSerializer
from meetings import services
from meetings.models import CalendarFeed
from regions.models import Region
from wksbm.models import Wksbm


class FeedSerializer(serializers.ModelSerializer[CalendarFeed]):
    region = serializers.CharField(allow_null=True)

    class Meta:
        model = CalendarFeed
        fields = ["id", "kind", "wksbm", "region", "created_at", "last_read_on", "revoked_at"]
        read_only_fields = fields


class OpenedFeed(FeedSerializer):
    url = serializers.URLField()

    class Meta(FeedSerializer.Meta):
        fields = [*FeedSerializer.Meta.fields, "url"]
        read_only_fields = fields


class FeedInput(StrictModelSerializer[CalendarFeed]):
    wksbm = VisibleRelated(Wksbm, required=False, allow_null=True)
    region = VisibleRelated(Region, required=False, allow_null=True)

    class Meta:
        model = CalendarFeed
        fields = ["kind", "wksbm", "region"]


class FeedViewSet(ListRows[CalendarFeed], RetrieveRow[CalendarFeed]):
    """Secret addresses by which a calendar reads meetings. Each is shown once, when opened."""

    model = CalendarFeed
    serializer_class = FeedSerializer
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "kind": "kind",
        "wksbm": "wksbm_id",
        "region": "region_id",
        "created_at": "created_at",
        "last_read_on": "last_read_on",
        "revoked_at": "revoked_at",
    }

    @extend_schema(request=FeedInput, responses={201: OpenedFeed})
    def create(self, request: Request) -> Response:
        """Open a calendar for oneself; its address is in this answer and nowhere else."""
        facts = self.valid(FeedInput, data=request.data)
        feed, key = services.open_feed(self.actor, **facts)
        response = self.answer(feed.pk, status=201)
        url = settings.SITE_URL + reverse("meetings:feed", args=[key])
        response.data = {**response.data, "url": url}
        response["Cache-Control"] = "no-store"
        return response

    @extend_schema(request=None, responses=FeedSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, _request: Request, **_ids: str) -> Response:
        """Let the address end."""
        feed = self.get_object()
        services.revoke_feed(feed, user=self.actor)
        return self.answer(feed.pk)
