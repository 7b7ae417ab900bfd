"""Series of routine meetings: the rule by which a body meets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from common.history import track
from common.versions import Versioned
from meetings.models.hosts import Hosted
from meetings.models.kinds import ROUTINE, MeetingKind
from regions.codes import Zone

if TYPE_CHECKING:
    from typing import Self


class SeriesQuerySet(ScopedQuerySet["Series"]):
    def running(self, on: date) -> Self:
        """Keep what has not ended before this day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on))


@track(exclude=["made_until", "must_follow"])
class Series(Hosted, Versioned):
    """A rule by which a host meets, in the local time of its region.

    `made_until` says up to which date its occurrences are there; `must_follow` that the holidays
    they were made by have changed since.
    """

    class OnHoliday(models.TextChoices):
        KEEP = "keep", _("Tetap pada harinya")
        EARLIER = "earlier", _("Maju ke hari kerja sebelumnya")
        LATER = "later", _("Mundur ke hari kerja berikutnya")
        SKIP = "skip", _("Ditiadakan")

    class InRamadan(models.TextChoices):
        KEEP = "keep", _("Tetap seperti biasa")
        OTHER_HOUR = "other_hour", _("Pada pukul lain")
        SKIP = "skip", _("Ditiadakan")

    kind = models.ForeignKey(
        MeetingKind, models.PROTECT, default=ROUTINE, related_name="+", verbose_name=_("jenis")
    )
    purpose = models.CharField(_("acara"), max_length=150)
    rrule = models.CharField(
        _("pola"), max_length=1000, help_text=_("Aturan RFC 5545, atau RDATE: dan tanggal-tanggal")
    )
    starts_on = models.DateField(_("pertemuan pertama"))
    at = models.TimeField(_("pukul"))
    zone = models.CharField(_("zona waktu"), max_length=40, editable=False)
    place = models.CharField(_("tempat"), max_length=150)
    ended_on = models.DateField(_("berakhir"), null=True, blank=True)
    on_holiday = models.CharField(
        _("bila jatuh pada hari libur"),
        max_length=8,
        choices=OnHoliday.choices,
        default=OnHoliday.KEEP,
    )
    in_ramadan = models.CharField(
        _("selama Ramadan"), max_length=10, choices=InRamadan.choices, default=InRamadan.KEEP
    )
    ramadan_at = models.TimeField(_("pukul selama Ramadan"), null=True, blank=True)
    made_until = models.DateField(null=True, blank=True, editable=False)
    must_follow = models.BooleanField(default=False, editable=False)

    objects: ClassVar = SeriesQuerySet.as_manager()

    class Meta(Hosted.Meta):
        verbose_name = _("rangkaian pertemuan")
        verbose_name_plural = _("rangkaian pertemuan")
        constraints = [
            *Hosted.Meta.constraints,
            models.CheckConstraint(
                name="meetings_series_ends_after_start",
                condition=Q(ended_on__gte=F("starts_on")),
                violation_error_message=_("Rangkaian berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="meetings_series_ramadan_hour_named",
                condition=Q(in_ramadan="other_hour", ramadan_at__isnull=False)
                | (~Q(in_ramadan="other_hour") & Q(ramadan_at=None)),
                violation_error_message=_("Tulis pukul selama Ramadan."),
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    def get_absolute_url(self) -> str:
        return reverse("meetings:series", args=[self.pk])

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return Zone(self.zone).label

    @property
    def unmade_since(self) -> date:
        """From which day its occurrences are still to be made."""
        if self.made_until is None:
            return self.starts_on
        return max(self.starts_on, self.made_until + timedelta(days=1))

    @property
    def follows_calendar(self) -> bool:
        """Whether holidays or Ramadan mean anything to it."""
        kept = (self.OnHoliday.KEEP, self.InRamadan.KEEP)
        return (self.on_holiday, self.in_ramadan) != kept

    def is_running(self, on: date) -> bool:
        return self.ended_on is None or on <= self.ended_on
