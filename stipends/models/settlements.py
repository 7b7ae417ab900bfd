"""What was added to a line after its release, and paid on its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.history import Sealed, guards
from stipends.models.guards import SETTLES_WHAT_IS_OWED
from stipends.models.lines import Line, LineStep


class Settlement(Sealed):
    """All that was owed of a paid line on that day, as it reached the person. Whole rupiah."""

    class Kind(models.TextChoices):
        TRANSFERRED = LineStep.Kind.TRANSFERRED.value, LineStep.Kind.TRANSFERRED.label
        HANDED_OVER = LineStep.Kind.HANDED_OVER.value, LineStep.Kind.HANDED_OVER.label

    line = models.ForeignKey(Line, models.PROTECT, related_name="settlements")
    kind = models.CharField(_("cara"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("tanggal"))
    reference = models.CharField(_("nomor bukti"), max_length=80, blank=True)
    gross = models.BigIntegerField(_("bruto (Rp)"))
    tax = models.BigIntegerField(_("PPh 21 (Rp)"))
    net = models.BigIntegerField(_("diterima (Rp)"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dicatat"))

    written_at = "at"
    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("pelunasan kekurangan")
        verbose_name_plural = _("pelunasan kekurangan")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="stipends_settlement_sums",
                condition=Q(net=F("gross") - F("tax"), net__gt=0),
            ),
        ]
        triggers = [*guards(), SETTLES_WHAT_IS_OWED]

    def __str__(self) -> str:
        return f"{self.line_id} {self.net}"
