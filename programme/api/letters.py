"""The agenda of letters for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.viewsets import ListRows, RetrieveRow
from common.downloads import private_file
from common.file_schema import SCANS
from common.serializers import StrictModelSerializer, StrictSerializer
from programme import services
from programme.api.hosts import HostInput, take_host
from programme.filters import LetterFilter
from programme.models import Letter

FACTS = [
    "entered_on",
    "letter_number",
    "letter_date",
    "party",
    "subject",
    "passed_to",
    "note",
]


class LetterSerializer(serializers.ModelSerializer[Letter]):
    region = serializers.CharField()

    class Meta:
        model = Letter
        fields = [
            "id",
            "wksbm",
            "organisation",
            "region",
            "direction",
            "year",
            "number",
            *FACTS,
            "scan_name",
            "scan_sha256",
            "struck_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class LetterChange(StrictModelSerializer[Letter]):
    class Meta:
        model = Letter
        fields = FACTS


class LetterInput(HostInput, LetterChange):
    """A letter that came or went; its number is given by the book."""

    id = serializers.UUIDField(required=False)

    class Meta:
        model = Letter
        fields = ["id", "wksbm", "organisation", "region", "direction", *FACTS]


class StrikeInput(StrictSerializer):
    because = serializers.CharField(max_length=200)


class LetterScanInput(StrictSerializer):
    scan = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        help_text=_("Satu PDF, atau foto tiap halaman sesuai urutan."),
    )


class LetterViewSet(ListRows[Letter], RetrieveRow[Letter]):
    """Letters in and out, numbered without a gap by host, direction and year. None is deleted."""

    model = Letter
    serializer_class = LetterSerializer
    filterset_class = LetterFilter
    lookup_value_regex = r"[0-9a-fA-F-]{32,36}"
    keyset = ("-created_at", "-id")
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "organisation": "organisation_id",
        "region": "region_id",
        "direction": "direction",
        "year": "year",
        "number": "number",
        "entered_on": "entered_on",
        "letter_number": "letter_number",
        "letter_date": "letter_date",
        "party": "party",
        "subject": "subject",
        "passed_to": "passed_to",
        "note": "note",
        "scan_name": "scan_name",
        "scan_sha256": "scan_sha256",
        "struck_because": "struck_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=LetterInput, responses={201: LetterSerializer})
    def create(self, request: Request) -> Response:
        """Enter a letter under the next number of its year. A scan is attached afterwards."""
        facts = self.valid(LetterInput, data=request.data)
        letter = services.enter_letter(take_host(facts), **facts, actor=self.actor)
        return self.answer(letter.pk, status=201)

    @extend_schema(request=LetterChange, responses=LetterSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what the book says; number, year and direction stay."""
        letter = self.object_for(Can.KEEP_BOOKS)
        changes = self.valid(LetterChange, data=request.data, partial=True)
        services.change_letter(letter, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(letter.pk)

    @extend_schema(request=StrikeInput, responses=LetterSerializer)
    @action(detail=True, methods=["post"])
    def strike(self, request: Request, **_ids: str) -> Response:
        """Strike a letter through, with the reason; its number is not given again."""
        letter = self.object_for(Can.KEEP_BOOKS)
        because = self.valid(StrikeInput, data=request.data)["because"]
        services.strike_letter(letter, because=because, version=self.version(), actor=self.actor)
        return self.answer(letter.pk)

    @extend_schema(request={"multipart/form-data": LetterScanInput}, responses=LetterSerializer)
    @action(detail=True, methods=["post"], url_path="attach-scan", parser_classes=[MultiPartParser])
    def attach_scan(self, request: Request, **_ids: str) -> Response:
        """Keep the scan of the letter: a PDF, or a photo of each page."""
        letter = self.object_for(Can.KEEP_BOOKS)
        scan = self.valid(LetterScanInput, data=request.data)["scan"]
        services.attach_scan(letter, scan=scan, version=self.version(), actor=self.actor)
        return self.answer(letter.pk)

    @extend_schema(responses=SCANS)
    @action(detail=True, methods=["get"])
    def scan(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the scan to who reads scans. The look is noted."""
        letter = self.get_object()
        file = services.open_letter_scan(letter, actor=self.actor)
        return private_file(file, name=letter.scan_name, content_type=letter.scan_type)
