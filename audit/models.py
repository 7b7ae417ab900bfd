"""Who looked at what is sensitive, and the seals that show if the past was changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import Sealed, door, guards


class SensitiveLook(Scoped, Sealed):
    """Somebody read what is not for every eye. Kept for the day on which somebody asks."""

    class Kind(models.TextChoices):
        SCAN = "scan", _("Pindaian SK")
        SUBJECT_COPY = "subject_copy", _("Salinan seluruh data seseorang")

    class Purpose(models.TextChoices):
        TASK = "task", _("Tugas sehari-hari")
        PROGRAM = "program", _("Program lewat token API")
        SUBJECT = "subject", _("Permintaan orangnya sendiri")

    user = models.ForeignKey(User, models.PROTECT, related_name="looks")
    kind = models.CharField(_("yang dilihat"), max_length=12, choices=Kind.choices)
    purpose = models.CharField(_("keperluan"), max_length=12, choices=Purpose.choices)
    # The record by the name of its model and its key; its words are looked up when it is shown.
    record_model = models.CharField(max_length=60)
    record_key = models.CharField(max_length=36)
    count = models.PositiveIntegerField(_("banyaknya"), default=1)
    at = models.DateTimeField(_("waktu"))
    token = models.CharField(_("token API"), max_length=12, blank=True)
    network = models.CharField(_("jaringan"), max_length=43, blank=True)
    request = models.CharField(_("nomor permintaan"), max_length=64, blank=True)

    written_at = "at"

    objects: ClassVar = ScopedQuerySet["SensitiveLook"].as_manager()

    class Meta:
        verbose_name = _("pembacaan data peka")
        verbose_name_plural = _("pembacaan data peka")
        indexes = [
            models.Index(fields=["user", "at"], name="audit_look_of_user"),
            models.Index(fields=["record_model", "record_key"], name="audit_look_at_record"),
        ]
        triggers = guards()

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.record_key}"


class Seal(models.Model):
    """One day's seal. Its statement names the seal before it, so none can be changed alone."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField(_("disegel"))
    statement = models.TextField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("segel")
        verbose_name_plural = _("segel")
        triggers = guards()

    def __str__(self) -> str:
        return self.head

    @property
    def head(self) -> str:
        """Return what people outside keep: the number and the hash."""
        return f"{self.number}:{bytes(self.hash).hex()}"


class SealedRow(models.Model):
    """What a seal says of one row: a hash of its content together with a salt.

    The salt makes it a commitment: once it is destroyed, nothing can be guessed from the hash,
    and the chain still holds. An erasure destroys it and leaves the hash of what was personal, so
    that the rest of the row can still be compared.
    """

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="rows")
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    salt = models.UUIDField(null=True)
    personal_hash = models.BinaryField(max_length=32, null=True)
    commitment = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("baris tersegel")
        verbose_name_plural = _("baris tersegel")
        constraints = [
            models.UniqueConstraint(fields=["table", "row"], name="audit_sealedrow_once"),
        ]
        triggers = guards(
            door(
                table='OLD."table"',
                row='OLD."row"',
                columns=["salt", "personal_hash"],
                condition='NEW."salt" IS NULL',
            )
        )

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class Erasure(Scoped, Sealed):
    """Somebody's data were destroyed in the history, by two people, at the subject's request.

    `covers` names the rows of each table that were blanked. Without such a row a missing salt is
    a finding. What was erased is said nowhere.
    """

    # Each by the name of its model and its key. Both are tracked: the database keeps of each a
    # line of the same transaction.
    record_model = models.CharField(max_length=60)
    record_key = models.CharField(max_length=36)
    request_model = models.CharField(max_length=60)
    request_key = models.CharField(max_length=36)
    covers = models.JSONField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("waktu"))

    written_at = "at"

    objects: ClassVar = ScopedQuerySet["Erasure"].as_manager()

    class Meta:
        verbose_name = _("penghapusan data")
        verbose_name_plural = _("penghapusan data")
        indexes = [models.Index(fields=["xid"], name="audit_erasure_xid")]
        constraints = [
            models.CheckConstraint(
                name="audit_erasure_four_eyes",
                condition=~models.Q(asked_by=models.F("confirmed_by")),
                violation_error_message=_("Penghapusan disetujui orang lain, bukan pengusulnya."),
            ),
        ]
        triggers = guards()

    def __str__(self) -> str:
        return f"{self.record_model} {self.record_key}"
