"""The duty roster: duties with places and needed qualifications, who takes them, and the hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import (
    DateRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.dates import last_day
from common.history import track
from common.versions import Versioned
from people.models import Person
from regions.codes import Zone
from volunteers.models.pillars import Pillar
from volunteers.models.qualifications import QualificationKind
from volunteers.times import midnight

if TYPE_CHECKING:
    from typing import Self


@track(personal=["reason"])
class Absence(Scoped, Versioned):
    """Days on which a person cannot serve, both included. Its region is the person's."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    days = DateRangeField(_("berhalangan"))
    reason = models.CharField(_("keterangan"), max_length=200, blank=True)

    objects: ClassVar = ScopedQuerySet["Absence"].as_manager()

    class Meta:
        verbose_name = _("halangan")
        verbose_name_plural = _("halangan")
        constraints = [
            ExclusionConstraint(
                name="volunteers_absence_once",
                expressions=[("person", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                violation_error_message=_("Hari-hari itu sudah tercatat berhalangan."),
            ),
            models.CheckConstraint(
                name="volunteers_absence_days_not_empty",
                condition=Q(
                    days__isempty=False,
                    days__startswith__isnull=False,
                    days__endswith__isnull=False,
                ),
                violation_error_message=_("Hari terakhir mendahului hari pertama."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.days}"

    @property
    def since(self) -> date:
        first: date = self.days.lower
        return first

    @property
    def until(self) -> date:
        """The last day, included."""
        return last_day(self.days) or self.since

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own."""
        return Q(person__user=user)


class DutyQuerySet(ScopedQuerySet["Duty"]):
    def between(self, start: datetime, end: datetime) -> Self:
        """Keep those that touch the time from `start` to before `end`."""
        return self.filter(period__overlap=(start, end))

    def touching(self, first: date, last: date) -> Self:
        """Keep those that touch these days, both included, as their own region counts days."""
        where = Q(pk__in=())
        for zone in Zone.values:
            start = midnight(first, ZoneInfo(zone))
            end = midnight(last + timedelta(days=1), ZoneInfo(zone))
            where |= Q(region__time_zone=zone, period__overlap=(start, end))
        return self.filter(where)

    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def with_counts(self) -> Self:
        """Add how many have `taken` it, and how many are still `asked`."""
        return self.annotate(
            taken=_number_of(Assignment.Status.ACCEPTED),
            asked=_number_of(Assignment.Status.OFFERED),
        )

    def with_minutes(self) -> Self:
        """Add the minutes that were logged for it, and of these the confirmed ones."""
        served = Assignment.objects.filter(duty=OuterRef("pk")).order_by().values("duty")
        confirmed = served.filter(confirmed_at__isnull=False)
        return self.annotate(
            logged_minutes=Subquery(served.annotate(n=Sum("minutes")).values("n")),
            confirmed_minutes=Subquery(confirmed.annotate(n=Sum("minutes")).values("n")),
        )

    def with_needs(self) -> Self:
        """Add the keys of the needed qualifications as `need_ids`."""
        rows = Duty.needs.through.objects.filter(duty=OuterRef("pk")).order_by("qualificationkind")
        return self.annotate(need_ids=ArraySubquery(rows.values("qualificationkind")))

    def short(self) -> Self:
        """Keep what stands and has fewer people than it needs; after `with_counts()`."""
        return self.standing().filter(taken__lt=F("seats"))

    def with_people(self) -> Self:
        """Fetch who has taken it, as `served_by`."""
        taken = Assignment.objects.taken().select_related("person").order_by("person__name", "pk")
        return self.prefetch_related(Prefetch("assignments", taken, to_attr="served_by"))


@track()
class Duty(Scoped, Versioned):
    """Work at a time (UTC) and place that so many volunteers are needed for."""

    class Kind(models.TextChoices):
        POST = "post", _("Posko")
        WATCH = "watch", _("Piket")
        COMPANION = "companion", _("Pendampingan")
        DISTRIBUTION = "distribution", _("Penyaluran")
        OTHER = "other", _("Lainnya")

    kind = models.CharField(_("jenis tugas"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("nama tugas"), max_length=160)
    place = models.CharField(_("tempat"), max_length=160)
    period = DateTimeRangeField(_("waktu"))
    seats = models.PositiveSmallIntegerField(_("dibutuhkan (orang)"), default=1)
    pillar = models.ForeignKey(
        Pillar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dari pilar"),
    )
    needs = models.ManyToManyField(
        QualificationKind, blank=True, related_name="+", verbose_name=_("kualifikasi yang perlu")
    )
    note = models.CharField(_("catatan"), max_length=400, blank=True)
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    cancelled_because = models.CharField(_("alasan batal"), max_length=200, blank=True)

    objects: ClassVar = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tugas")
        verbose_name_plural = _("tugas")
        indexes = [models.Index(fields=["region", "id"], name="volunteers_duty_by_region")]
        constraints = [
            models.CheckConstraint(
                name="volunteers_duty_period_bounded",
                condition=Q(
                    period__isempty=False,
                    period__startswith__isnull=False,
                    period__endswith__isnull=False,
                ),
                violation_error_message=_("Tugas berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="volunteers_duty_needs_somebody",
                condition=Q(seats__gte=1, seats__lte=500),
                violation_error_message=_("Jumlah orang dari 1 sampai 500."),
            ),
            models.CheckConstraint(
                name="volunteers_duty_cancelled_with_reason",
                condition=Q(cancelled_at=None, cancelled_because="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_because="")),
                violation_error_message=_("Tulis alasan pembatalan."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("volunteers:duty", args=[self.pk])

    @property
    def starts_at(self) -> datetime:
        start: datetime = self.period.lower
        return start

    @property
    def ends_at(self) -> datetime:
        end: datetime = self.period.upper
        return end


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    def taken(self) -> Self:
        return self.filter(status=Assignment.Status.ACCEPTED)

    def open_offers(self) -> Self:
        return self.filter(status=Assignment.Status.OFFERED)

    def of_month(self, first: date) -> Self:
        """Keep those that begin in the month of this first day, as their own region counts."""
        following = (first + timedelta(days=31)).replace(day=1)
        where = Q(pk__in=())
        for zone in map(ZoneInfo, Zone.values):
            begins = Q(
                period__startswith__gte=midnight(first, zone),
                period__startswith__lt=midnight(following, zone),
            )
            where |= Q(region__time_zone=zone.key) & begins
        return self.filter(where)

    def by_person(self) -> QuerySet[Any, dict[str, Any]]:
        """Return the minutes `logged` and `confirmed` of each person who served, by name."""
        confirmed = Sum("minutes", filter=Q(confirmed_at__isnull=False), default=0)
        served = self.filter(minutes__isnull=False).order_by("person__name", "person_id")
        people: Any = served.values("person_id", "person__name")
        sums: QuerySet[Any, dict[str, Any]] = people.annotate(
            logged=Sum("minutes"), confirmed=confirmed
        )
        return sums

    def unconfirmed(self) -> Self:
        """Keep hours that wait for somebody to confirm them."""
        return self.filter(minutes__isnull=False, confirmed_at=None)

    def by_month(self, zone: ZoneInfo) -> list[dict[str, Any]]:
        """Return the minutes `logged` and `confirmed` by `month` (its first day), newest first."""
        logged = self.filter(minutes__isnull=False).order_by()
        confirmed = Sum("minutes", filter=Q(confirmed_at__isnull=False), default=0)
        month = TruncMonth("period__startswith", tzinfo=zone, output_field=models.DateField())
        sums = logged.annotate(month=month).values("month")
        found = sums.annotate(logged=Sum("minutes"), confirmed=confirmed).order_by("-month")
        return [dict(one) for one in found]


@track(personal=["reason"])
class Assignment(Scoped, Versioned):
    """A duty is offered to a person, and what becomes of it; then the hours, confirmed by another.

    `period` is the duty's, copied: the database refuses that one person takes two at once.
    """

    class Status(models.TextChoices):
        OFFERED = "offered", _("Ditawarkan")
        ACCEPTED = "accepted", _("Bersedia")
        DECLINED = "declined", _("Tidak bisa")
        TAKEN_OVER = "taken_over", _("Digantikan")
        WITHDRAWN = "withdrawn", _("Ditarik")

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    period = DateTimeRangeField(_("waktu"))
    status = models.CharField(
        _("keadaan"), max_length=12, choices=Status.choices, default=Status.OFFERED
    )
    offered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)
    reason = models.CharField(_("alasan"), max_length=200, blank=True)
    takes_over = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_over_by",
        verbose_name=_("menggantikan"),
    )
    minutes = models.PositiveIntegerField(_("lama bertugas (menit)"), null=True, blank=True)
    logged_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dicatat oleh"),
    )
    logged_at = models.DateTimeField(_("dicatat"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disahkan oleh"),
    )
    confirmed_at = models.DateTimeField(_("disahkan"), null=True, blank=True)

    objects: ClassVar = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("giliran tugas")
        verbose_name_plural = _("giliran tugas")
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "person"],
                name="volunteers_assignment_once",
                condition=~Q(status__in=["declined", "taken_over", "withdrawn"]),
                violation_error_message=_("Tugas ini sudah ditawarkan kepada orang itu."),
            ),
            ExclusionConstraint(
                name="volunteers_assignment_not_twice_at_once",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(status="accepted"),
                violation_error_message=_(
                    "Orang ini sudah bertugas di tempat lain pada waktu itu."
                ),
            ),
            models.CheckConstraint(
                name="volunteers_assignment_hours_of_who_served",
                condition=Q(minutes=None, logged_by=None, logged_at=None)
                | Q(
                    minutes__isnull=False,
                    minutes__lte=60 * 24 * 31,
                    logged_at__isnull=False,
                    status="accepted",
                ),
                violation_error_message=_("Jam hanya dicatat untuk yang bertugas."),
            ),
            models.CheckConstraint(
                name="volunteers_assignment_confirmed_by_another",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False, minutes__isnull=False)
                    & ~Q(confirmed_by=F("logged_by"))
                ),
                violation_error_message=_("Jam disahkan oleh orang lain dari yang mencatatnya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.person_id}"

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own."""
        return Q(person__user=user)


def _number_of(status: str) -> Coalesce:
    """Return the number of a duty's assignments in this state, as a column of the duty."""
    rows = Assignment.objects.filter(duty=OuterRef("pk"), status=status).order_by()
    return Coalesce(Subquery(rows.values("duty").annotate(n=Count("pk")).values("n")), 0)
