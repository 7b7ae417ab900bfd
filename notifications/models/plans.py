"""What a rule does in a place: steps, to whom, by which ways; districts and groups set theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import around
from accounts.models import User
from common.history import track
from common.versions import Versioned
from regions.codes import lineage_of
from regions.models import Region
from wksbm.models import Wksbm

if TYPE_CHECKING:
    from typing import Self


class RulePlanQuerySet(models.QuerySet["RulePlan"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the nation's, and those of the regions around the user."""
        return self.filter(around(user))

    def nearest(self, rule: str, code: str, wksbm_id: int | None = None) -> RulePlan | None:
        """Return how a rule goes in a place; notifications_plan in the database says the same."""
        return self.holding_in(code, wksbm_id).filter(rule=rule).first()

    def holding_in(self, code: str, wksbm_id: int | None = None) -> Self:
        """Keep what is said of a place, a body or above it: of each rule the nearest first."""
        here = self.filter(Q(region=None) | Q(region__in=lineage_of(code)))
        return here.filter(Q(wksbm=None) | Q(wksbm=wksbm_id)).order_by(
            "rule", F("wksbm").asc(nulls_last=True), F("region").desc(nulls_last=True)
        )


@track()
class RulePlan(Versioned):
    """How one rule of notifications/rules goes in a region, or for one body in it.

    The nearest plan holds whole: the body's, else that of the longest region code, else the
    nation's; `notifications_steps` in the database says the same. A plan that is off sends nothing.
    Without audience or channels the rule's own hold.
    """

    rule = models.CharField(_("aturan"), max_length=40)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wilayah"),
        help_text=_("Kosong berarti berlaku di seluruh Indonesia."),
    )
    wksbm = models.ForeignKey(
        Wksbm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rule_plans",
        verbose_name=_("WKSBM"),
    )
    is_on = models.BooleanField(_("dikirim"), default=True)
    audience = ArrayField(
        models.CharField(max_length=20), verbose_name=_("kepada siapa"), default=list, blank=True
    )
    channels = ArrayField(
        models.CharField(max_length=20), verbose_name=_("lewat apa"), default=list, blank=True
    )

    objects: ClassVar = RulePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("aturan pengingat")
        verbose_name_plural = _("aturan pengingat")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "region", "wksbm"],
                name="notifications_ruleplan_once",
                nulls_distinct=False,
                violation_error_message=_("Aturan ini sudah diatur di sini."),
            ),
            models.CheckConstraint(
                name="notifications_ruleplan_body_in_region",
                condition=Q(wksbm=None) | Q(region__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.region_id or ''}"


class RuleStep(models.Model):
    """One step of a plan: how long before the event it is due (negative: after it).

    `at`: for events that are a day and no hour, the hour on the village's clock. `useful_for`: how
    long after being due it is still worth sending; without it until the next step, or the event.
    """

    plan = models.ForeignKey(RulePlan, models.CASCADE, related_name="steps")
    code = models.SlugField(max_length=20)
    ahead = models.DurationField(_("sebelum peristiwa"))
    at = models.TimeField(_("pukul"), null=True, blank=True)
    useful_for = models.DurationField(_("masih berguna selama"), null=True, blank=True)

    class Meta:
        verbose_name = _("langkah pengingat")
        verbose_name_plural = _("langkah pengingat")
        ordering = ["-ahead"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="notifications_rulestep_once",
                violation_error_message=_("Langkah ini sudah ada."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
