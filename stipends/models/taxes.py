"""Income tax on honoraria (PPh 21): rules by period and by who receives, each with its law.

The treasurer chooses a rule per scheme; without one nothing is withheld (tali asih). The figures
are data (stipends/reference/), after docs/domain of the law named on each bracket.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.history import track
from common.versions import Versioned
from people.models import Person


class TaxGroup(models.TextChoices):
    """Whom the law tells apart. Nobody said otherwise: not an employee."""

    NON_EMPLOYEE = "non_employee", _("Bukan pegawai")
    PARTICIPANT = "participant", _("Peserta kegiatan")
    DAILY = "daily", _("Pekerja harian")
    CIVIL_1_2 = "civil_1_2", _("PNS gol. I dan II, TNI/Polri tamtama dan bintara")
    CIVIL_3 = "civil_3", _("PNS gol. III, perwira pertama")
    CIVIL_4 = "civil_4", _("PNS gol. IV, pejabat negara, perwira menengah dan tinggi")


class TaxRuleQuerySet(models.QuerySet["TaxRule"]):
    def visible_to(self, user: User | AnonymousUser) -> TaxRuleQuerySet:
        """Keep all: the law is nobody's secret. Who is not signed in has no business here."""
        return self.all() if user.is_active else self.none()


@track()
class TaxRule(Versioned):
    """A way to withhold. `is_progressive`: by layers; else the whole by the bracket reached."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama aturan"), max_length=160)
    is_progressive = models.BooleanField(_("berlapis"), default=True)

    objects: ClassVar = TaxRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("aturan pajak")
        verbose_name_plural = _("aturan pajak")

    def __str__(self) -> str:
        return self.name


@track()
class TaxBracket(models.Model):
    """What is withheld from the part of a payment's base above `over` rupiah, in a period.

    The base is `base_percent` of gross; who has no NPWP pays `surcharge_percent` more of the tax.
    """

    rule = models.ForeignKey(TaxRule, models.PROTECT, related_name="brackets")
    group = models.CharField(_("penerima"), max_length=12, choices=TaxGroup.choices)
    term = DateRangeField(_("berlaku"))
    over = models.BigIntegerField(_("di atas (Rp)"), default=0)
    percent = models.DecimalField(_("tarif (%)"), max_digits=5, decimal_places=2)
    base_percent = models.DecimalField(
        _("dasar pengenaan (% bruto)"), max_digits=5, decimal_places=2, default=100
    )
    surcharge_percent = models.DecimalField(
        _("tambahan tanpa NPWP (% pajak)"), max_digits=5, decimal_places=2, default=0
    )
    law = models.CharField(_("dasar hukum"), max_length=160)

    class Meta:
        verbose_name = _("lapisan pajak")
        verbose_name_plural = _("lapisan pajak")
        constraints = [
            ExclusionConstraint(
                name="stipends_taxbracket_once",
                expressions=[
                    ("rule", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                    ("over", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="stipends_taxbracket_percents",
                condition=Q(percent__gte=0, percent__lte=100, over__gte=0)
                & Q(base_percent__gt=0, base_percent__lte=100, surcharge_percent__gte=0),
            ),
            models.CheckConstraint(
                name="stipends_taxbracket_term_not_empty", condition=Q(term__isempty=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.group} {self.over}"


@track()
class TaxStatus(Versioned):
    """How a person stands before the tax office, for a term. Without a row: not an employee."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tax_statuses")
    group = models.CharField(_("golongan"), max_length=12, choices=TaxGroup.choices)
    without_npwp = models.BooleanField(_("tanpa NPWP (NIK belum dipadankan)"), default=False)
    term = DateRangeField(_("masa"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("status pajak")
        verbose_name_plural = _("status pajak")
        constraints = [
            ExclusionConstraint(
                name="stipends_taxstatus_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Status pajak orang ini pada masa itu sudah dicatat."),
            ),
            models.CheckConstraint(
                name="stipends_taxstatus_term_not_empty", condition=Q(term__isempty=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.group}"
