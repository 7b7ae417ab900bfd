"""Series of routine meetings, each meeting from planned to held, and who came."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.dates import wall_time
from common.versions import Versioned
from people.models import Person
from wksbm.models import Wksbm

if TYPE_CHECKING:
    from typing import Self


@pghistory.track()
class Series(Scoped, Versioned):
    """A rule by which a body meets, in the local time of its village."""

    wksbm = models.ForeignKey(Wksbm, models.PROTECT, related_name="series")
    purpose = models.CharField(_("acara"), max_length=150)
    rrule = models.CharField(_("pola"), max_length=200, help_text=_("Aturan RFC 5545"))
    starts_on = models.DateField(_("pertemuan pertama"))
    at = models.TimeField(_("pukul"))
    zone = models.CharField(_("zona waktu"), max_length=40, editable=False)
    place = models.CharField(_("tempat"), max_length=150)
    ended_on = models.DateField(_("berakhir"), null=True, blank=True)

    objects: ClassVar = ScopedQuerySet["Series"].as_manager()

    class Meta:
        verbose_name = _("rangkaian pertemuan")
        verbose_name_plural = _("rangkaian pertemuan")
        constraints = [
            models.CheckConstraint(
                name="meetings_series_ends_after_start",
                condition=Q(ended_on__gte=F("starts_on")),
                violation_error_message=_("Rangkaian berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    def get_absolute_url(self) -> str:
        return reverse("meetings:series", args=[self.pk])


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    def planned(self) -> Self:
        return self.filter(status=Meeting.Status.PLANNED)

    def held(self) -> Self:
        return self.filter(status=Meeting.Status.HELD)

    def starting_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)


@pghistory.track()
class Meeting(Scoped, Versioned):
    """One meeting, from planned to held: an occurrence of a series *is* the meeting.

    `on` and `at` are wall time in `zone`; `starts_at` is derived from them by the services.
    `revision` rises when it is moved or cancelled: reminders and calendars follow it.
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
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    cancelled_because = models.CharField(_("alasan batal"), max_length=200, blank=True)
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
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED


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
