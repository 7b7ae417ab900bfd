"""Assignments and absences for programs, of the asker's regions and the asker's own."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import BadParameter, ListRows, RetrieveRow
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from people.models import Person
from volunteers import services
from volunteers.filters.duties import AbsenceFilter, AssignmentFilter
from volunteers.models import Absence, Assignment
from volunteers.months import read_month
from volunteers.own import require_own_or

MOST_MINUTES = 60 * 24 * 31
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    region = serializers.CharField()
    zone = serializers.CharField()
    duty_title = serializers.CharField()
    duty_place = serializers.CharField()
    person_name = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()

    class Meta:
        model = Assignment
        fields = [
            "id",
            "region",
            "zone",
            "duty",
            "duty_title",
            "duty_place",
            "person",
            "person_name",
            "starts_at",
            "ends_at",
            "status",
            "answered_at",
            "reason",
            "takes_over",
            "minutes",
            "logged_at",
            "confirmed_at",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class Declining(StrictSerializer):
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")


class TakingOver(StrictSerializer):
    person = VisibleRelated(Person)
    though_absent = serializers.BooleanField(default=False)


class Hours(StrictSerializer):
    minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES)


class HoursOfPerson(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    person_name = serializers.CharField()
    logged = serializers.IntegerField(help_text="minutes")
    confirmed = serializers.IntegerField(help_text="minutes")


class HoursOfMonth(serializers.Serializer[Any]):
    results = HoursOfPerson(many=True)


def _hours(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "person": one["person_id"],
        "person_name": one["person__name"],
        "logged": one["logged"],
        "confirmed": one["confirmed"],
    }


class AssignmentViewSet(ListRows[Assignment], RetrieveRow[Assignment]):
    """Who is asked for which duty, what they said, and the hours: confirmed by another."""

    model = Assignment
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "zone": "region__time_zone",
        "duty": "duty_id",
        "duty_title": "duty__title",
        "duty_place": "duty__place",
        "person": "person_id",
        "person_name": "person__name",
        "starts_at": "period__startswith",
        "ends_at": "period__endswith",
        "status": "status",
        "answered_at": "answered_at",
        "reason": "reason",
        "takes_over": "takes_over_id",
        "minutes": "minutes",
        "logged_at": "logged_at",
        "confirmed_at": "confirmed_at",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(
        parameters=[OpenApiParameter("month", {"type": "string", "pattern": MONTH}, required=True)],
        responses=HoursOfMonth,
    )
    @action(detail=False, methods=["get"])
    def hours(self, request: Request) -> Response:
        """Return the minutes of a month (2026-05) by person: logged, and confirmed by another."""
        month = read_month(request.query_params.get("month", ""))
        if month is None or set(request.query_params) != {"month"}:
            raise BadParameter(_("month ditulis seperti 2026-05."))
        people = Assignment.objects.visible_to(self.actor).of_month(month).by_person()
        return Response({"results": [_hours(one) for one in people]})

    @extend_schema(request=None, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, _request: Request, **_ids: str) -> Response:
        """Accept: by oneself, or noted by who plans."""
        found = self._own_or(Can.PLAN_DUTIES)
        services.accept_duty(found, version=self.version(), actor=self.actor)
        return self.answer(found.pk)

    @extend_schema(request=Declining, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, **_ids: str) -> Response:
        """Say no, or give back what was accepted."""
        found = self._own_or(Can.PLAN_DUTIES)
        facts = self.valid(Declining, data=request.data)
        services.decline_duty(found, **facts, version=self.version(), actor=self.actor)
        return self.answer(found.pk)

    @extend_schema(request=None, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, _request: Request, **_ids: str) -> Response:
        """Take back an offer that nobody has answered."""
        found = self.object_for(Can.PLAN_DUTIES)
        services.withdraw_offer(found, version=self.version(), actor=self.actor)
        return self.answer(found.pk)

    @extend_schema(request=TakingOver, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, **_ids: str) -> Response:
        """Note that another takes over; the answer is the other's assignment."""
        found = self.object_for(Can.PLAN_DUTIES)
        facts = self.valid(TakingOver, data=request.data)
        successor = services.take_over(
            found,
            by=facts["person"],
            though_absent=facts["though_absent"],
            version=self.version(),
            actor=self.actor,
        )
        return self.answer(successor.pk)

    @extend_schema(request=Hours, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"], url_path="log-hours")
    def log_hours(self, request: Request, **_ids: str) -> Response:
        """Write down how long somebody served, once the duty is over."""
        found = self._own_or(Can.PLAN_DUTIES)
        facts = self.valid(Hours, data=request.data)
        services.log_hours(found, **facts, version=self.version(), actor=self.actor)
        return self.answer(found.pk)

    @extend_schema(request=None, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-hours")
    def confirm_hours(self, _request: Request, **_ids: str) -> Response:
        """Confirm hours that somebody else wrote down, of somebody else."""
        found = self.object_for(Can.CONFIRM_WORK)
        services.confirm_hours(found, version=self.version(), actor=self.actor)
        return self.answer(found.pk)

    @extend_schema(request=Hours, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"], url_path="correct-hours")
    def correct_hours(self, request: Request, **_ids: str) -> Response:
        """Correct hours; another confirms them then."""
        found = self.object_for(Can.CONFIRM_WORK)
        facts = self.valid(Hours, data=request.data)
        services.correct_hours(found, **facts, version=self.version(), actor=self.actor)
        return self.answer(found.pk)

    def _own_or(self, can: Can) -> Assignment:
        """Return the assignment, if it is the asker's own or the asker may do this to it."""
        found = self.get_object()
        require_own_or(found.person, can, on=found, actor=self.actor)
        return found


# --- Absences ------------------------------------------------------------------------------------


class AbsenceSerializer(serializers.ModelSerializer[Absence]):
    region = serializers.CharField()
    person_name = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()

    class Meta:
        model = Absence
        fields = [
            "id",
            "region",
            "person",
            "person_name",
            "since",
            "until",
            "reason",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class AbsenceInput(StrictSerializer):
    person = VisibleRelated(Person)
    since = serializers.DateField()
    until = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")


class AbsenceViewSet(ListRows[Absence], RetrieveRow[Absence]):
    """Days on which somebody cannot serve, both ends included."""

    model = Absence
    serializer_class = AbsenceSerializer
    filterset_class = AbsenceFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "person": "person_id",
        "person_name": "person__name",
        "since": FirstDay("days"),
        "until": LastDay("days"),
        "reason": "reason",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=AbsenceInput, responses={201: AbsenceSerializer})
    def create(self, request: Request) -> Response:
        """Block days: one's own, or of somebody whose roster one keeps."""
        facts = self.valid(AbsenceInput, data=request.data)
        absence = services.block_dates(facts.pop("person"), **facts, actor=self.actor)
        return self.answer(absence.pk, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, _request: Request, **_ids: str) -> Response:
        """Free the days again."""
        services.free_dates(self.get_object(), actor=self.actor)
        return Response(status=204)
