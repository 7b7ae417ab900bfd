"""Organisations and their officers for programs."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.dates import today
from common.serializers import StrictModelSerializer, StrictSerializer
from common.terms import FirstDay, LastDay
from people.models import Person
from regions.services import place
from volunteers import services
from volunteers.filters.keeping import OfficeHolderFilter, OrganisationFilter
from volunteers.models import OfficeHolder, Organisation, Pillar, Validity
from wksbm.models import Decree, Wksbm
from wksbm.services import NewPerson

FACTS = [
    "name",
    "sub_kind",
    "is_legal_entity",
    "legal_entity_number",
    "registration_number",
    "registered_until",
    "accreditation",
    "accredited_until",
    "stage",
    "founded_on",
    "address",
    "phone",
]


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    region = serializers.CharField()
    pillar_code = serializers.CharField()
    registration_state = serializers.ChoiceField(Validity.choices)
    accreditation_state = serializers.ChoiceField(Validity.choices)

    class Meta:
        model = Organisation
        fields = [
            "id",
            "region",
            "pillar",
            "pillar_code",
            "wksbm",
            *FACTS,
            "registration_state",
            "accreditation_state",
            "dissolved_on",
            "dissolved_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class OrganisationChange(StrictModelSerializer[Organisation]):
    pillar = VisibleRelated(Pillar)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)

    class Meta:
        model = Organisation
        fields = ["pillar", *FACTS]


class OrganisationInput(OrganisationChange):
    region = serializers.CharField(max_length=13)
    wksbm = VisibleRelated(Wksbm, required=False, allow_null=True)

    class Meta(OrganisationChange.Meta):
        fields = ["region", "wksbm", *OrganisationChange.Meta.fields]


class OrganisationPlacing(StrictSerializer):
    wksbm = VisibleRelated(Wksbm, allow_null=True)


class OrganisationDissolving(StrictSerializer):
    on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class OrganisationViewSet(ListRows[Organisation], RetrieveRow[Organisation]):
    """Organisations, the WKSBM they stand under, and what their registration is worth today."""

    model = Organisation
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "pillar": "pillar_id",
        "pillar_code": "pillar__code",
        "wksbm": "wksbm_id",
        **{name: name for name in FACTS},
        "registration_state": "registration_state",
        "accreditation_state": "accreditation_state",
        "dissolved_on": "dissolved_on",
        "dissolved_because": "dissolved_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[Organisation]:
        found: Any = super().get_queryset()
        stated: QuerySet[Organisation] = found.with_validity(today())
        return stated

    @extend_schema(request=OrganisationInput, responses={201: OrganisationSerializer})
    def create(self, request: Request) -> Response:
        """Enter an organisation of a region, if wanted under a WKSBM there."""
        facts = self.valid(OrganisationInput, data=request.data)
        region = place(facts.pop("region"))
        new = services.found_organisation(region, **facts, actor=self.actor)
        return self.answer(new.pk, status=201)

    @extend_schema(request=OrganisationChange, responses=OrganisationSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct what is sent of an organisation; the rest stays as it is."""
        organisation = self.object_for(Can.KEEP_ROSTER)
        changes = self.valid(OrganisationChange, data=request.data, partial=True)
        services.change_organisation(
            organisation, changes=changes, version=self.version(), actor=self.actor
        )
        return self.answer(organisation.pk)

    @extend_schema(request=OrganisationPlacing, responses=OrganisationSerializer)
    @action(detail=True, methods=["post"], url_path="place-under")
    def place_under(self, request: Request, **_ids: str) -> Response:
        """Place the organisation under a WKSBM's umbrella, or under none (null)."""
        organisation = self.object_for(Can.KEEP_ROSTER)
        wksbm = self.valid(OrganisationPlacing, data=request.data)["wksbm"]
        services.place_under(organisation, wksbm=wksbm, version=self.version(), actor=self.actor)
        return self.answer(organisation.pk)

    @extend_schema(request=OrganisationDissolving, responses=OrganisationSerializer)
    @action(detail=True, methods=["post"])
    def dissolve(self, request: Request, **_ids: str) -> Response:
        """End the organisation: its officers serve until the day before. Nothing is deleted."""
        organisation = self.object_for(Can.KEEP_ROSTER)
        facts = self.valid(OrganisationDissolving, data=request.data)
        services.dissolve_organisation(
            organisation, **facts, version=self.version(), actor=self.actor
        )
        return self.answer(organisation.pk)


class OfficeHolderSerializer(serializers.ModelSerializer[OfficeHolder]):
    region = serializers.CharField()
    person_name = serializers.CharField()
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    decree_number = serializers.CharField(allow_null=True)

    class Meta:
        model = OfficeHolder
        fields = [
            "id",
            "organisation",
            "region",
            "post",
            "section",
            "person",
            "person_name",
            "effective_from",
            "valid_until",
            "decree",
            "decree_number",
            "ended_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class OfficerInput(StrictSerializer):
    """Somebody who is known (`person`), or the name of somebody who is not yet."""

    person = VisibleRelated(Person, required=False)
    person_name = serializers.CharField(max_length=120, required=False)
    person_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    person_email = serializers.EmailField(required=False, allow_blank=True)
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)
    decree = VisibleRelated(Decree, required=False, allow_null=True)


class OfficeInputOfOrganisation(OfficerInput):
    organisation = VisibleRelated(Organisation)
    post = serializers.ChoiceField(OfficeHolder.Post.choices)
    section = serializers.CharField(max_length=80, required=False, allow_blank=True)


class OfficerReplacing(OfficerInput):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OfficeEnding(StrictSerializer):
    on = serializers.DateField()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OfficeHolderViewSet(ListRows[OfficeHolder], RetrieveRow[OfficeHolder]):
    """Who holds which post of an organisation, since and until when; both days are included."""

    model = OfficeHolder
    serializer_class = OfficeHolderSerializer
    filterset_class = OfficeHolderFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "organisation": "organisation_id",
        "region": "region_id",
        "post": "post",
        "section": "section",
        "person": "person_id",
        "person_name": "person__name",
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "decree": "decree_id",
        "decree_number": "decree__number",
        "ended_because": "ended_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=OfficeInputOfOrganisation, responses={201: OfficeHolderSerializer})
    def create(self, request: Request) -> Response:
        """Seat somebody in a post of an organisation."""
        facts = self.valid(OfficeInputOfOrganisation, data=request.data)
        organisation, holder = facts.pop("organisation"), _holder(facts)
        office = services.seat_officer(
            organisation, holder=holder, **_term(facts), actor=self.actor
        )
        return self.answer(office.pk, status=201)

    @extend_schema(request=OfficerReplacing, responses={201: OfficeHolderSerializer})
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, **_ids: str) -> Response:
        """End the officer's term the day before the successor's; both stay readable."""
        office = self.object_for(Can.KEEP_ROSTER)
        facts = self.valid(OfficerReplacing, data=request.data)
        successor = _holder(facts)
        new = services.replace_officer(
            office, successor=successor, **_term(facts), version=self.version(), actor=self.actor
        )
        return self.answer(new.pk, status=201)

    @extend_schema(request=OfficeEnding, responses=OfficeHolderSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_ids: str) -> Response:
        """Let the officer serve until this day, included."""
        office = self.object_for(Can.KEEP_ROSTER)
        facts = self.valid(OfficeEnding, data=request.data)
        services.end_office(office, **facts, version=self.version(), actor=self.actor)
        return self.answer(office.pk)


def _holder(facts: dict[str, Any]) -> Person | NewPerson:
    """Take the person out of what was sent."""
    known: Person | None = facts.pop("person", None)
    name, phone, email = (facts.pop(f"person_{part}", "") for part in ("name", "phone", "email"))
    if known is not None:
        return known
    if not name:
        raise serializers.ValidationError(
            {"person": [_("Sebut orangnya: person, atau person_name.")]}, code="required"
        )
    return NewPerson(name, phone, email)


def _term(facts: dict[str, Any]) -> dict[str, Any]:
    """Call the days of a term as the services do."""
    since, until = facts.pop("effective_from"), facts.pop("valid_until", None)
    return {**facts, "since": since, "until": until}
