"""Addresses of other apps' pages, with what narrows a list."""

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode


def address(name: str, *args: object, **query: str) -> str:
    """Return the address of a page; "" where this installation has no such page."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(query)}" if query else url
