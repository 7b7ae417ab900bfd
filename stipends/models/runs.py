"""Payment runs: from a draft that claims nothing to money that is out, each step by its person."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import guards, track
from common.versions import Versioned
from people.models import Person
from stipends.models.funding import FundingSource
from stipends.models.guards import RUN_GUARDS
from stipends.models.schemes import Scheme


class RunQuerySet(ScopedQuerySet["Run"]):
    def live(self) -> RunQuerySet:
        return self.exclude(state=Run.State.CANCELLED)


@track()
class Run(Scoped, Versioned):
    """One payment of a scheme from a source for a period of whole months.

    Draft and back, submitted (frozen under `fingerprint`), approved by somebody who never edited
    it (which claims the entitlements), by a second one above the place's amount, released by
    somebody else, closed. The database refuses every other way, to superusers too.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Konsep")
        SUBMITTED = "submitted", _("Diajukan")
        APPROVED = "approved", _("Disetujui")
        RELEASED = "released", _("Dicairkan")
        CLOSED = "closed", _("Dikunci")
        CANCELLED = "cancelled", _("Dibatalkan")

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="runs")
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="runs", verbose_name=_("sumber dana")
    )
    period = DateRangeField(_("periode"))
    title = models.CharField(_("untuk pembayaran"), max_length=200)
    # Months and shortfalls of before that are due are proposed as lines of their own.
    with_arrears = models.BooleanField(_("sertakan rapel dan kekurangan"), default=True)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=State.choices, default=State.DRAFT
    )
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dibuat oleh")
    )
    drafted_at = models.DateTimeField(_("daftar disusun"), null=True, blank=True)

    # As submitted: what the approver saw, and what is stored with each approval.
    line_count = models.PositiveIntegerField(_("jumlah baris"), default=0)
    gross = models.BigIntegerField(_("bruto (Rp)"), default=0)
    tax = models.BigIntegerField(_("PPh 21 (Rp)"), default=0)
    net = models.BigIntegerField(_("diterima (Rp)"), default=0)
    fingerprint = models.CharField(_("sidik daftar (SHA-256)"), max_length=64, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("diajukan"), null=True, blank=True)
    sent_back_because = models.CharField(_("alasan dikembalikan"), max_length=300, blank=True)

    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("disetujui"), null=True, blank=True)
    approved_fingerprint = models.CharField(_("sidik yang disetujui"), max_length=64, blank=True)
    # Above the place's amount a second person confirms before anything is released.
    needs_second = models.BooleanField(_("perlu persetujuan kedua"), default=False)
    seconded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    seconded_at = models.DateTimeField(_("disetujui kedua"), null=True, blank=True)

    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(_("dicairkan"), null=True, blank=True)
    sp2d_number = models.CharField(_("nomor SP2D"), max_length=60, blank=True)
    sp2d_on = models.DateField(_("tanggal SP2D"), null=True, blank=True)
    ntpn = models.CharField(_("NTPN setoran pajak"), max_length=16, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("dikunci"), null=True, blank=True)
    cancelled_because = models.CharField(_("alasan batal"), max_length=300, blank=True)

    objects: ClassVar = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("proses honorarium")
        verbose_name_plural = _("proses honorarium")
        indexes = [models.Index(fields=["region", "-id"], name="stipends_run_by_region")]
        constraints = [
            models.CheckConstraint(
                name="stipends_run_whole_months",
                condition=Q(
                    period__isempty=False,
                    period__startswith__day=1,
                    period__endswith__day=1,
                ),
                violation_error_message=_("Periode terdiri dari bulan penuh."),
            ),
            models.CheckConstraint(
                name="stipends_run_submitted_whole",
                condition=Q(state__in=["draft", "cancelled"])
                | Q(
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    fingerprint__regex="^[0-9a-f]{64}$",
                    line_count__gt=0,
                ),
            ),
            models.CheckConstraint(
                name="stipends_run_approved_as_submitted",
                condition=Q(state__in=["draft", "submitted", "cancelled"])
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    approved_fingerprint=F("fingerprint"),
                ),
            ),
            models.CheckConstraint(
                name="stipends_run_four_eyes",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("made_by")) & ~Q(approved_by=F("submitted_by"))),
                violation_error_message=_("Yang membuat atau mengajukan tidak dapat menyetujui."),
            ),
            models.CheckConstraint(
                name="stipends_run_second_is_another",
                condition=Q(seconded_by=None)
                | (
                    ~Q(seconded_by=F("approved_by"))
                    & ~Q(seconded_by=F("made_by"))
                    & ~Q(seconded_by=F("submitted_by"))
                ),
                violation_error_message=_("Persetujuan kedua diberikan oleh orang lain."),
            ),
            models.CheckConstraint(
                name="stipends_run_sums",
                condition=Q(net=F("gross") - F("tax")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete), *RUN_GUARDS]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stipends:run", args=[self.pk])


class RunEditor(models.Model):
    """Somebody who had a hand in a run's lines: they may never approve it."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="editors")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("penyunting proses")
        verbose_name_plural = _("penyunting proses")
        constraints = [
            models.UniqueConstraint(fields=["run", "user"], name="stipends_runeditor_once")
        ]
        triggers = guards()

    def __str__(self) -> str:
        return f"{self.run_id} {self.user_id}"


@track()
class RunException(models.Model):
    """A rule of two persons that a small office could not keep in a run: with its reason, shown."""

    class Kind(models.TextChoices):
        SECOND_APPROVAL = "second_approval", _("Tanpa persetujuan kedua")
        RELEASE = "release", _("Dicairkan oleh yang menyetujui")

    run = models.ForeignKey(Run, models.PROTECT, related_name="exceptions")
    kind = models.CharField(_("pengecualian"), max_length=16, choices=Kind.choices)
    because = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("pengecualian proses")
        verbose_name_plural = _("pengecualian proses")
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="stipends_runexception_once"),
            models.CheckConstraint(
                name="stipends_runexception_with_reason", condition=~Q(because="")
            ),
        ]
        triggers = guards()

    def __str__(self) -> str:
        return f"{self.run_id} {self.kind}"


class Because(models.TextChoices):
    """Why somebody of the pillar is not on the list. The last three wait for a decision."""

    NO_DECREE = "no_decree", _("Menunggu SK")
    DECREE_LAPSED = "decree_lapsed", _("SK sudah habis")
    TERM_ENDED = "term_ended", _("Masa tugas sudah berakhir")
    NOT_PAID = "not_paid", _("Ditetapkan tanpa honor")
    WAIVED = "waived", _("Tidak mengambil honornya")
    NO_ACCOUNT = "no_account", _("Belum ada rekening bank")
    NO_REPORT = "no_report", _("Laporan bulanan belum ditandatangani")
    ATTENDANCE = "attendance", _("Kehadiran rapat belum cukup")
    NO_QUANTITY = "no_quantity", _("Volume belum diisi")
    NO_RATE = "no_rate", _("Belum ada besaran untuk masa itu")
    CLAIMED = "claimed", _("Sudah dibayar")
    RECORDED = "recorded", _("Sudah dibayar pihak lain")
    TAKEN_OUT = "taken_out", _("Dikeluarkan oleh petugas")
    DEAD = "dead", _("Tercatat meninggal")
    ENDED_BY_VILLAGE = "ended_by_village", _("Desa menyatakan sudah berhenti atau pindah")
    UNCONFIRMED = "unconfirmed", _("Belum dikonfirmasi desa")


HELD = (Because.DEAD, Because.ENDED_BY_VILLAGE, Because.UNCONFIRMED)


@track()
class Quantity(models.Model):
    """How many units somebody is paid in a run of a scheme per unit; typed by an officer."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="quantities")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("volume"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dicatat"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("volume")
        verbose_name_plural = _("volume")
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="stipends_quantity_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id} {self.count}"


class LeftOut(Scoped):
    """Somebody whom a draft does not pay, wholly or for some months, and why."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="left_out")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    because = models.CharField(_("alasan"), max_length=16, choices=Because.choices)
    # The months, events or units that are not paid for this reason, as in Line.units.
    units = models.JSONField(_("untuk"), default=list)
    # Which run paid it; the last day of a term that ended, as ISO 8601.
    detail = models.CharField(_("keterangan"), max_length=200, blank=True)

    objects: ClassVar = ScopedQuerySet["LeftOut"].as_manager()

    class Meta:
        verbose_name = _("tidak masuk daftar")
        verbose_name_plural = _("tidak masuk daftar")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person", "because"], name="stipends_leftout_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id} {self.because}"

    @property
    def said_detail(self) -> str:
        if self.because != Because.TERM_ENDED:
            return self.detail
        return _("berakhir tanggal %s") % date_format(date.fromisoformat(self.detail))


@track()
class Decision(Versioned):
    """What an officer decided of one person in a run: to pay whom it holds, or to take them out."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    pays = models.BooleanField(_("dibayar"))
    because = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("diputuskan"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("keputusan petugas")
        verbose_name_plural = _("keputusan petugas")
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="stipends_decision_once"),
            models.CheckConstraint(
                name="stipends_decision_with_reason",
                condition=~Q(because=""),
                violation_error_message=_("Tulis alasannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id}"
