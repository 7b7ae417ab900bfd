"""Users, their grants and their tokens for tests."""

from datetime import timedelta
from itertools import count

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from accounts.access import Role
from accounts.keys import hashed, new_key
from accounts.models import ApiToken, Grant, User
from common.dates import term, today
from tests.factories.regions import make_region, make_village

PASSWORD = "sawah-hijau-7"
NATIONAL = {Role.AUDITOR, Role.OPERATOR, Role.PKK_LEADER}
_numbers = count(1)


def make_user(role=None, region=None, *, password=PASSWORD, **overrides):
    """Return a user, with a grant of the role since yesterday if one is named.

    `region` is a region or its code. Without one the grant is for a village, or for the nation
    where the role may hold that.
    """
    number = next(_numbers)
    facts = {"name": f"Warga {number}", **overrides}
    user = User.objects.create_user(facts.pop("username", f"warga{number}"), password, **facts)
    if role is not None:
        make_grant(user, role, region)
    return user


def make_grant(user, role, region=None, *, start=None, end=None, **overrides):
    if region is None and role not in NATIONAL:
        region = make_village()
    if isinstance(region, str):
        region = make_region(region)
    start = start or today() - timedelta(days=1)
    user.forget_grants()
    return Grant.objects.create(
        user=user, role=role, region=region, period=term(start, end), **overrides
    )


def with_second_step(user):
    """Give the user an authenticator app and recovery codes."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


def make_token(user, scopes=(ApiToken.Scope.READ, ApiToken.Scope.WRITE), **overrides):
    """Return a token that lives for 30 days, and its key."""
    key = new_key()
    facts = {
        "name": "Program uji",
        "prefix": key[:12],
        "key_hash": hashed(key),
        "scopes": list(scopes),
        "expires_at": timezone.now() + timedelta(days=30),
    }
    return ApiToken.objects.create(user=user, **(facts | overrides)), key
