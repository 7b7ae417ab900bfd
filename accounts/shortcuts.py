"""How a page fetches its record: what is not visible does not exist, what one may not do is 403."""

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.shortcuts import get_object_or_404

from accounts.access import Can, require
from accounts.models import User

Row = TypeVar("Row", bound=Model)


def visible_or_404(
    model: type[Row], user: User | AnonymousUser, *, can: Can | None = None, **lookup: Any
) -> Row:
    """Return the record among those visible to the user; with `can`, refuse who may not do it.

    Raises not_allowed (403) where the record is seen but the right is missing.
    """
    seen = model.objects.visible_to(user)  # type: ignore[attr-defined]
    record: Row = get_object_or_404(seen, **lookup)
    if can is not None:
        require(user, can, on=record)  # type: ignore[arg-type]
    return record
