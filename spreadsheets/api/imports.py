"""Bringing a sheet in, for programs: the same four steps, with rows and faults as data."""

from typing import Any, ClassVar

from django.core.files.base import File
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.viewsets import BadParameter, ListRows, RetrieveRow
from common.downloads import private_file
from common.serializers import StrictSerializer
from regions.models import Region
from spreadsheets import services
from spreadsheets.filters import ImportFilter
from spreadsheets.models import Import, ImportRow
from spreadsheets.words import STATUSES, ShownRow, shown_rows

PAGE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportSerializer(serializers.ModelSerializer[Import]):
    region = serializers.CharField()

    class Meta:
        model = Import
        fields = [
            "id",
            "region",
            "kind",
            "state",
            "name",
            "sha256",
            "sheet",
            "sheets",
            "header_row",
            "labels",
            "columns",
            "job",
            "rows_in",
            "created",
            "updated",
            "skipped",
            "failed",
            "saved_at",
            "undone_at",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class ImportInput(StrictSerializer):
    kind = serializers.CharField(max_length=40)
    region = serializers.CharField(max_length=13)
    file = serializers.FileField()


class ColumnsInput(StrictSerializer):
    columns = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=40))


class CellInput(StrictSerializer):
    """Another text for a cell, or who the row is."""

    field = serializers.CharField(max_length=40, required=False)
    text = serializers.CharField(max_length=200, required=False, allow_blank=True)
    choice = serializers.ChoiceField([ImportRow.NEW, ImportRow.SAME], required=False)
    candidate = serializers.IntegerField(required=False, min_value=1)


class FaultSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    address = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class LikeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    facts = serializers.ListField(child=serializers.CharField())


class ImportRowSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    action = serializers.ChoiceField(ImportRow.Action.choices)
    values = serializers.DictField()
    faults = FaultSerializer(many=True)
    notes = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    candidates = LikeSerializer(many=True)
    target = serializers.IntegerField(allow_null=True)


class ImportRowsSerializer(serializers.Serializer[Any]):
    next = serializers.IntegerField(allow_null=True)
    results = ImportRowSerializer(many=True)


class UseSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    reason = serializers.CharField()


class ImportViewSet(ListRows[Import], RetrieveRow[Import]):
    """Sheets on their way in: upload, columns, rows with their faults, confirmation."""

    model = Import
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "kind": "kind",
        "state": "state",
        "name": "name",
        "sha256": "sha256",
        "sheet": "sheet",
        "sheets": "sheets",
        "header_row": "header_row",
        "labels": "labels",
        "columns": "columns",
        "job": "job_id",
        "rows_in": "rows_in",
        "created": "created",
        "updated": "updated",
        "skipped": "skipped",
        "failed": "failed",
        "saved_at": "saved_at",
        "undone_at": "undone_at",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_parsers(self) -> list[Any]:
        """Take the sheet as a file of a form; everything else is JSON."""
        actions = getattr(self, "action_map", None) or {}
        is_upload = actions.get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(request={"multipart/form-data": ImportInput}, responses={201: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Hand in a sheet: its columns are guessed, and nothing is saved yet."""
        facts = self.valid(ImportInput, data=request.data)
        region = self._region(facts.pop("region"))
        batch = services.upload_sheet(region, **facts, actor=self.actor)
        return self.answer(batch.pk, status=201)

    @extend_schema(request=ColumnsInput, responses=ImportSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Say what each column is; every row is then checked by the job that is named."""
        batch = self.object_for(Can.IMPORT_SHEETS)
        columns = self.valid(ColumnsInput, data=request.data)["columns"]
        services.choose_columns(batch, columns=columns, version=self.version(), actor=self.actor)
        return self.answer(batch.pk)

    @extend_schema(
        parameters=[
            OpenApiParameter("status", enum=list(STATUSES), required=True),
            OpenApiParameter("after", int, description="The number of the last row of the page."),
        ],
        responses=ImportRowsSerializer,
    )
    @action(detail=True, methods=["get"], url_path="rows", url_name="rows")
    def list_rows(self, request: Request, **_ids: str) -> Response:
        """Return the rows of a status with their faults and whom they resemble, 200 a page."""
        batch = self.get_object()
        status, after = request.query_params.get("status"), request.query_params.get("after", "0")
        if status not in STATUSES:
            words = _("status harus salah satu dari %(names)s.")
            raise BadParameter(words % {"names": ", ".join(STATUSES)})
        if not after.isascii() or not after.isdigit() or len(after) > 9:
            raise BadParameter(_("after harus nomor baris."))
        rows = batch.rows.filter(action__in=STATUSES[status][1], number__gt=int(after))
        found = list(rows.order_by("number")[: PAGE + 1])
        body = [_as_data(shown) for shown in shown_rows(batch, found[:PAGE])]
        following = found[PAGE - 1].number if len(found) > PAGE else None
        return Response({"next": following, "results": body})

    @extend_schema(request=CellInput, responses=ImportRowSerializer)
    @action(detail=True, methods=["patch"], url_path=r"rows/(?P<number>\d{1,9})", url_name="row")
    def change_row(self, request: Request, **ids: str) -> Response:
        """Mend a cell (`field`, `text`), or say who the row is (`choice`, `candidate`)."""
        batch = self.object_for(Can.IMPORT_SHEETS)
        row = services.row_of(batch, number=int(ids["number"]))
        told = self.valid(CellInput, data=request.data)
        if "choice" in told:
            changed = services.choose_match(
                row, choice=told["choice"], candidate=told.get("candidate"), actor=self.actor
            )
        else:
            changed = services.correct_cell(
                row, field=told.get("field", ""), text=told.get("text", ""), actor=self.actor
            )
        return Response(_as_data(shown_rows(batch, [changed])[0]))

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def confirm(self, _request: Request, **_ids: str) -> Response:
        """Save what can be saved; the rest counts as failed. The job is named in the answer."""
        batch = self.object_for(Can.IMPORT_SHEETS)
        services.confirm_import(batch, version=self.version(), actor=self.actor)
        return self.answer(batch.pk, status=202)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, _request: Request, **_ids: str) -> Response:
        """Take back all that the import made and filled in. The job is named in the answer."""
        batch = self.object_for(Can.IMPORT_SHEETS)
        services.undo_import(batch, version=self.version(), actor=self.actor)
        return self.answer(batch.pk, status=202)

    @extend_schema(responses=UseSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def uses(self, _request: Request, **_ids: str) -> Response:
        """Say what stands in the way of an undo: the rows and why."""
        batch = self.object_for(Can.IMPORT_SHEETS)
        return Response([use._asdict() for use in services.uses_of(batch, actor=self.actor)])

    @extend_schema(
        responses={
            (200, XLSX): OpenApiTypes.BINARY,
            410: OpenApiResponse(description=gettext_lazy("Berkas asli sudah dihapus.")),
        }
    )
    @action(detail=True, methods=["get"])
    def annotated(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the sheet again, with what was said of each row beside it."""
        batch = self.get_object()
        file = services.annotated_copy(batch, actor=self.actor)
        name = f"impor-{batch.pk}-keterangan.xlsx"
        return private_file(File(file), name=name, content_type=XLSX)

    def _region(self, code: str) -> Region:
        return services.region_named(code)


def _as_data(shown: ShownRow) -> dict[str, Any]:
    row = shown.row
    return {
        "number": row.number,
        "action": row.action,
        "values": {
            key: value["shown"] if isinstance(value, dict) else value
            for key, value in row.values.items()
        },
        "faults": [
            {
                "field": fault.field,
                "address": fault.address,
                "code": fault.code,
                "detail": fault.text,
            }
            for fault in shown.faults
        ],
        "notes": [list(note) for note in shown.notes],
        "candidates": [
            {"id": one.pk, "title": one.title, "facts": list(one.facts)} for one in shown.candidates
        ],
        "target": row.target,
    }
