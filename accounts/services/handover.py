"""Somebody is replaced, or turns out to have two accounts: roles move, old doors close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.access import Role, may_reach
from accounts.handovers import MERGERS, WORKS, PassOn
from accounts.models import ApiToken, Grant, Handover, SignInLink, User
from accounts.services.invitations import end_grant, give_role, invite_user
from common.dates import today
from common.errors import NotAllowed, RuleBroken
from common.languages import official
from common.names import tidy

if TYPE_CHECKING:
    from django.utils.functional import Promise


class NewUser(NamedTuple):
    """A successor who has no account yet."""

    name: str
    phone: str = ""


class HandedOver(NamedTuple):
    handover: Handover
    secret: str  # of the successor's first link; "" where there was an account


@transaction.atomic
def hand_over(
    leaver: User,
    *,
    successor: User | NewUser,
    grants: Iterable[Grant],
    on: date,
    reason: str,
    work: Iterable[str] = (),
    actor: User,
) -> HandedOver:
    """End these roles of the leaver and give them to the successor, at once; write it down.

    The leaver's keys and links end and every session closes, whatever roles stay. `on` is the day
    that the record names. Raises own_handover, user_out_of_reach, role_not_yours, grant_ended.
    """
    _require_both(actor, leaver, successor)
    User.objects.select_for_update(no_key=True).get(pk=leaver.pk)  # of two at once, one is first
    moving = list(grants)
    _refuse(leaver, moving, on, reason)
    for grant in moving:
        end_grant(grant, actor=actor)
    user, secret, given = _give(successor, moving, actor)
    leaver.forget_grants()
    places = [grant.region_id or "" for grant in moving]
    step = PassOn(leaver, user, places, on, tidy(reason), actor)
    passed = [WORKS[key] for key in dict.fromkeys(work) if key in WORKS]
    facts: dict[str, object] = {
        "leaver": leaver.name,
        "successor": user.name,
        "roles": given,
        "work": [{"what": _kept(one.label), "count": one.pass_on(step)} for one in passed],
        **_close(leaver),
    }
    handover = _record(Handover.Kind.HANDOVER, step, facts)
    return HandedOver(handover, secret)


@transaction.atomic
def merge_accounts(stays: User, goes: User, *, reason: str, actor: User) -> Handover:
    """Make two accounts of one person one: the other's roles move or end, and it is closed.

    Raises own_handover, user_out_of_reach, role_not_yours.
    """
    _require_both(actor, goes, stays)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[stays.pk, goes.pk]))
    if not tidy(reason):
        raise ValidationError({"reason": _("Tulis alasannya.")})
    day = today()
    moving = list(goes.grants.lasting(day).select_related("region"))
    if any(grant.region is None for grant in moving):
        raise RuleBroken("nationwide_role", _("Peran seluruh Indonesia diatur operator."))
    for grant in moving:
        end_grant(grant, actor=actor)
    _user, _secret, given = _give(stays, moving, actor)
    for merge in MERGERS.values():
        merge(stays, goes)
    goes.is_active = False
    goes.save(update_fields=["is_active"])
    facts: dict[str, object] = {
        "leaver": goes.name,
        "successor": stays.name,
        "roles": given,
        "work": [],
        **_close(goes),
    }
    places = [grant.region_id or "" for grant in moving] or _places_of(stays) or _places_of(goes)
    step = PassOn(goes, stays, places, day, tidy(reason), actor)
    return _record(Handover.Kind.MERGE, step, facts)


# --- Parts of the above --------------------------------------------------------------------------


def _require_both(actor: User, leaver: User, successor: User | NewUser) -> None:
    """Refuse one's own handover, and whoever is beyond the actor's reach."""
    if actor.pk == leaver.pk or (isinstance(successor, User) and actor.pk == successor.pk):
        raise NotAllowed(
            "own_handover", _("Serah terima diri sendiri dicatat orang lain: Dinas atau operator.")
        )
    for user in (leaver, successor):
        if isinstance(user, User) and not may_reach(actor, user):
            raise NotAllowed(
                "user_out_of_reach",
                _("Salah satu akun punya peran di luar wewenang Ibu/Bapak. Hubungi operator."),
            )
    if isinstance(successor, User) and successor.pk == leaver.pk:
        raise ValidationError({"successor": _("Pengganti harus orang lain.")})


def _refuse(leaver: User, moving: list[Grant], on: date, reason: str) -> None:
    faults = {}
    if not moving or any(grant.user_id != leaver.pk for grant in moving):
        faults["grants"] = _("Pilih peran yang diserahkan.")
    if any(grant.region_id is None for grant in moving):
        faults["grants"] = _("Peran seluruh Indonesia diatur operator.")
    if on > today():
        faults["on"] = _("Tanggal serah terima tidak boleh setelah hari ini.")
    if not tidy(reason):
        faults["reason"] = _("Tulis alasannya.")
    if faults:
        raise ValidationError(faults)


def _give(
    successor: User | NewUser, grants: list[Grant], actor: User
) -> tuple[User, str, list[dict[str, str]]]:
    """Give the roles to the successor; one that is held there already is not given twice."""
    secret = ""
    given: list[dict[str, str]] = []
    for grant in grants:
        region = grant.region
        if region is None:
            continue
        last = grant.last_day
        if isinstance(successor, NewUser):
            successor, secret = invite_user(
                successor.name,
                phone=successor.phone,
                role=grant.role,
                region=region,
                last_day=last,
                actor=actor,
            )
        elif not _holds(successor, grant):
            give_role(successor, role=grant.role, region=region, last_day=last, actor=actor)
        role = _kept(Role(grant.role).label)
        given.append({"role": role, "place": region.path, "code": region.code})
    if isinstance(successor, NewUser):
        raise ValidationError({"grants": _("Pilih peran yang diserahkan.")})
    return successor, secret, given


@official
def _kept(words: str | Promise) -> str:
    """Return words of ours as a record keeps them, whatever language whoever writes it reads."""
    return str(words)


def _holds(user: User, grant: Grant) -> bool:
    held = user.grants.lasting(today()).filter(role=grant.role, region=grant.region_id)
    return held.exists()


def _close(user: User) -> dict[str, int]:
    """End the keys, links and sessions of an account; return how many keys and links."""
    now = timezone.now()
    tokens = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    links = SignInLink.objects.filter(user=user, used_at=None, withdrawn_at=None)
    withdrawn = links.update(withdrawn_at=now)
    user.session_salt = get_random_string(22)
    user.save(update_fields=["session_salt"])
    return {"tokens": tokens, "links": withdrawn}


def _places_of(user: User) -> list[str]:
    codes = user.grants.exclude(region=None).values_list("region", flat=True)
    return [str(code) for code in codes]


def _record(kind: str, step: PassOn, facts: dict[str, object]) -> Handover:
    handover = Handover(
        kind=kind,
        region_id=_common(step.codes),
        leaver=step.leaver,
        successor=step.successor,
        on=step.on,
        reason=step.reason,
        facts=facts,
        made_by=step.actor,
    )
    handover.full_clean()
    handover.save()
    return handover


def _common(codes: list[str]) -> str:
    """Return the smallest region that holds them all; of several provinces the first's."""
    blocks = [code.split(".") for code in codes]
    shared = []
    for parts in zip(*blocks, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return ".".join(shared) or codes[0]
