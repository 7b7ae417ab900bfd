"""Addresses of other apps' pages, with what narrows a list."""

from django.urls import reverse
from django.utils.http import urlencode


def address(name: str, *args: object, **query: str) -> str:
    url = reverse(name, args=args)
    return f"{url}?{urlencode(query)}" if query else url
