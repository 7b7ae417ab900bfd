"""The money that honoraria come from: a budget line of a year, its ceiling, and what is left."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import track
from common.versions import Versioned
from wksbm.models import Decree

BUDGETS = [choice for choice in Decree.CostSource.choices if choice[0]]


class FundingSourceQuerySet(ScopedQuerySet["FundingSource"]):
    pass


@track(exclude=["committed"])  # that follows from the ledger
class FundingSource(Scoped, Versioned):
    """A line of a budget in a fiscal year (a calendar year). All sums are whole rupiah.

    `committed` is what approved claims take of it, less what was reversed: the triggers of the
    ledger move it, nobody else, and the ceiling is a constraint. A closed year is charged no more.
    """

    budget = models.CharField(_("anggaran"), max_length=10, choices=BUDGETS)
    name = models.CharField(_("nama sumber dana"), max_length=160)
    fiscal_year = models.PositiveSmallIntegerField(_("tahun anggaran"))
    sub_activity = models.CharField(_("sub kegiatan"), max_length=200, blank=True)
    account_code = models.CharField(_("kode rekening belanja"), max_length=40, blank=True)
    ceiling = models.BigIntegerField(_("pagu (Rp)"))
    committed = models.BigIntegerField(_("terpakai (Rp)"), default=0, editable=False)
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )

    objects: ClassVar = FundingSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sumber dana")
        verbose_name_plural = _("sumber dana")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "budget", "name"],
                name="stipends_fundingsource_once_a_year",
                violation_error_message=_("Sumber dana ini sudah dicatat untuk tahun itu."),
            ),
            models.CheckConstraint(
                name="stipends_fundingsource_ceiling_positive",
                condition=Q(ceiling__gt=0),
                violation_error_message=_("Pagu harus lebih dari nol."),
            ),
            models.CheckConstraint(
                name="stipends_fundingsource_within_ceiling",
                condition=Q(committed__lte=F("ceiling"), committed__gte=0),
                violation_error_message=_("Pagu lebih kecil daripada yang sudah terpakai."),
            ),
            models.CheckConstraint(
                name="stipends_fundingsource_year",
                condition=Q(fiscal_year__gte=2000, fiscal_year__lte=2100),
                violation_error_message=_("Tahun anggaran ditulis dengan empat angka."),
            ),
            models.CheckConstraint(
                name="stipends_fundingsource_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="committed_by_the_ledger",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition('OLD."committed" IS DISTINCT FROM NEW."committed"'),
                # A year that was closed while an approval waited for this row is seen here only.
                func=(
                    "IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION"
                    " 'wksbm: what is committed follows from the ledger'"
                    " USING ERRCODE = 'check_violation'; END IF;"
                    " IF OLD.closed_at IS NOT NULL THEN RAISE EXCEPTION"
                    " 'wksbm: this year is closed' USING ERRCODE = 'check_violation'; END IF;"
                    " RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="starts_uncommitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.committed := 0; RETURN NEW;",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.fiscal_year}"

    def get_absolute_url(self) -> str:
        return reverse("stipends:source", args=[self.pk])

    @property
    def left(self) -> int:
        return self.ceiling - self.committed

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None
