"""Kinds of meetings, each with its rules as data: who holds it, who is invited, what quorum."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
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

ROUTINE: Final = "pertemuan_rutin"


class Circle(models.TextChoices):
    """Who of the host itself is invited, beside whoever is added."""

    ALL = "all", _("Pengurus dan anggota")
    BOARD = "board", _("Pengurus saja")
    NOBODY = "nobody", _("Hanya yang dipilih")


class MeetingKindQuerySet(models.QuerySet["MeetingKind"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what holds for the whole nation, and what the districts around the user added."""
        return self.filter(around(user))

    def in_use(self, on: date) -> Self:
        return self.filter(term__contains=on)


@track()
class MeetingKind(Versioned):
    """A kind of meeting. A district adds its own; its region says so.

    A quorum is a part of the invited (2/3: Permendes 16/2019, after 2/2015). Without it the meeting
    is put off by at most `delay_hours`, then a second session follows within
    `second_within_days`, and goes on with those who are there. What ends is no longer offered.
    """

    LEVELS: ClassVar = [("", _("Semua tingkat")), *Level.choices]

    code = models.SlugField(_("kode"), max_length=40, primary_key=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wilayah"),
        help_text=_("Kosong berarti berlaku di seluruh Indonesia."),
    )
    name = models.CharField(_("nama"), max_length=80)
    held_by_bodies = models.BooleanField(_("diadakan WKSBM"), default=True)
    held_by_organisations = models.BooleanField(_("diadakan lembaga"), default=True)
    held_by_regions = models.BooleanField(_("diadakan desa, kecamatan, atau dinas"), default=True)
    level = models.CharField(
        _("tingkat wilayah yang mengadakan"), max_length=10, choices=LEVELS, blank=True
    )
    in_kelurahan = models.BooleanField(
        _("di kelurahan"),
        null=True,
        blank=True,
        help_text=_("Ya: hanya kelurahan. Tidak: hanya desa. Kosong: keduanya."),
    )
    held_by = models.CharField(
        _("penyelenggara"),
        max_length=80,
        blank=True,
        help_text=_("Bila bukan wilayahnya sendiri, seperti BPD untuk musdes."),
    )
    chaired_by = models.CharField(
        _("jabatan pimpinan"), max_length=80, blank=True, help_text=_("Misalnya Ketua BPD.")
    )
    circle = models.CharField(
        _("yang diundang"), max_length=6, choices=Circle.choices, default=Circle.ALL
    )
    quorum_part = models.PositiveSmallIntegerField(_("kuorum: bagian"), null=True, blank=True)
    quorum_of = models.PositiveSmallIntegerField(_("kuorum: dari"), null=True, blank=True)
    delay_hours = models.PositiveSmallIntegerField(
        _("paling lama ditunda (jam)"), null=True, blank=True
    )
    second_within_days = models.PositiveSmallIntegerField(
        _("sidang kedua paling lambat (hari)"), null=True, blank=True
    )
    grants_qualification = models.BooleanField(_("memberi kualifikasi"), default=False)
    has_visitors = models.BooleanField(_("ada tamu dari daerah lain"), default=False)
    agenda = ArrayField(
        models.CharField(max_length=150),
        verbose_name=_("acara yang biasa"),
        default=list,
        blank=True,
        size=20,
    )
    legal_basis = models.CharField(_("dasar hukum"), max_length=300, blank=True)
    note = models.CharField(_("keterangan"), max_length=400, blank=True)
    term = DateRangeField(_("dipakai"))

    objects: ClassVar = MeetingKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("jenis pertemuan")
        verbose_name_plural = _("jenis pertemuan")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="meetings_meetingkind_name_once",
                nulls_distinct=False,
                violation_error_message=_("Jenis pertemuan dengan nama ini sudah ada."),
            ),
            models.CheckConstraint(
                name="meetings_meetingkind_held_by_somebody",
                condition=Q(held_by_bodies=True)
                | Q(held_by_organisations=True)
                | Q(held_by_regions=True),
                violation_error_message=_("Pilih siapa yang mengadakannya."),
            ),
            models.CheckConstraint(
                name="meetings_meetingkind_quorum_is_a_part",
                condition=Q(quorum_part=None, quorum_of=None)
                | (
                    Q(quorum_part__isnull=False, quorum_of__isnull=False)
                    & Q(quorum_part__gte=1, quorum_part__lte=F("quorum_of"))
                ),
                violation_error_message=_("Kuorum ditulis sebagai bagian, seperti 2 dari 3."),
            ),
            models.CheckConstraint(
                name="meetings_meetingkind_second_needs_quorum",
                condition=Q(quorum_part__isnull=False)
                | Q(delay_hours=None, second_within_days=None),
                violation_error_message=_("Penundaan hanya untuk rapat yang memakai kuorum."),
            ),
            models.CheckConstraint(
                name="meetings_meetingkind_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:kind", args=[self.pk])

    @property
    def has_quorum(self) -> bool:
        return self.quorum_part is not None

    def is_in_use(self, on: date) -> bool:
        return covers(self.term, on)

    def needed_of(self, invited: int) -> int:
        """Return how many of the invited make the quorum, rounded up; 0 without a quorum."""
        if self.quorum_part is None or self.quorum_of is None:
            return 0
        return -(-invited * self.quorum_part // self.quorum_of)
