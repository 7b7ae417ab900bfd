"""What others pay, and what people object to, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from people.models import Person
from people.services import place_of
from stipends import services
from stipends.api.common import MoneyRows, money
from stipends.filters.money import DisputeFilter, RecordedPaymentFilter
from stipends.models import Dispute, Line, RecordedPayment, Scheme


class RecordedPaymentSerializer(serializers.ModelSerializer[RecordedPayment]):
    """What somebody got from others, for whole months; gross rupiah."""

    region = serializers.CharField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()

    class Meta:
        model = RecordedPayment
        fields = [
            "id",
            "region",
            "person",
            "scheme",
            "period_from",
            "period_to",
            "amount",
            "paid_on",
            "evidence",
            "noted_at",
            "withdrawn_at",
            "withdrawn_because",
        ]
        read_only_fields = fields


class RecordedPaymentInput(StrictSerializer):
    person = VisibleRelated(Person)
    scheme = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    amount = serializers.IntegerField(min_value=1, max_value=10**15)
    paid_on = serializers.DateField()
    evidence = serializers.CharField(max_length=200)


class WithdrawInput(StrictSerializer):
    because = serializers.CharField(max_length=200)


class RecordedPaymentViewSet(MoneyRows[RecordedPayment]):
    """What others paid, with its evidence; a mistake is withdrawn, never deleted."""

    model = RecordedPayment
    serializer_class = RecordedPaymentSerializer
    filterset_class = RecordedPaymentFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "person": "person_id",
        "scheme": "scheme_id",
        "period_from": FirstDay("period"),
        "period_to": LastDay("period"),
        "amount": "amount",
        "paid_on": "paid_on",
        "evidence": "evidence",
        "noted_at": "noted_at",
        "withdrawn_at": "withdrawn_at",
        "withdrawn_because": "withdrawn_because",
    }

    @extend_schema(request=RecordedPaymentInput, responses={201: RecordedPaymentSerializer})
    def create(self, request: Request) -> Response:
        """Record what somebody got from others."""
        facts = self.valid(RecordedPaymentInput, data=request.data)
        person = facts.pop("person")
        scheme = _scheme_for(person, facts.pop("scheme"))
        made = services.record_payment(person, scheme=scheme, **facts, actor=self.actor)
        return self.answer(made.pk, status=201)

    @extend_schema(request=WithdrawInput, responses=RecordedPaymentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_ids: str) -> Response:
        """Withdraw what was recorded by mistake, with the reason."""
        row = self.object_for(Can.KEEP_STIPENDS)
        because = self.valid(WithdrawInput, data=request.data)["because"]
        services.withdraw_recorded(row, because=because, actor=self.actor)
        return self.answer(row.pk)


# --- Disputes ------------------------------------------------------------------------------------


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """What somebody objects to, until when it is answered, and the answer."""

    region = serializers.CharField()

    class Meta:
        model = Dispute
        fields = [
            "id",
            "region",
            "person",
            "line",
            "text",
            "raised_at",
            "due_on",
            "answer",
            "answered_at",
            "version",
        ]
        read_only_fields = fields


class DisputeInput(StrictSerializer):
    """Whose it is, and about which line of theirs; without one, about not being on a list."""

    person = VisibleRelated(Person)
    line = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, allow_null=True, default=None
    )
    text = serializers.CharField(max_length=1000)


class AnswerInput(StrictSerializer):
    answer = serializers.CharField(max_length=1000)


class DisputeViewSet(MoneyRows[Dispute]):
    """What people object to. Whoever reads honoraria sees them; anybody may raise their own."""

    model = Dispute
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "person": "person_id",
        "line": "line_id",
        "text": "text",
        "raised_at": "raised_at",
        "due_on": "due_on",
        "answer": "answer",
        "answered_at": "answered_at",
        "version": "version",
    }

    @extend_schema(request=DisputeInput, responses={201: DisputeSerializer})
    def create(self, request: Request) -> Response:
        """Object to a payment, or to not being paid; an officer may note it for somebody."""
        facts = self.valid(DisputeInput, data=request.data)
        line = _line_of(facts["person"], facts.pop("line"))
        made = services.raise_dispute(**facts, line=line, actor=self.actor)
        row = DisputeSerializer(made).data
        return Response(row, status=201, headers={"ETag": f'"{made.version}"'})

    @money(request=AnswerInput, responses=DisputeSerializer)
    @action(detail=True, methods=["post"], url_path="answer")
    def answer_it(self, request: Request, **_ids: str) -> Response:
        """Answer what somebody else objected to."""
        row = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        answer = self.valid(AnswerInput, data=request.data)["answer"]
        services.answer_dispute(row, answer=answer, version=version, actor=self.actor)
        return self.answer(row.pk)


# --- Parts of the above --------------------------------------------------------------------------


def _scheme_for(person: Person, pk: int) -> Scheme:
    """Return a scheme that others pay where the person lives; another does not exist (422)."""
    schemes = services.schemes_to_record(place_of(person))
    found = next((one for one in schemes if one.pk == pk), None)
    if found is None:
        raise serializers.ValidationError({"scheme": [_("Skema ini tidak ada.")]}, "does_not_exist")
    return found


def _line_of(person: Person, pk: int | None) -> Line | None:
    if pk is None:
        return None
    found: Line | None = services.lines_of_person(person).filter(pk=pk).first()
    if found is None:
        raise serializers.ValidationError({"line": [_("Baris ini tidak ada.")]}, "does_not_exist")
    return found
