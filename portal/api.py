"""The nation's regions by API: as they are coded, and as people look for them.

It stands here and not in `regions`, which lies below the accounts that every address needs.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.viewsets import BadParameter, ListRows, RetrieveRow, read_cursor
from regions.cache import names_of
from regions.codes import Level, level_of
from regions.filters import RegionFilter
from regions.forms import SearchForm
from regions.models import Region
from regions.services import search_regions

MOST_FOUND = 50


class RegionSerializer(serializers.ModelSerializer[Region]):
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    replaced_by = serializers.CharField(allow_null=True)
    kind_label = serializers.CharField()
    path = serializers.CharField()

    class Meta:
        model = Region
        fields = [
            "code",
            "level",
            "kind",
            "kind_label",
            "name",
            "path",
            "parent",
            "time_zone",
            "active_from",
            "active_until",
            "replaced_by",
        ]
        read_only_fields = fields


class RegionViewSet(ListRows[Region], RetrieveRow[Region]):
    """The nation's regions by their Kemendagri codes, from provinces to villages."""

    model = Region
    serializer_class = RegionSerializer
    filterset_class = RegionFilter
    lookup_value_regex = r"[0-9]{2}(?:\.[0-9]{2}){0,2}(?:\.[0-9]{4})?"
    rows = {
        "code": "code",
        "level": "level",
        "kind": "kind",
        "name": "name",
        "parent": "parent_id",
        "time_zone": "time_zone",
        "active_from": "active_from",
        "active_until": "active_until",
        "replaced_by": "replaced_by_id",
        # From the code, by memory: see _with_paths.
        "kind_label": "code",
        "path": "code",
    }
    keyset = ("code",)

    def list(self, request: Request, **kwargs: str) -> Response:
        cursor = request.query_params.get("cursor")
        if cursor and level_of(*read_cursor(cursor, len(self.keyset))) is None:
            raise BadParameter(_("cursor tidak dikenal."))
        response = super().list(request, **kwargs)
        response.data["results"] = _with_paths(response.data["results"])
        return response

    def row(self, pk: Any) -> dict[str, Any]:
        return _with_paths([super().row(pk)])[0]

    @extend_schema(
        operation_id="regions_search",
        parameters=[
            OpenApiParameter(
                "q", str, required=True, description=gettext_lazy("Nama atau kode wilayah.")
            ),
            OpenApiParameter("level", str, enum=Level.values),
            OpenApiParameter("under", str, description=gettext_lazy("Kode wilayah di atasnya.")),
        ],
        responses=RegionSerializer(many=True),
    )
    @action(detail=False, methods=["get"])
    def search(self, request: Request) -> Response:
        """Find what is in force by code or name, best first; wrong letters are forgiven."""
        sought = SearchForm(request.query_params)
        unknown = set(request.query_params) - set(sought.fields)
        if unknown or not sought.is_valid():
            raise BadParameter(_("Isi q, dan bila perlu level dan under."))
        asked = sought.cleaned_data
        found = search_regions(
            asked["q"],
            level=asked["level"] or None,
            under=asked["under"] or None,
            limit=MOST_FOUND,
        )
        rows = [{name: getattr(region, of) for name, of in self.rows.items()} for region in found]
        return Response(_with_paths(rows))


def _with_paths(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = names_of(row["code"] for row in rows)
    return [
        row | {"kind_label": names[row["code"]].kind_label, "path": names[row["code"]].path}
        for row in rows
    ]
