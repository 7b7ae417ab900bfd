"""How the ways out are, and whether each day's messages went as they should."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelHealth(models.Model):
    """How one channel does: paused when it fails again and again, then tried slowly."""

    class State(models.TextChoices):
        WELL = "well", _("Berjalan")
        PAUSED = "paused", _("Dijeda")
        TRYING = "trying", _("Dicoba pelan-pelan")

    channel = models.CharField(_("saluran"), max_length=20, primary_key=True)
    state = models.CharField(_("keadaan"), max_length=7, choices=State.choices, default=State.WELL)
    failures = models.PositiveIntegerField(_("gagal berturut-turut"), default=0)
    paused_until = models.DateTimeField(_("dijeda sampai"), null=True, blank=True)
    # How many may be claimed at once while it is tried again: doubles with each success.
    allowance = models.PositiveIntegerField(default=0)
    last_good_at = models.DateTimeField(_("terakhir berhasil"), null=True, blank=True)
    last_bad_at = models.DateTimeField(_("terakhir gagal"), null=True, blank=True)
    last_words = models.CharField(_("jawaban terakhir"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("kesehatan saluran")
        verbose_name_plural = _("kesehatan saluran")

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until


class SelfCheck(models.Model):
    """One night's comparison of what was due with what became of it, over the day before."""

    objects: ClassVar = models.Manager()

    day = models.DateField(_("hari"), primary_key=True)
    due = models.PositiveIntegerField(_("jatuh tempo"))
    sent = models.PositiveIntegerField(_("terkirim"))
    by_hand = models.PositiveIntegerField(_("disampaikan sendiri"))
    withdrawn = models.PositiveIntegerField(_("ditarik"))
    failed = models.PositiveIntegerField(_("gagal"))
    # What should not be: neither sent, nor ended with a reason, nor planned though a rule wants it.
    missing = models.PositiveIntegerField(_("hilang"))
    findings = models.JSONField(_("temuan"), default=list)
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("pemeriksaan malam")
        verbose_name_plural = _("pemeriksaan malam")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.missing}"
