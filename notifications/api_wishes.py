"""What people asked not to be sent, and from when a district sends, by API."""

from typing import Any, ClassVar

from django.db.models import BooleanField, ExpressionWrapper, Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from notifications import services
from notifications.filters import OptOutFilter, SendingStartFilter
from notifications.models import OptOut, SendingStart
from notifications.rules import RULES
from people.models import Person
from regions.models import Region

HAS_BEGUN = ExpressionWrapper(Q(collapsed_at__isnull=False), BooleanField())


class OptOutSerializer(serializers.ModelSerializer[OptOut]):
    person_id = serializers.IntegerField()

    class Meta:
        model = OptOut
        fields = ["id", "person_id", "rule", "how", "since", "until"]
        read_only_fields = fields


class OptOutInput(StrictSerializer):
    person = VisibleRelated(Person)
    rule = serializers.ChoiceField(
        ["", *sorted(name for name, rule in RULES.items() if rule.steps)], default=""
    )


class OptOutViewSet(ListRows[OptOut], RetrieveRow[OptOut]):
    """That a person wants no messages of a rule, or (without a rule) none at all."""

    model = OptOut
    serializer_class = OptOutSerializer
    filterset_class = OptOutFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "person_id": "person_id",
        "rule": "rule",
        "how": "how",
        "since": "since",
        "until": "until",
    }

    @extend_schema(request=OptOutInput, responses={201: OptOutSerializer})
    def create(self, request: Request) -> Response:
        """Note that a person asked for it; where it is known already, that is the answer."""
        facts = self.valid(OptOutInput, data=request.data)
        found = services.note_opt_out(facts.pop("person"), **facts, actor=self.actor)
        return self.answer(found.pk, status=201)

    @extend_schema(request=None, responses=OptOutSerializer)
    @action(detail=True, methods=["post"])
    def end(self, _request: Request, **_ids: str) -> Response:
        """Note that the person wants them again. The end of "none at all" ends each rule's too."""
        found = self.get_object()
        services.note_opt_in(found.person, rule=found.rule, actor=self.actor)
        return self.answer(found.pk)


class SendingStartSerializer(serializers.ModelSerializer[SendingStart]):
    region = serializers.CharField()
    has_begun = serializers.BooleanField()

    class Meta:
        model = SendingStart
        fields = [
            *("id", "region", "starts_on", "has_begun"),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class SendingStartFacts(StrictSerializer):
    starts_on = serializers.DateField()


class SendingStartInput(SendingStartFacts):
    region = VisibleRelated(Region)


class SendingStartViewSet(ListRows[SendingStart], RetrieveRow[SendingStart]):
    """From which day a regency or province sends. Before it everything is held."""

    model = SendingStart
    serializer_class = SendingStartSerializer
    filterset_class = SendingStartFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "starts_on": "starts_on",
        "has_begun": HAS_BEGUN,
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=SendingStartInput, responses={201: SendingStartSerializer})
    def create(self, request: Request) -> Response:
        """Set the day; today means at once. Where one is set already, it is moved."""
        facts = self.valid(SendingStartInput, data=request.data)
        start = services.set_sending_start(facts.pop("region"), **facts, actor=self.actor)
        return self.answer(start.pk, status=201)

    @extend_schema(request=SendingStartFacts, responses=SendingStartSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Move the day, as long as it has not begun."""
        start = self.object_for(Can.KEEP_REMINDERS)
        facts = self.valid(SendingStartFacts, data=request.data)
        services.set_sending_start(start.region, **facts, version=self.version(), actor=self.actor)
        return self.answer(start.pk)
