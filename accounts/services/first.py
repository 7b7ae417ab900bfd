"""The way in before anybody is in: for whoever holds the server itself, by a command only."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import Grant, SignInLink, User
from accounts.services.invitations import known_phone
from accounts.services.links import issue
from common.dates import term, today
from common.errors import RuleBroken
from regions.models import Region


@transaction.atomic
def let_operator_in(
    username: str, *, name: str, region: Region | None = None, phone: str = "", email: str = ""
) -> tuple[User, str]:
    """Make the operator's account, or find it again; return it and the secret of a one-use link.

    Without a region the operator's reach is the nation. Raises not_an_operator.
    """
    user = User.objects.filter(username__iexact=username.strip()).first()
    if user is None:
        user = User(
            username=username.strip(), name=name.strip(), phone=known_phone(phone), email=email
        )
        user.set_unusable_password()
        user.full_clean()
        user.save()
        grant = Grant(user=user, role=Role.OPERATOR, region=region, period=term(today(), None))
        grant.full_clean()
        grant.save()
    held = user.grants.in_force(today()).filter(role=Role.OPERATOR)
    grant_in_force = held.first()
    if grant_in_force is None or not user.is_active:
        raise RuleBroken("not_an_operator", _("Akun itu ada, tetapi bukan operator yang aktif."))
    if region is not None and grant_in_force.region_id != region.code:
        raise ValidationError({"region": _("Operator itu sudah ada, dengan wilayah lain.")})
    return user, issue(
        user, SignInLink.Purpose.INVITATION, grant_in_force.region_id, issued_by=user
    )
