"""Qualifications, their kinds, and the trainings that grant them, for programs."""

from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from people.models import Person
from regions.services import place
from volunteers import services
from volunteers.filters.keeping import QualificationFilter, QualificationKindFilter
from volunteers.models import Qualification, QualificationKind


class QualificationKindSerializer(serializers.ModelSerializer[QualificationKind]):
    region = serializers.CharField(allow_null=True, help_text=_("Kosong: seluruh Indonesia."))
    includes = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = QualificationKind
        fields = [
            "id",
            "region",
            "code",
            "name",
            "months",
            "includes",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class QualificationKindChange(StrictSerializer):
    name = serializers.CharField(max_length=120)
    months = serializers.IntegerField(min_value=1, max_value=600, required=False, allow_null=True)
    includes = serializers.ListField(
        child=VisibleRelated(QualificationKind), required=False, max_length=50
    )


class QualificationKindInput(QualificationKindChange):
    region = serializers.CharField(max_length=13)


class QualificationKindViewSet(ListRows[QualificationKind], RetrieveRow[QualificationKind]):
    """What can be held, for how many months (null: for life), and what it includes."""

    model = QualificationKind
    serializer_class = QualificationKindSerializer
    filterset_class = QualificationKindFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "code": "code",
        "name": "name",
        "months": "months",
        "includes": "included",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[QualificationKind]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        known = QualificationKind.objects.visible_to(self.request.user)
        included = known.filter(included_in=OuterRef("pk")).order_by("pk").values("pk")
        return found.annotate(included=ArraySubquery(included))

    @extend_schema(request=QualificationKindInput, responses={201: QualificationKindSerializer})
    def create(self, request: Request) -> Response:
        """Add a kind that holds in a region and below."""
        facts = self.valid(QualificationKindInput, data=request.data)
        region = place(facts.pop("region"))
        kind = services.add_qualification_kind(region, **facts, actor=self.actor)
        return self.answer(kind.pk, status=201)

    @extend_schema(request=QualificationKindChange, responses=QualificationKindSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct a kind; what was granted keeps its term."""
        kind = self.object_for(Can.KEEP_PILLARS)
        changes = self.valid(QualificationKindChange, data=request.data, partial=True)
        services.change_qualification_kind(
            kind, changes=changes, version=self.version(), actor=self.actor
        )
        return self.answer(kind.pk)


class QualificationSerializer(serializers.ModelSerializer[Qualification]):
    region = serializers.CharField()
    person_name = serializers.CharField()
    kind_name = serializers.CharField()
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)

    class Meta:
        model = Qualification
        fields = [
            "id",
            "region",
            "person",
            "person_name",
            "kind",
            "kind_name",
            "effective_from",
            "valid_until",
            "certificate",
            "granted_by",
            "training",
            "withdrawn_on",
            "withdrawn_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class QualificationRenewal(StrictSerializer):
    """Without `valid_until` the months of its kind count."""

    effective_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)
    certificate = serializers.CharField(max_length=100, required=False, allow_blank=True)
    granted_by = serializers.CharField(max_length=160, required=False, allow_blank=True)


class QualificationInput(QualificationRenewal):
    person = VisibleRelated(Person)
    kind = VisibleRelated(QualificationKind)


class QualificationWithdrawal(StrictSerializer):
    on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class QualificationViewSet(ListRows[Qualification], RetrieveRow[Qualification]):
    """Who holds what, since and until when; what was withdrawn counts no more from that day."""

    model = Qualification
    serializer_class = QualificationSerializer
    filterset_class = QualificationFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "person": "person_id",
        "person_name": "person__name",
        "kind": "kind_id",
        "kind_name": "kind__name",
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "certificate": "certificate",
        "granted_by": "granted_by",
        "training": "training_id",
        "withdrawn_on": "withdrawn_on",
        "withdrawn_because": "withdrawn_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=QualificationInput, responses={201: QualificationSerializer})
    def create(self, request: Request) -> Response:
        """Note that a person holds a qualification since a day."""
        facts = self.valid(QualificationInput, data=request.data)
        person = facts.pop("person")
        new = services.grant_qualification(person, **_term(facts), actor=self.actor)
        return self.answer(new.pk, status=201)

    @extend_schema(request=QualificationRenewal, responses={201: QualificationSerializer})
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, **_ids: str) -> Response:
        """Grant the same anew from a day: a new row, the old one stays."""
        old = self.object_for(Can.KEEP_ROSTER)
        facts = self.valid(QualificationRenewal, data=request.data)
        new = services.renew_qualification(old, **_term(facts), actor=self.actor)
        return self.answer(new.pk, status=201)

    @extend_schema(request=QualificationWithdrawal, responses=QualificationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_ids: str) -> Response:
        """Let it count no more from this day."""
        held = self.object_for(Can.KEEP_ROSTER)
        facts = self.valid(QualificationWithdrawal, data=request.data)
        services.withdraw_qualification(held, **facts, version=self.version(), actor=self.actor)
        return self.answer(held.pk)


def _term(facts: dict[str, Any]) -> dict[str, Any]:
    """Call the days of a term as the services do."""
    since, until = facts.pop("effective_from"), facts.pop("valid_until", None)
    return {**facts, "since": since, "until": until}
