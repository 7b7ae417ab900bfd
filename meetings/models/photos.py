"""Pictures of a meeting: of the gathering, and of the sheet that people signed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.uploads import random_name
from meetings.models.meetings import Meeting


class MeetingPhoto(models.Model):
    """One picture, written anew without what the camera noted of place and owner.

    The original is not kept: faces need no second copy. The phone makes the key.
    """

    class Kind(models.TextChoices):
        GATHERING = "gathering", _("Foto pertemuan")
        SHEET = "sheet", _("Daftar hadir bertanda tangan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="photos")
    kind = models.CharField(_("jenis"), max_length=9, choices=Kind.choices)
    picture = models.FileField(_("foto"), upload_to=random_name)
    thumbnail = models.FileField(upload_to=random_name, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    caption = models.CharField(_("keterangan"), max_length=150, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "sha256"],
                name="meetings_meetingphoto_once",
                violation_error_message=_("Foto ini sudah ada."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.get_kind_display()}"
