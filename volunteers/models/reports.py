"""The monthly activity report of a volunteer: without it, signed, a treasurer may not pay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import track
from common.uploads import random_name, sealed_name
from common.versions import Versioned
from volunteers.models.appointments import Appointment
from volunteers.models.duties import Assignment
from volunteers.months import month_of

if TYPE_CHECKING:
    from typing import Self


class ActivityReportQuerySet(ScopedQuerySet["ActivityReport"]):
    def of_month(self, month: date) -> Self:
        return self.filter(month=month_of(month))

    def signed(self) -> Self:
        """Keep those that the village head signed: what a treasurer may pay upon."""
        return self.filter(status=ActivityReport.Status.SIGNED)

    def with_lines(self) -> Self:
        """Add `lines`: the activities as facts, by day."""
        entries = ReportEntry.objects.filter(report=OuterRef("pk")).order_by("on", "pk")
        names = ("id", "on", "activity", "place", "minutes")
        line = JSONObject(**{name: name for name in names}, assignment="assignment_id")
        return self.annotate(lines=ArraySubquery(entries.values(line=line)))


@track()
class ActivityReport(Scoped, Versioned):
    """What a volunteer did in a month (its first day), signed by the village head on paper.

    BPK asks treasurers for it (docs/domain.md 3.5). Its region is the appointment's.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Ditulis")
        SUBMITTED = "submitted", _("Diajukan")
        SIGNED = "signed", _("Ditandatangani")

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="reports")
    month = models.DateField(_("bulan"))
    status = models.CharField(
        _("keadaan"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    submitted_at = models.DateTimeField(_("diajukan"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )
    signed_on = models.DateField(_("ditandatangani pada"), null=True, blank=True)
    signed_by = models.CharField(_("ditandatangani oleh"), max_length=120, blank=True)
    signed_as = models.CharField(_("jabatannya"), max_length=80, blank=True)
    noted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dicatat oleh"),
    )
    reopened_because = models.CharField(_("alasan dibuka lagi"), max_length=200, blank=True)
    scan = models.FileField(_("pindaian laporan"), upload_to=random_name, blank=True)
    scan_name = models.CharField(max_length=150, blank=True, editable=False)
    scan_type = models.CharField(max_length=40, blank=True, editable=False)
    scan_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # As it was handed in; never served.
    scan_original = models.FileField(upload_to=sealed_name, blank=True, editable=False)
    scan_original_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar = ActivityReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan kegiatan")
        verbose_name_plural = _("laporan kegiatan")
        indexes = [models.Index(fields=["region", "id"], name="volunteers_report_by_region")]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "month"],
                name="volunteers_activityreport_once_a_month",
                violation_error_message=_("Laporan bulan ini sudah ada."),
            ),
            models.CheckConstraint(
                name="volunteers_activityreport_month_begins",
                condition=Q(month__day=1),
                violation_error_message=_("Bulan ditulis dengan hari pertamanya."),
            ),
            models.CheckConstraint(
                name="volunteers_activityreport_signed_with_proof",
                condition=~Q(status="signed")
                | (Q(signed_on__isnull=False) & ~Q(signed_by="") & ~Q(scan="")),
                violation_error_message=_(
                    "Laporan yang ditandatangani perlu tanggal, nama penanda tangan dan pindaian."
                ),
            ),
        ]

    def __str__(self) -> str:
        return date_format(self.month, "F Y")

    def get_absolute_url(self) -> str:
        return reverse("volunteers:report", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.status == self.Status.SUBMITTED

    @property
    def is_signed(self) -> bool:
        return self.status == self.Status.SIGNED

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own."""
        return Q(appointment__person__user=user)


class ReportEntry(models.Model):
    """One activity on one day; a part of the report. From the duty roster, or typed."""

    report = models.ForeignKey(ActivityReport, models.CASCADE, related_name="entries")
    on = models.DateField(_("tanggal"))
    activity = models.CharField(_("kegiatan"), max_length=300)
    place = models.CharField(_("tempat"), max_length=160, blank=True)
    minutes = models.PositiveIntegerField(_("lama (menit)"), null=True, blank=True)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="entries"
    )

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        constraints = [
            # Whoever serves in two pillars reports an hour to one of them: two would pay for it.
            models.UniqueConstraint(
                fields=["assignment"],
                name="volunteers_reportentry_duty_once",
                violation_error_message=_("Tugas ini sudah ada di sebuah laporan."),
            ),
            models.CheckConstraint(
                name="volunteers_reportentry_minutes_within_a_month",
                condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=60 * 24 * 31),
                violation_error_message=_("Lama kegiatan dari satu menit sampai 31 hari."),
            ),
        ]

    def __str__(self) -> str:
        return self.activity
