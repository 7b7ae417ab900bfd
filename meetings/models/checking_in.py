"""The code on the wall by which people check in themselves, for as long as a meeting lasts."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.models.meetings import Meeting


class CheckInCode(models.Model):
    """A secret address that is shown as a QR code; only its hash is kept. A part of the meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="check_in_codes")
    key_hash = models.BinaryField(max_length=32, unique=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kode hadir")
        verbose_name_plural = _("kode hadir")
        constraints = [
            models.CheckConstraint(
                name="meetings_checkincode_closes_after_opening",
                condition=Q(closes_at__gte=F("opened_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.opened_at:%Y-%m-%d %H:%M}"

    def is_open(self, now: datetime) -> bool:
        return self.opened_at <= now < self.closes_at
