"""Duties for programs: planned, moved, cancelled, offered. Wall times are the region's own."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictModelSerializer, StrictSerializer
from people.models import Person
from regions.services import place
from volunteers import services
from volunteers.filters.duties import DutyFilter
from volunteers.models import Duty, Pillar, QualificationKind

MOST_PERSONS = 500


class DutySerializer(serializers.ModelSerializer[Duty]):
    region = serializers.CharField()
    zone = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    taken = serializers.IntegerField()
    needs = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = Duty
        fields = [
            "id",
            "region",
            "zone",
            "kind",
            "title",
            "place",
            "starts_at",
            "ends_at",
            "seats",
            "taken",
            "pillar",
            "needs",
            "note",
            "cancelled_at",
            "cancelled_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class DutyChange(StrictModelSerializer[Duty]):
    pillar = VisibleRelated(Pillar, allow_null=True, required=False)
    needs = VisibleRelated(QualificationKind, many=True, required=False)

    class Meta:
        model = Duty
        fields = ["kind", "title", "place", "seats", "pillar", "needs", "note"]


class DutyMoving(StrictSerializer):
    """From `on`, `at` to `until_at` of `until_on`, in the region's time (`zone`).

    Without `until_on` a duty that ends at or before `at` ends the next morning.
    """

    on = serializers.DateField()
    at = serializers.TimeField()
    until_on = serializers.DateField(required=False, allow_null=True)
    until_at = serializers.TimeField()


class DutyInput(DutyChange, DutyMoving):
    region = serializers.CharField(max_length=13)

    class Meta(DutyChange.Meta):
        fields = ["region", *DutyChange.Meta.fields, "on", "at", "until_on", "until_at"]


class DutyCancelling(StrictSerializer):
    because = serializers.CharField(max_length=200)


class DutyRepeating(StrictSerializer):
    weeks = serializers.IntegerField(min_value=1, max_value=26)


class DutyOffering(StrictSerializer):
    persons = VisibleRelated(Person, many=True)
    though_absent = serializers.BooleanField(default=False)


class ObstacleSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class RefusalSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    reasons = ObstacleSerializer(many=True)


class DutyOffered(serializers.Serializer[Any]):
    assignments = serializers.ListField(child=serializers.IntegerField())
    refused = RefusalSerializer(many=True)


class DutiesRepeated(serializers.Serializer[Any]):
    duties = serializers.ListField(child=serializers.IntegerField())


class DutyViewSet(ListRows[Duty], RetrieveRow[Duty]):
    """Duties: work at a time and place that so many volunteers (`seats`) are needed for."""

    model = Duty
    serializer_class = DutySerializer
    filterset_class = DutyFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "zone": "region__time_zone",
        "kind": "kind",
        "title": "title",
        "place": "place",
        "starts_at": "period__startswith",
        "ends_at": "period__endswith",
        "seats": "seats",
        "taken": "taken",
        "pillar": "pillar_id",
        "needs": "need_ids",
        "note": "note",
        "cancelled_at": "cancelled_at",
        "cancelled_because": "cancelled_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[Duty]:
        seen: Any = super().get_queryset()
        found: QuerySet[Duty] = seen.with_counts().with_needs()
        return found

    @extend_schema(request=DutyInput, responses={201: DutySerializer})
    def create(self, request: Request) -> Response:
        """Plan a duty in a region, at that region's wall time."""
        facts = self.valid(DutyInput, data=request.data)
        region = place(facts.pop("region"))
        duty = services.plan_duty(region, **facts, actor=self.actor)
        return self.answer(duty.pk, status=201)

    @extend_schema(request=DutyChange, responses=DutySerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a duty. To change its time, move it."""
        duty = self.object_for(Can.PLAN_DUTIES)
        facts = {name: getattr(duty, name) for name in DutyChange.Meta.fields}
        facts["needs"] = list(duty.needs.all())
        facts |= self.valid(DutyChange, data=request.data, partial=True)
        services.change_duty(duty, **facts, version=self.version(), actor=self.actor)
        return self.answer(duty.pk)

    @extend_schema(request=DutyMoving, responses=DutySerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **_ids: str) -> Response:
        """Move a duty, and with it all whom it is offered to; nobody can be in two places."""
        duty = self.object_for(Can.PLAN_DUTIES)
        facts = self.valid(DutyMoving, data=request.data)
        services.move_duty(duty, **facts, version=self.version(), actor=self.actor)
        return self.answer(duty.pk)

    @extend_schema(request=DutyCancelling, responses=DutySerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_ids: str) -> Response:
        """Cancel a duty and say why: nobody's time is held by it any longer."""
        duty = self.object_for(Can.PLAN_DUTIES)
        facts = self.valid(DutyCancelling, data=request.data)
        services.cancel_duty(duty, **facts, version=self.version(), actor=self.actor)
        return self.answer(duty.pk)

    @extend_schema(request=DutyRepeating, responses=DutiesRepeated)
    @action(detail=True, methods=["post"])
    def repeat(self, request: Request, **_ids: str) -> Response:
        """Copy the duty to the same hours of the coming weeks; return the keys of what is new."""
        duty = self.object_for(Can.PLAN_DUTIES)
        weeks = self.valid(DutyRepeating, data=request.data)["weeks"]
        made = services.repeat_duty(duty, weeks=weeks, actor=self.actor)
        return Response({"duties": [copy.pk for copy in made]})

    @extend_schema(request=DutyOffering, responses=DutyOffered)
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, **_ids: str) -> Response:
        """Offer the duty to many at once; who cannot is named with the reasons."""
        duty = self.object_for(Can.PLAN_DUTIES)
        facts = self.valid(DutyOffering, data=request.data)
        offered = services.offer_duty(duty, **facts, actor=self.actor)
        return Response(
            {
                "assignments": [one.pk for one in offered.assignments],
                "refused": [
                    {
                        "person": one.person.pk,
                        "reasons": [
                            {"code": why.code, "detail": why.words} for why in one.obstacles
                        ],
                    }
                    for one in offered.refused
                ],
            }
        )
