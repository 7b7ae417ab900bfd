"""When nobody is to be disturbed: hours of the week, in the nation or in a region."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import around
from accounts.models import User
from common.history import track
from common.versions import Versioned
from regions.codes import lineage_of
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self


class Weekday(models.IntegerChoices):
    """A day of the week as ISO 8601 counts it."""

    MONDAY = 1, _("Senin")
    TUESDAY = 2, _("Selasa")
    WEDNESDAY = 3, _("Rabu")
    THURSDAY = 4, _("Kamis")
    FRIDAY = 5, _("Jumat")
    SATURDAY = 6, _("Sabtu")
    SUNDAY = 7, _("Minggu")


class QuietTimeQuerySet(models.QuerySet["QuietTime"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the nation's, and those of the regions around the user."""
        return self.filter(around(user))

    def of(self, region: Region | None) -> Self:
        """Keep the region's own set, or the nation's."""
        return self.filter(region=region)

    def holding_in(self, code: str) -> Self:
        """Keep the set that holds in a place: that of the nearest region which has one.

        The same rule is in the database (notifications_quiet_keeper): the longest code wins.
        """
        above = self.model.objects.filter(region__in=lineage_of(code))
        nearest = above.aggregate(code=models.Max("region_id"))["code"]
        return self.filter(region=nearest)


@track()
class QuietTime(Versioned):
    """Hours in which no message goes out, on some days of the week, by the clock of the village.

    A region's rows are one set: where a region has a set of its own, that holds in it and below,
    and none from above. Whole silent days (Nyepi) are days off of the kind "silent".
    """

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wilayah"),
        help_text=_("Kosong berarti berlaku di seluruh Indonesia."),
    )
    name = models.CharField(_("nama"), max_length=40)
    days = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday.choices), verbose_name=_("hari"), size=7
    )
    since = models.TimeField(_("dari pukul"))
    until = models.TimeField(_("sampai pukul"))  # not after `since`: on the next day

    objects: ClassVar = QuietTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("jam tenang")
        verbose_name_plural = _("jam tenang")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="notifications_quiettime_name_once",
                nulls_distinct=False,
                violation_error_message=_("Jam tenang dengan nama ini sudah ada."),
            ),
            models.CheckConstraint(
                name="notifications_quiettime_some_day",
                condition=~Q(days=[]),
                violation_error_message=_("Pilih sedikitnya satu hari."),
            ),
            models.CheckConstraint(
                name="notifications_quiettime_days_of_a_week",
                condition=Q(days__contained_by=Weekday.values),
                violation_error_message=_("Hari ditulis 1 (Senin) sampai 7 (Minggu)."),
            ),
            models.CheckConstraint(
                name="notifications_quiettime_named",
                condition=~Q(name=""),
                violation_error_message=_("Tulis nama jam tenang."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ends_next_day(self) -> bool:
        return self.until <= self.since
