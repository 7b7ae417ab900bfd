"""Who holds a meeting: a WKSBM, an organisation, or a region itself, a village or an agency."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm

Host = Wksbm | Organisation | Region


class Hosted(Scoped):
    """A row of a host: of a body or an organisation in its region, or of the region itself."""

    wksbm = models.ForeignKey(
        Wksbm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("WKSBM"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("lembaga"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_host",
                condition=models.Q(wksbm=None) | models.Q(organisation=None),
            )
        ]

    @property
    def host(self) -> Host:
        return self.wksbm or self.organisation or self.region

    @property
    def host_name(self) -> str:
        """Return what people call the host: a body's name, or the region's with its kind."""
        return name_of(self.host)

    @property
    def host_url(self) -> str:
        return meetings_url(self.host)

    @property
    def tz(self) -> ZoneInfo:
        return self.region.tz


def hosted_by(host: Host) -> dict[str, Any]:
    """Return the columns of a row that this host holds, and the condition that finds its rows."""
    match host:
        case Wksbm():
            return {"wksbm": host, "organisation": None, "region_id": host.region_id}
        case Organisation():
            return {"wksbm": None, "organisation": host, "region_id": host.region_id}
    return {"wksbm": None, "organisation": None, "region_id": host.code}


def region_of(host: Host) -> Region:
    return host if isinstance(host, Region) else host.region


def name_of(host: Host) -> str:
    return host.full_name if isinstance(host, Region) else host.name


def meetings_url(host: Host) -> str:
    """Return where the host's meetings are listed."""
    match host:
        case Wksbm():
            return reverse("meetings:meetings_of", args=[host.pk])
        case Organisation():
            return reverse("meetings:meetings_of_organisation", args=[host.pk])
    return reverse("meetings:meetings_of_region", args=[host.code])


def is_dissolved(host: Host, on: date) -> bool:
    if isinstance(host, Region):
        return host.active_until is not None and host.active_until < on
    return host.dissolved_on is not None and host.dissolved_on <= on
