"""A book of a year as one thing: opened so that it can be printed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from meetings.models import Host, region_of
from programme.models import Book


@transaction.atomic
def open_book(host: Host, *, kind: str, year: int, actor: User) -> Book:
    """Return the host's book of this kind and year; the subject of its printed paper."""
    require(actor, Can.KEEP_BOOKS, on=region_of(host))
    if not 2000 <= year <= 2100:
        words = _("Tahun ini terlalu jauh.")
        raise ValidationError({"year": ValidationError(words, code="year_unlikely")})
    return Book.objects.locked(host, kind=Book.Kind(kind), year=year)
