"""How rules go in a place: the nation's plans are loaded, districts and groups set their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.versions import save_version
from notifications.channels import LADDER
from notifications.models import RulePlan, RuleStep
from notifications.rules import RULES, Rule, Step, step_code
from regions.models import Region
from wksbm.models import Wksbm

MOST_STEPS = 10
FARTHEST = timedelta(days=366)
SHORTEST_USE = timedelta(minutes=1)
FIELDS = ["is_on", "audience", "channels"]


@dataclass(frozen=True)
class Going:
    """How a rule goes in a place, and whose word that is."""

    rule: Rule
    plan: RulePlan | None  # None: nobody has loaded one, so nothing is sent
    steps: Sequence[RuleStep]
    is_own: bool  # set for this very place

    @property
    def told(self) -> Sequence[str]:
        return (self.plan and self.plan.audience) or self.rule.told

    @property
    def hour(self) -> time | None:
        return self.steps[0].at if self.steps else None

    @property
    def useful_for(self) -> timedelta | None:
        """How long the last step may still be sent once it is due."""
        return self.steps[-1].useful_for if self.steps else None


@transaction.atomic
def set_rule(
    rule: Rule,
    *,
    region: Region,
    wksbm: Wksbm | None = None,
    is_on: bool,
    steps: Sequence[timedelta],
    at: time | None = None,
    audience: Sequence[str] = (),
    channels: Sequence[str] = (),
    useful_for: timedelta | None = None,
    version: int | None = None,
    actor: User,
) -> RulePlan:
    """Say how a rule goes in a region, or for one body in it; what waits is planned anew soon.

    `steps` are times before the event (negative: after it); for an event that is a day, `at` is the
    hour on the village's clock. `useful_for`: how long after being due a step may still be sent
    (`not_after`), at most until the next. Without it, audience or channels the rule's own hold.
    Raises stale_version, not_of_bodies, not_in_region; on `steps` no_steps, too_many_steps,
    not_its_steps; on `audience` not_its_audience; on `channels` not_its_channels; on `useful_for`
    not_useful.
    """
    require(actor, Can.KEEP_REMINDERS, on=region)
    _fits(rule, region, wksbm)
    kept = _steps(rule, steps, at, useful_for)
    known = RulePlan.objects.filter(rule=rule.name, region=region, wksbm=wksbm).first()
    plan = known or RulePlan(rule=rule.name, region=region, wksbm=wksbm)
    plan.is_on = is_on
    plan.audience = _among("audience", audience, rule.audiences)
    plan.channels = _among("channels", channels, [channel.name for channel in LADDER])
    if known is None:
        insert(plan)
    else:
        save_version(plan, FIELDS, version=version)
    _write_steps(plan, kept)
    return plan


@transaction.atomic
def change_rule(plan: RulePlan, *, version: int | None = None, actor: User, **facts: Any) -> None:
    """Change what a place set; `facts` and faults are those of `set_rule`. Raises nation_stays."""
    require(actor, Can.KEEP_REMINDERS, on=plan)
    if plan.region is None:
        raise RuleBroken("nation_stays", _("Aturan nasional tidak diubah: aturlah di wilayah."))
    facts |= {"region": plan.region, "wksbm": plan.wksbm, "version": version}
    set_rule(RULES[plan.rule], **facts, actor=actor)


@transaction.atomic
def clear_rule(plan: RulePlan, *, actor: User) -> None:
    """Give up what a place set: what holds above it holds there again. Raises nation_stays."""
    require(actor, Can.KEEP_REMINDERS, on=plan)
    if plan.region_id is None:
        raise RuleBroken("nation_stays", _("Aturan nasional tidak dihapus."))
    plan.delete()


def rules_in(region: Region, wksbm: Wksbm | None = None) -> list[Going]:
    """Return how each rule goes in a region, or for a body; for a body those that it may set."""
    found: dict[str, RulePlan] = {}
    body = wksbm.pk if wksbm else None
    there = RulePlan.objects.holding_in(region.code, body).select_related("region", "wksbm")
    for plan in there.prefetch_related("steps"):
        found.setdefault(plan.rule, plan)
    return [
        _going(rule, found.get(rule.name), region, wksbm)
        for rule in RULES.values()
        if rule.steps and (wksbm is None or rule.of_bodies)
    ]


@transaction.atomic
def load_rules() -> int:
    """Write the nation's plans as notifications/rules has them; return how many were written.

    What districts and groups have set stays as it is.
    """
    known = {
        plan.rule: plan for plan in RulePlan.objects.filter(region=None).prefetch_related("steps")
    }
    return sum(_written(rule, known.get(rule.name)) for rule in RULES.values() if rule.steps)


# --- Small parts ----------------------------------------------------------------------------------


def _going(rule: Rule, plan: RulePlan | None, region: Region, wksbm: Wksbm | None) -> Going:
    steps = list(plan.steps.all()) if plan else []
    is_own = plan is not None and (plan.region, plan.wksbm) == (region, wksbm)
    return Going(rule, plan, steps, is_own)


def _fits(rule: Rule, region: Region, wksbm: Wksbm | None) -> None:
    if wksbm is None:
        return
    if not rule.of_bodies:
        raise RuleBroken("not_of_bodies", _("Aturan ini diatur untuk wilayah, bukan per WKSBM."))
    if wksbm.region_id != region.pk:
        raise RuleBroken("not_in_region", _("WKSBM ini tidak berada di wilayah itu."))


def _steps(
    rule: Rule, steps: Sequence[timedelta], at: time | None, useful_for: timedelta | None
) -> list[Step]:
    """Return the steps to keep, the farthest first.

    Where the place does not say how long they are useful, the last is as the nation's last.
    """
    wanted = sorted(set(steps), reverse=True)
    if not wanted:
        raise _fault("steps", "no_steps", _("Tulis sedikitnya satu langkah."))
    if len(wanted) > MOST_STEPS:
        raise _fault("steps", "too_many_steps", _("Paling banyak sepuluh langkah."))
    if any(not fits(rule, ahead) for ahead in wanted):
        raise _fault("steps", "not_its_steps", _("Langkah ini tidak cocok dengan aturannya."))
    if useful_for is not None and not SHORTEST_USE <= useful_for <= FARTHEST:
        words = _("Tulis antara satu menit dan 366 hari.")
        raise _fault("useful_for", "not_useful", words)
    usual = rule.steps[0].at
    hour = None if usual is None else at or usual
    last = rule.steps[-1].useful_for
    return [
        Step(ahead, hour, useful_for or (last if number == len(wanted) - 1 else None))
        for number, ahead in enumerate(wanted)
    ]


def fits(rule: Rule, ahead: timedelta) -> bool:
    """Whether a rule may have such a step: before, on or after the event as the nation's are."""
    signs = {_sign(step.ahead) for step in rule.steps}
    return _sign(ahead) in signs and abs(ahead) <= FARTHEST and not ahead % timedelta(minutes=1)


def _sign(ahead: timedelta) -> int:
    return (ahead > timedelta(0)) - (ahead < timedelta(0))


def _among(
    field: str, chosen: Sequence[str], known: Sequence[str] | Mapping[str, object]
) -> list[str]:
    if set(chosen) - set(known):
        raise _fault(field, f"not_its_{field}", _("Pilihan ini tidak ada pada aturannya."))
    return [name for name in known if name in chosen]


def _fault(field: str, code: str, words: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})


def _written(rule: Rule, plan: RulePlan | None) -> int:
    wanted = {(step_code(step), step.ahead, step.at, step.useful_for) for step in rule.steps}
    there = {
        (step.code, step.ahead, step.at, step.useful_for)
        for step in (plan.steps.all() if plan else ())
    }
    if there == wanted:
        return 0
    _write_steps(plan or RulePlan.objects.create(rule=rule.name), rule.steps)
    return 1


def _write_steps(plan: RulePlan, steps: Sequence[Step]) -> None:
    plan.steps.all().delete()
    RuleStep.objects.bulk_create(
        RuleStep(
            plan=plan,
            code=step_code(step),
            ahead=step.ahead,
            at=step.at,
            useful_for=step.useful_for,
        )
        for step in steps
    )
