"""Calendars by a secret address: a body's, a region's, or what one is invited to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.history import track
from regions.models import Region
from wksbm.models import Wksbm

if TYPE_CHECKING:
    from typing import Self


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep one's own."""
        return self.filter(user=user.pk)

    def live(self) -> Self:
        return self.filter(revoked_at=None, user__is_active=True)


@track(exclude=["key_hash", "last_read_on"])
class CalendarFeed(models.Model):
    """Whoever knows its address reads what its user may see today; the address is shown once."""

    class Kind(models.TextChoices):
        MINE = "mine", _("Pertemuan yang mengundang saya")
        BODY = "body", _("Pertemuan satu WKSBM")
        REGION = "region", _("Semua pertemuan di satu wilayah")

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    kind = models.CharField(_("isi kalender"), max_length=8, choices=Kind.choices)
    wksbm = models.ForeignKey(Wksbm, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    key_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    last_read_on = models.DateField(_("terakhir dibaca"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    objects: ClassVar = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("alamat kalender")
        verbose_name_plural = _("alamat kalender")
        constraints = [
            models.CheckConstraint(
                name="meetings_calendarfeed_of_one_thing",
                condition=Q(kind="mine", wksbm=None, region=None)
                | Q(kind="body", wksbm__isnull=False, region=None)
                | Q(kind="region", wksbm=None, region__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        if self.wksbm is not None:
            return _("Pertemuan %(name)s") % {"name": self.wksbm.name}
        if self.region is not None:
            return _("Pertemuan di %(name)s") % {"name": self.region.full_name}
        return str(self.get_kind_display())
