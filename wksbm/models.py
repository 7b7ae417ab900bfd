"""The body, the decrees that legitimate it, its board and its members."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from common.dates import covers, first_day, last_day
from common.uploads import random_name
from common.versions import Versioned
from people.models import Person

if TYPE_CHECKING:
    from typing import Self


class WksbmQuerySet(ScopedQuerySet["Wksbm"]):
    def at_work(self, on: date) -> Self:
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=on))


@pghistory.track()
class Wksbm(Scoped, Versioned):
    """A community welfare network of a village or of a part of it. Several per village are normal."""

    class Level(models.TextChoices):
        VILLAGE = "village", _("Desa/kelurahan")
        HAMLET = "hamlet", _("Dusun/padukuhan")
        RW = "rw", _("RW")

    level = models.CharField(
        _("tingkat"), max_length=10, choices=Level.choices, default=Level.VILLAGE
    )
    unit = models.CharField(_("nama dusun atau nomor RW"), max_length=60, blank=True)
    name = models.CharField(_("nama WKSBM"), max_length=120)
    founded_on = models.DateField(_("berdiri"), null=True, blank=True)
    dissolved_on = models.DateField(_("bubar"), null=True, blank=True)

    objects: ClassVar = WksbmQuerySet.as_manager()

    class Meta:
        verbose_name = _("WKSBM")
        verbose_name_plural = _("WKSBM")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="wksbm_wksbm_name_once_a_village",
                violation_error_message=_("WKSBM dengan nama ini sudah ada di desa ini."),
            ),
            models.CheckConstraint(
                name="wksbm_wksbm_in_a_village",
                condition=Q(region__regex=r"^\d\d\.\d\d\.\d\d\.\d{4}$"),
                violation_error_message=_("WKSBM harus berada di sebuah desa atau kelurahan."),
            ),
            models.CheckConstraint(
                name="wksbm_wksbm_unit_named",
                condition=Q(level="village") | ~Q(unit=""),
                violation_error_message=_("Tulis nama dusun atau nomor RW-nya."),
            ),
            models.CheckConstraint(
                name="wksbm_wksbm_dissolved_after_founded",
                condition=Q(dissolved_on__gte=F("founded_on")),
                violation_error_message=_("Tanggal bubar mendahului tanggal berdiri."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("wksbm:wksbm", args=[self.pk])


class OfficeQuerySet(ScopedQuerySet["Office"]):
    pass


class Office(Scoped):
    """An office that issues decrees: a village head, a lurah, a camat, an agency, a regent."""

    class Kind(models.TextChoices):
        VILLAGE_HEAD = "village_head", _("Kepala Desa")
        LURAH = "lurah", _("Lurah")
        CAMAT = "camat", _("Camat")
        SOCIAL_AGENCY = "social_agency", _("Kepala Dinas Sosial")
        REGENT = "regent", _("Bupati")
        MAYOR = "mayor", _("Wali Kota")
        GOVERNOR = "governor", _("Gubernur")
        OTHER = "other", _("Lainnya")

    kind = models.CharField(_("jabatan"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("nama jabatan"), max_length=120)

    objects: ClassVar = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pejabat penerbit")
        verbose_name_plural = _("pejabat penerbit")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="wksbm_office_name_once_a_region",
                violation_error_message=_("Pejabat penerbit ini sudah tercatat."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Whoever works in a region knows the offices above it: theirs are decrees for it too."""
        above = {
            ".".join(code.split(".")[:depth]) for code in codes_where(user) for depth in (1, 2, 3)
        }
        return Q(region__in=above)


class DecreeQuerySet(ScopedQuerySet["Decree"]):
    def in_force(self, on: date) -> Self:
        """Keep what is in force on a day: in its term, neither revoked nor superseded by then."""
        ended = DecreeChange.objects.filter(
            older=OuterRef("pk"), kind__in=DecreeChange.ENDING, effective_on__lte=on
        )
        return self.filter(Q(term__contains=on) & ~Exists(ended))


@pghistory.track()
class Decree(Scoped, Versioned):
    """A decision (SK) of an office. Its region is its issuer's; whom it concerns are `mandates`.

    The number is kept as written: formats differ by office and year and are never checked.
    """

    class Kind(models.TextChoices):
        FORMATION = "formation", _("Pembentukan badan dan pengurus")
        APPOINTMENT = "appointment", _("Pengangkatan")
        RECIPIENTS = "recipients", _("Penerima honorarium tahunan")
        ENDING = "ending", _("Pemberhentian atau pencabutan")

    class Capacity(models.TextChoices):
        HOLDER = "holder", _("Pejabat definitif")
        PLT = "plt", _("Plt. (pelaksana tugas)")
        PJ = "pj", _("Pj. (penjabat)")
        PLH = "plh", _("Plh. (pelaksana harian)")
        AN = "an", _("a.n. (atas nama)")

    class CostSource(models.TextChoices):
        UNSTATED = "", _("Tidak disebut")
        VILLAGE_BUDGET = "apbdes", _("APBDes")
        REGENCY_BUDGET = "apbd_kab", _("APBD kabupaten/kota")
        PROVINCE_BUDGET = "apbd_prov", _("APBD provinsi")
        STATE_BUDGET = "apbn", _("APBN")
        COMMUNITY = "swadaya", _("Swadaya")

    issuer = models.ForeignKey(
        Office, models.PROTECT, related_name="decrees", verbose_name=_("pejabat penerbit")
    )
    kind = models.CharField(_("jenis"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("nomor, seperti tertulis"), max_length=100)
    subject = models.CharField(_("tentang"), max_length=300)
    signed_by = models.CharField(_("ditandatangani oleh"), max_length=120, blank=True)
    capacity = models.CharField(
        _("kedudukan penanda tangan"),
        max_length=10,
        choices=Capacity.choices,
        default=Capacity.HOLDER,
    )
    enacted_on = models.DateField(_("ditetapkan"))
    term = DateRangeField(_("masa berlaku"))
    cost_source = models.CharField(
        _("sumber biaya"), max_length=20, choices=CostSource.choices, blank=True
    )
    scan = models.FileField(_("pindaian SK"), upload_to=random_name, blank=True)
    scan_name = models.CharField(_("nama berkas"), max_length=150, blank=True)
    scan_type = models.CharField(max_length=40, blank=True, editable=False)
    scan_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar = DecreeQuerySet.as_manager()

    class Meta:
        verbose_name = _("SK")
        verbose_name_plural = _("SK")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number", "enacted_on"],
                name="wksbm_decree_number_once_a_day",
                violation_error_message=_("Nomor SK ini sudah tercatat."),
            ),
            models.CheckConstraint(
                name="wksbm_decree_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa berlaku berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("wksbm:decree", args=[self.pk])

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """A village sees the lines of a regent's decree that concern it (not its annex)."""
        concerning = Mandate.objects.filter(decree=OuterRef("pk")).filter(under(codes_where(user)))
        return Q(Exists(concerning))

    @property
    def effective_from(self) -> date | None:
        return first_day(self.term)

    @property
    def valid_until(self) -> date | None:
        """The last day of its term; None where the term is open."""
        return last_day(self.term)

    @property
    def is_retroactive(self) -> bool:
        return self.effective_from is not None and self.effective_from < self.enacted_on


class DecreeChange(models.Model):
    """A newer decree amends, revokes or supersedes an older one."""

    class Kind(models.TextChoices):
        AMENDS = "amends", _("Mengubah")
        REVOKES = "revokes", _("Mencabut")
        SUPERSEDES = "supersedes", _("Menggantikan")

    ENDING: ClassVar = (Kind.REVOKES, Kind.SUPERSEDES)

    newer = models.ForeignKey(Decree, models.CASCADE, related_name="changes_made")
    older = models.ForeignKey(Decree, models.PROTECT, related_name="changes_suffered")
    kind = models.CharField(_("perubahan"), max_length=12, choices=Kind.choices)
    effective_on = models.DateField(_("mulai"))

    class Meta:
        verbose_name = _("perubahan SK")
        verbose_name_plural = _("perubahan SK")
        constraints = [
            models.UniqueConstraint(
                fields=["newer", "older"],
                name="wksbm_decreechange_once",
                violation_error_message=_("Perubahan ini sudah tercatat."),
            ),
            models.CheckConstraint(
                name="wksbm_decreechange_of_another",
                condition=~Q(newer=F("older")),
                violation_error_message=_("SK tidak dapat mengubah dirinya sendiri."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.newer_id} {self.kind} {self.older_id}"


class Mandate(Scoped):
    """A line of a decree that concerns one body: what the body's village sees of it."""

    decree = models.ForeignKey(Decree, models.CASCADE, related_name="mandates")
    wksbm = models.ForeignKey(Wksbm, models.PROTECT, related_name="mandates")

    objects: ClassVar = ScopedQuerySet["Mandate"].as_manager()

    class Meta:
        verbose_name = _("badan dalam SK")
        verbose_name_plural = _("badan dalam SK")
        constraints = [
            models.UniqueConstraint(fields=["decree", "wksbm"], name="wksbm_mandate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decree_id} {self.wksbm_id}"


class SeatQuerySet(ScopedQuerySet["Seat"]):
    def held(self, on: date) -> Self:
        return self.filter(term__contains=on)


@pghistory.track()
class Seat(Scoped, Versioned):
    """A post on a body's board, held by a person for a term, granted by a decree (or awaiting one)."""

    class Post(models.TextChoices):
        PATRON = "patron", _("Pelindung")
        SUPERVISOR = "supervisor", _("Pembina")
        ADVISER = "adviser", _("Penasihat")
        CHAIR = "chair", _("Ketua")
        VICE_CHAIR = "vice_chair", _("Wakil ketua")
        SECRETARY = "secretary", _("Sekretaris")
        TREASURER = "treasurer", _("Bendahara")
        SECTION = "section", _("Seksi")

    SINGLE_HOLDER: ClassVar = (Post.CHAIR, Post.SECRETARY, Post.TREASURER)

    class TieToHead(models.TextChoices):
        UNSTATED = "", _("Tidak disebut")
        SPOUSE = "spouse", _("Istri/suami kepala desa")
        FAMILY = "family", _("Keluarga kepala desa")
        NONE = "none", _("Tidak ada hubungan keluarga")

    wksbm = models.ForeignKey(Wksbm, models.PROTECT, related_name="seats")
    post = models.CharField(_("jabatan"), max_length=20, choices=Post.choices)
    section = models.CharField(_("nama seksi"), max_length=80, blank=True)
    holder = models.ForeignKey(
        Person, models.PROTECT, related_name="seats", verbose_name=_("pemegang")
    )
    term = DateRangeField(_("masa bakti"))
    decree = models.ForeignKey(
        Decree,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("SK"),
        help_text=_("Boleh kosong selama SK masih ditunggu."),
    )
    tie_to_head = models.CharField(
        _("hubungan dengan kepala desa"),
        max_length=10,
        choices=TieToHead.choices,
        blank=True,
    )

    objects: ClassVar = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengurus")
        verbose_name_plural = _("pengurus")
        constraints = [
            ExclusionConstraint(
                name="wksbm_seat_one_holder",
                expressions=[
                    ("wksbm", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(post__in=["chair", "secretary", "treasurer"]),
                violation_error_message=_("Jabatan ini sudah dipegang orang lain pada masa itu."),
            ),
            ExclusionConstraint(
                name="wksbm_seat_once_a_person",
                expressions=[
                    ("wksbm", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("section", RangeOperators.EQUAL),
                    ("holder", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Orang ini sudah memegang jabatan itu pada masa itu."),
            ),
            models.CheckConstraint(
                name="wksbm_seat_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa bakti berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.section}".strip()

    def is_held(self, on: date) -> bool:
        return covers(self.term, on)


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def held(self, on: date) -> Self:
        return self.filter(term__contains=on)


@pghistory.track()
class Membership(Scoped, Versioned):
    """A person belongs to a body for a term. No decree is needed."""

    wksbm = models.ForeignKey(Wksbm, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    term = DateRangeField(_("masa keanggotaan"))

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota")
        verbose_name_plural = _("anggota")
        constraints = [
            ExclusionConstraint(
                name="wksbm_membership_once_a_person",
                expressions=[
                    ("wksbm", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Orang ini sudah menjadi anggota pada masa itu."),
            ),
            models.CheckConstraint(
                name="wksbm_membership_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa keanggotaan berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.wksbm_id}"
