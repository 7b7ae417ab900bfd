"""Each meeting, from planned to held, with its minutes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models import User
from common.dates import wall_time
from common.history import track
from common.versions import Versioned
from meetings.models.approval import APPROVED_STAYS, LIST_STAYS
from meetings.models.hosts import Host, Hosted, hosted_by
from meetings.models.kinds import ROUTINE, Circle, MeetingKind
from meetings.models.series import Series
from people.models import Person
from regions.codes import Zone
from volunteers.models import QualificationKind, Training

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
        """Add how many came (`came`) of how many marked (`marked`), guests not among them."""
        of_meeting = Attendance.objects.filter(meeting=OuterRef("pk"), person__isnull=False)
        marks = of_meeting.order_by().values("meeting")
        return self.annotate(
            came=Coalesce(
                Subquery(marks.annotate(n=Count("pk", filter=Q(present=True))).values("n")), 0
            ),
            marked=Coalesce(Subquery(marks.annotate(n=Count("pk")).values("n")), 0),
        )


@track()
class Meeting(Hosted, Versioned):
    """One meeting, from planned to held: an occurrence of a series *is* the meeting.

    `on`, `at` and `until` are wall time in `zone`; `starts_at` is derived from them by the
    services. `revision` rises when it is moved or cancelled: reminders and calendars follow it.
    `by_hand`: somebody moved, changed or cancelled this one, so its series leaves it alone.
    `agenda` holds the items in order, each {"id", "title", "discussed", "decided"}: read and
    written whole with the meeting, so that its history keeps every version of the minutes.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        HELD = "held", _("Terlaksana")
        CANCELLED = "cancelled", _("Dibatalkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.ForeignKey(
        MeetingKind, models.PROTECT, default=ROUTINE, related_name="+", verbose_name=_("jenis")
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    original_date = models.DateField(null=True, blank=True, editable=False)
    purpose = models.CharField(_("acara"), max_length=150)
    place = models.CharField(_("tempat"), max_length=150, blank=True)
    on = models.DateField(_("tanggal"))
    at = models.TimeField(_("pukul"))
    until = models.TimeField(_("selesai pukul"), null=True, blank=True)
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
    # Who of the host itself is invited; InvitedGroup and Invitation add others.
    circle = models.CharField(
        _("yang diundang"), max_length=6, choices=Circle.choices, default=Circle.ALL
    )
    note = models.CharField(_("catatan undangan"), max_length=300, blank=True)
    visitors = models.CharField(_("tamu dari"), max_length=150, blank=True)
    agenda = models.JSONField(_("acara rapat"), default=list, blank=True)
    led_by = models.CharField(_("pimpinan rapat"), max_length=120, blank=True)
    minuted_by = models.CharField(_("notulis"), max_length=120, blank=True)
    discussed = models.TextField(_("yang dibahas"), blank=True)
    decided = models.TextField(_("yang diputuskan"), blank=True)
    # Guests whose names nobody took down; those with a name are attendances.
    guests = models.PositiveSmallIntegerField(_("jumlah tamu"), default=0)
    guest_women = models.PositiveSmallIntegerField(_("di antaranya perempuan"), default=0)
    # How many were invited when it was logged: the quorum is a part of these.
    invited_count = models.PositiveIntegerField(null=True, blank=True, editable=False)
    delayed_to = models.TimeField(_("ditunda sampai pukul"), null=True, blank=True, editable=False)
    second_session_of = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="second_session",
        verbose_name=_("sidang kedua dari"),
        editable=False,
    )
    without_quorum = models.BooleanField(_("dilanjutkan tanpa kuorum"), default=False)
    grants = models.ForeignKey(
        QualificationKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("memberi kualifikasi"),
    )
    training = models.OneToOneField(
        Training, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    logged_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    logged_as = models.CharField(_("dicatat sebagai"), max_length=30, blank=True, editable=False)
    logged_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The chair approved the minutes as they stand; until they are opened again, nothing changes.
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    approved_as = models.CharField(_("disetujui oleh"), max_length=200, blank=True, editable=False)
    reopened_because = models.CharField(
        _("alasan notulen dibuka lagi"), max_length=200, blank=True, editable=False
    )

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta(Hosted.Meta):
        verbose_name = _("pertemuan")
        verbose_name_plural = _("pertemuan")
        constraints = [
            *Hosted.Meta.constraints,
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
            models.CheckConstraint(
                name="meetings_meeting_women_among_guests",
                condition=Q(guest_women__lte=F("guests")),
                violation_error_message=_("Tamu perempuan lebih banyak daripada semua tamu."),
            ),
            models.CheckConstraint(
                name="meetings_meeting_approved_is_held",
                condition=Q(approved_at=None, approved_by=None, approved_as="")
                | (
                    Q(status="held", approved_at__isnull=False, approved_by__isnull=False)
                    & ~Q(approved_as="")
                ),
            ),
            models.CheckConstraint(
                name="meetings_meeting_second_is_another",
                condition=Q(second_session_of=None) | ~Q(second_session_of=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["wksbm", "-starts_at"], name="meetings_of_a_body"),
            models.Index(fields=["organisation", "-starts_at"], name="meetings_of_an_organisation"),
            models.Index(fields=["region", "-starts_at"], name="meetings_of_a_region"),
            models.Index(fields=["status", "starts_at"], name="meetings_by_status"),
            # What a body did in a month, and when last: read without the rows themselves.
            models.Index(fields=["wksbm", "status", "on"], name="meetings_done_by_a_body"),
        ]
        triggers = APPROVED_STAYS

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

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    def invited(self) -> QuerySet[Person]:
        """Return who is invited, each once, by name.

        The host's circle on the meeting's day, and the groups and persons that were added, without
        those who were left out. The database's function says who, so that reminders ask the same.
        """
        ids = RawSQL("SELECT meetings_invited(%s)", [self.pk])
        return Person.objects.filter(pk__in=ids).order_by("name", "pk")


def circle_of(host: Host, circle: str, on: date) -> QuerySet[Person]:
    """Return who of the host itself is invited to a meeting on a day: its board, its members."""
    columns = hosted_by(host)
    wksbm, organisation = columns["wksbm"], columns["organisation"]
    ids = RawSQL(
        "SELECT meetings_circle(%s::bigint, %s::bigint, %s, %s::date)",
        [wksbm and wksbm.pk, organisation and organisation.pk, str(circle), on],
    )
    return Person.objects.filter(pk__in=ids).order_by("name", "pk")


class Attendance(models.Model):
    """A mark for one person at one meeting: a part of the meeting, seen where it is seen.

    A guest, or somebody who is not in the register, has no person but a name; `origin` is where
    they come from or whom they stand for (RT 03, tokoh adat).
    """

    class How(models.TextChoices):
        TICKED = "ticked", _("Dicentang pencatat")
        CHECKED_IN = "checked_in", _("Mendaftar dengan kode QR")
        FROM_SHEET = "from_sheet", _("Dari daftar hadir kertas")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    name = models.CharField(_("nama"), max_length=120, blank=True)
    sex = models.CharField(_("L/P"), max_length=6, choices=Person.Sex.choices, blank=True)
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True)
    origin = models.CharField(_("unsur atau alamat"), max_length=80, blank=True)
    present = models.BooleanField(_("hadir"))
    late = models.BooleanField(_("terlambat"), default=False)
    how = models.CharField(
        _("cara mencatat"), max_length=10, choices=How.choices, default=How.TICKED
    )
    deputy_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mewakili")
    )
    marked_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="meetings_attendance_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["meeting", "name", "phone"],
                condition=Q(person=None),
                name="meetings_attendance_once_a_guest",
                violation_error_message=_("Tamu ini sudah tercatat."),
            ),
            models.CheckConstraint(
                name="meetings_attendance_person_or_name",
                condition=Q(person__isnull=False, name="") | (Q(person=None) & ~Q(name="")),
                violation_error_message=_("Tulis nama yang hadir."),
            ),
            models.CheckConstraint(
                name="meetings_attendance_late_came",
                condition=Q(late=False) | Q(present=True),
            ),
        ]
        triggers = LIST_STAYS
        indexes = [
            # By which a guest's own data are found.
            models.Index(
                fields=["phone"],
                condition=Q(person=None) & ~Q(phone=""),
                name="meetings_attendance_of_a_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id or ''}"

    @property
    def called(self) -> str:
        return self.person.name if self.person else self.name
