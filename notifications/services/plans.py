"""How rules go in a place: the nation's plans are loaded, districts and groups set their own."""

from __future__ import annotations

from django.db import transaction

from notifications.models import RulePlan, RuleStep
from notifications.rules import RULES, Rule, step_code


@transaction.atomic
def load_rules() -> int:
    """Write the nation's plans as notifications/rules has them; return how many were written.

    What districts and groups have set stays as it is.
    """
    known = {
        plan.rule: plan for plan in RulePlan.objects.filter(region=None).prefetch_related("steps")
    }
    return sum(_written(rule, known.get(rule.name)) for rule in RULES.values() if rule.steps)


def _written(rule: Rule, plan: RulePlan | None) -> int:
    wanted = {(step_code(step), step.ahead, step.at, step.useful_for) for step in rule.steps}
    if plan is not None:
        there = {(step.code, step.ahead, step.at, step.useful_for) for step in plan.steps.all()}
        if there == wanted:
            return 0
        plan.steps.all().delete()
    plan = plan or RulePlan.objects.create(rule=rule.name)
    RuleStep.objects.bulk_create(
        RuleStep(plan=plan, code=code, ahead=ahead, at=at, useful_for=useful_for)
        for code, ahead, at, useful_for in sorted(wanted)
    )
    return 1
