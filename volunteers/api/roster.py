"""Volunteers and pillars for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, require
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.dates import today
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from common.written import Written
from people.models import Person
from regions.codes import Level
from regions.models import Region
from volunteers import services, written
from volunteers.filters.roster import AppointmentFilter, PillarFilter
from volunteers.models import Appointment, AppointmentState, Pillar, TierStep
from wksbm.models import Decree


class VolunteerSerializer(serializers.ModelSerializer[Appointment]):
    person_name = serializers.CharField()
    pillar_code = serializers.CharField()
    region = serializers.CharField()
    area = serializers.CharField()
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    decree_number = serializers.CharField(allow_null=True)
    decree_valid_until = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(AppointmentState.choices)
    tier = serializers.ChoiceField(TierStep.Tier.choices, allow_null=True)

    class Meta:
        model = Appointment
        fields = [
            "id",
            "person",
            "person_name",
            "pillar",
            "pillar_code",
            "region",
            "area",
            "effective_from",
            "valid_until",
            "decree",
            "decree_number",
            "decree_valid_until",
            "state",
            "tier",
            "number",
            "honorarium",
            "stipend_waived",
            "confirmed_on",
            "answer",
            "ended_kind",
            "ended_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class AppointmentFacts(StrictSerializer):
    number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    honorarium = serializers.ChoiceField(Appointment.Honorarium.choices, required=False)
    stipend_waived = serializers.BooleanField(required=False)
    decree = VisibleRelated(Decree, required=False, allow_null=True)
    region = VisibleRelated(Region, required=False)


class AppointmentInput(AppointmentFacts):
    """Somebody who is known (`person`), or the name of somebody who is not yet."""

    person = VisibleRelated(Person, required=False)
    person_name = serializers.CharField(max_length=120, required=False)
    person_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    pillar = VisibleRelated(Pillar)
    region = VisibleRelated(Region)
    area = VisibleRelated(Region, required=False)
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)


class Renewing(StrictSerializer):
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)
    decree = VisibleRelated(Decree, required=False, allow_null=True)


class RenewingMany(Renewing):
    appointments = serializers.ListField(
        child=VisibleRelated(Appointment), min_length=1, max_length=500
    )


class EndingAppointment(StrictSerializer):
    on = serializers.DateField()
    kind = serializers.ChoiceField(Appointment.Ending.choices)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class RaisingTier(StrictSerializer):
    tier = serializers.ChoiceField(TierStep.Tier.choices)
    since = serializers.DateField()
    evidence = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OneAnswer(StrictSerializer):
    volunteer = serializers.IntegerField(min_value=1)
    answer = serializers.ChoiceField(Appointment.Answer.choices)


class Answers(StrictSerializer):
    region = VisibleRelated(Region)
    answers = serializers.ListField(child=OneAnswer(), min_length=1, max_length=2000)


class ConfirmedSerializer(serializers.Serializer[Any]):
    active = serializers.IntegerField()
    ended = serializers.IntegerField()
    told = serializers.IntegerField()


class RenewedSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=serializers.IntegerField())


class VolunteerViewSet(ListRows[Appointment], RetrieveRow[Appointment]):
    """Who serves in which pillar, where, by which decree, paid or not; both days are included."""

    model = Appointment
    serializer_class = VolunteerSerializer
    filterset_class = AppointmentFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "person": "person_id",
        "person_name": "person__name",
        "pillar": "pillar_id",
        "pillar_code": "pillar__code",
        "region": "region_id",
        "area": "area_id",
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "decree": "decree_id",
        "decree_number": "decree__number",
        "decree_valid_until": LastDay("decree__term"),
        "state": "state",
        "tier": "tier",
        "number": "number",
        "honorarium": "honorarium",
        "stipend_waived": "stipend_waived",
        "confirmed_on": "confirmed_on",
        "answer": "answer",
        "ended_kind": "ended_kind",
        "ended_because": "ended_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def row(self, pk: Any) -> dict[str, Any]:
        key = self._seen(pk).values_list("pk", flat=True).first()
        found = _columns(today()).rows([key]).get(key) if key else None
        if found is None:
            raise Http404
        return dict(zip(self.rows, found, strict=True))

    def page(self, rows: QuerySet[Appointment], most: int) -> Sequence[tuple[Any, ...]]:
        """Find the keys first, then the columns of these few alone."""
        keys = list(rows.values_list("pk", flat=True)[:most])
        found = _columns(today()).rows(keys)
        return [(*found[key], key) for key in keys if key in found]

    @extend_schema(request=AppointmentInput, responses={201: VolunteerSerializer})
    def create(self, request: Request) -> Response:
        """Appoint somebody. Without a decree it is awaited."""
        facts = self.valid(AppointmentInput, data=request.data)
        person = _person(facts)
        row = services.appoint_volunteer(person, **_term(facts), actor=self.actor)
        return self.answer(row.pk, status=201)

    @extend_schema(request=AppointmentFacts, responses=VolunteerSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what is sent; person and term stay: they end, or are renewed."""
        row = self._kept()
        changes = self.valid(AppointmentFacts, data=request.data, partial=True)
        services.change_appointment(row, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=Renewing, responses={201: VolunteerSerializer})
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, **_ids: str) -> Response:
        """Begin the next term; the old one ends the day before and stays readable."""
        row = self._kept()
        facts = _term(self.valid(Renewing, data=request.data))
        new = services.renew_appointment(row, **facts, version=self.version(), actor=self.actor)
        return self.answer(new.pk, status=201)

    @extend_schema(
        operation_id="volunteers_renew_many",
        request=RenewingMany,
        responses={201: RenewedSerializer},
    )
    @action(detail=False, methods=["post"], url_path="renew")
    def renew_many(self, request: Request) -> Response:
        """Renew up to 500 by one decree: all of them, or none and each reason."""
        facts = _term(self.valid(RenewingMany, data=request.data))
        rows = services.renew_appointments(facts.pop("appointments"), **facts, actor=self.actor)
        return Response({"ids": [row.pk for row in rows]}, status=201)

    @extend_schema(request=EndingAppointment, responses=VolunteerSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_ids: str) -> Response:
        """Let the person serve until this day, included, and say why it ends."""
        row = self._kept()
        facts = self.valid(EndingAppointment, data=request.data)
        services.end_appointment(row, **facts, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=RaisingTier, responses=VolunteerSerializer)
    @action(detail=True, methods=["post"], url_path="raise-tier")
    def raise_tier(self, request: Request, **_ids: str) -> Response:
        """Note that the person reached a tier of the pillar on a day."""
        row = self._kept()
        facts = self.valid(RaisingTier, data=request.data)
        services.raise_tier(row, **facts, actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=Answers, responses=ConfirmedSerializer)
    @action(detail=False, methods=["post"])
    def confirm(self, request: Request) -> Response:
        """Write down a village's word on its people, as each semester asks."""
        facts = self.valid(Answers, data=request.data)
        answers = {one["volunteer"]: one["answer"] for one in facts["answers"]}
        said = services.confirm_village(facts["region"], answers=answers, actor=self.actor)
        return Response(said._asdict())

    def _kept(self) -> Appointment:
        """Return the record, if the user keeps the area that it is for: before what was sent."""
        row = self.get_object()
        require(self.actor, Can.KEEP_ROSTER, on=row.area)
        return row


class PillarSerializer(serializers.ModelSerializer[Pillar]):
    region = serializers.CharField(allow_null=True)
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)

    class Meta:
        model = Pillar
        fields = [
            "id",
            "region",
            "code",
            "name",
            "short_name",
            "holder",
            "level",
            "psks_number",
            "legal_basis",
            "ministry",
            "number_name",
            "has_tiers",
            "is_sole",
            "is_expected",
            "note",
            "effective_from",
            "valid_until",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class PillarFacts(StrictSerializer):
    name = serializers.CharField(max_length=160)
    short_name = serializers.CharField(max_length=40)
    holder = serializers.ChoiceField(Pillar.Holder.choices)
    level = serializers.ChoiceField(Level.choices, required=False, allow_blank=True)
    legal_basis = serializers.CharField(max_length=300, required=False, allow_blank=True)
    ministry = serializers.CharField(max_length=80, required=False, allow_blank=True)
    number_name = serializers.CharField(max_length=20, required=False, allow_blank=True)
    has_tiers = serializers.BooleanField(required=False)
    is_sole = serializers.BooleanField(required=False)
    is_expected = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)


class PillarInput(PillarFacts):
    region = VisibleRelated(Region)
    effective_from = serializers.DateField()


class PillarEnding(StrictSerializer):
    on = serializers.DateField()


class PillarViewSet(ListRows[Pillar], RetrieveRow[Pillar]):
    """Kinds of volunteers and institutions; without a region they are the nation's."""

    model = Pillar
    serializer_class = PillarSerializer
    filterset_class = PillarFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "code": "code",
        "name": "name",
        "short_name": "short_name",
        "holder": "holder",
        "level": "level",
        "psks_number": "psks_number",
        "legal_basis": "legal_basis",
        "ministry": "ministry",
        "number_name": "number_name",
        "has_tiers": "has_tiers",
        "is_sole": "is_sole",
        "is_expected": "is_expected",
        "note": "note",
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=PillarInput, responses={201: PillarSerializer})
    def create(self, request: Request) -> Response:
        """Add a district's own pillar."""
        facts = self.valid(PillarInput, data=request.data)
        region, since = facts.pop("region"), facts.pop("effective_from")
        row = services.add_pillar(region, since=since, **facts, actor=self.actor)
        return self.answer(row.pk, status=201)

    @extend_schema(request=PillarFacts, responses=PillarSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a district's own pillar."""
        row = self.object_for(Can.KEEP_PILLARS)
        changes = self.valid(PillarFacts, data=request.data, partial=True)
        services.change_pillar(row, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=PillarEnding, responses=PillarSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_ids: str) -> Response:
        """Let it be used until this day, included; what was recorded stays."""
        row = self.object_for(Can.KEEP_PILLARS)
        on = self.valid(PillarEnding, data=request.data)["on"]
        services.end_pillar(row, on=on, version=self.version(), actor=self.actor)
        return self.answer(row.pk)


@lru_cache(maxsize=2)  # today's, and yesterday's around midnight
def _columns(on: date) -> Written:
    return written.appointments(on, VolunteerViewSet.rows.values())


def _person(facts: dict[str, Any]) -> Person | services.NewPerson:
    known = facts.pop("person", None)
    name, phone = facts.pop("person_name", ""), facts.pop("person_phone", "")
    if known is None and not name:
        raise serializers.ValidationError(
            {"person": [_("Sebut orangnya: person atau person_name.")]}, code="required"
        )
    return known or services.NewPerson(name, phone)


def _term(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with the term as the services take it."""
    facts["since"] = facts.pop("effective_from")
    facts["until"] = facts.pop("valid_until", None)
    return facts
