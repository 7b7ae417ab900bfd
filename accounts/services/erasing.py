"""Emptying an account whose owner's data are erased: its acts stay, without a name."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Handover, SignInLink, User
from accounts.services.links import end_sessions
from common.languages import official


def one_owners(user: User) -> list[User]:
    """Return the account and those that were merged into it, however often."""
    found = [user]
    for one in found:
        merged = Handover.objects.filter(kind=Handover.Kind.MERGE, successor=one)
        known = {other.pk for other in found}
        found.extend(User.objects.filter(pk__in=merged.values("leaver")).exclude(pk__in=known))
    return found


def empty_account(user: User) -> dict[type[models.Model], list[Any]]:
    """Close an account and take from it what says who its owner is.

    Returns the tracked records whose history holds it too. The caller has asked whether it may be.
    """
    now = timezone.now()
    forgotten = {user.username, user.phone, user.email} - {""}
    user.username, user.name, user.phone, user.email = (
        f"terhapus-{user.pk}",
        neutral_name(user),
        "",
        "",
    )
    user.is_active = False
    user.set_unusable_password()
    end_sessions(user)
    user.save()
    links = SignInLink.objects.filter(user=user)
    links.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    links.exclude(new_phone="").update(new_phone="")
    tokens = ApiToken.objects.filter(user=user)
    tokens.filter(revoked_at=None).update(revoked_at=now)
    tokens.update(name=Concat(Value("token "), Cast(F("pk"), CharField())))
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    AccessAttempt.objects.filter(username__in=forgotten).delete()
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    entries.update(object_repr=user.name)
    return {
        User: [user.pk],
        SignInLink: list(links.values_list("pk", flat=True)),
        ApiToken: list(tokens.values_list("pk", flat=True)),
    }


@official
def neutral_name(user: User) -> str:
    """Return what an account without an owner is called where it acted."""
    return _("Pengguna terhapus %d") % user.pk
