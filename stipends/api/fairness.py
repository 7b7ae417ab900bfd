"""Who is paid what for how much service in a year of a region, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.viewsets import BadParameter
from stipends.fairness_scope import open_year
from stipends.services.fairness import Sort


class FairGroup(serializers.Serializer[Any]):
    key = serializers.CharField(
        allow_blank=True, help_text=gettext_lazy("Kunci pilar, atau kode wilayah.")
    )
    name = serializers.CharField(allow_blank=True)
    posts = serializers.IntegerField(help_text=gettext_lazy("Satu orang dalam satu pilar."))
    paid = serializers.IntegerField()
    unpaid_serving = serializers.IntegerField()
    amount = serializers.IntegerField(help_text=gettext_lazy("Rupiah bruto yang diterima."))
    by_others = serializers.IntegerField()
    attended = serializers.IntegerField()
    duties = serializers.IntegerField()
    minutes = serializers.IntegerField()
    reports = serializers.IntegerField()
    least = serializers.IntegerField(allow_null=True)
    median = serializers.IntegerField(allow_null=True)
    most = serializers.IntegerField(allow_null=True)


class FairOutlier(serializers.Serializer[Any]):
    sort = serializers.ChoiceField(choices=Sort.choices)
    person_id = serializers.IntegerField()
    name = serializers.CharField()
    pillar = serializers.CharField()
    place = serializers.CharField()
    amount = serializers.IntegerField()
    attended = serializers.IntegerField()
    duties = serializers.IntegerField()
    minutes = serializers.IntegerField()
    reports = serializers.IntegerField()


class FairInstitutions(serializers.Serializer[Any]):
    pillar = serializers.CharField()
    bodies = serializers.IntegerField()
    holders = serializers.IntegerField()
    attended = serializers.IntegerField()


class FairnessAnswer(serializers.Serializer[Any]):
    code = serializers.CharField()
    year = serializers.IntegerField()
    total = FairGroup()
    pillars = FairGroup(many=True)
    districts = FairGroup(many=True)
    villages = FairGroup(many=True)
    institutions = FairInstitutions(many=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    outliers = FairOutlier(
        many=True, help_text=gettext_lazy("Dari tiap jenis yang pertama saja; lihat counts.")
    )


class FairnessView(APIView):
    """What is paid for how much service in a year, from a regency down."""

    @extend_schema(
        operation_id="stipend_fairness_retrieve",
        parameters=[
            OpenApiParameter("region", str, description=gettext_lazy("Kode wilayah.")),
            OpenApiParameter("year", int, description=gettext_lazy("Tahun anggaran.")),
        ],
        responses=FairnessAnswer,
    )
    def get(self, request: Request) -> Response:
        """Return the sums by pillar, kecamatan and village, and the outliers."""
        user: User = request.user  # type: ignore[assignment]
        asked = request.query_params
        unknown = sorted(set(asked) - {"region", "year"})
        if unknown:
            words = _("Parameter tidak dikenal: %(names)s.") % {"names": ", ".join(unknown)}
            raise BadParameter(words)
        found = open_year(user, asked.get("region", ""), asked.get("year", ""))
        if found is None:
            raise Http404
        institutions = [one._asdict() for one in found.institutions()]
        return Response(asdict(found.figures()) | {"institutions": institutions})
