"""The body itself: where it works, on which level, under which name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from common.history import track
from common.versions import Versioned
from wksbm.models.decrees import Mandate

if TYPE_CHECKING:
    from typing import Self


class WksbmQuerySet(ScopedQuerySet["Wksbm"]):
    def at_work(self, on: date) -> Self:
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=on))

    def with_decree_state(self, on: date) -> Self:
        """Add the state of its formation decree on a day, and the last day of the one in force."""
        formed = Mandate.objects.forming().filter(wksbm=OuterRef("pk"))
        return self.annotate(
            decree_state=formed.state(on), decree_valid_until=formed.last_day_in_force(on)
        )


@track()
class Wksbm(Scoped, Versioned):
    """A community welfare network of a village or a part of it. Several a village are normal."""

    class Level(models.TextChoices):
        VILLAGE = "village", _("Desa/kelurahan")
        HAMLET = "hamlet", _("Dusun/padukuhan")
        RW = "rw", _("RW")

    level = models.CharField(
        _("tingkat"), max_length=10, choices=Level.choices, default=Level.VILLAGE
    )
    unit = models.CharField(_("nama dusun atau nomor RW"), max_length=60, blank=True)
    name = models.CharField(_("nama WKSBM"), max_length=120)
    founded_on = models.DateField(_("berdiri"), null=True, blank=True)
    dissolved_on = models.DateField(_("bubar"), null=True, blank=True)

    objects: ClassVar = WksbmQuerySet.as_manager()

    class Meta:
        verbose_name = _("WKSBM")
        verbose_name_plural = _("WKSBM")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="wksbm_wksbm_name_once_a_village",
                violation_error_message=_("WKSBM dengan nama ini sudah ada di desa ini."),
            ),
            models.CheckConstraint(
                name="wksbm_wksbm_in_a_village",
                condition=Q(Exact(Length("region"), 13)),
                violation_error_message=_("WKSBM harus berada di sebuah desa atau kelurahan."),
            ),
            models.CheckConstraint(
                name="wksbm_wksbm_unit_named",
                condition=Q(level="village") | ~Q(unit=""),
                violation_error_message=_("Tulis nama dusun atau nomor RW-nya."),
            ),
            models.CheckConstraint(
                name="wksbm_wksbm_dissolved_after_founded",
                condition=Q(dissolved_on__gte=F("founded_on")),
                violation_error_message=_("Tanggal bubar mendahului tanggal berdiri."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("wksbm:wksbm", args=[self.pk])
