"""Scans of signed lists, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.fields import VisibleRelated
from common.downloads import private_file
from common.file_schema import SCANS
from common.filters import KeyFilter
from common.serializers import StrictSerializer
from stipends import services
from stipends.api.common import MoneyRows
from stipends.models import Run, SignedList


class SignedListSerializer(serializers.ModelSerializer[SignedList]):
    region = serializers.CharField()

    class Meta:
        model = SignedList
        fields = ["id", "region", "run", "note", "scan_name", "scan_type", "scan_sha256"]
        fields += ["scan_original_sha256", "by", "at"]
        read_only_fields = fields


class SignedListInput(StrictSerializer):
    run = VisibleRelated(Run)
    note = serializers.CharField(max_length=120, required=False, allow_blank=True)
    scan = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        help_text=_("Satu PDF, atau foto tiap halaman sesuai urutan."),
    )


class SignedListFilter(filters.FilterSet):
    run = KeyFilter("run_id", label=_("Proses"))

    class Meta:
        model = SignedList
        fields: tuple[str, ...] = ()


class SignedListViewSet(MoneyRows[SignedList]):
    """Scans of lists as they were signed, of a run or a part of it. None is changed or deleted."""

    model = SignedList
    parser_classes = (MultiPartParser,)
    serializer_class = SignedListSerializer
    filterset_class = SignedListFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "run": "run_id",
        "note": "note",
        "scan_name": "scan_name",
        "scan_type": "scan_type",
        "scan_sha256": "scan_sha256",
        "scan_original_sha256": "scan_original_sha256",
        "by": "by_id",
        "at": "at",
    }

    @extend_schema(
        request={"multipart/form-data": SignedListInput}, responses={201: SignedListSerializer}
    )
    def create(self, request: Request) -> Response:
        """Attach a scan to an approved run: one PDF, or photos of its pages in their order."""
        facts = self.valid(SignedListInput, data=request.data)
        made = services.attach_signed_list(
            facts["run"], files=facts["scan"], note=facts.get("note", ""), actor=self.actor
        )
        return self.answer(made.pk, status=201)

    @extend_schema(responses=SCANS)
    @action(detail=True, methods=["get"])
    def scan(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the file. The look is noted."""
        row = self.get_object()
        file = services.open_signed_list(row, actor=self.actor)
        return private_file(file, name=row.scan_name, content_type=row.scan_type)
