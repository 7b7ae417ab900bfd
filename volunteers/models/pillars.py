"""Pillars: the kinds of volunteers and welfare resources (PSKS), as dated reference data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import around
from accounts.models import User
from common.dates import covers
from common.history import track
from common.versions import Versioned
from regions.codes import Level
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self


class ReferenceQuerySet(models.QuerySet["Pillar"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what holds for the whole nation, and what the districts around the user added."""
        return self.filter(around(user))

    def in_use(self, on: date) -> Self:
        return self.filter(term__contains=on)

    def of_persons(self) -> Self:
        return self.filter(holder=Pillar.Holder.PERSON)

    def of_organisations(self) -> Self:
        """Keep those that an organisation is: all but persons, and the WKSBM itself."""
        return self.exclude(holder=Pillar.Holder.PERSON).exclude(code="wksbm")


@track()
class Pillar(Versioned):
    """A kind of volunteer, institution or network. A district adds its own; its region says so.

    `psks_number` is its place among the twelve of Permensos 8/2012. What ends is no longer offered,
    and stays readable where it was used.
    """

    class Holder(models.TextChoices):
        PERSON = "person", _("Perorangan")
        INSTITUTION = "institution", _("Lembaga")
        FAMILY = "family", _("Keluarga")
        NETWORK = "network", _("Jaringan")

    LEVELS: ClassVar = [("", _("Semua tingkat")), *Level.choices]

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wilayah"),
        help_text=_("Kosong berarti berlaku di seluruh Indonesia."),
    )
    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama resmi"), max_length=160)
    short_name = models.CharField(_("nama pendek"), max_length=40)
    holder = models.CharField(_("dipegang oleh"), max_length=12, choices=Holder.choices)
    level = models.CharField(_("tingkat"), max_length=10, choices=LEVELS, blank=True)
    psks_number = models.PositiveSmallIntegerField(_("nomor PSKS"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300, blank=True)
    ministry = models.CharField(_("pembina"), max_length=80, blank=True)
    number_name = models.CharField(
        _("nama nomor anggota"),
        max_length=20,
        blank=True,
        help_text=_("Misalnya NIA untuk Tagana."),
    )
    has_tiers = models.BooleanField(_("berjenjang (muda, madya, utama)"), default=False)
    is_sole = models.BooleanField(
        _("satu orang per wilayah"), default=False, help_text=_("Seperti TKSK di setiap kecamatan.")
    )
    is_expected = models.BooleanField(
        _("seharusnya ada di setiap wilayah tingkatnya"),
        default=False,
        help_text=_("Wilayah tanpa pilar ini tampil sebagai kekosongan."),
    )
    note = models.CharField(_("keterangan"), max_length=400, blank=True)
    term = DateRangeField(_("dipakai"))

    objects: ClassVar = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilar")
        verbose_name_plural = _("pilar")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "short_name"],
                name="volunteers_pillar_short_name_once",
                nulls_distinct=False,
                violation_error_message=_("Pilar dengan nama pendek ini sudah ada."),
            ),
            models.CheckConstraint(
                name="volunteers_pillar_expected_somewhere",
                condition=Q(is_expected=False) | ~Q(level=""),
                violation_error_message=_("Pilih tingkat wilayah tempat pilar ini seharusnya ada."),
            ),
            models.CheckConstraint(
                name="volunteers_pillar_sole_is_a_person",
                condition=Q(is_sole=False) | Q(holder="person"),
                violation_error_message=_("Hanya pilar perorangan dapat dipegang satu orang."),
            ),
            models.CheckConstraint(
                name="volunteers_pillar_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("volunteers:pillar", args=[self.pk])

    def is_in_use(self, on: date) -> bool:
        return covers(self.term, on)
