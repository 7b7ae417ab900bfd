"""Boards and members for programs."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
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
from wksbm import services
from wksbm.filters import MembershipFilter, SeatFilter
from wksbm.models import Decree, Membership, Seat, Wksbm


class SeatSerializer(serializers.ModelSerializer[Seat]):
    region = serializers.CharField()
    holder_name = serializers.CharField()
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    decree_number = serializers.CharField(allow_null=True)

    class Meta:
        model = Seat
        fields = [
            "id",
            "wksbm",
            "region",
            "post",
            "section",
            "holder",
            "holder_name",
            "effective_from",
            "valid_until",
            "decree",
            "decree_number",
            "tie_to_head",
            "ended_because",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class HolderInput(StrictSerializer):
    """Somebody who is known (`holder`), or the name of somebody who is not yet."""

    holder = VisibleRelated(Person, required=False)
    holder_name = serializers.CharField(max_length=120, required=False)
    holder_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    holder_email = serializers.EmailField(required=False, allow_blank=True)
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)
    decree = VisibleRelated(Decree, required=False, allow_null=True)
    tie_to_head = serializers.ChoiceField(Seat.TieToHead.choices, required=False, allow_blank=True)


class SeatInput(HolderInput):
    wksbm = VisibleRelated(Wksbm)
    post = serializers.ChoiceField(Seat.Post.choices)
    section = serializers.CharField(max_length=80, required=False, allow_blank=True)


class Replacing(HolderInput):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class SeatDecree(StrictSerializer):
    decree = VisibleRelated(Decree)


class Ending(StrictSerializer):
    on = serializers.DateField()


class SeatEnding(Ending):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class SeatViewSet(ListRows[Seat], RetrieveRow[Seat]):
    """Who holds which post of a body, and since and until when; both days are included."""

    model = Seat
    serializer_class = SeatSerializer
    filterset_class = SeatFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "region": "region_id",
        "post": "post",
        "section": "section",
        "holder": "holder_id",
        "holder_name": "holder__name",
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "decree": "decree_id",
        "decree_number": "decree__number",
        "tie_to_head": "tie_to_head",
        "ended_because": "ended_because",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=SeatInput, responses={201: SeatSerializer})
    def create(self, request: Request) -> Response:
        """Seat somebody in a post of a body's board."""
        facts = self.valid(SeatInput, data=request.data)
        wksbm, holder = facts.pop("wksbm"), _holder(facts)
        seat = services.seat_holder(wksbm, holder=holder, **_term(facts), actor=self.actor)
        return self.answer(seat.pk, status=201)

    @extend_schema(request=SeatDecree, responses=SeatSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Name the decree that grants the seat: awaited and now come, or the wrong one before."""
        seat = self.object_for(Can.KEEP_BODY)
        decree = self.valid(SeatDecree, data=request.data)["decree"]
        services.grant_seat_decree(seat, decree=decree, version=self.version(), actor=self.actor)
        return self.answer(seat.pk)

    @extend_schema(request=Replacing, responses={201: SeatSerializer})
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, **_ids: str) -> Response:
        """End the holder's term the day before the successor's; both stay readable."""
        seat = self.object_for(Can.KEEP_BODY)
        facts = self.valid(Replacing, data=request.data)
        successor = _holder(facts)
        new = services.replace_holder(
            seat, successor=successor, **_term(facts), version=self.version(), actor=self.actor
        )
        return self.answer(new.pk, status=201)

    @extend_schema(request=SeatEnding, responses=SeatSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_ids: str) -> Response:
        """Let the holder serve until this day, included."""
        seat = self.object_for(Can.KEEP_BODY)
        facts = self.valid(SeatEnding, data=request.data)
        services.end_seat(seat, **facts, version=self.version(), actor=self.actor)
        return self.answer(seat.pk)


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    region = serializers.CharField()
    person_name = serializers.CharField()
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)

    class Meta:
        model = Membership
        fields = [
            "id",
            "wksbm",
            "region",
            "person",
            "person_name",
            "effective_from",
            "valid_until",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class MembersInput(StrictSerializer):
    """A list of names, one a line."""

    wksbm = VisibleRelated(Wksbm)
    names = serializers.CharField(max_length=60_000)
    effective_from = serializers.DateField()


class MembersAdded(serializers.Serializer[Any]):
    added = serializers.ListField(child=serializers.IntegerField())
    twice = serializers.ListField(child=serializers.CharField())
    already = serializers.ListField(child=serializers.CharField())


class MembershipViewSet(ListRows[Membership], RetrieveRow[Membership]):
    """Members of bodies, since and until when; both days are included."""

    model = Membership
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "region": "region_id",
        "person": "person_id",
        "person_name": "person__name",
        "effective_from": FirstDay("term"),
        "valid_until": LastDay("term"),
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=MembersInput, responses={201: MembersAdded})
    def create(self, request: Request) -> Response:
        """Add members by their names, one a line; says who was named twice or is one already."""
        facts = self.valid(MembersInput, data=request.data)
        outcome = services.add_members(
            facts["wksbm"],
            names=facts["names"],
            since=facts["effective_from"],
            actor=self.actor,
        )
        added = [row.pk for row in outcome.added]
        body = {"added": added, "twice": outcome.twice, "already": outcome.already}
        return Response(body, status=201)

    @extend_schema(request=Ending, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_ids: str) -> Response:
        """Let the member stay until this day, included."""
        membership = self.object_for(Can.KEEP_BODY)
        on = self.valid(Ending, data=request.data)["on"]
        services.end_membership(membership, on=on, version=self.version(), actor=self.actor)
        return self.answer(membership.pk)


def _holder(facts: dict[str, Any]) -> Person | services.NewPerson:
    """Take the person out of what was sent."""
    known: Person | None = facts.pop("holder", None)
    name, phone, email = (facts.pop(f"holder_{part}", "") for part in ("name", "phone", "email"))
    if known is None and not name:
        raise serializers.ValidationError(
            {"holder": [_("Sebut orangnya: holder atau holder_name.")]}, code="required"
        )
    return known or services.NewPerson(name, phone, email)


def _term(facts: dict[str, Any]) -> dict[str, Any]:
    """Call the days of a term as the services do."""
    since, until = facts.pop("effective_from"), facts.pop("valid_until", None)
    return {**facts, "since": since, "until": until}
