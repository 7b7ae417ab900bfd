"""What a region tells of a month: its number stands on paper, its note is the office's own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from common.history import track
from common.versions import Versioned


@track()
class MonthlyReport(Scoped, Versioned):
    """A region's month as it is reported: what papers about it are about. It counts nothing itself.

    `month` is said by its first day.
    """

    month = models.DateField(_("bulan"))
    note = models.TextField(
        _("catatan dan usul"),
        max_length=1200,
        blank=True,
        help_text=_("Apa yang menonjol bulan ini, dan apa yang diusulkan. Ikut dicetak."),
    )

    objects: ClassVar = ScopedQuerySet["MonthlyReport"].as_manager()

    class Meta:
        verbose_name = _("laporan bulanan")
        verbose_name_plural = _("laporan bulanan")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "month"],
                name="meetings_monthlyreport_once",
                violation_error_message=_("Laporan bulan ini sudah ada."),
            ),
            models.CheckConstraint(
                name="meetings_monthlyreport_by_first_day",
                condition=Q(month__day=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.month:%Y-%m}"
