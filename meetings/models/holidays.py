"""Days off and days of Ramadan, in the nation or in a region."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import around
from accounts.models import User
from common.dates import term
from common.history import track
from common.versions import Versioned
from regions.codes import lineage_of
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the nation's, and those of the regions around the user."""
        return self.filter(around(user))

    def holding_in(self, region_code: str, since: date, until: date) -> Self:
        """Keep what holds in the region in these days: the nation's, its own, those above it."""
        there = Q(region=None) | Q(region__in=lineage_of(region_code))
        return self.filter(there, days__overlap=term(since, until))


@track()
class Holiday(Versioned):
    """Days off, or of Ramadan, in the nation or in a region (then it says which).

    The dates of the nation come by a yearly joint decree of ministers (SKB); a district adds its
    own, as its calendar says.
    """

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Hari libur")
        JOINT_LEAVE = "joint_leave", _("Cuti bersama")
        SILENT = "silent", _("Hari hening (Nyepi)")
        RAMADAN = "ramadan", _("Ramadan")

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wilayah"),
        help_text=_("Kosong berarti berlaku di seluruh Indonesia."),
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("nama hari"), max_length=80)
    days = DateRangeField(_("hari"))

    objects: ClassVar = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("hari libur")
        verbose_name_plural = _("hari libur")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "days"],
                name="meetings_holiday_once",
                nulls_distinct=False,
                violation_error_message=_("Hari ini sudah ada di daftar."),
            ),
            models.CheckConstraint(
                name="meetings_holiday_days_bounded",
                condition=Q(
                    days__isempty=False,
                    days__startswith__isnull=False,
                    days__endswith__isnull=False,
                ),
                violation_error_message=_("Hari terakhir mendahului hari pertama."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
