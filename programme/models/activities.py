"""The yearly work plan (rencana kerja): what is done when, by whom, at whose cost; its result."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from common.history import track
from common.versions import Versioned
from meetings.models import Hosted, Meeting
from people.models import Person

if TYPE_CHECKING:
    from typing import Self

MONTHS: range = range(1, 13)


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year).order_by("from_month", "position", "pk")

    def late(self, on: date) -> Self:
        """Keep those whose last month is over, and of which nothing was written."""
        over = Q(year__lt=on.year) | Q(year=on.year, to_month__lt=on.month)
        return self.filter(over, status=Activity.Status.PLANNED)


@track(personal=["in_charge_name"])
class Activity(Hosted, Versioned):
    """One line of a host's plan of a year. `cost` is whole rupiah."""

    class Source(models.TextChoices):
        """Where the money comes from (domain: five layers of money of a village)."""

        NONE = "", _("Tanpa biaya")
        SELF = "self", _("Swadaya dan iuran")
        DONORS = "donors", _("Donatur dan lembaga usaha")
        VILLAGE = "village", _("APBDes atau dana kelurahan")
        REGENCY = "regency", _("APBD kabupaten/kota")
        PROVINCE = "province", _("APBD provinsi")
        NATION = "nation", _("APBN")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        DONE = "done", _("Terlaksana")
        DROPPED = "dropped", _("Tidak jadi")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    year = models.PositiveSmallIntegerField(_("tahun"))
    position = models.PositiveSmallIntegerField(_("urutan"), default=0, editable=False)
    name = models.CharField(_("kegiatan"), max_length=200)
    goal = models.CharField(_("sasaran"), max_length=200, blank=True)
    from_month = models.PositiveSmallIntegerField(_("mulai bulan"))
    to_month = models.PositiveSmallIntegerField(_("sampai bulan"))
    in_charge = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("penanggung jawab"),
    )
    in_charge_name = models.CharField(_("atau nama lain"), max_length=120, blank=True)
    cost = models.PositiveBigIntegerField(_("perkiraan biaya (Rp)"), null=True, blank=True)
    source = models.CharField(_("sumber biaya"), max_length=8, choices=Source.choices, blank=True)
    # The meeting whose minutes put it into the plan.
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("dari rapat"),
    )
    status = models.CharField(
        _("keadaan"), max_length=7, choices=Status.choices, default=Status.PLANNED
    )
    done_on = models.DateField(_("terlaksana tanggal"), null=True, blank=True)
    result = models.TextField(_("hasil"), blank=True)

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta(Hosted.Meta):
        verbose_name = _("kegiatan rencana kerja")
        verbose_name_plural = _("rencana kerja")
        constraints = [
            *Hosted.Meta.constraints,
            models.CheckConstraint(
                name="programme_activity_year_is_likely",
                condition=Q(year__gte=2000, year__lte=2100),
                violation_error_message=_("Tahun ini terlalu jauh."),
            ),
            models.CheckConstraint(
                name="programme_activity_months_in_order",
                condition=Q(from_month__gte=1, to_month__lte=12, from_month__lte=F("to_month")),
                violation_error_message=_("Bulan selesai mendahului bulan mulai."),
            ),
            models.CheckConstraint(
                name="programme_activity_done_has_result",
                condition=~Q(status="done") | (Q(done_on__isnull=False) & ~Q(result="")),
                violation_error_message=_("Tulis tanggal dan hasilnya."),
            ),
            models.CheckConstraint(
                name="programme_activity_dropped_says_why",
                condition=~Q(status="dropped") | ~Q(result=""),
                violation_error_message=_("Tulis alasannya pada hasil."),
            ),
            models.CheckConstraint(
                name="programme_activity_cost_has_source",
                condition=Q(cost=None) | Q(cost=0) | ~Q(source=""),
                violation_error_message=_("Pilih sumber biayanya."),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "year"], name="programme_activity_of_a_year"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:activity", args=[self.pk])

    @property
    def in_charge_called(self) -> str:
        return self.in_charge.name if self.in_charge else self.in_charge_name

    def is_late(self, on: date) -> bool:
        """Whether its last month is over and nothing was written of it."""
        return self.status == self.Status.PLANNED and (self.year, self.to_month) < (
            on.year,
            on.month,
        )
