"""What people send back: understood by its word, or left for a person to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, codes_where, under
from accounts.models import User
from meetings.models import Meeting
from people.models import Person
from regions.codes import LENGTHS, Level
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep those of the places whose reminders the user keeps.

        What nobody's place is known of is for whoever keeps those of a whole district or more.
        """
        codes = codes_where(user, Can.KEEP_REMINDERS)
        where = under(codes)
        if any(len(code) <= LENGTHS[Level.REGENCY] for code in codes):
            where |= Q(region=None)
        return self.filter(where)

    def to_read(self) -> Self:
        """Keep what no rule understood and nobody has dealt with."""
        return self.filter(understood="", dealt_with_at=None)

    def done(self) -> Self:
        """Keep what was understood, or somebody dealt with."""
        return self.exclude(understood="", dealt_with_at=None)


class Reply(models.Model):
    """One message that came back by a channel. An unknown sender's waits for a person.

    `reference` is the provider's own number of it: the same answer delivered twice is one row.
    """

    class Understood(models.TextChoices):
        NOT = "", _("Perlu dibaca")
        COMING = "coming", _("HADIR")
        NOT_COMING = "not_coming", _("TIDAK")
        POSTPONE = "postpone", _("TUNDA")
        STOP = "stop", _("BERHENTI")
        START = "start", _("MULAI")

    MEANINGS: ClassVar = [choice for choice in Understood.choices if choice[0]]

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wilayah")
    )
    channel = models.CharField(_("saluran"), max_length=20)
    reference = models.CharField(max_length=100)
    sender = models.CharField(_("pengirim"), max_length=120)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="replies"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="replies"
    )
    text = models.TextField(_("isi"), max_length=4000)
    understood = models.CharField(
        _("dipahami sebagai"), max_length=10, choices=Understood.choices, blank=True
    )
    received_at = models.DateTimeField(_("diterima"))
    dealt_with_at = models.DateTimeField(_("ditangani"), null=True, blank=True)
    dealt_with_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("catatan"), max_length=200, blank=True)

    objects: ClassVar = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("balasan")
        verbose_name_plural = _("balasan")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "reference"], name="notifications_reply_once"
            ),
            models.CheckConstraint(
                name="notifications_reply_dealt_with_by_somebody",
                condition=Q(dealt_with_at=None, dealt_with_by=None)
                | Q(dealt_with_at__isnull=False, dealt_with_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-received_at"],
                condition=Q(understood="", dealt_with_at=None),
                name="notifications_replies_to_read",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("notifications:reply", args=[self.pk])
