"""Many scans of decrees at once, for programs: dropped, listed with their guesses, confirmed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from volunteers import services
from volunteers.filters.scans import DroppedScanFilter
from volunteers.models import DroppedScan
from volunteers.services.dropping import MOST_FILES
from wksbm.models import Decree
from wksbm.services import place


class DroppedScanSerializer(serializers.ModelSerializer[DroppedScan]):
    region = serializers.CharField()

    class Meta:
        model = DroppedScan
        fields = [
            "id",
            "batch",
            "region",
            "name",
            "sha256",
            "decree",
            "reason",
            "fault",
            "status",
            "dropped_at",
        ]
        read_only_fields = fields


class DropInput(StrictSerializer):
    region = serializers.CharField(max_length=13)
    scans = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        help_text=_("Tiap berkas satu SK: PDF atau foto."),
    )


class Dropped(serializers.Serializer[Any]):
    results = DroppedScanSerializer(many=True)


class ChoiceInput(StrictSerializer):
    """Without a decree the file is set aside."""

    scan = VisibleRelated(DroppedScan)
    decree = VisibleRelated(Decree, allow_null=True)


class ConfirmInput(StrictSerializer):
    choices = serializers.ListField(child=ChoiceInput(), max_length=MOST_FILES)


class FailedSerializer(serializers.Serializer[Any]):
    scan = serializers.IntegerField()
    detail = serializers.CharField()


class ScansConfirmedSerializer(serializers.Serializer[Any]):
    attached = serializers.ListField(child=serializers.IntegerField())
    set_aside = serializers.ListField(child=serializers.IntegerField())
    failed = FailedSerializer(many=True)


class DroppedScanViewSet(ListRows[DroppedScan], RetrieveRow[DroppedScan]):
    """Scans that the asker dropped, each with the decree that its name may mean."""

    model = DroppedScan
    serializer_class = DroppedScanSerializer
    filterset_class = DroppedScanFilter
    parser_classes = (MultiPartParser, JSONParser)
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "batch": "batch",
        "region": "region_id",
        "name": "name",
        "sha256": "sha256",
        "decree": "decree_id",
        "reason": "reason",
        "fault": "fault",
        "status": "status",
        "dropped_at": "dropped_at",
    }

    @extend_schema(request={"multipart/form-data": DropInput}, responses={201: Dropped})
    def create(self, request: Request) -> Response:
        """Drop up to forty files, each the scan of one decree; they wait till confirmed."""
        facts = self.valid(DropInput, data=request.data)
        region = place(facts["region"])
        made = services.drop_scans(region, files=facts["scans"], actor=self.actor)
        return Response({"results": [self.row(scan.pk) for scan in made]}, status=201)

    @extend_schema(request=ConfirmInput, responses=ScansConfirmedSerializer)
    @action(detail=False, methods=["post"])
    def confirm(self, request: Request) -> Response:
        """Attach each file to the decree that is named; those that fail are named, and wait."""
        sent = self.valid(ConfirmInput, data=request.data)["choices"]
        choices = {one["scan"]: one["decree"] for one in sent}
        done = services.confirm_scans(choices, actor=self.actor)
        return Response(
            {
                "attached": [scan.pk for scan in done.attached],
                "set_aside": [scan.pk for scan in done.set_aside],
                "failed": [{"scan": scan.pk, "detail": scan.fault} for scan in done.failed],
            }
        )
