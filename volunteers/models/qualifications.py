"""What volunteers are qualified for, since and until when, and the trainings that grant it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from common.dates import covers, first_day, last_day, term
from common.history import track
from common.versions import Versioned
from people.models import Person
from regions.models import Region
from wksbm.models import LAPSING_DAYS

if TYPE_CHECKING:
    from typing import Self


class QualificationKindQuerySet(models.QuerySet["QualificationKind"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what holds for the whole nation, and what the districts around the user added."""
        if not user.is_authenticated:
            return self.none()
        codes = codes_where(user)
        above = {
            ".".join(code.split(".")[:depth]) for code in codes if code for depth in (1, 2, 3, 4)
        }
        return self.filter(Q(region=None) | under(codes) | Q(region__in=above))


@track()
class QualificationKind(Versioned):
    """A qualification that can be held: for how many months, and which others it includes."""

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
    name = models.CharField(_("nama kualifikasi"), max_length=120)
    months = models.PositiveSmallIntegerField(
        _("berlaku (bulan)"), null=True, blank=True, help_text=_("Kosong berarti seumur hidup.")
    )
    includes = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="included_in",
        verbose_name=_("mencakup"),
    )

    objects: ClassVar = QualificationKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("jenis kualifikasi")
        verbose_name_plural = _("jenis kualifikasi")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="volunteers_qualificationkind_name_once",
                nulls_distinct=False,
                violation_error_message=_("Kualifikasi dengan nama ini sudah ada."),
            ),
            models.CheckConstraint(
                name="volunteers_qualificationkind_months_positive",
                condition=Q(months=None) | Q(months__gte=1),
                violation_error_message=_("Masa berlaku paling sedikit satu bulan."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def term_from(self, since: date) -> DateRange:
        """Return how long it holds when it is granted on a day; open where it holds for life."""
        if self.months is None:
            return term(since, None)
        return term(since, since + relativedelta(months=self.months, days=-1))

    def holds_in(self, region: Region) -> bool:
        """Whether it is known there: the nation's everywhere, a district's own below it."""
        return self.region_id is None or region.code.startswith(self.region_id)


class TrainingQuerySet(ScopedQuerySet["Training"]):
    def with_counts(self) -> Self:
        """Add how many were `asked`, how many `came`, and of these how many `women` and `men`."""
        came = Q(marks__attended=True)
        return self.annotate(
            asked=Count("marks"),
            came=Count("marks", filter=came),
            women=Count("marks", filter=came & Q(marks__person__sex=Person.Sex.FEMALE)),
            men=Count("marks", filter=came & Q(marks__person__sex=Person.Sex.MALE)),
        )


@track()
class Training(Scoped, Versioned):
    """A training, briefing or sosialisasi. Who attended is granted its qualification, if any."""

    title = models.CharField(_("nama pelatihan"), max_length=160)
    grants = models.ForeignKey(
        QualificationKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trainings",
        verbose_name=_("memberi kualifikasi"),
    )
    days = DateRangeField(_("hari pelaksanaan"))
    hours = models.PositiveSmallIntegerField(_("jam pelajaran"), null=True, blank=True)
    place = models.CharField(_("tempat"), max_length=160, blank=True)
    organiser = models.CharField(_("penyelenggara"), max_length=160, blank=True)
    granted_at = models.DateTimeField(_("kualifikasi diberikan"), null=True, blank=True)

    objects: ClassVar = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pelatihan")
        verbose_name_plural = _("pelatihan")
        constraints = [
            models.CheckConstraint(
                name="volunteers_training_days_not_empty",
                condition=Q(
                    days__isempty=False,
                    days__startswith__isnull=False,
                    days__endswith__isnull=False,
                ),
                violation_error_message=_("Pelatihan berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="volunteers_training_grants_something",
                condition=Q(granted_at=None) | Q(grants__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("volunteers:training", args=[self.pk])

    @property
    def first_day(self) -> date | None:
        return first_day(self.days)

    @property
    def last_day(self) -> date | None:
        return last_day(self.days)


class TrainingMark(models.Model):
    """Somebody was asked to a training, and came or did not; a part of the training."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="marks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="training_marks")
    attended = models.BooleanField(_("hadir"), default=False)

    class Meta:
        verbose_name = _("peserta pelatihan")
        verbose_name_plural = _("peserta pelatihan")
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"],
                name="volunteers_trainingmark_once",
                violation_error_message=_("Orang ini sudah menjadi peserta."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_id} {self.person_id}"


class QualificationQuerySet(ScopedQuerySet["Qualification"]):
    def valid(self, on: date) -> Self:
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), term__contains=on)

    def lapsing(self, on: date) -> Self:
        """Keep what is valid, ends within 60 days, and has not been renewed yet."""
        ends = on + timedelta(days=LAPSING_DAYS + 1)  # PostgreSQL keeps the day after the last
        found = self.valid(on).filter(term__endswith__lte=ends)
        return found.exclude(Exists(self._longer(ends)))

    def lapsed(self, on: date) -> Self:
        """Keep what came to its end and was not renewed; what was withdrawn is none of these."""
        found = self.filter(term__endswith__lte=on, withdrawn_on=None)
        return found.exclude(Exists(self._longer(on)))

    @staticmethod
    def _longer(day: date) -> QuerySet[Qualification]:
        """Return the person's others of the same kind that last beyond the day."""
        same = Qualification.objects.filter(
            person=OuterRef("person"), kind=OuterRef("kind"), withdrawn_on=None
        )
        found: QuerySet[Qualification] = same.filter(
            Q(term__endswith=None) | Q(term__endswith__gt=day)
        )
        return found


@track(personal=["certificate"])
class Qualification(Scoped, Versioned):
    """A person holds a qualification for a term. Its region is where it is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="qualifications")
    kind = models.ForeignKey(
        QualificationKind,
        models.PROTECT,
        related_name="qualifications",
        verbose_name=_("kualifikasi"),
    )
    term = DateRangeField(_("masa berlaku"))
    certificate = models.CharField(_("nomor sertifikat"), max_length=100, blank=True)
    granted_by = models.CharField(_("diberikan oleh"), max_length=160, blank=True)
    training = models.ForeignKey(
        Training,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name=_("pelatihan"),
    )
    # The term stays as the certificate says; from this day it is worth nothing.
    withdrawn_on = models.DateField(_("dicabut sejak"), null=True, blank=True)
    withdrawn_because = models.CharField(_("alasan dicabut"), max_length=200, blank=True)

    objects: ClassVar = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("kualifikasi")
        verbose_name_plural = _("kualifikasi")
        constraints = [
            models.UniqueConstraint(
                F("person"),
                F("kind"),
                models.Func(F("term"), function="lower", output_field=models.DateField()),
                condition=Q(withdrawn_on=None),
                name="volunteers_qualification_once_a_day",
                violation_error_message=_("Kualifikasi dengan tanggal ini sudah tercatat."),
            ),
            models.CheckConstraint(
                name="volunteers_qualification_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa berlaku berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="volunteers_qualification_withdrawn_with_reason",
                condition=Q(withdrawn_on=None, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
                violation_error_message=_("Tulis alasan pencabutannya."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own."""
        return Q(person__user=user)

    @property
    def first_day(self) -> date | None:
        return first_day(self.term)

    @property
    def last_day(self) -> date | None:
        """The last day that the certificate names; None where it holds for life."""
        return last_day(self.term)

    def is_valid(self, on: date) -> bool:
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= on
        return covers(self.term, on) and not withdrawn
