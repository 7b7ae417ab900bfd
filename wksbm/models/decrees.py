"""Decrees (SK): who issues them, whom they concern, and what later decrees do to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from common.dates import first_day, last_day
from common.history import track
from common.uploads import random_name, sealed_name
from common.versions import Versioned

if TYPE_CHECKING:
    from typing import Self


# A decree that ends within so many days is shown as lapsing: a new one takes weeks to be signed.
LAPSING_DAYS = 60


class DecreeState(models.TextChoices):
    """What a decree, or the lack of one, means on a day."""

    NO_BODY = "no_body", _("Belum ada WKSBM")
    NO_DECREE = "no_decree", _("Belum ada SK")
    AWAITED = "awaited", _("Menunggu SK")
    NOT_YET = "not_yet", _("Belum mulai berlaku")
    IN_FORCE = "in_force", _("SK berlaku")
    LAPSING = "lapsing", _("SK segera berakhir")
    LAPSED = "lapsed", _("SK sudah berakhir")
    REVOKED = "revoked", _("SK dicabut")
    SUPERSEDED = "superseded", _("SK digantikan")


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
            models.CheckConstraint(
                name="wksbm_office_kind_fits_region",
                condition=Q(Exact(Length("region"), 13), kind__in=["village_head", "lurah"])
                | Q(Exact(Length("region"), 8), kind="camat")
                | Q(Exact(Length("region"), 5), kind__in=["regent", "mayor"])
                | Q(Exact(Length("region"), 2), kind="governor")
                | Q(kind__in=["social_agency", "other"]),
                violation_error_message=_("Jabatan ini tidak ada pada tingkat wilayah itu."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add the offices above the user's regions: theirs are decrees for it too."""
        above = {
            ".".join(code.split(".")[:depth]) for code in codes_where(user) for depth in (1, 2, 3)
        }
        return Q(region__in=above)


class DecreeQuerySet(ScopedQuerySet["Decree"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep those of one's regions, and those that concern a body there: its lines, no annex.

        By their keys from both tables, so it costs what one sees: an OR of both would read every
        decree of the nation for a village.
        """
        codes = codes_where(user)
        if "" in codes:
            return self
        issued = Decree.objects.filter(under(codes)).values("pk")
        concerning = Mandate.objects.filter(under(codes)).values("decree")
        return self.filter(pk__in=issued.union(concerning))

    def in_force(self, on: date) -> Self:
        """Keep what is in force on a day: in its term, neither revoked nor superseded by then."""
        ended = DecreeChange.objects.filter(
            older=OuterRef("pk"), kind__in=DecreeChange.ENDING, effective_on__lte=on
        )
        return self.filter(Q(term__contains=on) & ~Exists(ended))


@track()
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
    scan_sha256 = models.CharField(
        _("sidik berkas (SHA-256)"), max_length=64, blank=True, editable=False
    )
    # As it was handed in; never served.
    scan_original = models.FileField(upload_to=sealed_name, blank=True, editable=False)
    scan_original_sha256 = models.CharField(
        _("sidik berkas asli (SHA-256)"), max_length=64, blank=True, editable=False
    )

    objects: ClassVar = DecreeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("satu", "SK")
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


class DecreeChangeQuerySet(models.QuerySet["DecreeChange"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the changes between decrees that the user sees, both of them."""
        seen = Decree.objects.visible_to(user).values("pk")
        return self.filter(newer__in=seen, older__in=seen)


@track()
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

    objects: ClassVar = DecreeChangeQuerySet.as_manager()

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


class MandateQuerySet(ScopedQuerySet["Mandate"]):
    def forming(self) -> Self:
        """Keep the lines of decrees that form a body and its board."""
        return self.filter(decree__kind=Decree.Kind.FORMATION)

    def in_force(self, on: date) -> Self:
        ended = DecreeChange.objects.filter(
            older=OuterRef("decree"), kind__in=DecreeChange.ENDING, effective_on__lte=on
        )
        return self.filter(Q(decree__term__contains=on) & ~Exists(ended))

    def state(self, on: date) -> Case:
        """Return what these lines mean together on a day, as a value for the row around them."""
        begun = self.filter(decree__term__startswith__lte=on)
        # A later decree that is there already counts: then nothing is about to lapse.
        horizon = on + timedelta(days=LAPSING_DAYS + 1)
        return Case(
            When(
                Exists(self.in_force(on)) & Exists(self.in_force(horizon)),
                then=Value(DecreeState.IN_FORCE.value),
            ),
            When(Exists(self.in_force(on)), then=Value(DecreeState.LAPSING.value)),
            When(Exists(begun), then=Value(DecreeState.LAPSED.value)),
            default=Value(DecreeState.NO_DECREE.value),
            output_field=models.CharField(),
        )

    def last_day_in_force(self, on: date) -> Subquery:
        """Return the last day of the longest one in force on a day; None is open, or none."""
        longest = self.in_force(on).order_by(F("decree__term__endswith").desc(nulls_first=True))
        last = Func(
            F("decree__term__endswith"),
            template="(%(expressions)s - 1)",  # PostgreSQL keeps the day after the last
            output_field=models.DateField(),
        )
        return Subquery(longest.annotate(last=last).values("last")[:1])


@track()
class Mandate(Scoped):
    """A line of a decree that concerns one body: what the body's village sees of it."""

    decree = models.ForeignKey(Decree, models.CASCADE, related_name="mandates")
    wksbm = models.ForeignKey("wksbm.Wksbm", models.PROTECT, related_name="mandates")

    objects: ClassVar = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("badan dalam SK")
        verbose_name_plural = _("badan dalam SK")
        constraints = [
            models.UniqueConstraint(fields=["decree", "wksbm"], name="wksbm_mandate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decree_id} {self.wksbm_id}"
