"""Links that let their holder in once: an invitation, a new password, a new number.

The secret is shown to whoever issues the link, and kept by nobody: a hash of it finds the row.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.access import Can, may, may_reach, require
from accounts.identifiers import phone_in
from accounts.keys import hashed, new_secret
from accounts.models import SignInLink, User
from common.errors import NotAllowed, RuleBroken

LIFE = timedelta(days=7)
Purpose = SignInLink.Purpose
_FOR_PASSWORD = {Purpose.INVITATION, Purpose.NEW_PASSWORD}


class LinkDead(RuleBroken):
    status = 410


@transaction.atomic
def issue_password_link(user: User, *, actor: User) -> str:
    """Return the secret of a link to a new password. Raises user_out_of_reach."""
    code = require_reach(actor, user)
    return issue(user, Purpose.NEW_PASSWORD, code, issued_by=actor)


@transaction.atomic
def issue_invitations_anew(users: Iterable[User], *, actor: User) -> list[tuple[User, str]]:
    """Return new links for those who have never come in; their older ones end.

    Who has signed in meanwhile, or is beyond the actor's reach, is left out.
    """
    asked = {user.pk for user in users}
    waiting = User.objects.filter(pk__in=asked, last_login=None, is_active=True).order_by("pk")
    return [
        (user, issue_password_link(user, actor=actor))
        for user in waiting.prefetch_related("grants")
        if may_reach(actor, user)
    ]


@transaction.atomic
def issue_phone_link(user: User, *, new_phone: str, actor: User) -> str:
    """Return the secret of a link that changes the user's number. Raises user_out_of_reach."""
    code = require_reach(actor, user)
    number = phone_in(new_phone.strip())
    if not number:
        raise ValidationError({"new_phone": _("Nomor HP tidak dikenal. Contoh: 0812-3456-7890.")})
    return issue(user, Purpose.NEW_PHONE, code, issued_by=actor, new_phone=number)


def links_to_print(secrets: Iterable[str], *, actor: User) -> list[tuple[SignInLink, str]]:
    """Return the links of these secrets that can still be used, in the order of their places.

    For whoever made them and holds their secrets: nothing changes. Raises link_dead: none is left.
    """
    by_hash = {hashed(secret): secret for secret in secrets}
    links = SignInLink.objects.filter(
        secret_hash__in=by_hash,
        purpose__in=_FOR_PASSWORD,
        region__isnull=False,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=timezone.now(),
        user__is_active=True,
    )
    found = list(links.select_related("user").order_by("region_id", "user__name", "pk"))
    if not found:
        raise _dead()
    for link in found:
        require(actor, Can.INVITE_USERS, on=link)
    return [(link, by_hash[bytes(link.secret_hash)]) for link in found]


@transaction.atomic
def withdraw_link(link: SignInLink, *, actor: User) -> None:
    """Make a link useless before it is used. Raises not_allowed, link_dead."""
    require(actor, Can.INVITE_USERS, on=link)
    unused = SignInLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None)
    if not unused.update(withdrawn_at=timezone.now()):
        raise _dead()


def issue(
    user: User,
    purpose: SignInLink.Purpose,
    region_code: str | None,
    *,
    issued_by: User,
    new_phone: str = "",
) -> str:
    """Make the link, once the caller has asked who may; older ones of its kind end."""
    now = timezone.now()
    kinds = _FOR_PASSWORD if purpose in _FOR_PASSWORD else {purpose}
    _open_ones(user, kinds).update(withdrawn_at=now)
    secret = new_secret()
    SignInLink.objects.create(
        user=user,
        purpose=purpose,
        region_id=region_code,
        secret_hash=hashed(secret),
        new_phone=new_phone,
        issued_by=issued_by,
        expires_at=now + LIFE,
    )
    return secret


# --- Used by whoever holds the link: no actor, the secret is the proof -----------------------


def open_link(secret: str) -> SignInLink:
    """Return the link of the secret, as long as it can be used. Raises link_dead (410)."""
    link = (
        SignInLink.objects.select_related("user", "issued_by")
        .filter(secret_hash=hashed(secret))
        .first()
    )
    if link is None or not link.is_open(timezone.now()) or not link.user.is_active:
        raise _dead()
    return link


@transaction.atomic
def set_password_by_link(secret: str, *, password: str) -> User:
    """Use the link up: its user has this password now and no open session. Raises link_dead."""
    link = _claim(secret, _FOR_PASSWORD)
    user = link.user
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    end_sessions(user)
    user.save(update_fields=["password", "session_salt"])
    _open_ones(user, _FOR_PASSWORD).update(withdrawn_at=timezone.now())
    return user


@transaction.atomic
def change_phone_by_link(secret: str) -> User:
    """Use the link up: its user has the new number and no open session. Raises link_dead.

    The caller has asked for the password: the link went to a number that nobody has proved.
    """
    link = _claim(secret, {Purpose.NEW_PHONE})
    user = link.user
    user.phone = link.new_phone
    end_sessions(user)
    user.save(update_fields=["phone", "session_salt"])
    return user


def _claim(secret: str, purposes: set[SignInLink.Purpose]) -> SignInLink:
    """Mark the link as used: of two at once, one finds nothing left to mark."""
    link = open_link(secret)
    now = timezone.now()
    unused = SignInLink.objects.filter(
        pk=link.pk, purpose__in=purposes, used_at=None, withdrawn_at=None, expires_at__gt=now
    )
    if not unused.update(used_at=now):
        raise _dead()
    return link


def end_sessions(user: User) -> None:
    """Make every session of the user void, once the caller saves `session_salt`."""
    user.session_salt = get_random_string(22)


def _open_ones(user: User, purposes: set[SignInLink.Purpose]) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(
        user=user, purpose__in=purposes, used_at=None, withdrawn_at=None
    )


def require_reach(by: User, user: User) -> str:
    """Refuse unless this person may let the user in anew; return the region it is noted in."""
    if not may_reach(by, user):
        raise NotAllowed(
            "user_out_of_reach",
            _("Akun ini juga punya peran di luar wewenang Ibu/Bapak. Hubungi Dinas atau operator."),
        )
    places = [grant.region for grant in user.grants.select_related("region") if grant.region]
    place = next((one for one in places if may(by, Can.INVITE_USERS, on=one)), None)
    if place is None:
        raise RuleBroken(
            "user_without_region",
            _("Akun tanpa wilayah diatur di halaman operator."),
        )
    return place.code


def _dead() -> LinkDead:
    return LinkDead(
        "link_dead",
        _("Tautan ini sudah dipakai, ditarik, atau lewat tujuh hari. Mintalah yang baru."),
    )
