"""Long work with its progress, and the ledger of requests that may be repeated."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.uploads import random_name

if TYPE_CHECKING:
    from typing import Self

    from django.contrib.auth.models import AnonymousUser


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the user's own: nobody else has a part in them."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()


class Job(models.Model):
    """Work that is too long for a request: a row that a worker leases, safe to leave and to repeat.

    `arguments` hold nothing personal. The result is kept for thirty days, for its user alone.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu giliran")
        RUNNING = "running", _("Sedang dikerjakan")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")
        CANCELLED = "cancelled", _("Dibatalkan")

    LIVE: ClassVar = (Status.WAITING, Status.RUNNING)

    kind = models.CharField(_("jenis"), max_length=40)
    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("pengguna"), related_name="jobs")
    title = models.CharField(_("judul"), max_length=200)
    arguments = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        _("keadaan"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    done = models.PositiveIntegerField(_("sudah"), default=0)
    total = models.PositiveIntegerField(_("dari"), null=True, blank=True)
    in_last_step = models.BooleanField(default=False)
    link = models.CharField(max_length=200, blank=True)
    result = models.FileField(upload_to=random_name, max_length=200, blank=True)
    result_name = models.CharField(_("berkas hasil"), max_length=150, blank=True)
    result_type = models.CharField(max_length=100, blank=True)
    fault = models.TextField(_("kendala"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(_("diminta"), auto_now_add=True)
    started_at = models.DateTimeField(_("dimulai"), null=True, blank=True)
    finished_at = models.DateTimeField(_("berakhir"), null=True, blank=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("pekerjaan")
        verbose_name_plural = _("pekerjaan")
        constraints = [
            models.CheckConstraint(
                name="jobs_job_running_is_leased",
                condition=Q(status="running", lease_until__isnull=False, lease_token__isnull=False)
                | Q(~Q(status="running"), lease_until=None, lease_token=None),
            ),
            models.CheckConstraint(
                name="jobs_job_ended_has_time",
                condition=Q(status__in=["waiting", "running"], finished_at=None)
                | Q(~Q(status__in=["waiting", "running"]), finished_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(status__in=["waiting", "running"]),
                name="jobs_live",
            ),
            models.Index(fields=["user", "-id"], name="jobs_of_a_user"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def may_be_cancelled(self) -> bool:
        return self.is_live and not self.in_last_step

    @property
    def percent(self) -> int | None:
        """Return how much is done, in whole per cent; None where the whole is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None

    def seconds_left(self, now: datetime) -> int | None:
        """Return about how many seconds it takes from now on; None where that cannot be said."""
        if not (self.started_at and self.total and self.done) or self.status != "running":
            return None
        spent = (now - self.started_at).total_seconds()
        return max(0, round(spent * (self.total - self.done) / self.done))

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])


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
