"""What a volunteer does for oneself: no role is needed, only that it is one's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.access import Can, Located, may
from accounts.models import User
from common.errors import NotAllowed
from people.models import Person
from regions.models import Region


def require_own(person: Person, actor: User) -> None:
    """Refuse unless the actor is this person. Raises not_oneself (403)."""
    if not is_own(person, actor):
        raise NotAllowed("not_oneself", _("Hanya relawan itu sendiri yang dapat melakukannya."))


def require_own_or(person: Person, can: Can, *, on: Located | Region, actor: User) -> None:
    """Refuse unless the actor is this person, or may do it to the subject. Raises not_oneself."""
    if not may(actor, can, on=on):
        require_own(person, actor)


def is_own(person: Person, user: User) -> bool:
    return person.user_id is not None and person.user_id == user.pk
