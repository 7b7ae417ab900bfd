"""What others pay (APBN, province): recorded with its evidence, never run or approved here."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import track
from people.models import Person
from stipends.models.schemes import Scheme


@track()
class RecordedPayment(Scoped):
    """A payment by others that a person received, for a period of whole months; gross rupiah.

    `region` is the place that the person serves from. A mistake is withdrawn with its reason.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="recorded_payments")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="recorded")
    period = DateRangeField(_("untuk bulan"))
    amount = models.BigIntegerField(_("jumlah (Rp)"))
    paid_on = models.DateField(_("diterima tanggal"))
    evidence = models.CharField(_("bukti"), max_length=200)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("dicatat"))
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    withdrawn_because = models.CharField(_("alasan"), max_length=200, blank=True)

    objects: ClassVar = ScopedQuerySet["RecordedPayment"].as_manager()

    class Meta:
        verbose_name = _("pembayaran pihak lain")
        verbose_name_plural = _("pembayaran pihak lain")
        constraints = [
            ExclusionConstraint(
                name="stipends_recordedpayment_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("Pembayaran untuk masa itu sudah dicatat."),
            ),
            models.CheckConstraint(
                name="stipends_recordedpayment_whole",
                condition=Q(amount__gt=0, period__isempty=False) & ~Q(evidence=""),
                violation_error_message=_("Tulis jumlah, masa dan buktinya."),
            ),
            models.CheckConstraint(
                name="stipends_recordedpayment_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_because="")
                ),
                violation_error_message=_("Tulis alasannya."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id} {self.amount}"

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own."""
        return Q(person__user=user)
