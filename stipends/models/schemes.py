"""Schemes: which pillar is paid by whom, how often, on what conditions, and how much."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from common.history import track
from common.versions import Versioned
from stipends.models.funding import BUDGETS
from stipends.models.taxes import TaxRule
from volunteers.models import Pillar, TierStep


class Rhythm(models.TextChoices):
    MONTHLY = "monthly", _("Bulanan")
    QUARTERLY = "quarterly", _("Triwulan")
    FOUR_MONTHLY = "four_monthly", _("Empat bulanan")
    SEMESTER = "semester", _("Semester")
    PER_EVENT = "per_event", _("Per kegiatan")
    PER_UNIT = "per_unit", _("Per satuan")


class EventKind(models.TextChoices):
    MEETING = "meeting", _("Rapat yang dihadiri")
    DUTY = "duty", _("Tugas yang jamnya disahkan")


MONTHS_AT_ONCE = {
    Rhythm.MONTHLY: 1,
    Rhythm.QUARTERLY: 3,
    Rhythm.FOUR_MONTHLY: 4,
    Rhythm.SEMESTER: 6,
}


class SchemeQuerySet(ScopedQuerySet["Scheme"]):
    def run_here(self) -> SchemeQuerySet:
        """Keep those that are paid by runs; what others pay is only recorded."""
        return self.filter(is_recorded=False)


@track()
class Scheme(Scoped, Versioned):
    """What volunteers of a pillar in a region are paid. One person may be in several schemes.

    Its rates are rupiah per month, per event or per unit, whatever the rhythm of paying.
    """

    class Word(models.TextChoices):
        TALI_ASIH = "tali_asih", _("Tali asih")
        HONORARIUM = "honorarium", _("Honorarium")
        INCENTIVE = "incentive", _("Insentif")
        TRANSPORT = "transport", _("Uang transport")

    name = models.CharField(_("nama skema"), max_length=160)
    word = models.CharField(_("disebut"), max_length=10, choices=Word.choices)
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="+", verbose_name=_("pilar"))
    budget = models.CharField(_("anggaran"), max_length=10, choices=BUDGETS)
    payer = models.CharField(_("dibayar oleh"), max_length=160)
    rhythm = models.CharField(_("irama bayar"), max_length=12, choices=Rhythm.choices)
    # What a scheme per event pays: meetings that one came to, or duties whose hours are confirmed.
    event_kind = models.CharField(
        _("kegiatan yang dibayar"),
        max_length=8,
        choices=EventKind.choices,
        default=EventKind.MEETING,
    )
    unit_name = models.CharField(
        _("nama satuan"), max_length=40, blank=True, help_text=_("Misalnya KPM atau kegiatan.")
    )
    term = DateRangeField(_("berlaku"))
    # Paid by others (APBN, province): what arrives is recorded with its evidence, never run here.
    is_recorded = models.BooleanField(_("dibayar pihak lain, hanya dicatat"), default=False)
    needs_decree = models.BooleanField(_("perlu SK yang berlaku"), default=True)
    needs_report = models.BooleanField(_("perlu laporan bulanan bertanda tangan"), default=False)
    needs_account = models.BooleanField(_("perlu rekening bank"), default=True)
    least_attendances = models.PositiveSmallIntegerField(
        _("paling sedikit hadir rapat dalam sebulan"), default=0
    )
    tax = models.ForeignKey(
        TaxRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("potongan PPh 21"),
        help_text=_("Kosong berarti tidak dipotong: tali asih dibayarkan utuh."),
    )

    objects: ClassVar = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("skema honorarium")
        verbose_name_plural = _("skema honorarium")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="stipends_scheme_name_once",
                violation_error_message=_("Skema dengan nama ini sudah ada."),
            ),
            models.CheckConstraint(
                name="stipends_scheme_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa berlaku berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="stipends_scheme_unit_named",
                condition=~Q(rhythm="per_unit") | ~Q(unit_name=""),
                violation_error_message=_("Tulis nama satuannya."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("stipends:scheme", args=[self.pk])

    @property
    def months_at_once(self) -> int | None:
        """How many months one run pays; None where it pays events or units."""
        return MONTHS_AT_ONCE.get(Rhythm(self.rhythm))


class RateQuerySet(models.QuerySet["Rate"]):
    def standing(self) -> RateQuerySet:
        """Keep those that hold; what was superseded is only what lines point to."""
        return self.filter(superseded_at=None)


@track()
class Rate(Versioned):
    """What one month, event or unit is worth in a term, in whole rupiah; for a tier, or for all.

    A later rate for months that were paid already makes a shortfall due, which a run proposes. Rows
    are never rewritten: what another one replaces, wholly or in part, is superseded and stays.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="rates")
    tier = models.CharField(_("jenjang"), max_length=8, choices=TierStep.Tier.choices, blank=True)
    term = DateRangeField(_("berlaku"))
    amount = models.BigIntegerField(_("besaran (Rp)"))
    basis = models.CharField(_("dasar"), max_length=160, blank=True)
    superseded_at = models.DateTimeField(_("diganti"), null=True, blank=True, editable=False)

    objects: ClassVar = RateQuerySet.as_manager()

    class Meta:
        verbose_name = _("besaran")
        verbose_name_plural = _("besaran")
        constraints = [
            ExclusionConstraint(
                name="stipends_rate_once_at_a_time",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("tier", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at=None),
                violation_error_message=_("Besaran untuk masa itu sudah ada."),
            ),
            models.CheckConstraint(
                name="stipends_rate_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Besaran harus lebih dari nol."),
            ),
            models.CheckConstraint(
                name="stipends_rate_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa berlaku berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.amount}"
