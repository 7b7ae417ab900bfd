"""The silent, and a region's month, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import Can
from accounts.models import User
from accounts.viewsets import BadParameter, ListRows
from common.dates import today
from common.months import Month
from meetings.summaries import MonthFigures, State, Tally, months_since, seen_by
from portal.summary.bodies import record_until
from portal.summary.filters import SilenceFilter
from portal.summary.monthly import GroupLine, Monthly, monthly_of
from portal.summary.scope import scope_of
from wksbm.models import Wksbm


class SilenceSerializer(serializers.ModelSerializer[Wksbm]):
    region = serializers.CharField()
    held = serializers.IntegerField()
    dropped = serializers.IntegerField(help_text=gettext_lazy("Direncanakan, tidak jadi."))
    unlogged = serializers.IntegerField(help_text=gettext_lazy("Lewat, belum dicatat."))
    last_met = serializers.DateField(allow_null=True)
    months = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("Bulan penuh sejak pertemuan terakhir.")
    )
    next_on = serializers.DateField(allow_null=True)

    class Meta:
        model = Wksbm
        fields = [
            "id",
            "region",
            "name",
            "held",
            "dropped",
            "unlogged",
            "last_met",
            "months",
            "next_on",
        ]
        read_only_fields = fields


class SilenceViewSet(ListRows[Wksbm]):
    """WKSBM with what they held in twelve months, in the order of their regions. No ranking."""

    model = Wksbm
    serializer_class = SilenceSerializer
    filterset_class = SilenceFilter
    seen_with = Can.OVERSEE
    keyset = ("region_id", "id")
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "name": "name",
        "held": "held",
        "dropped": "dropped",
        "unlogged": "unlogged",
        "last_met": "last_met",
        "months": "last_met",  # see shown
        "next_on": "next_on",
    }

    def get_queryset(self) -> QuerySet[Any]:
        return record_until(super().get_queryset(), today(), timezone.now())

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        last_met = row["last_met"]
        return row | {"months": None if last_met is None else months_since(last_met, today())}


class TallySerializer(serializers.Serializer[Any]):
    region = serializers.CharField(allow_blank=True)
    villages = serializers.IntegerField()
    with_body = serializers.IntegerField()
    met = serializers.IntegerField()
    coming = serializers.IntegerField()
    unlogged = serializers.IntegerField()
    silent = serializers.IntegerField()
    no_body = serializers.IntegerField()
    met_in_quarter = serializers.IntegerField()


class WorkSerializer(serializers.Serializer[Any]):
    held = serializers.IntegerField()
    dropped = serializers.IntegerField(help_text=gettext_lazy("Direncanakan, tidak jadi."))
    unlogged = serializers.IntegerField(help_text=gettext_lazy("Lewat, belum dicatat."))


class GroupSerializer(serializers.Serializer[Any]):
    villages = TallySerializer()
    meetings = WorkSerializer()


class FiguresSerializer(serializers.Serializer[Any]):
    month = serializers.CharField()
    held = serializers.IntegerField()
    bodies = serializers.IntegerField()
    came = serializers.IntegerField()
    women = serializers.IntegerField()
    men = serializers.IntegerField()


class FollowUpsSerializer(serializers.Serializer[Any]):
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    done = serializers.IntegerField()


class MonthlySerializer(serializers.Serializer[Any]):
    region = serializers.CharField(allow_blank=True)
    month = serializers.CharField()
    villages = TallySerializer()
    meetings = WorkSerializer()
    months = FiguresSerializer(many=True)
    follow_ups = FollowUpsSerializer()
    silent_bodies = serializers.IntegerField(
        help_text=gettext_lazy("WKSBM yang tidak bertemu selama tiga bulan atau lebih.")
    )
    groups = GroupSerializer(many=True)


class MonthlyView(APIView):
    """A region's month and the eleven before it: what was held, by how many, and who came."""

    @extend_schema(
        operation_id="summaries_monthly_retrieve",
        parameters=[
            OpenApiParameter("month", str, description=gettext_lazy("Seperti 2026-05.")),
            OpenApiParameter("region", str, description=gettext_lazy("Kode wilayah.")),
        ],
        responses=MonthlySerializer,
    )
    def get(self, request: Request) -> Response:
        user: User = request.user  # type: ignore[assignment]
        asked = request.query_params
        unknown = sorted(set(asked) - {"month", "region"})
        if unknown:
            words = _("Parameter tidak dikenal: %(names)s.") % {"names": ", ".join(unknown)}
            raise BadParameter(words)
        newest = Month.of(today())
        month = Month.read(asked.get("month", str(newest)))
        if month is None or month > newest:
            raise BadParameter(_("month harus seperti 2026-05, paling akhir bulan ini."))
        scope = scope_of(user, "", asked.get("region", ""))
        found = monthly_of(seen_by(user), scope.code, month, timezone.now(), most=0)
        return Response(_told(found, scope.code))


def _told(found: Monthly, code: str) -> dict[str, Any]:
    return {
        "region": code,
        "month": str(found.month),
        "villages": _tally(found.total),
        "meetings": found.work._asdict(),
        "months": [_figures(month) for month in found.trend],
        "follow_ups": found.follow_ups,
        "silent_bodies": found.silent_count,
        "groups": [_group(line) for line in found.lines],
    }


def _group(line: GroupLine) -> dict[str, Any]:
    return {"villages": _tally(line.group.tally), "meetings": line.work._asdict()}


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "region": tally.code,
        "villages": tally.villages,
        "with_body": tally.with_body,
        "met_in_quarter": tally.met_in_quarter,
        **{state.value: tally.by_state[state] for state in State},
    }


def _figures(month: MonthFigures) -> dict[str, Any]:
    return {
        "month": str(month.month),
        "held": month.held,
        "bodies": month.bodies,
        "came": month.came,
        "women": month.women,
        "men": month.men,
    }
