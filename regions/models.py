"""The nation's regions as the ministry codes them, and the loads they came from."""

from datetime import date
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from regions import codes, local_names


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, _user: object) -> Self:
        """Keep all: the nation's regions are nobody's secret."""
        return self

    def villages(self) -> Self:
        return self.filter(level=codes.Level.VILLAGE)

    def under(self, code: str) -> Self:
        """Keep the region of this code and everything below it."""
        return self.filter(code__startswith=code)

    def active(self, on: date) -> Self:
        """Keep what exists on this day; both ends of the period count."""
        return self.not_ended(on).filter(active_from__lte=on)

    def not_ended(self, on: date) -> Self:
        """Keep what has not ended before this day, also what the newest decree has just made."""
        return self.filter(Q(active_until=None) | Q(active_until__gte=on))

    def with_path(self) -> Self:
        """Fetch the regions above in the same query, so that `path` asks nothing more."""
        return self.select_related("parent__parent__parent")


class Region(models.Model):
    """A province, regency or city, district or village, under the code of the ministry's decree."""

    Level = codes.Level
    Kind = codes.Kind
    Zone = codes.Zone

    code = models.CharField(_("kode"), primary_key=True, max_length=13)
    level = models.CharField(_("tingkat"), max_length=8, choices=codes.Level)
    name = models.CharField(_("nama"), max_length=100)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("wilayah induk"),
    )
    kind = models.CharField(_("jenis"), max_length=9, choices=codes.Kind, blank=True)
    time_zone = models.CharField(_("zona waktu"), max_length=13, choices=codes.Zone)
    active_from = models.DateField(_("berlaku sejak"))
    active_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("diganti oleh"),
    )

    objects: ClassVar = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ["code"]
        indexes = [
            GinIndex(OpClass(F("name"), name="gin_trgm_ops"), name="regions_region_name_trgm"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="new_version",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    INSERT INTO regions_regionsversion (id, version)
                    VALUES (1, gen_random_uuid())
                    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
                    RETURN NULL;
                """,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="regions_region_level_matches_code",
                condition=Q(level="province", code__regex=codes.SHAPES[codes.Level.PROVINCE])
                | Q(level="regency", code__regex=codes.SHAPES[codes.Level.REGENCY])
                | Q(level="district", code__regex=codes.SHAPES[codes.Level.DISTRICT])
                | Q(level="village", code__regex=codes.SHAPES[codes.Level.VILLAGE]),
                violation_error_message=_("Kode wilayah tidak sesuai dengan tingkatnya."),
            ),
            models.CheckConstraint(
                name="regions_region_kind_matches_code",
                condition=Q(kind="kelurahan", code__regex=r"\.1[0-9]{3}$")
                | Q(kind="desa", code__regex=r"\.2[0-9]{3}$")
                | Q(kind="desa_adat", code__regex=r"\.3[0-9]{3}$")
                | (Q(kind="") & ~Q(level="village")),
                violation_error_message=_("Jenis wilayah tidak sesuai dengan kodenya."),
            ),
            models.CheckConstraint(
                name="regions_region_parent_is_prefix",
                condition=Q(level="province", parent__isnull=True)
                | Q(level="regency", parent__isnull=False, parent=Left("code", 2))
                | Q(level="district", parent__isnull=False, parent=Left("code", 5))
                | Q(level="village", parent__isnull=False, parent=Left("code", 8)),
                violation_error_message=_("Wilayah induk tidak sesuai dengan kodenya."),
            ),
            models.CheckConstraint(
                name="regions_region_name_is_given",
                condition=~Q(name=""),
                violation_error_message=_("Nama wilayah belum diisi."),
            ),
            models.CheckConstraint(
                name="regions_region_period_in_order",
                condition=Q(active_until__gte=F("active_from")),
                violation_error_message=_("Masa berlaku berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="regions_region_replaced_is_retired",
                condition=Q(replaced_by__isnull=True)
                | (Q(active_until__isnull=False) & ~Q(replaced_by=F("code"))),
                violation_error_message=_("Hanya wilayah yang berakhir yang dapat diganti."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def kind_label(self) -> str:
        """What people call this sort of region here: Desa, Nagari, Kecamatan, Distrik."""
        return local_names.kind_label(self.code)

    @property
    def full_name(self) -> str:
        return local_names.full_name(self.code, self.name)

    @property
    def path(self) -> str:
        """The name and all names above it; fetch with `with_path()` in lists."""
        names = []
        region: Region | None = self
        while region is not None:
            names.append(region.full_name)
            region = region.parent
        return ", ".join(names)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def zone_label(self) -> str:
        return codes.Zone(self.time_zone).label


class RegionLoad(models.Model):
    """One reading of a decree's files: what was read, when, and what it changed."""

    decree = models.CharField(_("keputusan"), max_length=200)
    decreed_on = models.DateField(_("tanggal keputusan"))
    sha256 = models.CharField(_("sidik berkas"), max_length=64)
    loaded_at = models.DateTimeField(_("dimuat pada"))
    counts = models.JSONField(_("jumlah"))

    class Meta:
        verbose_name = _("pemuatan wilayah")
        verbose_name_plural = _("pemuatan wilayah")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.decree} ({self.decreed_on})"


class RegionsVersion(models.Model):
    """A single row that a trigger renews whenever a region changes, for what is kept in memory."""

    version = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="regions_regionsversion_single", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return str(self.version)


class ShapeLoad(models.Model):
    """One reading of a file of boundaries: where they come from, and under which licence."""

    source = models.CharField(_("sumber"), max_length=200)
    licence = models.CharField(_("lisensi"), max_length=100)
    sha256 = models.CharField(_("sidik berkas"), max_length=64)
    loaded_at = models.DateTimeField(_("dimuat pada"))
    loaded = models.PositiveIntegerField(_("jumlah wilayah"))

    class Meta:
        verbose_name = _("pemuatan batas wilayah")
        verbose_name_plural = _("pemuatan batas wilayah")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source} ({self.licence})"


class RegionShapeQuerySet(models.QuerySet["RegionShape"]):
    def visible_to(self, _user: object) -> Self:
        """Keep all: the nation's regions are nobody's secret."""
        return self


class RegionShape(models.Model):
    """A region's outline for small maps: an SVG path on the nation's grid, and the box around it.

    The grid counts eastward and southward in steps of 1/2000 degree, about 55 metres.
    """

    region = models.OneToOneField(
        Region, models.PROTECT, primary_key=True, related_name="shape", verbose_name=_("wilayah")
    )
    path = models.TextField(_("garis batas"))
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()
    load = models.ForeignKey(ShapeLoad, models.PROTECT, related_name="shapes")

    objects: ClassVar = RegionShapeQuerySet.as_manager()

    class Meta:
        verbose_name = _("batas wilayah")
        verbose_name_plural = _("batas wilayah")
        constraints = [
            models.CheckConstraint(
                name="regions_regionshape_box_in_order",
                condition=Q(left__lt=F("right"), top__lt=F("bottom")),
            ),
            models.CheckConstraint(
                name="regions_regionshape_path_is_plain",
                condition=Q(path__regex=r"^[Mlz0-9 -]+$"),
            ),
        ]

    def __str__(self) -> str:
        return self.region_id
