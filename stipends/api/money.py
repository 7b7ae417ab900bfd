"""What becomes of money, for programs: how lines stand, one's own, and corrections."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, require
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from people.models import BankAccount
from stipends import services
from stipends.api.common import SECOND_STEP, MoneyRows
from stipends.api.lines import LineSerializer, LineViewSet
from stipends.filters import LineFilter
from stipends.filters.money import CorrectionFilter
from stipends.models import Correction, Line, LineStep, Settlement

MOST = 10**15


# --- Lines ---------------------------------------------------------------------------------------


class PayLineInput(StrictSerializer):
    kind = serializers.ChoiceField(
        choices=[LineStep.Kind.TRANSFERRED.value, LineStep.Kind.HANDED_OVER.value]
    )
    on = serializers.DateField()
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class ReturnInput(StrictSerializer):
    on = serializers.DateField()
    because = serializers.CharField(max_length=300)


class TreasuryInput(StrictSerializer):
    """Without `because` the reason is the bank's, where it sent the money back."""

    sts_number = serializers.CharField(max_length=60)
    on = serializers.DateField()
    because = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class UnblockInput(StrictSerializer):
    account = VisibleRelated(BankAccount)


class SettlementSerializer(serializers.ModelSerializer[Settlement]):
    """All that was owed of a line on that day. `id` is the subject of its stipends.settlement."""

    class Meta:
        model = Settlement
        fields = ["id", "kind", "on", "reference", "gross", "tax", "net", "by", "at"]
        read_only_fields = fields


class SettlementsSerializer(serializers.Serializer[Any]):
    results = SettlementSerializer(many=True)


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


class PaidLineViewSet(LineViewSet):
    """What one person is paid in a run, as it was on the day. All sums are whole rupiah.

    `units` are the months ("2026-08") or events that the line claims. `state` says what became of
    the money; it is null until the run is approved.
    """

    def _kept(self) -> Line:
        """Return the line, if the user keeps the money of its run."""
        line: Line = self.get_object()
        require(self.actor, Can.KEEP_STIPENDS, on=line.run)
        return line

    @extend_schema(request=PayLineInput, responses=LineSerializer)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, **_ids: str) -> Response:
        """Note that the money of a released (or returned) line was transferred or handed over."""
        line = self._kept()
        facts = self.valid(PayLineInput, data=request.data)
        services.pay_lines([line], **facts, actor=self.actor)
        return self.answer(line.pk)

    @extend_schema(request=ReturnInput, responses=LineSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request: Request, **_ids: str) -> Response:
        """Note that the bank sent the money back, with its reason."""
        line = self._kept()
        services.return_line(line, **self.valid(ReturnInput, data=request.data), actor=self.actor)
        return self.answer(line.pk)

    @extend_schema(request=PayLineInput, responses=LineSerializer)
    @action(detail=True, methods=["post"], url_path="pay-owed")
    def pay_owed(self, request: Request, **_ids: str) -> Response:
        """Note that all that is `owed` of a paid line was transferred or handed over."""
        line = self._kept()
        facts = self.valid(PayLineInput, data=request.data)
        services.pay_owed(line, **facts, actor=self.actor)
        return self.answer(line.pk)

    @extend_schema(request=None, responses=SettlementsSerializer)
    @action(detail=True, methods=["get"])
    def settlements(self, _request: Request, **_ids: str) -> Response:
        """List what was paid of what corrections added after the release."""
        found = self.get_object().settlements.order_by("pk")
        return Response({"results": SettlementSerializer(found, many=True).data})

    @extend_schema(request=TreasuryInput, responses={201: CorrectionSerializer})
    @action(detail=True, methods=["post"], url_path="to-treasury")
    def to_treasury(self, request: Request, **_ids: str) -> Response:
        """Note that the line's money went to the regional treasury, under its STS number.

        The answer is a correction: once a second person approves it, the line and the ledger say
        so in one act.
        """
        line = self._kept()
        facts = self.valid(TreasuryInput, data=request.data)
        made = services.to_treasury(line, **facts, actor=self.actor)
        return Response(CorrectionSerializer(made).data, status=201)

    @extend_schema(request=UnblockInput, responses=LineSerializer)
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
    serializer_class = LineSerializer
    filterset_class = LineFilter
    rows: ClassVar[dict[str, Any]] = LineViewSet.rows

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return services.own_lines(self.actor)

    @extend_schema(request=None, responses=LineSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, _request: Request, **_ids: str) -> Response:
        """Say that the money of a paid line arrived, whole."""
        line = self.get_object()
        services.confirm_receipt(line, self.actor)
        return self.answer(line.pk)


# --- Corrections ---------------------------------------------------------------------------------


class CorrectionInput(StrictSerializer):
    line = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    kind = serializers.ChoiceField(choices=Correction.Kind.choices)
    gross = serializers.IntegerField(required=False, default=0, min_value=-MOST, max_value=MOST)
    tax = serializers.IntegerField(required=False, default=0, min_value=-MOST, max_value=MOST)
    because = serializers.CharField(max_length=300)
    sts_number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    sts_on = serializers.DateField(required=False, allow_null=True, default=None)


class RefuseCorrectionInput(StrictSerializer):
    because = serializers.CharField(max_length=300)


class CorrectionViewSet(MoneyRows[Correction]):
    """Corrections of approved lines. Nothing of the ledger is rewritten: each is a new row."""

    model = Correction
    serializer_class = CorrectionSerializer
    filterset_class = CorrectionFilter
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

    @extend_schema(request=None, responses=CorrectionSerializer, parameters=[SECOND_STEP])
    @action(detail=True, methods=["post"])
    def approve(self, _request: Request, **_ids: str) -> Response:
        """Approve what somebody else proposed: it becomes a row of the ledger.

        It asks for the second step: a person types its code into Second-Step (401 without).
        """
        row = self.object_for(Can.APPROVE_MONEY)
        self.prove_again()
        services.decide_correction(row, approve=True, actor=self.actor)
        return self.answer(row.pk)

    @extend_schema(request=RefuseCorrectionInput, responses=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **_ids: str) -> Response:
        """Refuse what somebody else proposed, with the reason."""
        row = self.object_for(Can.APPROVE_MONEY)
        because = self.valid(RefuseCorrectionInput, data=request.data)["because"]
        services.decide_correction(row, approve=False, because=because, actor=self.actor)
        return self.answer(row.pk)

    def _line(self, pk: int) -> Line:
        """Return the line that a correction is about; a foreign one does not exist (422)."""
        found: Line | None = (
            Line.objects.where_may(self.actor, Can.READ_STIPENDS).filter(pk=pk).first()
        )
        if found is None:
            words = _("Baris ini tidak ada.")
            raise serializers.ValidationError({"line": [words]}, code="does_not_exist")
        return found
