"""A sheet that is brought in, its rows before and after they are saved, and remembered columns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from common.history import track
from common.uploads import random_name
from common.versions import Versioned
from jobs.models import Job

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

UNDO_FOR: Final = timedelta(days=7)
# The sheet and what it said of people are forgotten then; the counts and the history stay.
KEPT_FOR: Final = timedelta(days=30)


class ImportQuerySet(ScopedQuerySet["Import"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what was brought in where the user may bring in sheets: rows tell of people."""
        return self.where_may(user, Can.IMPORT_SHEETS)


@track(exclude=["job", "sheets", "labels", "columns"])
class Import(Scoped, Versioned):
    """One sheet of one kind for one region, from its upload to its end."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Cocokkan kolom")
        CHECKING = "checking", _("Sedang diperiksa")
        CHECKED = "checked", _("Sudah diperiksa")
        SAVING = "saving", _("Sedang disimpan")
        SAVED = "saved", _("Tersimpan")
        UNDONE = "undone", _("Diurungkan")

    kind = models.CharField(_("isi lembar"), max_length=40)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=State.choices, default=State.UPLOADED
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=120)
    file = models.FileField(_("berkas"), upload_to=random_name, blank=True)  # sealed by the vault
    sha256 = models.CharField(_("sidik berkas (SHA-256)"), max_length=64)
    sheet = models.CharField(_("lembar"), max_length=80, blank=True)
    sheets = models.JSONField(default=list, editable=False)
    header_row = models.PositiveIntegerField(_("baris judul kolom"), default=0)
    first_row = models.PositiveIntegerField(_("baris data pertama"), default=1)
    labels = models.JSONField(default=dict, editable=False)  # column's index to its heading
    columns = models.JSONField(default=dict, editable=False)  # column's index to a field's key
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    rows_in = models.PositiveIntegerField(_("baris"), default=0)
    created = models.PositiveIntegerField(_("ditambahkan"), default=0)
    updated = models.PositiveIntegerField(_("dilengkapi"), default=0)
    skipped = models.PositiveIntegerField(_("dilewati"), default=0)
    failed = models.PositiveIntegerField(_("gagal"), default=0)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(_("disimpan"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("diurungkan"), null=True, blank=True)

    objects: ClassVar = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = _("impor")
        indexes = [models.Index(fields=["sha256"], name="spreadsheets_import_file")]
        constraints = [
            models.CheckConstraint(
                name="spreadsheets_import_rows_add_up",
                condition=~Q(state__in=["saved", "undone"])
                | Q(rows_in=F("created") + F("updated") + F("skipped") + F("failed")),
            ),
            models.CheckConstraint(
                name="spreadsheets_import_saved_by_somebody",
                condition=~Q(state__in=["saved", "undone"])
                | Q(saved_by__isnull=False, saved_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "region"],
                condition=Q(state="saving"),
                name="spreadsheets_import_one_saving",
                violation_error_message=_("Impor lain untuk wilayah ini sedang disimpan."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("spreadsheets:import", args=[self.pk])

    def may_be_undone(self, now: datetime) -> bool:
        return (
            self.state == self.State.SAVED
            and self.saved_at is not None
            and now < self.saved_at + UNDO_FOR
        )


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(under(codes_where(user, Can.IMPORT_SHEETS), "batch__region"))


class ImportRow(models.Model):
    """A row of the sheet: what was read in it, what is wrong with it, what became of it.

    In `values`, NIK and the like are {"sealed", "shown"}: unreadable, and how they are shown.
    """

    class Action(models.TextChoices):
        CREATE = "create", _("Baru")
        UPDATE = "update", _("Melengkapi data lama")
        SKIP = "skip", _("Sudah ada")
        ASK = "ask", _("Mirip data lama")
        FAIL = "fail", _("Perlu diperbaiki")

    NEW: ClassVar = "new"
    SAME: ClassVar = "same"

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    reserved = models.BigIntegerField()  # the key of the record, should the row make one
    values = models.JSONField(default=dict)
    keys = models.JSONField(default=dict)  # what records are found by
    typed = models.JSONField(default=dict)  # faulty cells as they came
    notes = models.JSONField(default=list)  # [field, words]: what was repaired
    faults = models.JSONField(default=list)  # {field, code, text}: of the row alone
    conflicts = models.JSONField(default=list)  # {field, code, args}: with others; found anew
    candidates = models.JSONField(default=list)  # keys of records that could be the same
    choice = models.CharField(max_length=4, blank=True, choices=[(NEW, "new"), (SAME, "same")])
    chosen = models.BigIntegerField(null=True)
    action = models.CharField(max_length=6, choices=Action.choices, default=Action.CREATE)
    target = models.BigIntegerField(null=True)
    fills = models.JSONField(default=list)  # fields that the row fills in an existing record
    differs = models.JSONField(default=list)  # fields that say otherwise; never overwritten
    made = models.JSONField(default=dict)  # what saving made, and what stood there before: for undo

    objects: ClassVar = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("baris impor")
        verbose_name_plural = _("baris impor")
        indexes = [
            models.Index(fields=["batch", "action", "number"], name="spreadsheets_importrow_action")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"], name="spreadsheets_importrow_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.number}"


class RememberedColumn(Scoped):
    """Which field a heading meant the last time, for a kind of sheet in a region."""

    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    field = models.CharField(max_length=40, blank=True)  # "" was told to be left out

    objects: ClassVar = ScopedQuerySet["RememberedColumn"].as_manager()

    class Meta:
        verbose_name = _("kolom yang diingat")
        verbose_name_plural = _("kolom yang diingat")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "label"], name="spreadsheets_rememberedcolumn_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.field}"
