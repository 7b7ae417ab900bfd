"""A person is one person: seats, memberships, attendance and reminders all point here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from common.history import track
from common.versions import Versioned
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the persons present under the user's grants today, and the user's own person."""
        if isinstance(user, AnonymousUser):
            return self.none()
        present = Presence.objects.filter(person=OuterRef("pk")).filter(under(codes_where(user)))
        return self.filter(Exists(present) | Q(user=user))


@track()
class Person(Versioned):
    """Somebody who serves, comes or is helped. Only the name is required; nobody needs a NIK."""

    name = models.CharField(_("nama"), max_length=120)
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True)
    email = models.EmailField(_("surel"), blank=True)
    village = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("desa tempat tinggal"),
    )
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="person")

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        constraints = [
            models.CheckConstraint(
                name="people_person_has_a_name",
                condition=~Q(name__regex=r"^\s*$"),
                violation_error_message=_("Nama harus diisi."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(Scoped):
    """The person serves or lives there, so whoever keeps that region's data sees the person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="presences")
    since = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ScopedQuerySet["Presence"].as_manager()

    class Meta:
        verbose_name = _("keberadaan")
        verbose_name_plural = _("keberadaan")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "region"], name="people_presence_once_a_region"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.region_id}"
