"""Decrees, their scans and their offices for programs."""

from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from common.serializers import StrictModelSerializer, StrictSerializer
from common.terms import FirstDay, LastDay
from wksbm import services
from wksbm.filters import DecreeFilter, OfficeFilter
from wksbm.models import Decree, DecreeChange, Mandate, Office, Wksbm


class OfficeSerializer(serializers.ModelSerializer[Office]):
    region = serializers.CharField()

    class Meta:
        model = Office
        fields = ["id", "region", "kind", "name"]
        read_only_fields = fields


class OfficeInput(StrictSerializer):
    region = serializers.CharField(max_length=13)
    kind = serializers.ChoiceField(Office.Kind.choices)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class OfficeViewSet(ListRows[Office], RetrieveRow[Office]):
    """Offices that issue decrees: heads of villages, camat, regents, agencies."""

    model = Office
    serializer_class = OfficeSerializer
    filterset_class = OfficeFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "kind": "kind",
        "name": "name",
    }

    @extend_schema(request=OfficeInput, responses={201: OfficeSerializer})
    def create(self, request: Request) -> Response:
        """Name an office; one that is known is returned as it is."""
        facts = self.valid(OfficeInput, data=request.data)
        region = services.place(facts.pop("region"))
        office = services.name_office(region, **facts, actor=self.actor)
        return self.answer(office.pk, status=201)


class DecreeSerializer(serializers.ModelSerializer[Decree]):
    region = serializers.CharField()
    issuer_name = serializers.CharField()
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    bodies = serializers.ListField(
        child=serializers.IntegerField(),
        help_text=gettext_lazy("Badan dalam SK ini yang dapat dilihat."),
    )

    class Meta:
        model = Decree
        fields = [
            "id",
            "region",
            "issuer",
            "issuer_name",
            "kind",
            "number",
            "subject",
            "signed_by",
            "capacity",
            "enacted_on",
            "effective_from",
            "valid_until",
            "cost_source",
            "bodies",
            "scan_name",
            "scan_sha256",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class DecreeCorrection(StrictModelSerializer[Decree]):
    """What may be corrected; the issuer and the bodies stay."""

    effective_from = serializers.DateField(required=False, allow_null=True)
    valid_until = serializers.DateField(required=False, allow_null=True)

    class Meta:
        model = Decree
        fields = [
            "kind",
            "number",
            "subject",
            "signed_by",
            "capacity",
            "enacted_on",
            "effective_from",
            "valid_until",
            "cost_source",
        ]


class DecreeInput(DecreeCorrection):
    """The issuer is an office that is known (`issuer`), or the kind and region of one."""

    issuer = VisibleRelated(Office, required=False)
    office_kind = serializers.ChoiceField(Office.Kind.choices, required=False)
    office_region = serializers.CharField(max_length=13, required=False)
    office_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    bodies = serializers.ListField(child=VisibleRelated(Wksbm), required=False, max_length=500)

    class Meta(DecreeCorrection.Meta):
        fields = [
            *DecreeCorrection.Meta.fields,
            "issuer",
            "office_kind",
            "office_region",
            "office_name",
            "bodies",
        ]


class ScanInput(StrictSerializer):
    scan = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        help_text=gettext_lazy("Satu PDF, atau foto tiap halaman sesuai urutan."),
    )


class ChangeInput(StrictSerializer):
    older = VisibleRelated(Decree)
    kind = serializers.ChoiceField(DecreeChange.Kind.choices)
    effective_on = serializers.DateField(required=False, allow_null=True)


class DecreeViewSet(ListRows[Decree], RetrieveRow[Decree]):
    """Decrees, with those of their bodies that the asker may know of. Terms include both ends."""

    model = Decree
    serializer_class = DecreeSerializer
    filterset_class = DecreeFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "issuer": "issuer_id",
        "issuer_name": "issuer__name",
        "kind": "kind",
        "number": "number",
        "subject": "subject",
        "signed_by": "signed_by",
        "capacity": "capacity",
        "enacted_on": "enacted_on",
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "cost_source": "cost_source",
        "bodies": "visible_bodies",
        "scan_name": "scan_name",
        "scan_sha256": "scan_sha256",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[Decree]:
        """Add the bodies that the user may know of: a village sees its own line alone."""
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        lines = Mandate.objects.visible_to(self.request.user).filter(decree=OuterRef("pk"))
        bodies = ArraySubquery(lines.order_by("wksbm_id").values("wksbm_id"))
        return found.annotate(visible_bodies=bodies)

    @extend_schema(request=DecreeInput, responses={201: DecreeSerializer})
    def create(self, request: Request) -> Response:
        """Add a decree. Its issuer is an office that is known, or the kind and region of one."""
        facts = self.valid(DecreeInput, data=request.data)
        office = {name: facts.pop(f"office_{name}", "") for name in ("kind", "region", "name")}
        issuer = facts.pop("issuer", None) or _new_office(**office)
        decree = services.add_decree(issuer, **facts, actor=self.actor)
        return self.answer(decree.pk, status=201)

    @extend_schema(request=DecreeCorrection, responses=DecreeSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct a decree; its issuer and its bodies stay."""
        decree = self.object_for(Can.KEEP_DECREES)
        changes = self.valid(DecreeCorrection, data=request.data, partial=True)
        services.change_decree(decree, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(decree.pk)

    @extend_schema(responses=SCANS)
    @action(detail=True, methods=["get"], parser_classes=[MultiPartParser])
    def scan(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the scan. Its annex names people: seeing the decree is not enough."""
        decree = self.get_object()
        file = services.open_scan(decree, actor=self.actor)
        return private_file(file, name=decree.scan_name, content_type=decree.scan_type)

    @extend_schema(
        operation_id="decrees_attach_scan",
        request={"multipart/form-data": ScanInput},
        responses=DecreeSerializer,
    )
    @scan.mapping.post
    def attach_scan(self, request: Request, **_ids: str) -> Response:
        """Keep a scan of the decree: one PDF, or photos of its pages in their order."""
        decree = self.object_for(Can.KEEP_DECREES)
        files = self.valid(ScanInput, data=request.data)["scan"]
        services.attach_scan(decree, files=files, version=self.version(), actor=self.actor)
        return self.answer(decree.pk)

    @extend_schema(request=ChangeInput, responses=DecreeSerializer)
    @action(detail=True, methods=["post"])
    def changes(self, request: Request, **_ids: str) -> Response:
        """Say that this decree amends, revokes or supersedes an older one."""
        decree = self.object_for(Can.KEEP_DECREES)
        facts = self.valid(ChangeInput, data=request.data)
        services.record_change(decree, **facts, actor=self.actor)
        return self.answer(decree.pk)


def _new_office(kind: str, region: str, name: str) -> services.NewOffice:
    if not kind or not region:
        raise serializers.ValidationError(
            {"issuer": [_("Sebut penerbitnya: issuer, atau office_kind dan office_region.")]},
            code="required",
        )
    return services.NewOffice(kind, services.place(region, field="office_region"), name)
