"""Users, their roles in regions, the one-use links that let them in, and the API's tokens."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Role, Scoped, ScopedQuerySet, codes_where, under
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


@track(exclude=["password", "session_salt", "last_login"])
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


@track(exclude=["secret_hash"])
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


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, actor: User | AnonymousUser) -> Self:
        """Keep what happened where the actor may invite, and what was handed over or received."""
        theirs = Q(leaver=actor.pk) | Q(successor=actor.pk)
        return self.filter(under(codes_where(actor, Can.INVITE_USERS)) | theirs)


@track()
class Handover(Scoped):
    """A record that somebody's work went to another, or that two accounts became one.

    What moved is kept in words as of that day: later names change nothing in an old record.
    """

    class Kind(models.TextChoices):
        HANDOVER = "handover", _("Serah terima")
        MERGE = "merge", _("Penggabungan akun")

    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    leaver = models.ForeignKey(User, models.PROTECT, related_name="handed_over")
    successor = models.ForeignKey(User, models.PROTECT, related_name="taken_over")
    on = models.DateField(_("tanggal"))
    reason = models.CharField(_("alasan"), max_length=200)
    facts = models.JSONField(_("yang beralih"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")
        constraints = [
            models.CheckConstraint(
                name="accounts_handover_to_another",
                condition=~Q(leaver=F("successor")),
                violation_error_message=_("Pengganti harus orang lain."),
            ),
            models.CheckConstraint(
                name="accounts_handover_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Tulis alasannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaver_id} > {self.successor_id} {self.on}"


class SecondStepResetQuerySet(ScopedQuerySet["SecondStepReset"]):
    def open(self, now: datetime) -> Self:
        return self.filter(confirmed_at=None, withdrawn_at=None, expires_at__gt=now)


@track()
class SecondStepReset(Scoped):
    """Somebody lost their second step for good: one person asks for its end, another confirms."""

    user = models.ForeignKey(User, models.PROTECT, related_name="second_step_resets")
    reason = models.CharField(_("alasan"), max_length=200)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diminta oleh")
    )
    asked_at = models.DateTimeField(_("diminta pada"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disetujui oleh"),
    )
    confirmed_at = models.DateTimeField(_("disetujui pada"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)

    objects: ClassVar = SecondStepResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("penghapusan langkah kedua")
        verbose_name_plural = _("penghapusan langkah kedua")
        constraints = [
            models.CheckConstraint(
                name="accounts_secondstepreset_four_eyes",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                violation_error_message=_("Yang meminta tidak boleh menyetujui sendiri."),
            ),
            models.CheckConstraint(
                name="accounts_secondstepreset_not_oneself",
                condition=~Q(asked_by=F("user"))
                & (Q(confirmed_by=None) | ~Q(confirmed_by=F("user"))),
                violation_error_message=_("Langkah kedua sendiri dihapus oleh dua orang lain."),
            ),
            models.CheckConstraint(
                name="accounts_secondstepreset_confirmed_by_somebody",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="accounts_secondstepreset_says_why",
                condition=~Q(reason__regex=r"^\s*$"),
                violation_error_message=_("Tulis alasannya."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="accounts_secondstepreset_one_open",
                violation_error_message=_("Permintaan untuk akun ini masih menunggu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, actor: User | AnonymousUser) -> Self:
        return self.filter(user=actor.pk)


@track(exclude=["key_hash", "last_used_on"])
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
