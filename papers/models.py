"""Letterheads of offices, and papers that were issued and never change again."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import track
from common.uploads import random_name
from common.versions import Versioned

if TYPE_CHECKING:
    from typing import Self

# Without 0 and O, 1, I and L: it is read from paper and typed on a phone.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
MAX_LINES = 4


def new_code() -> str:
    """Return the code of a paper: 31^8 are too many to be guessed."""
    return "".join(secrets.choice(CODE_ALPHABET) for _position in range(CODE_LENGTH))


class PaperSize(models.TextChoices):
    F4 = "f4", _("F4/Folio (215 x 330 mm)")
    A4 = "a4", _("A4 (210 x 297 mm)")


class LetterheadQuerySet(ScopedQuerySet["Letterhead"]):
    pass


@track()
class Letterhead(Scoped, Versioned):
    """What stands on top of the papers of a region's office, and on which sheets they are."""

    lines = models.TextField(
        _("baris kop"),
        max_length=360,
        help_text=_("Paling banyak empat baris. Baris terakhir, misalnya alamat, dicetak kecil."),
    )
    paper_size = models.CharField(
        _("ukuran kertas"), max_length=2, choices=PaperSize.choices, default=PaperSize.F4
    )
    logo = models.FileField(_("logo"), upload_to=random_name, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar = LetterheadQuerySet.as_manager()

    class Meta:
        verbose_name = _("kop surat")
        verbose_name_plural = _("kop surat")
        constraints = [
            models.UniqueConstraint(
                fields=["region"],
                name="papers_letterhead_once_a_region",
                violation_error_message=_("Kop surat wilayah ini sudah ada."),
            ),
            models.CheckConstraint(
                name="papers_letterhead_has_lines",
                condition=~Q(lines__regex=r"^\s*$"),
                violation_error_message=_("Isi baris kop."),
            ),
            models.CheckConstraint(
                name="papers_letterhead_four_lines",
                condition=~Q(lines__regex=rf"(\n[^\n]*){{{MAX_LINES}}}"),
                violation_error_message=_("Kop surat paling banyak empat baris."),
            ),
        ]

    def __str__(self) -> str:
        return self.lines.splitlines()[0] if self.lines else ""


class PaperCounter(Scoped):
    """The last number that an office gave to a kind of paper in a year. Its row is the lock."""

    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects: ClassVar = ScopedQuerySet["PaperCounter"].as_manager()

    class Meta:
        verbose_name = _("penghitung nomor")
        verbose_name_plural = _("penghitung nomor")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "year"], name="papers_papercounter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.region_id} {self.year}: {self.last}"


class PaperQuerySet(ScopedQuerySet["Paper"]):
    def of(self, kind: str, subject_key: str) -> Self:
        return self.filter(kind=kind, subject_key=subject_key)

    def with_region_path(self) -> Self:
        return self.select_related("region__parent__parent__parent")

    def newest(self) -> Self:
        """Keep those that no later edition supersedes."""
        return self.exclude(Exists(Paper.objects.filter(supersedes=OuterRef("pk"))))

    def valid(self) -> Self:
        return self.newest().filter(state=Paper.State.VALID)


@track(exclude=["facts"])  # frozen, and hashed in the file; once is enough
class Paper(Scoped):
    """A paper that was issued: its file, its facts and its number are frozen by the database.

    A change of what it says is a new edition under the same number, which supersedes it.
    """

    class State(models.TextChoices):
        VALID = "valid", _("Sah")
        WITHDRAWN = "withdrawn", _("Dibatalkan")

    kind = models.CharField(_("jenis"), max_length=40)
    subject_key = models.CharField(max_length=100, editable=False)
    title = models.CharField(_("perihal"), max_length=300)
    year = models.PositiveSmallIntegerField(_("tahun"))
    sequence = models.PositiveIntegerField(_("nomor urut"))
    edition = models.PositiveSmallIntegerField(_("versi"), default=1)
    number = models.CharField(_("nomor"), max_length=100)
    code = models.CharField(_("kode"), max_length=CODE_LENGTH, default=new_code, unique=True)
    facts = models.JSONField(_("isi"), editable=False)
    file = models.FileField(_("berkas"), upload_to=random_name)
    sha256 = models.CharField(_("sidik berkas (SHA-256)"), max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("diterbitkan"))
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    state = models.CharField(
        _("keadaan"), max_length=10, choices=State.choices, default=State.VALID
    )
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    withdrawn_because = models.CharField(_("alasan"), max_length=200, blank=True)

    objects: ClassVar = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("surat cetak")
        verbose_name_plural = _("surat cetak")
        indexes = [models.Index(fields=["kind", "subject_key"], name="papers_paper_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "year", "sequence", "edition"],
                name="papers_paper_number_once",
            ),
            models.CheckConstraint(
                name="papers_paper_edition_follows",
                condition=Q(edition=1, supersedes=None)
                | Q(edition__gt=1, supersedes__isnull=False),
            ),
            models.CheckConstraint(
                name="papers_paper_withdrawn_why",
                condition=Q(
                    state="valid",
                    withdrawn_by=None,
                    withdrawn_at=None,
                    withdrawn_because="",
                )
                | (
                    Q(state="withdrawn", withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                    & ~Q(withdrawn_because__regex=r"^\s*$")
                ),
                violation_error_message=_("Tulis alasan pembatalan."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="frozen",
                fields=[
                    "id",
                    "region",
                    "kind",
                    "subject_key",
                    "title",
                    "year",
                    "sequence",
                    "edition",
                    "number",
                    "code",
                    "facts",
                    "file",
                    "sha256",
                    "issued_by",
                    "issued_at",
                    "supersedes",
                ],
            ),
            pgtrigger.Protect(
                name="withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="withdrawn"),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("papers:paper", args=[self.pk])

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def shown_code(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"

    @property
    def file_name(self) -> str:
        words = "".join(mark if mark.isalnum() else "-" for mark in self.number)
        return f"{words}{f'-v{self.edition}' if self.edition > 1 else ''}.pdf"
