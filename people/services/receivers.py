"""Whoever holds a role is somebody: messages go to persons, never to accounts."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Grant, User
from common.dates import today
from common.names import bare
from people.models import Person
from people.services.persons import link_user


@transaction.atomic
def let_users_receive() -> int:
    """Let everybody who holds a role today be a person; return how many became one.

    Who is written down once under the same name and phone number is that person. The others become
    persons who are present nowhere: no village's register shows them, they see themselves. Without
    it an officer whom a page invited would never hear of a silent village. Harmless when repeated
    or run by several at once.
    """
    in_office = Grant.objects.in_force(today()).values("user")
    users = User.objects.filter(is_active=True, person=None, pk__in=in_office).order_by("pk")
    held = list(users.select_for_update(of=("self",), no_key=True, skip_locked=True))
    # Asked once more behind the lock: another round may have just been here.
    persons = set(Person.objects.filter(user__in=held).values_list("user", flat=True))
    # Whose name has no letter cannot be found as a person, and is none.
    nobody = [user for user in held if user.pk not in persons and bare(user.name)]
    for user in nobody:
        known = _written_down(user)
        if known is None:
            Person.objects.create(name=user.name, phone=user.phone, email=user.email, user=user)
        else:
            link_user(known, user)
    return len(nobody)


def _written_down(user: User) -> Person | None:
    """Return the only person of the name and number; two of them may be mother and daughter."""
    if not user.phone:
        return None
    same = Person.objects.standing().reached_by(user.phone)
    found = list(same.filter(user=None, bare_name=bare(user.name))[:2])
    return found[0] if len(found) == 1 else None
