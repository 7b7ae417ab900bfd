"""Who wants to be told nothing, and from when a district sends at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import track
from common.versions import Versioned
from people.models import Person

if TYPE_CHECKING:
    from typing import Self


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep those of the persons whom the user sees."""
        return self.filter(person__in=Person.objects.visible_to(user).values("pk"))


@track()
class OptOut(models.Model):
    """A person's word that messages of a rule, or all, shall not come. What it stops is shown.

    By hand nobody is stopped: people talk. It ends by a word as it began.
    """

    class How(models.TextChoices):
        LINK = "link", _("Lewat tautan di pesan")
        WORD = "word", _("Dengan kata BERHENTI atau STOP")
        ACCOUNT = "account", _("Lewat akunnya")
        NOTED = "noted", _("Dicatat petugas")

    person = models.ForeignKey(Person, models.CASCADE, related_name="opt_outs")
    rule = models.CharField(_("aturan"), max_length=40, blank=True)  # "": all of them
    how = models.CharField(_("caranya"), max_length=7, choices=How.choices)
    since = models.DateTimeField(_("sejak"))
    until = models.DateTimeField(_("sampai"), null=True, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan berhenti")
        verbose_name_plural = _("permintaan berhenti")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rule"],
                condition=Q(until=None),
                name="notifications_optout_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.rule}"


class SendingStartQuerySet(ScopedQuerySet["SendingStart"]):
    def holding_back(self) -> Self:
        """Keep those of places that do not send yet, or whose backlog is not a digest yet."""
        return self.filter(collapsed_at=None)


@track()
class SendingStart(Scoped, Versioned):
    """From which day a district sends. Before it all is held and can be looked at.

    What is older than the day becomes one digest for each person. A district without a row sends.
    """

    starts_on = models.DateField(_("mulai mengirim"))
    collapsed_at = models.DateTimeField(_("diringkas"), null=True, blank=True, editable=False)

    objects: ClassVar = SendingStartQuerySet.as_manager()

    class Meta:
        verbose_name = _("mulai mengirim")
        verbose_name_plural = _("mulai mengirim")
        constraints = [
            models.UniqueConstraint(
                fields=["region"],
                name="notifications_sendingstart_once",
                violation_error_message=_("Tanggal mulai wilayah ini sudah ada."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.starts_on:%Y-%m-%d}"
