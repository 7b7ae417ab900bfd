"""Who can be tried with one tap where the service shows an invented district."""

import time
from typing import NamedTuple

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings

from accounts.models import User


class DemoCode(NamedTuple):
    """What the authenticator app of an invented person would show now, and for how long."""

    user: User
    code: str
    seconds: int


def demo_sign_ins() -> list[User]:
    """Return the invented people in the order of the setting; none elsewhere."""
    if not settings.DEMO:
        return []
    known = {
        user.username: user
        for user in User.objects.filter(
            username__in=settings.DEMO_SIGN_INS, is_active=True, is_superuser=False
        ).prefetch_related("grants__region")
    }
    return [known[name] for name in settings.DEMO_SIGN_INS if name in known]


def demo_codes() -> list[DemoCode]:
    """Return the codes of those invented people who have an app for them; none elsewhere."""
    users = {user.pk: user for user in demo_sign_ins()}
    apps = Authenticator.objects.filter(user__in=users, type=Authenticator.Type.TOTP)
    secrets = {app.user_id: decrypt(app.data["secret"]) for app in apps}
    counter, gone = divmod(int(time.time()), app_settings.TOTP_PERIOD)
    return [
        DemoCode(
            user,
            format_hotp_value(hotp_value(secrets[key], counter)),
            app_settings.TOTP_PERIOD - gone,
        )
        for key, user in users.items()
        if key in secrets
    ]
