"""The agenda of letters (buku agenda surat masuk dan keluar) of a host."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models import User
from common.history import track
from common.uploads import random_name, sealed_name
from common.versions import Versioned
from meetings.models import Hosted

if TYPE_CHECKING:
    from typing import Self


class LetterQuerySet(ScopedQuerySet["Letter"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year).order_by("-number", "-pk")


@track(exclude=["scan_original_sha256"])
class Letter(Hosted, Versioned):
    """A letter that came or went. `number` is its place in the book of the year and direction.

    Nothing is taken out of the book: a mistake is struck through, with the reason.
    """

    class Direction(models.TextChoices):
        IN = "in", _("Surat masuk")
        OUT = "out", _("Surat keluar")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    direction = models.CharField(_("arah"), max_length=3, choices=Direction.choices)
    year = models.PositiveSmallIntegerField(_("tahun"), editable=False)
    number = models.PositiveIntegerField(_("nomor agenda"), editable=False)
    entered_on = models.DateField(_("tanggal diterima atau dikirim"))
    letter_number = models.CharField(_("nomor surat"), max_length=100, blank=True)
    letter_date = models.DateField(_("tanggal surat"), null=True, blank=True)
    party = models.CharField(_("dari atau kepada"), max_length=150)
    subject = models.CharField(_("perihal"), max_length=250)
    passed_to = models.CharField(_("diteruskan kepada"), max_length=150, blank=True)
    note = models.CharField(_("keterangan"), max_length=250, blank=True)
    scan = models.FileField(_("pindaian surat"), upload_to=random_name, blank=True)
    scan_name = models.CharField(_("nama berkas"), max_length=150, blank=True, editable=False)
    scan_type = models.CharField(_("jenis berkas"), max_length=40, blank=True, editable=False)
    scan_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    scan_original = models.FileField(upload_to=sealed_name, blank=True, editable=False)
    scan_original_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    struck_because = models.CharField(_("alasan dicoret"), max_length=200, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    objects: ClassVar = LetterQuerySet.as_manager()

    class Meta(Hosted.Meta):
        verbose_name = _("surat")
        verbose_name_plural = _("surat")
        constraints = [
            *Hosted.Meta.constraints,
            models.UniqueConstraint(
                fields=["wksbm", "organisation", "region", "direction", "year", "number"],
                name="programme_letter_numbered_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="programme_letter_year_is_of_its_day",
                condition=Q(entered_on__year=models.F("year")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("programme:letter", args=[self.pk])

    @property
    def is_struck(self) -> bool:
        return bool(self.struck_because)
