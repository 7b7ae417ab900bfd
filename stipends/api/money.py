"""What becomes of money, for programs: lines, corrections, others' payments, disputes."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, require
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from people.models import BankAccount, Person
from stipends import services
from stipends.filters.money import (
    CorrectionFilter,
    DisputeFilter,
    LineFilter,
    RecordedPaymentFilter,
)
from stipends.models import Correction, Dispute, Line, LineStep, RecordedPayment, Scheme

# --- Lines ---------------------------------------------------------------------------------------


class StipendLineSerializer(serializers.ModelSerializer[Line]):
    """A line of a run. `state` is null until it is approved. Sums are whole rupiah."""

    region = serializers.CharField()
    scheme = serializers.IntegerField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    state = serializers.CharField(allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Line
        fields = [
            "id",
            "run",
            "scheme",
            "number",
            "region",
            "person",
            "name",
            "post",
            "kind",
            "period_from",
            "period_to",
            "units",
            "shortfall_of",
            "amount",
            "quantity",
            "gross",
            "tax",
            "tax_law",
            "net",
            "decree_number",
            "state",
            "since",
            "confirmed_at",
        ]
        read_only_fields = fields


LINE_ROWS: dict[str, Any] = {
    "id": "id",
    "run": "run_id",
    "scheme": "run__scheme_id",
    "number": "number",
    "region": "region_id",
    "person": "person_id",
    "name": "name",
    "post": "post",
    "kind": "kind",
    "period_from": FirstDay("period"),
    "period_to": LastDay("period"),
    "units": "units",
    "shortfall_of": "shortfall_of_id",
    "amount": "amount",
    "quantity": "quantity",
    "gross": "gross",
    "tax": "tax",
    "tax_law": "tax_law",
    "net": "net",
    "decree_number": "decree_number",
    "state": "standing__state",
    "since": "standing__since",
    "confirmed_at": "receipt__at",
}


class PayInput(StrictSerializer):
    kind = serializers.ChoiceField(
        choices=[LineStep.Kind.TRANSFERRED.value, LineStep.Kind.HANDED_OVER.value]
    )
    on = serializers.DateField()
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class ReturnInput(StrictSerializer):
    on = serializers.DateField()
    because = serializers.CharField(max_length=300)


class TreasuryInput(StrictSerializer):
    sts_number = serializers.CharField(max_length=60)
    on = serializers.DateField()


class UnblockInput(StrictSerializer):
    account = VisibleRelated(BankAccount)


class StipendLineViewSet(ListRows[Line], RetrieveRow[Line]):
    """Lines of runs, for who reads honoraria: what was paid to whom, and how it stands."""

    model = Line
    serializer_class = StipendLineSerializer
    filterset_class = LineFilter
    seen_with = Can.READ_STIPENDS
    rows: ClassVar[dict[str, Any]] = LINE_ROWS

    def _kept(self) -> Line:
        """Return the line, if the user keeps the money of its run."""
        line: Line = self.get_object()
        require(self.actor, Can.KEEP_STIPENDS, on=line.run)
        return line

    @extend_schema(request=PayInput, responses=StipendLineSerializer)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, **_ids: str) -> Response:
        """Note that the money of a released (or returned) line was transferred or handed over."""
        line = self._kept()
        facts = self.valid(PayInput, data=request.data)
        services.pay_lines([line], **facts, actor=self.actor)
        return self.answer(line.pk)

    @extend_schema(request=ReturnInput, responses=StipendLineSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request: Request, **_ids: str) -> Response:
        """Note that the bank sent the money back, with its reason."""
        line = self._kept()
        services.return_line(line, **self.valid(ReturnInput, data=request.data), actor=self.actor)
        return self.answer(line.pk)

    @extend_schema(request=TreasuryInput, responses=StipendLineSerializer)
    @action(detail=True, methods=["post"], url_path="to-treasury")
    def to_treasury(self, request: Request, **_ids: str) -> Response:
        """Note that the money went to the regional treasury, under its STS number."""
        line = self._kept()
        services.to_treasury(line, **self.valid(TreasuryInput, data=request.data), actor=self.actor)
        return self.answer(line.pk)

    @extend_schema(request=UnblockInput, responses=StipendLineSerializer)
    @action(detail=True, methods=["post"])
    def unblock(self, request: Request, **_ids: str) -> Response:
        """Release a line that was held because its account changed, to a named account."""
        line = self._kept()
        account = self.valid(UnblockInput, data=request.data)["account"]
        services.unblock_line(line, account=account, actor=self.actor)
        return self.answer(line.pk)


class OwnLineViewSet(ListRows[Line], RetrieveRow[Line]):
    """One's own honoraria, once they are approved."""

    model = Line
    serializer_class = StipendLineSerializer
    rows: ClassVar[dict[str, Any]] = LINE_ROWS

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return services.own_lines(self.actor)

    @extend_schema(request=None, responses=StipendLineSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, _request: Request, **_ids: str) -> Response:
        """Say that the money of a paid line arrived, whole."""
        line = self.get_object()
        services.confirm_receipt(line, self.actor)
        return self.answer(line.pk)


# --- Corrections ---------------------------------------------------------------------------------


class CorrectionSerializer(serializers.ModelSerializer[Correction]):
    """What one person proposes for an approved line, and another decides; signed rupiah."""

    region = serializers.CharField()

    class Meta:
        model = Correction
        fields = [
            "id",
            "region",
            "line",
            "kind",
            "gross",
            "tax",
            "because",
            "sts_number",
            "sts_on",
            "state",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
            "refused_because",
        ]
        read_only_fields = fields


class CorrectionInput(StrictSerializer):
    line = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    kind = serializers.ChoiceField(choices=Correction.Kind.choices)
    gross = serializers.IntegerField(
        required=False, default=0, min_value=-(10**15), max_value=10**15
    )
    tax = serializers.IntegerField(required=False, default=0, min_value=-(10**15), max_value=10**15)
    because = serializers.CharField(max_length=300)
    sts_number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    sts_on = serializers.DateField(required=False, allow_null=True, default=None)


class RefuseInput(StrictSerializer):
    because = serializers.CharField(max_length=300)


class CorrectionViewSet(ListRows[Correction], RetrieveRow[Correction]):
    """Corrections of approved lines. Nothing of the ledger is rewritten: each is a new row."""

    model = Correction
    serializer_class = CorrectionSerializer
    filterset_class = CorrectionFilter
    seen_with = Can.READ_STIPENDS
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "line": "line_id",
        "kind": "kind",
        "gross": "gross",
        "tax": "tax",
        "because": "because",
        "sts_number": "sts_number",
        "sts_on": "sts_on",
        "state": "state",
        "proposed_by": "proposed_by_id",
        "proposed_at": "proposed_at",
        "decided_by": "decided_by_id",
        "decided_at": "decided_at",
        "refused_because": "refused_because",
    }

    @extend_schema(request=CorrectionInput, responses={201: CorrectionSerializer})
    def create(self, request: Request) -> Response:
        """Propose a correction; for a reversal the sums are the line's."""
        facts = self.valid(CorrectionInput, data=request.data)
        line = self._line(facts.pop("line"))
        made = services.propose_correction(line, **facts, actor=self.actor)
        return self.answer(made.pk, status=201)

    @extend_schema(request=None, responses=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, _request: Request, **_ids: str) -> Response:
        """Approve what somebody else proposed: it becomes a row of the ledger."""
        row = self.object_for(Can.APPROVE_MONEY)
        services.decide_correction(row, approve=True, actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=RefuseInput, responses=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **_ids: str) -> Response:
        """Refuse what somebody else proposed, with the reason."""
        row = self.object_for(Can.APPROVE_MONEY)
        because = self.valid(RefuseInput, data=request.data)["because"]
        services.decide_correction(row, approve=False, because=because, actor=self.actor)
        return self.answer(row.pk)

    def _line(self, pk: int) -> Line:
        found = Line.objects.where_may(self.actor, Can.READ_STIPENDS).filter(pk=pk).first()
        if found is None:
            words = _("Baris ini tidak ada.")
            raise serializers.ValidationError({"line": [words]}, code="does_not_exist")
        return found


# --- What others pay -----------------------------------------------------------------------------


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


class RecordedPaymentViewSet(ListRows[RecordedPayment], RetrieveRow[RecordedPayment]):
    """What others paid, with its evidence; a mistake is withdrawn, never deleted."""

    model = RecordedPayment
    serializer_class = RecordedPaymentSerializer
    filterset_class = RecordedPaymentFilter
    seen_with = Can.READ_STIPENDS
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
        person, scheme = facts.pop("person"), self._scheme(facts.pop("scheme"), facts)
        made = services.record_payment(person, scheme=scheme, **facts, actor=self.actor)
        return self.answer(made.pk, status=201)

    @extend_schema(request=RefuseInput, responses=RecordedPaymentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_ids: str) -> Response:
        """Withdraw what was recorded by mistake, with the reason."""
        row = self.object_for(Can.KEEP_STIPENDS)
        because = self.valid(RefuseInput, data=request.data)["because"]
        services.withdraw_recorded(row, because=because, actor=self.actor)
        return self.answer(row.pk)

    def _scheme(self, pk: int, _facts: dict[str, Any]) -> Scheme:
        raise NotImplementedError


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
