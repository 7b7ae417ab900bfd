"""Monthly reports for programs, and for the phone: a whole month in one request."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.downloads import private_file
from common.file_schema import SCANS
from common.filters import BIGGEST
from common.serializers import StrictModelSerializer, StrictSerializer
from volunteers import services
from volunteers.filters.reports import ActivityReportFilter
from volunteers.models import ActivityReport, Appointment, ReportEntry
from volunteers.own import require_own_or
from volunteers.services import Entry
from volunteers.services.reporting import MOST_ENTRIES


class EntrySerializer(serializers.ModelSerializer[ReportEntry]):
    class Meta:
        model = ReportEntry
        fields = ["id", "on", "activity", "place", "minutes", "assignment"]
        read_only_fields = fields


class ActivityReportSerializer(serializers.ModelSerializer[ActivityReport]):
    region = serializers.CharField()
    person = serializers.IntegerField()
    person_name = serializers.CharField()
    entries = EntrySerializer(many=True)

    class Meta:
        model = ActivityReport
        fields = [
            "id",
            "appointment",
            "person",
            "person_name",
            "region",
            "month",
            "status",
            "entries",
            "submitted_at",
            "signed_on",
            "signed_by",
            "signed_as",
            "reopened_because",
            "scan_name",
            "scan_sha256",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class EntryInput(StrictModelSerializer[ReportEntry]):
    """With `id` it is an activity that the report has already."""

    id = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    minutes = serializers.IntegerField(
        min_value=1, max_value=60 * 24 * 31, required=False, allow_null=True
    )

    class Meta:
        model = ReportEntry
        fields = ["id", "on", "activity", "place", "minutes"]


class EntriesInput(StrictSerializer):
    entries = serializers.ListField(child=EntryInput(), max_length=MOST_ENTRIES)


class ActivityReportInput(StrictSerializer):
    appointment = VisibleRelated(Appointment)
    month = serializers.DateField(help_text=_("Hari mana pun dalam bulan itu."))
    entries = serializers.ListField(child=EntryInput(), max_length=MOST_ENTRIES, required=False)
    from_duties = serializers.BooleanField(default=False)


class SignatureInput(StrictSerializer):
    signed_on = serializers.DateField()
    signed_by = serializers.CharField(max_length=120)
    signed_as = serializers.CharField(max_length=80)
    scan = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        help_text=_("Satu PDF, atau foto tiap halaman sesuai urutan."),
    )


class ReopeningInput(StrictSerializer):
    because = serializers.CharField(max_length=200)


class ActivityReportViewSet(ListRows[ActivityReport], RetrieveRow[ActivityReport]):
    """Monthly reports with their activities. A month is said by its first day."""

    model = ActivityReport
    serializer_class = ActivityReportSerializer
    filterset_class = ActivityReportFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "appointment": "appointment_id",
        "person": "appointment__person_id",
        "person_name": "appointment__person__name",
        "region": "region_id",
        "month": "month",
        "status": "status",
        "entries": "lines",
        "submitted_at": "submitted_at",
        "signed_on": "signed_on",
        "signed_by": "signed_by",
        "signed_as": "signed_as",
        "reopened_because": "reopened_because",
        "scan_name": "scan_name",
        "scan_sha256": "scan_sha256",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[ActivityReport]:
        """Add the activities, by day."""
        found: Any = super().get_queryset()
        return found.with_lines()  # type: ignore[no-any-return]

    @extend_schema(request=ActivityReportInput, responses={201: ActivityReportSerializer})
    def create(self, request: Request) -> Response:
        """Open the report of a month, with all its activities; one that is there is written anew.

        Without `entries` nothing of it changes. `from_duties` adds the confirmed hours.
        """
        facts = self.valid(ActivityReportInput, data=request.data)
        entries = facts.pop("entries", None)
        report = services.write_report(
            facts.pop("appointment"),
            **facts,
            entries=None if entries is None else [Entry(**one) for one in entries],
            version=self.version(),
            actor=self.actor,
        )
        return self.answer(report.pk, status=201)

    @extend_schema(request=EntriesInput, responses=ActivityReportSerializer)
    @action(detail=True, methods=["put"])
    def entries(self, request: Request, **_ids: str) -> Response:
        """Write the activities of a draft, all of them: what is not sent goes."""
        report = self._writable()
        sent = self.valid(EntriesInput, data=request.data)["entries"]
        entries = [Entry(**one) for one in sent]
        services.keep_entries(report, entries=entries, version=self.version(), actor=self.actor)
        return self.answer(report.pk)

    @extend_schema(request=None, responses=ActivityReportSerializer)
    @action(detail=True, methods=["post"])
    def fill(self, _request: Request, **_ids: str) -> Response:
        """Add the confirmed hours of the month that no report has yet."""
        report = self._writable()
        services.fill_from_duties(report, version=self.version(), actor=self.actor)
        return self.answer(report.pk)

    @extend_schema(request=None, responses=ActivityReportSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, _request: Request, **_ids: str) -> Response:
        """Hand the report in, to be printed and signed."""
        report = self._writable()
        services.submit_report(report, version=self.version(), actor=self.actor)
        return self.answer(report.pk)

    @extend_schema(request=None, responses=ActivityReportSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, _request: Request, **_ids: str) -> Response:
        """Make a report that nobody signed a draft again."""
        report = self._writable()
        services.take_back_report(report, version=self.version(), actor=self.actor)
        return self.answer(report.pk)

    @extend_schema(
        request={"multipart/form-data": SignatureInput}, responses=ActivityReportSerializer
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def sign(self, request: Request, **_ids: str) -> Response:
        """Note that the village head signed the report on paper, with its scan."""
        report = self.object_for(Can.CONFIRM_WORK)
        facts = self.valid(SignatureInput, data=request.data)
        services.sign_report(report, **facts, version=self.version(), actor=self.actor)
        return self.answer(report.pk)

    @extend_schema(request=ReopeningInput, responses=ActivityReportSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_ids: str) -> Response:
        """Make a signed report a draft again, and say why; the old scan stays in the history."""
        report = self.object_for(Can.CONFIRM_WORK)
        because = self.valid(ReopeningInput, data=request.data)["because"]
        services.reopen_report(report, because=because, version=self.version(), actor=self.actor)
        return self.answer(report.pk)

    @extend_schema(responses=SCANS)
    @action(detail=True, methods=["get"])
    def scan(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the scan: to whom the report is of, or who reads scans. The look is noted."""
        report = self.get_object()
        file = services.open_report_scan(report, actor=self.actor)
        return private_file(file, name=report.scan_name, content_type=report.scan_type)

    def _writable(self) -> ActivityReport:
        """Return the report, if the user may write it: before what was sent is read."""
        report = self.get_object()
        person = report.appointment.person
        require_own_or(person, Can.KEEP_ROSTER, on=report, actor=self.actor)
        return report
