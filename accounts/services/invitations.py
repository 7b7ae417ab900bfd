"""Who is let in, in which role, where and until when."""

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import LEVELS, Can, Role, may_invite, require
from accounts.identifiers import phone_in
from accounts.models import Grant, SignInLink, User
from accounts.services.links import issue
from common.dates import first_day, term, today
from common.errors import NotAllowed, RuleBroken
from regions.models import Region


@transaction.atomic
def invite_user(
    name: str,
    *,
    role: str,
    region: Region,
    actor: User,
    phone: str = "",
    username: str = "",
    email: str = "",
    last_day: date | None = None,
) -> tuple[User, str]:
    """Make an account that its first link opens; return it and the link's secret, shown once.

    Raises not_allowed, role_not_yours, already_invited.
    """
    require(actor, Can.INVITE_USERS, on=region)
    _require_role(actor, role, region.code)
    number = known_phone(phone)
    same = Grant.objects.lasting(today()).filter(
        role=role, region=region, user__name__iexact=name.strip(), user__phone=number
    )
    if same.exists():
        raise RuleBroken(
            "already_invited",
            _("%(name)s sudah punya peran ini di sini. Buat tautan baru dari halamannya.")
            % {"name": name.strip()},
        )
    user = User(
        username=username.strip() or _free_username(name),
        name=name.strip(),
        phone=number,
        email=email.strip(),
    )
    user.set_unusable_password()
    user.full_clean()
    user.save()
    _grant(user, role, region, last_day=last_day, actor=actor)
    return user, issue(user, SignInLink.Purpose.INVITATION, region.code, issued_by=actor)


@transaction.atomic
def give_role(
    user: User, *, role: str, region: Region, actor: User, last_day: date | None = None
) -> Grant:
    """Give somebody who has an account one more role. Raises not_allowed, role_not_yours."""
    require(actor, Can.INVITE_USERS, on=region)
    _require_role(actor, role, region.code)
    return _grant(user, role, region, last_day=last_day, actor=actor)


@transaction.atomic
def end_grant(grant: Grant, *, actor: User) -> None:
    """End a role now: yesterday was its last day. Raises role_not_yours, grant_ended.

    One that began today was in force on no whole day: it is withdrawn and keeps its period.
    """
    _require_role(actor, grant.role, grant.region_id or "")
    lasting = Grant.objects.lasting(today()).filter(pk=grant.pk)
    start = first_day(grant.period)
    yesterday = today() - timedelta(days=1)
    ended = (
        lasting.update(withdrawn_at=timezone.now())
        if start is not None and start > yesterday
        else lasting.update(period=term(start, yesterday))
    )
    if not ended:
        raise RuleBroken("grant_ended", _("Peran ini sudah berakhir."))
    grant.user.forget_grants()


@transaction.atomic
def move_grant(grant: Grant, to_region: Region, *, actor: User) -> Grant | None:
    """End a role and give it in another region, with the same last day; None if it is held there.

    For regions that were replaced: somebody decides it. Raises role_not_yours, grant_ended.
    """
    end_grant(grant, actor=actor)
    held = Grant.objects.lasting(today()).filter(user=grant.user, role=grant.role)
    if held.filter(region=to_region).exists():
        return None
    return give_role(
        grant.user, role=grant.role, region=to_region, actor=actor, last_day=grant.last_day
    )


@transaction.atomic
def change_period(grant: Grant, *, last_day: date | None, actor: User) -> None:
    """Set the last day of a role, or leave it open. Raises role_not_yours, grant_ended."""
    _require_role(actor, grant.role, grant.region_id or "")
    if last_day is not None and last_day < today():
        raise ValidationError({"last_day": _("Hari terakhir tidak boleh sebelum hari ini.")})
    start = first_day(grant.period)
    if last_day is not None and start is not None and last_day < start:
        raise ValidationError({"last_day": _("Masa berlaku berakhir sebelum mulai.")})
    changed = Grant.objects.lasting(today()).filter(pk=grant.pk)
    if not changed.update(period=term(start, last_day)):
        raise RuleBroken("grant_ended", _("Peran ini sudah berakhir."))
    grant.user.forget_grants()


def known_phone(typed: str) -> str:
    """Return the number as it is kept; "" stays "". Raises ValidationError on `phone`."""
    if not typed.strip():
        return ""
    number = phone_in(typed.strip())
    if not number:
        raise ValidationError({"phone": _("Nomor HP tidak dikenal. Contoh: 0812-3456-7890.")})
    return number


def _require_role(actor: User, role: str, region_code: str) -> None:
    if not may_invite(actor, role, region_code):
        raise NotAllowed(
            "role_not_yours", _("Peran ini tidak dapat diberikan atau diakhiri oleh Ibu/Bapak.")
        )


def _grant(user: User, role: str, region: Region, *, last_day: date | None, actor: User) -> Grant:
    levels = LEVELS.get(role)
    if levels is not None and region.level not in levels:
        raise ValidationError(
            {
                "region": _("%(role)s tidak dapat dipegang di tingkat %(level)s.")
                % {"role": Role(role).label, "level": region.get_level_display()}
            }
        )
    if last_day is not None and last_day < today():
        raise ValidationError({"last_day": _("Hari terakhir tidak boleh sebelum hari ini.")})
    grant = Grant(
        user=user, role=role, region=region, period=term(today(), last_day), granted_by=actor
    )
    grant.full_clean()
    grant.save()
    user.forget_grants()
    return grant


def _free_username(name: str) -> str:
    """Return siti.aminah, or siti.aminah2 where that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = ".".join(re.findall(r"[a-z0-9]+", plain)[:2])[:50]
    if len(base) < 3 or not re.search(r"[a-z]", base):
        base = f"warga.{base}".rstrip(".")
    taken = {
        username.casefold()
        for username in User.objects.filter(username__istartswith=base).values_list(
            "username", flat=True
        )
    }
    number, free = 1, base
    while free in taken:
        number += 1
        free = f"{base}{number}"
    return free
