"""How reminders go in a place, by API: what is said of each rule, and by whom."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast, Extract
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from notifications import services
from notifications.channels import LADDER
from notifications.filters import RulePlanFilter
from notifications.models import RulePlan, RuleStep
from notifications.rules import RULES, step_ahead
from regions.models import Region
from wksbm.models import Wksbm

CHANNELS = [channel.name for channel in LADDER]
MINUTE = timedelta(minutes=1)
STEPS = RuleStep.objects.filter(plan=OuterRef("pk")).order_by("-ahead")
MINUTES = Cast(Extract("useful_for", "epoch") / 60, IntegerField())


class RulePlanSerializer(serializers.ModelSerializer[RulePlan]):
    region = serializers.CharField(allow_null=True)
    steps = serializers.ListField(child=serializers.CharField())
    at = serializers.TimeField(allow_null=True)
    useful_minutes = serializers.IntegerField(allow_null=True)
    audience = serializers.ListField(child=serializers.CharField())
    channels = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = RulePlan
        fields = [
            *("id", "rule", "region", "wksbm", "is_on", "steps", "at", "useful_minutes"),
            *("audience", "channels", "version", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class StepCode(serializers.RegexField):
    """A step by its name: 7_days, 1_day, 2_hours, on_the_day, at_once, 3_days_after."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            r"^(on_the_day|at_once|[0-9]{1,6}_(day|hour|minute)s?(_after)?)$",
            max_length=20,
            **options,
        )


class RuleFacts(StrictSerializer):
    is_on = serializers.BooleanField()
    steps = serializers.ListField(child=StepCode(), max_length=20)
    at = serializers.TimeField(allow_null=True, required=False)
    useful_minutes = serializers.IntegerField(
        min_value=1, max_value=366 * 24 * 60, allow_null=True, required=False
    )
    audience = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=20, required=False
    )
    channels = serializers.ListField(
        child=serializers.ChoiceField(CHANNELS), max_length=20, required=False
    )


class RuleInput(RuleFacts):
    rule = serializers.ChoiceField(sorted(name for name, rule in RULES.items() if rule.steps))
    region = VisibleRelated(Region)
    wksbm = VisibleRelated(Wksbm, allow_null=True, required=False)


class RulePlanViewSet(ListRows[RulePlan], RetrieveRow[RulePlan]):
    """How each rule goes: in the nation (no region), a region, or for one body in it.

    The nearest holds whole. `steps` name times before the event (7_days, 2_hours, on_the_day) or
    after it (3_days_after); for an event that is a day, `at` is the hour on the village's clock.
    `useful_minutes`: how long after being due a step may still be sent; null as long as the next
    step or the event allows.
    """

    model = RulePlan
    serializer_class = RulePlanSerializer
    filterset_class = RulePlanFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "rule": "rule",
        "region": "region_id",
        "wksbm": "wksbm_id",
        "is_on": "is_on",
        "steps": ArraySubquery(STEPS.values("code")),
        "at": Subquery(STEPS.values("at")[:1]),
        "useful_minutes": Subquery(STEPS.reverse().values(minutes=MINUTES)[:1]),
        "audience": "audience",
        "channels": "channels",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @extend_schema(request=RuleInput, responses={201: RulePlanSerializer})
    def create(self, request: Request) -> Response:
        """Say how a rule goes in a region, or for a body, instead of what was said there."""
        facts = self.valid(RuleInput, data=request.data)
        rule = RULES[facts.pop("rule")]
        plan = services.set_rule(rule, **_timed(facts), actor=self.actor)
        return self.answer(plan.pk, status=201)

    @extend_schema(request=RuleFacts, responses=RulePlanSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent; messages that wait follow in the next round of planning."""
        plan = self.object_for(Can.KEEP_REMINDERS)
        kept = list(plan.steps.all())
        facts = {
            "is_on": plan.is_on,
            "steps": [step.code for step in kept],
            "at": kept[0].at if kept else None,
            "useful_minutes": kept[-1].useful_for and kept[-1].useful_for // MINUTE
            if kept
            else None,
            "audience": plan.audience,
            "channels": plan.channels,
        }
        facts |= self.valid(RuleFacts, data=request.data, partial=True)
        services.change_rule(plan, **_timed(facts), version=self.version(), actor=self.actor)
        return self.answer(plan.pk)

    @extend_schema(responses={204: None})
    def destroy(self, _request: Request, **_ids: str) -> Response:
        """Give up what the place set: what holds above it holds there again."""
        services.clear_rule(self.object_for(Can.KEEP_REMINDERS), actor=self.actor)
        return Response(status=204)


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else span // MINUTE


def _timed(facts: dict[str, Any]) -> dict[str, Any]:
    minutes = facts.pop("useful_minutes", None)
    return facts | {
        "steps": [step_ahead(code) for code in facts["steps"]],
        "useful_for": minutes and MINUTE * minutes,
    }
