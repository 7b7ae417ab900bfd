"""A second step that is lost, with its recovery codes too: taken away by two people together.

One who could let the user in anew asks and says why; another, who answers for the same place,
confirms. Either alone could take over an account whose password they may reset.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, may_reach, require
from accounts.models import SecondStepReset, User
from accounts.services.links import end_sessions, require_reach
from common.errors import RuleBroken

LIFE = timedelta(days=3)


@transaction.atomic
def ask_second_step_reset(user: User, *, reason: str, actor: User) -> SecondStepReset:
    """Ask that a user's second step be taken away. It does nothing until another confirms.

    Raises user_out_of_reach, own_second_step, no_second_step, reset_waits.
    """
    region_code = require_reach(actor, user)
    if actor.pk == user.pk:
        raise RuleBroken("own_second_step", _("Langkah kedua sendiri dihapus oleh dua orang lain."))
    if not is_mfa_enabled(user):
        raise RuleBroken("no_second_step", _("Akun ini tidak punya langkah kedua."))
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasannya.")})
    now = timezone.now()
    _waiting(user).filter(expires_at__lte=now).update(withdrawn_at=now)
    reset = SecondStepReset(
        user=user,
        region_id=region_code,
        reason=reason.strip(),
        asked_by=actor,
        asked_at=now,
        expires_at=now + LIFE,
    )
    reset.clean_fields()
    try:
        with transaction.atomic():
            reset.save()
    except IntegrityError as error:
        raise RuleBroken("reset_waits", _("Permintaan untuk akun ini masih menunggu.")) from error
    return reset


@transaction.atomic
def confirm_second_step_reset(reset: SecondStepReset, *, actor: User) -> User:
    """Take the user's second step and open sessions away. The password stays as it is.

    Raises not_allowed, own_request, asker_out_of_reach, reset_over.
    """
    require(actor, Can.VOUCH, on=reset)
    if actor.pk in {reset.asked_by_id, reset.user_id}:
        raise RuleBroken(
            "own_request", _("Harus orang lain: bukan yang meminta, bukan pemilik akunnya.")
        )
    if not may_reach(reset.asked_by, reset.user):
        raise RuleBroken(
            "asker_out_of_reach", _("Yang meminta tidak lagi berwenang atas akun ini.")
        )
    now = timezone.now()
    confirmed = SecondStepReset.objects.open(now).filter(pk=reset.pk)
    if not confirmed.update(confirmed_by=actor, confirmed_at=now):
        raise _over()
    user = reset.user
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    user.save(update_fields=["session_salt"])
    return user


@transaction.atomic
def withdraw_second_step_reset(reset: SecondStepReset, *, actor: User) -> None:
    """Drop a request that is not needed, or not believed. Raises not_allowed, reset_over."""
    require(actor, Can.VOUCH, on=reset)
    if not _waiting(reset.user).filter(pk=reset.pk).update(withdrawn_at=timezone.now()):
        raise _over()


def _waiting(user: User) -> QuerySet[SecondStepReset]:
    return SecondStepReset.objects.filter(user=user, confirmed_at=None, withdrawn_at=None)


def _over() -> RuleBroken:
    return RuleBroken(
        "reset_over", _("Permintaan ini sudah disetujui, ditarik, atau lewat tiga hari.")
    )
