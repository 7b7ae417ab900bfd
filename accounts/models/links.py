"""The one-use links that let people in, and the API's tokens."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models.users import User
from common.history import track
from common.phones import shown


@track(exclude=["secret_hash"], personal=["new_phone"])
class SignInLink(models.Model):
    """A link that lets its holder in once: to accept an invitation or to set a new password.

    The secret itself is shown once and never stored; a hash of it finds the row. It has no region
    where its user's reach is the nation.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("Undangan")
        NEW_PASSWORD = "new_password", _("Kata sandi baru")
        NEW_PHONE = "new_phone", _("Nomor HP baru")

    region = models.ForeignKey(
        "regions.Region",
        models.PROTECT,
        verbose_name=_("wilayah"),
        related_name="+",
        null=True,
        blank=True,
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="sign_in_links")
    purpose = models.CharField(_("keperluan"), max_length=20, choices=Purpose.choices)
    secret_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    new_phone = models.CharField(_("nomor HP baru"), max_length=16, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="links_issued")
    issued_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(_("dipakai"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)

    objects: ClassVar = ScopedQuerySet["SignInLink"].as_manager()

    class Meta:
        verbose_name = _("tautan masuk")
        verbose_name_plural = _("tautan masuk")

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.issued_at:%Y-%m-%d}"

    @property
    def shown_phone(self) -> str:
        return shown(self.new_phone)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.withdrawn_at is None and now < self.expires_at


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, actor: User | AnonymousUser) -> Self:
        return self.filter(user=actor.pk)


@track(exclude=["key_hash", "last_used_on"], personal=["name"])
class ApiToken(models.Model):
    """A key for a program that acts for a user. The key is shown once; a hash of it is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("Baca")
        WRITE = "write", _("Baca dan tulis")

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("nama"), max_length=80)
    prefix = models.CharField(_("awalan"), max_length=12)
    key_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("lingkup")
    )
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    last_used_on = models.DateField(_("terakhir dipakai"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    objects: ClassVar = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token API")
        verbose_name_plural = _("token API")
        constraints = [
            models.CheckConstraint(
                name="accounts_token_expires_later",
                condition=Q(expires_at__gt=F("created_at")),
                violation_error_message=_("Masa berlaku harus setelah hari ini."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
