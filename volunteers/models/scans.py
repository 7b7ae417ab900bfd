"""Scans of decrees that were dropped together, each waiting to be matched to its decree."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.uploads import sealed_name
from wksbm.models import Decree

if TYPE_CHECKING:
    from typing import Self


class DroppedScanQuerySet(ScopedQuerySet["DroppedScan"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what the user dropped, where the user still has a role."""
        if isinstance(user, AnonymousUser):
            return self.none()
        return super().visible_to(user).filter(dropped_by=user)

    def waiting(self) -> Self:
        return self.filter(status=DroppedScan.Status.WAITING)

    def dropped_before(self, instant: datetime) -> Self:
        return self.filter(dropped_at__lt=instant)


class DroppedScan(Scoped):
    """A file that was dropped with others; once confirmed it is its decree's scan, and goes here.

    Its region is where whoever dropped it said; only that user sees it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        ATTACHED = "attached", _("Dipasang")
        SET_ASIDE = "set_aside", _("Disisihkan")

    batch = models.UUIDField(_("kiriman"), db_index=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(_("nama berkas"), max_length=200)
    # As it came; what is given out is the clean copy that the decree gets.
    file = models.FileField(upload_to=sealed_name, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    decree = models.ForeignKey(
        Decree, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("SK")
    )
    # Why this decree was guessed, or why none: words for people.
    reason = models.CharField(max_length=200, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)

    objects: ClassVar = DroppedScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("pindaian yang dikirim")
        verbose_name_plural = _("pindaian yang dikirim")
        constraints = [
            models.CheckConstraint(
                name="volunteers_droppedscan_attached_to_a_decree",
                condition=~Q(status="attached") | Q(decree__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
