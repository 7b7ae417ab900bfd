"""What people do with their own account: another password, keys for their programs."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keys import hashed, new_key
from accounts.models import ApiToken, User
from common.errors import NotAllowed, RuleBroken

MOST_DAYS = 366


@transaction.atomic
def change_password(user: User, *, new: str, actor: User) -> None:
    """Set another password; every session but the caller's own ends by it."""
    _require_self(actor, user)
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise ValidationError({"new": error.messages}) from error
    user.set_password(new)
    user.save(update_fields=["password"])


@transaction.atomic
def create_token(
    user: User, *, name: str, scopes: Iterable[str], days: int, actor: User
) -> tuple[ApiToken, str]:
    """Return a key for a program, shown once, and the row that keeps its hash."""
    _require_self(actor, user)
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError(
            {"days": _("Masa berlaku dari 1 sampai %(most)d hari.") % {"most": MOST_DAYS}}
        )
    key = new_key()
    token = ApiToken(
        user=user,
        name=name.strip(),
        prefix=key[:12],
        key_hash=hashed(key),
        scopes=list(scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    token.full_clean(validate_constraints=False)  # one compares with created_at, not yet there
    token.save()
    return token, key


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: User) -> None:
    """Make a key useless. Raises token_revoked."""
    _require_self(actor, token.user)
    live = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if not live.update(revoked_at=timezone.now()):
        raise RuleBroken("token_revoked", _("Token ini sudah dicabut."))


def _require_self(actor: User, user: User) -> None:
    if actor.pk != user.pk or not actor.is_active:
        raise NotAllowed("not_yours", _("Ini hanya dapat dilakukan pemilik akunnya."))
