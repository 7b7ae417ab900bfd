"""Guessing at what is open to anybody, counted by address: after too many misses it must wait.

The count is in the shared cache, so it holds for all processes. A miss is what nobody types twice:
whoever asks for what is there is never counted.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest

from accounts.lockout import address_of


@dataclass(frozen=True)
class Brake:
    """So many misses within so many seconds; then nothing is answered until these are over."""

    name: str
    misses: int
    seconds: int

    def wait(self, request: HttpRequest) -> int:
        """Return how many seconds the address must wait; 0 if it may ask."""
        key, left = self._window(request)
        return left if cache.get(key, 0) >= self.misses else 0

    def miss(self, request: HttpRequest) -> None:
        """Count one. The cache adds in two steps, so whoever comes at the same time waits."""
        key, left = self._window(request)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            cache.set(key, cache.get(key, 0) + 1, timeout=left)

    def _window(self, request: HttpRequest) -> tuple[str, int]:
        """Return the key of the address's present window, and the seconds until it ends."""
        number, gone = divmod(int(time.time()), self.seconds)
        return f"{self.name}:{_net(address_of(request))}:{number}", self.seconds - gone


def _net(address: str) -> str:
    """Return the address; of IPv6, where each home has very many, the network that a home gets."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)
