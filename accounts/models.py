"""Users, their roles in regions, the one-use links that let them in, and the API's tokens."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Role, Scoped, ScopedQuerySet
from common.dates import covers


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, password: str | None = None, **fields: object
    ) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. Families share phones, so only the user name is unique."""

    username = models.CharField(_("nama pengguna"), max_length=60, unique=True)
    name = models.CharField(_("nama lengkap"), max_length=120)
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True, db_index=True)
    email = models.EmailField(_("surel"), blank=True, db_index=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    is_staff = models.BooleanField(_("masuk ke halaman operator"), default=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects: ClassVar = UserManager()

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", maxsplit=1)[0]

    def grants_on(self, day: date) -> list[Grant]:
        """Return the grants in force on a day; read once per request (the user is per request)."""
        held: dict[date, list[Grant]] = self.__dict__.setdefault("_grants_on", {})
        if day not in held:
            held[day] = list(self.grants.in_force(day).select_related("region"))
        return held[day]

    def forget_grants(self) -> None:
        """Read the grants anew: a service that changes them calls this."""
        self.__dict__.pop("_grants_on", None)


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, on: date) -> GrantQuerySet:
        return self.filter(period__contains=on)


@pghistory.track()
class Grant(models.Model):
    """A role in a region for a period. Without a region it reaches over the whole nation."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(_("peran"), max_length=30, choices=Role.choices)
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = DateRangeField(_("berlaku"))
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="grants_given"
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("hak akses")
        verbose_name_plural = _("hak akses")
        constraints = [
            ExclusionConstraint(
                name="accounts_grant_once_a_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Peran ini sudah dipegang di wilayah dan masa itu."),
            ),
            models.CheckConstraint(
                name="accounts_grant_period_not_empty",
                condition=Q(period__isempty=False),
                violation_error_message=_("Masa berlaku berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="accounts_grant_nation_for_overseers",
                condition=Q(region__isnull=False)
                | Q(role__in=[Role.AUDITOR, Role.OPERATOR, Role.PKK_LEADER]),
                violation_error_message=_("Peran ini harus punya wilayah."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.region_id or ''}".strip()

    def is_in_force(self, on: date) -> bool:
        return covers(self.period, on)


class SignInLink(Scoped):
    """A link that lets its holder in once: to accept an invitation or to set a new password.

    The secret itself is shown once and never stored; a hash of it finds the row.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("Undangan")
        NEW_PASSWORD = "new_password", _("Kata sandi baru")  # noqa: S105 (a word, no secret)
        NEW_PHONE = "new_phone", _("Nomor HP baru")

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

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.withdrawn_at is None and now < self.expires_at


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
