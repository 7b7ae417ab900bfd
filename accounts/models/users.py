"""Users, and their roles in regions."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Role, codes_where, under
from accounts.identifiers import check_username, phone_in
from common.dates import covers, first_day, last_day
from common.history import track
from common.phones import shown


class UserQuerySet(models.QuerySet["User"]):
    def carrying(self, typed: str) -> Self:
        """Keep the active accounts that this user name, phone number or address can mean."""
        text = typed.strip()
        where = Q(username__iexact=text)
        if "@" in text:
            where |= Q(email__iexact=text)
        if number := phone_in(text):
            where |= Q(phone=number)
        return self.filter(where, is_active=True)

    def visible_to(self, actor: User | AnonymousUser) -> Self:
        """Keep the users with a grant where the actor may invite, and the actor."""
        codes = codes_where(actor, Can.INVITE_USERS)
        held = Grant.objects.filter(under(codes))
        where = Q(pk__in=held.values("user")) | Q(pk=actor.pk)
        if not getattr(actor, "is_superuser", False):
            return self.filter(where, Q(is_superuser=False) | Q(pk=actor.pk))
        return self


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, password: str | None = None, **fields: object
    ) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


@track(
    exclude=["password", "session_salt", "last_login"],
    personal=["username", "name", "phone", "email"],
)
class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. Families share phones, so only the user name is unique."""

    username = models.CharField(
        _("nama pengguna"), max_length=60, unique=True, validators=[check_username]
    )
    name = models.CharField(_("nama lengkap"), max_length=120)
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True, db_index=True)
    email = models.EmailField(_("surel"), blank=True, db_index=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    is_staff = models.BooleanField(_("masuk ke halaman operator"), default=False)
    session_salt = models.CharField(max_length=22, blank=True, editable=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects: ClassVar = UserManager()

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        constraints = [
            models.UniqueConstraint(
                Upper("username"),
                name="accounts_user_username_once",
                violation_error_message=_("Nama pengguna ini sudah dipakai."),
            ),
        ]
        indexes = [models.Index(Upper("email"), name="accounts_user_email_upper")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", maxsplit=1)[0]

    @property
    def shown_phone(self) -> str:
        return shown(self.phone)

    def is_named(self, typed: str) -> bool:
        return self.username.casefold() == typed.strip().casefold()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what every session must match: a new password or a new salt ends them all."""
        facts = f"{self.password}{self.session_salt}"
        return salted_hmac("accounts.User.session", facts, secret, algorithm="sha256").hexdigest()

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
    def where_may(self, actor: User | AnonymousUser, what: Can) -> Self:
        return self.filter(under(codes_where(actor, what)))

    def visible_to(self, actor: User | AnonymousUser) -> Self:
        """Keep the grants where the actor may invite, and the actor's own."""
        return self.filter(under(codes_where(actor, Can.INVITE_USERS)) | Q(user=actor.pk))

    def in_force(self, on: date) -> Self:
        return self.filter(period__contains=on, withdrawn_at=None)

    def lasting(self, on: date) -> Self:
        """Keep what is in force on the day, or will be later."""
        return self.filter(period__overlap=DateRange(on, None), withdrawn_at=None)


@track()
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
    # Ended on the day it began: such a grant was never in force on a whole day.
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)

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
                condition=Q(withdrawn_at=None),
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
        return self.withdrawn_at is None and covers(self.period, on)

    def is_lasting(self, on: date) -> bool:
        """Whether it is in force on the day or will be later."""
        until = last_day(self.period)
        return self.withdrawn_at is None and (until is None or until >= on)

    @property
    def first_day(self) -> date | None:
        return first_day(self.period)

    @property
    def last_day(self) -> date | None:
        return last_day(self.period)
