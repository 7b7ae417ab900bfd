"""How the ways out are, and whether each day's messages went as they should."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, may
from accounts.models import User

if TYPE_CHECKING:
    from typing import Self


class ChannelHealthQuerySet(models.QuerySet["ChannelHealth"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep all for who watches the sending or reads deliveries anywhere, else none."""
        seen = may(user, Can.WATCH_SENDING) or may(user, Can.READ_DELIVERIES)
        return self.all() if seen else self.none()

    def unwell(self) -> Self:
        """Keep those that are paused, or tried again slowly."""
        return self.exclude(state=ChannelHealth.State.WELL)


class SelfCheckQuerySet(models.QuerySet["SelfCheck"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep all for who watches the sending, else none: they are the whole service's."""
        return self.all() if may(user, Can.WATCH_SENDING) else self.none()


class ChannelHealth(models.Model):
    """How one channel does: paused when it fails again and again, then tried slowly.

    Without a row a channel is well. `paused_until`: of one that is tried, when the calls that were
    let through count as lost.
    """

    class State(models.TextChoices):
        WELL = "well", _("Berjalan")
        PAUSED = "paused", _("Dijeda")
        TRYING = "trying", _("Dicoba pelan-pelan")

    channel = models.CharField(_("saluran"), max_length=20, primary_key=True)
    state = models.CharField(_("keadaan"), max_length=7, choices=State.choices, default=State.WELL)
    failures = models.PositiveIntegerField(_("gagal berturut-turut"), default=0)
    paused_until = models.DateTimeField(_("dijeda sampai"), null=True, blank=True)
    # How many calls may still be made while it is tried again: each success gives two more.
    allowance = models.PositiveIntegerField(default=0)
    last_good_at = models.DateTimeField(_("terakhir berhasil"), null=True, blank=True)
    last_bad_at = models.DateTimeField(_("terakhir gagal"), null=True, blank=True)
    last_words = models.CharField(_("jawaban terakhir"), max_length=300, blank=True)

    objects: ClassVar = ChannelHealthQuerySet.as_manager()

    class Meta:
        verbose_name = _("kesehatan saluran")
        verbose_name_plural = _("kesehatan saluran")

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    @property
    def is_well(self) -> bool:
        """Whether nothing has failed since something went."""
        return self.state == self.State.WELL and not self.failures

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing may be sent by it yet. Once the pause is over it may be tried."""
        until: datetime | None = self.paused_until
        return self.state == self.State.PAUSED and until is not None and now < until


class SelfCheck(models.Model):
    """One night's comparison of what was due on a day with what became of it.

    The day is that of each village's own clock. What was due is sent, or maybe_sent, by_hand,
    withdrawn, expired, failed (no way was left) or waiting: the sum is `due`. What went inside a
    digest is counted as the digest is. `delivered` of these surely arrived.
    """

    day = models.DateField(_("hari"), primary_key=True)
    due = models.PositiveIntegerField(_("jatuh tempo"))
    sent = models.PositiveIntegerField(_("terkirim"))
    delivered = models.PositiveIntegerField(_("sampai"), default=0)
    maybe_sent = models.PositiveIntegerField(_("mungkin terkirim"), default=0)
    by_hand = models.PositiveIntegerField(_("perlu disampaikan sendiri"))
    withdrawn = models.PositiveIntegerField(_("ditarik"))
    expired = models.PositiveIntegerField(_("terlambat"), default=0)
    failed = models.PositiveIntegerField(_("gagal"))
    waiting = models.PositiveIntegerField(_("masih menunggu"), default=0)
    # What should not be: neither sent, nor ended with a reason, nor planned though a rule wants it.
    missing = models.PositiveIntegerField(_("hilang"))
    findings = models.JSONField(_("temuan"), default=list)
    made_at = models.DateTimeField(_("dibuat"))

    objects: ClassVar = SelfCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemeriksaan malam")
        verbose_name_plural = _("pemeriksaan malam")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.missing}"
