"""Papers for programs: what was issued, its file; issuing anew and withdrawing."""

from typing import Any, ClassVar

from django.db.models import F
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, require
from accounts.viewsets import ListRows, RetrieveRow
from common.downloads import private_file
from common.serializers import StrictSerializer
from jobs.api import StartedJobSerializer, begun
from jobs.models import Job
from papers import services
from papers.filters import PaperFilter
from papers.kinds import kind_named
from papers.long import print_or_ask
from papers.models import Paper


class PaperSerializer(serializers.ModelSerializer[Paper]):
    region = serializers.CharField()
    superseded_by = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Paper
        fields = [
            "id",
            "region",
            "kind",
            "title",
            "number",
            "edition",
            "code",
            "sha256",
            "issued_at",
            "supersedes",
            "superseded_by",
            "state",
            "withdrawn_at",
            "withdrawn_because",
        ]
        read_only_fields = fields


class PaperInput(StrictSerializer):
    kind = serializers.CharField(max_length=40)
    subject = serializers.CharField(max_length=60)


class WithdrawInput(StrictSerializer):
    because = serializers.CharField(max_length=200)


class PaperViewSet(ListRows[Paper], RetrieveRow[Paper]):
    """Papers as they were issued, with the code by which anybody can verify one."""

    model = Paper
    serializer_class = PaperSerializer
    filterset_class = PaperFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "kind": "kind",
        "title": "title",
        "number": "number",
        "edition": "edition",
        "code": "code",
        "sha256": "sha256",
        "issued_at": "issued_at",
        "supersedes": "supersedes_id",
        "superseded_by": F("superseded_by__pk"),
        "state": "state",
        "withdrawn_at": "withdrawn_at",
        "withdrawn_because": "withdrawn_because",
    }

    @extend_schema(request=PaperInput, responses={201: PaperSerializer, 202: StartedJobSerializer})
    def create(self, request: Request) -> Response:
        """Issue the paper about a subject, or return the one that still says what is true.

        A long one is made by a job (202), whose `link` ends in the paper's id.
        """
        named = self.valid(PaperInput, data=request.data)
        printed = print_or_ask(named["kind"], named["subject"], actor=self.actor)
        if isinstance(printed, Job):
            return begun(printed)
        return self.answer(printed.pk, status=201)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the paper as PDF."""
        paper = self.get_object()
        opened = services.open_paper(paper, actor=self.actor)
        return private_file(opened, name=paper.file_name, content_type="application/pdf")

    @extend_schema(request=WithdrawInput, responses=PaperSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_ids: str) -> Response:
        """Withdraw the paper for good: its file stays, and its public page says so."""
        paper = self.get_object()
        kind = kind_named(paper.kind)
        require(self.actor, kind.can if kind else Can.KEEP_BODY, on=paper)
        because = self.valid(WithdrawInput, data=request.data)["because"]
        services.withdraw_paper(paper, because=because, actor=self.actor)
        return self.answer(paper.pk)
