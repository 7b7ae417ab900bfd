"""Each meeting, from planned to held, and who came."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.dates import wall_time
from common.history import track
from common.versions import Versioned
from meetings.models.series import Series
from people.models import Person
from regions.codes import Zone
from wksbm.models import Membership, Seat, Wksbm

if TYPE_CHECKING:
    from typing import Self


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    def planned(self) -> Self:
        return self.filter(status=Meeting.Status.PLANNED)

    def held(self) -> Self:
        return self.filter(status=Meeting.Status.HELD)

    def starting_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def coming(self, now: datetime) -> Self:
        """Keep what is planned and has not begun, the next one first."""
        return self.planned().filter(starts_at__gt=now).order_by("starts_at", "pk")

    def unlogged(self, now: datetime) -> Self:
        """Keep what was planned and has begun, but is not logged: the latest first."""
        return self.planned().filter(starts_at__lte=now).order_by("-starts_at", "-pk")

    def taking(self, days: Iterable[date]) -> Self:
        """Keep what takes one of these days: all but the cancelled, the first of a day first."""
        there = self.filter(on__in=days).exclude(status=Meeting.Status.CANCELLED)
        return there.order_by("starts_at", "pk")

    def in_year(self, year: int) -> Self:
        return self.filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))

    def tally(self) -> dict[str, int]:
        """Count what was held, and what was held or is still planned."""
        counted: dict[str, int] = self.aggregate(
            held=Count("pk", filter=Q(status="held")),
            total=Count("pk", filter=~Q(status="cancelled")),
        )
        return counted

    def untouched(self) -> Self:
        """Keep the occurrences that only their series decides about: nobody changed them."""
        return self.filter(by_hand=False).exclude(status=Meeting.Status.HELD)

    def with_counts(self) -> Self:
        """Add how many came (`came`) of how many marked (`marked`)."""
        marks = Attendance.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
        return self.annotate(
            came=Coalesce(
                Subquery(marks.annotate(n=Count("pk", filter=Q(present=True))).values("n")), 0
            ),
            marked=Coalesce(Subquery(marks.annotate(n=Count("pk")).values("n")), 0),
        )


@track()
class Meeting(Scoped, Versioned):
    """One meeting, from planned to held: an occurrence of a series *is* the meeting.

    `on` and `at` are wall time in `zone`; `starts_at` is derived from them by the services.
    `revision` rises when it is moved or cancelled: reminders and calendars follow it.
    `by_hand`: somebody moved, changed or cancelled this one, so its series leaves it alone.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        HELD = "held", _("Terlaksana")
        CANCELLED = "cancelled", _("Dibatalkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wksbm = models.ForeignKey(Wksbm, models.PROTECT, related_name="meetings")
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    original_date = models.DateField(null=True, blank=True, editable=False)
    purpose = models.CharField(_("acara"), max_length=150)
    place = models.CharField(_("tempat"), max_length=150, blank=True)
    on = models.DateField(_("tanggal"))
    at = models.TimeField(_("pukul"))
    zone = models.CharField(_("zona waktu"), max_length=40, editable=False)
    starts_at = models.DateTimeField(editable=False, db_index=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    by_hand = models.BooleanField(default=False, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    cancelled_because = models.CharField(_("alasan batal"), max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_meetings",
        verbose_name=_("digabung ke"),
        editable=False,
    )
    discussed = models.TextField(_("yang dibahas"), blank=True)
    decided = models.TextField(_("yang diputuskan"), blank=True)
    guests = models.PositiveSmallIntegerField(_("jumlah tamu"), default=0)
    logged_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    logged_as = models.CharField(_("dicatat sebagai"), max_length=30, blank=True, editable=False)
    logged_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pertemuan")
        verbose_name_plural = _("pertemuan")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "original_date"], name="meetings_meeting_once_a_date"
            ),
            models.CheckConstraint(
                name="meetings_meeting_occurrence_of_series",
                condition=Q(series=None, original_date=None)
                | Q(series__isnull=False, original_date__isnull=False),
            ),
            models.CheckConstraint(
                name="meetings_meeting_held_is_logged",
                condition=~Q(status="held") | Q(logged_by__isnull=False, logged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meetings_meeting_cancelled_says_why",
                condition=~Q(status="cancelled") | ~Q(cancelled_because=""),
                violation_error_message=_("Tulis alasan pembatalannya."),
            ),
            models.CheckConstraint(
                name="meetings_meeting_merged_is_cancelled",
                condition=Q(merged_into=None) | (Q(status="cancelled") & ~Q(merged_into=F("pk"))),
            ),
        ]
        indexes = [
            models.Index(fields=["wksbm", "-starts_at"], name="meetings_of_a_body"),
            models.Index(fields=["status", "starts_at"], name="meetings_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def starts_here(self) -> datetime:
        """The start as the clock in the village shows it."""
        return wall_time(self.starts_at, ZoneInfo(self.zone))

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return Zone(self.zone).label

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def is_held(self) -> bool:
        return self.status == self.Status.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now

    def is_ahead(self, now: datetime) -> bool:
        """Whether its day has not come in its village. Groups often begin before the hour."""
        return self.on > wall_time(now, ZoneInfo(self.zone)).date()

    def invited(self) -> QuerySet[Person]:
        """Return who is invited: the board and the members on the meeting's date, each once.

        In SQL: wksbm_seat.holder_id and wksbm_membership.person_id of the same wksbm_id
        where term @> meetings_meeting."on".
        """
        return invited_to(self.wksbm_id, self.on)


def invited_to(wksbm_id: int, on: date) -> QuerySet[Person]:
    """Return the holders of the body's seats and its members on a day, each once."""
    seats = Seat.objects.filter(wksbm=wksbm_id).held(on).filter(holder=OuterRef("pk"))
    memberships = Membership.objects.filter(wksbm=wksbm_id).held(on).filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(seats) | Exists(memberships)).order_by("name", "pk")


class Attendance(models.Model):
    """A mark for one person at one meeting: a part of the meeting, seen where it is seen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    present = models.BooleanField(_("hadir"))
    marked_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="meetings_attendance_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"
