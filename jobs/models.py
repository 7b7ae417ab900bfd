"""The ledger of requests that may be repeated: the same key gets the same answer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotentRequest(models.Model):
    """A write and its answer, stored in one transaction with the write and kept for 30 days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    method = models.CharField(max_length=7)
    path = models.CharField(max_length=300)
    body_sha256 = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    content = models.BinaryField(default=b"")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects: ClassVar = models.Manager["IdempotentRequest"]()

    class Meta:
        verbose_name = _("permintaan")
        verbose_name_plural = _("permintaan")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="jobs_request_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
