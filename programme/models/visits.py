"""The guest book (buku tamu) of a host."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models import User
from common.history import track
from common.versions import Versioned
from meetings.models import Hosted, Meeting

if TYPE_CHECKING:
    from typing import Self


class VisitQuerySet(ScopedQuerySet["Visit"]):
    def of_year(self, year: int) -> Self:
        return self.filter(on__year=year).order_by("-on", "-created_at", "-pk")


@track(personal=["name", "phone", "message"])
class Visit(Hosted, Versioned):
    """A line of the guest book: who came, from where, what for. Struck through, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    on = models.DateField(_("tanggal"))
    name = models.CharField(_("nama tamu"), max_length=120)
    office = models.CharField(_("instansi atau alamat"), max_length=150)
    post = models.CharField(_("jabatan"), max_length=100, blank=True)
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True)
    people = models.PositiveSmallIntegerField(_("jumlah orang"), default=1)
    purpose = models.CharField(_("maksud kunjungan"), max_length=250)
    met = models.CharField(_("bertemu dengan"), max_length=150, blank=True)
    message = models.CharField(_("pesan dan kesan"), max_length=400, blank=True)
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("pada pertemuan"),
    )
    struck_because = models.CharField(_("alasan dicoret"), max_length=200, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    objects: ClassVar = VisitQuerySet.as_manager()

    class Meta(Hosted.Meta):
        verbose_name = _("kunjungan")
        verbose_name_plural = _("buku tamu")
        constraints = [
            *Hosted.Meta.constraints,
            models.CheckConstraint(
                name="programme_visit_of_somebody",
                condition=Q(people__gte=1),
                violation_error_message=_("Paling sedikit satu orang."),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-on"], name="programme_visits_of_a_region"),
            models.Index(
                fields=["phone"], condition=~Q(phone=""), name="programme_visits_of_a_phone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.office}"

    def get_absolute_url(self) -> str:
        return reverse("programme:visit", args=[self.pk])

    @property
    def is_struck(self) -> bool:
        return bool(self.struck_because)
