"""Payment runs for programs: every step of the way, each by its person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, may, require
from accounts.fields import VisibleRelated
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from jobs.api import StartedJobSerializer, begun
from jobs.models import Job
from people.models import Person
from stipends import services
from stipends.api.common import MoneyRows, money, money_again
from stipends.filters import RunFilter
from stipends.forms.runs import PAYING
from stipends.many import start_or_ask, step_or_ask
from stipends.models import HELD, Decision, FundingSource, Line, Run, RunException, Scheme

PLAIN = [
    *("title", "with_arrears", "state", "drafted_at", "line_count", "gross", "tax", "net"),
    *("fingerprint", "submitted_at", "sent_back_because", "approved_at", "needs_second"),
    *("seconded_at", "released_at", "sp2d_number", "sp2d_on", "ntpn", "closed_at"),
    "cancelled_because",
]
BY = ["made_by", "submitted_by", "approved_by", "seconded_by", "released_by", "closed_by"]


class RunSerializer(serializers.ModelSerializer[Run]):
    region = serializers.CharField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()

    class Meta:
        model = Run
        fields = [
            *("id", "region", "scheme", "source", "period_from", "period_to", *PLAIN, *BY),
            *("version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class StartRunInput(StrictSerializer):
    """Whole months: from the first day of one to the last day of one, in the source's year."""

    scheme = VisibleRelated(Scheme)
    source = VisibleRelated(FundingSource)  # type: ignore[assignment]
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    title = serializers.CharField(max_length=200)
    with_arrears = serializers.BooleanField(default=True)


class DecideInput(StrictSerializer):
    person = VisibleRelated(Person)
    pays = serializers.BooleanField()
    because = serializers.CharField(max_length=300)


class DecideHeldInput(StrictSerializer):
    held = serializers.ChoiceField(choices=[one.value for one in HELD])
    pays = serializers.BooleanField()
    because = serializers.CharField(max_length=300)


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    class Meta:
        model = Decision
        fields = ["person", "pays", "because", "by", "at"]
        read_only_fields = fields


class DecisionsSerializer(serializers.Serializer[Any]):
    results = DecisionSerializer(many=True)


class QuantityInput(StrictSerializer):
    person = serializers.IntegerField(min_value=1)
    count = serializers.IntegerField(min_value=0, max_value=1_000_000)


class QuantitiesInput(StrictSerializer):
    quantities = QuantityInput(many=True)


class RunBecauseInput(StrictSerializer):
    because = serializers.CharField(max_length=300)


class ApproveInput(StrictSerializer):
    """`fingerprint` is that of the lines which the approver saw."""

    fingerprint = serializers.CharField(max_length=64)


class RunExceptionInput(StrictSerializer):
    kind = serializers.ChoiceField(choices=RunException.Kind.choices)
    because = serializers.CharField(max_length=300)


class RunExceptionSerializer(serializers.ModelSerializer[RunException]):
    class Meta:
        model = RunException
        fields = ["kind", "because", "by", "at"]
        read_only_fields = fields


class RunExceptionsSerializer(serializers.Serializer[Any]):
    results = RunExceptionSerializer(many=True)


class ReleaseInput(StrictSerializer):
    sp2d_number = serializers.CharField(max_length=60)
    sp2d_on = serializers.DateField()


class NtpnInput(StrictSerializer):
    ntpn = serializers.CharField(max_length=20)


class PayInput(StrictSerializer):
    """`lines` are keys of lines; without them, all that are released and not yet paid."""

    lines = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False)
    kind = serializers.ChoiceField(choices=PAYING)
    on = serializers.DateField()
    reference = serializers.CharField(max_length=80, allow_blank=True, required=False)


class PaidSerializer(serializers.Serializer[Any]):
    """How many lines were noted as received."""

    paid = serializers.IntegerField()


class RunViewSet(MoneyRows[Run]):
    """Payments of a scheme from a source for whole months; nothing of them is ever deleted.

    draft > submitted > approved by somebody who never edited it > released by another > paid line
    by line > closed. Every change names the version it saw in If-Match (428 without, 412 stale).
    Approving and releasing ask for the second step: a person types its code into Second-Step (401
    without). A run of more than 5,000 candidates is worked on by a job (202).
    """

    model = Run
    serializer_class = RunSerializer
    filterset_class = RunFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "scheme": "scheme_id",
        "source": "source_id",
        "period_from": FirstDay("period"),
        "period_to": LastDay("period"),
        **{name: name for name in PLAIN},
        **{name: f"{name}_id" for name in BY},
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=StartRunInput, responses={201: RunSerializer, 202: StartedJobSerializer})
    def create(self, request: Request) -> Response:
        """Begin a run and draft its list at once."""
        facts = self.valid(StartRunInput, data=request.data)
        started = start_or_ask(**facts, actor=self.actor)
        if isinstance(started, Job):
            return begun(started)
        return self.answer(started.pk, status=201)

    @money(request=None, responses={200: RunSerializer, 202: StartedJobSerializer})
    @action(detail=True, methods=["post"])
    def draft(self, _request: Request, **_ids: str) -> Response:
        """Write the list anew, as things stand now."""
        return self._step(self.object_for(Can.KEEP_STIPENDS), "draft")

    @extend_schema(methods=["get"], request=None, responses=DecisionsSerializer)
    @money(methods=["post"], request=DecideInput, responses=RunSerializer)
    @action(detail=True, methods=["get", "post"])
    def decisions(self, request: Request, **_ids: str) -> Response:
        """List what was decided of persons, or decide: pay whom the draft holds, or take out."""
        if request.method == "GET":
            found = self.get_object().decisions.order_by("person")
            return Response({"results": DecisionSerializer(found, many=True).data})
        run = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        facts = self.valid(DecideInput, data=request.data)
        services.decide(run, facts.pop("person"), **facts, version=version, actor=self.actor)
        return self.answer(run.pk)

    @money(request=DecideHeldInput, responses=RunSerializer)
    @action(detail=True, methods=["post"], url_path="held-decisions")
    def held_decisions(self, request: Request, **_ids: str) -> Response:
        """Decide the same of all whom the draft holds for one reason."""
        run = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        facts = self.valid(DecideHeldInput, data=request.data)
        services.decide_held(run, **facts, version=version, actor=self.actor)
        return self.answer(run.pk)

    @money(request=QuantitiesInput, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def quantities(self, request: Request, **_ids: str) -> Response:
        """Say how many units persons are paid, of schemes per unit; nought takes it back."""
        run = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        sent = self.valid(QuantitiesInput, data=request.data)["quantities"]
        counted = {one["person"]: one["count"] for one in sent}
        services.note_quantities(run, counted, version=version, actor=self.actor)
        return self.answer(run.pk)

    @money(request=None, responses={200: RunSerializer, 202: StartedJobSerializer})
    @action(detail=True, methods=["post"])
    def submit(self, _request: Request, **_ids: str) -> Response:
        """Hand the list in: from now on it stands as it is, under its fingerprint."""
        return self._step(self.object_for(Can.KEEP_STIPENDS), "submit")

    @money(request=RunBecauseInput, responses=RunSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, **_ids: str) -> Response:
        """Give a submitted list back to be drafted anew, with the reason."""
        run = self._of_two()
        version = self.version_seen()
        because = self.valid(RunBecauseInput, data=request.data)["because"]
        services.send_back(run, because=because, version=version, actor=self.actor)
        return self.answer(run.pk)

    @money(request=RunBecauseInput, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_ids: str) -> Response:
        """Give up a run that nobody approved; it stays, with the reason."""
        run = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        because = self.valid(RunBecauseInput, data=request.data)["because"]
        services.cancel_run(run, because=because, version=version, actor=self.actor)
        return self.answer(run.pk)

    @money_again(request=ApproveInput, responses={200: RunSerializer, 202: StartedJobSerializer})
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **_ids: str) -> Response:
        """Approve exactly the lines of this fingerprint: the ledger claims what they pay."""
        run = self.object_for(Can.APPROVE_MONEY)
        version = self.version_seen()
        facts = self.valid(ApproveInput, data=request.data)
        self.prove_again()
        return self._step(run, "approve", version=version, **facts)

    @money_again(request=ApproveInput, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def second(self, request: Request, **_ids: str) -> Response:
        """Confirm an approval above the region's sum, as a second person."""
        run = self.object_for(Can.APPROVE_MONEY)
        version = self.version_seen()
        facts = self.valid(ApproveInput, data=request.data)
        self.prove_again()
        services.second_run(run, **facts, version=version, actor=self.actor)
        return self.answer(run.pk)

    @extend_schema(methods=["get"], request=None, responses=RunExceptionsSerializer)
    @extend_schema(
        methods=["post"], request=RunExceptionInput, responses={201: RunExceptionSerializer}
    )
    @action(detail=True, methods=["get", "post"])
    def exceptions(self, request: Request, **_ids: str) -> Response:
        """List or note which rule of two persons a small office could not keep, and why."""
        if request.method == "GET":
            found = self.get_object().exceptions.order_by("pk")
            return Response({"results": RunExceptionSerializer(found, many=True).data})
        run = self._of_two()
        facts = self.valid(RunExceptionInput, data=request.data)
        noted = services.note_exception(run, **facts, actor=self.actor)
        return Response(RunExceptionSerializer(noted).data, status=201)

    @money_again(request=ReleaseInput, responses={200: RunSerializer, 202: StartedJobSerializer})
    @action(detail=True, methods=["post"])
    def release(self, request: Request, **_ids: str) -> Response:
        """Let the money out under its SP2D; lines whose account changed since are blocked."""
        run = self._of_two()
        version = self.version_seen()
        facts = self.valid(ReleaseInput, data=request.data)
        self.prove_again()
        return self._step(run, "release", version=version, **facts)

    @money(request=NtpnInput, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def ntpn(self, request: Request, **_ids: str) -> Response:
        """Note under which number the tax of a released run was paid in."""
        run = self.object_for(Can.KEEP_STIPENDS)
        version = self.version_seen()
        ntpn = self.valid(NtpnInput, data=request.data)["ntpn"]
        services.note_ntpn(run, ntpn=ntpn, version=version, actor=self.actor)
        return self.answer(run.pk)

    @extend_schema(request=PayInput, responses=PaidSerializer)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, **_ids: str) -> Response:
        """Note that lines were transferred or handed over; each line guards itself (409)."""
        run = self.object_for(Can.KEEP_STIPENDS)
        facts = self.valid(PayInput, data=request.data)
        keys = facts.pop("lines", None)
        paid = run if keys is None else _lines_of(run, keys)
        return Response({"paid": services.pay_lines(paid, **facts, actor=self.actor)})

    @money(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def close(self, _request: Request, **_ids: str) -> Response:
        """Lock a run of which every line was received, went back, or was reversed."""
        run = self.object_for(Can.KEEP_STIPENDS)
        services.close_run(run, version=self.version_seen(), actor=self.actor)
        return self.answer(run.pk)

    def _of_two(self) -> Run:
        """Return the run to who keeps honoraria there or approves money there."""
        run = self.get_object()
        if not may(self.actor, Can.APPROVE_MONEY, on=run):
            require(self.actor, Can.KEEP_STIPENDS, on=run)
        return run

    def _step(self, run: Run, step: str, **facts: Any) -> Response:
        """Take the run one step on: at once, or by a job where it is about many."""
        version = facts.pop("version", None) or self.version_seen()
        job = step_or_ask(run, step, version=version, **facts, actor=self.actor)
        return self.answer(run.pk) if job is None else begun(job)


def _lines_of(run: Run, keys: list[int]) -> list[Line]:
    """Return these lines of the run. Raises ValidationError where one is not of it."""
    found = list(run.lines.filter(pk__in=keys).select_related("run"))
    if len(found) != len(set(keys)):
        words = _("Ada baris yang bukan dari proses ini.")
        raise ValidationError({"lines": ValidationError(words, code="not_of_run")})
    return found
