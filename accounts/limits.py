"""How often one user may ask what could be guessed at: so many times a day, then no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import TooManyTries


@dataclass(frozen=True)
class DailyLimit:
    """So many times a day for each user, counted where all processes see it: in PostgreSQL."""

    name: str
    most: int

    def refuse_if_spent(self, user: User) -> None:
        """Refuse who has asked often enough today. Raises too_many_today (429)."""
        key, wait = self._today(user)
        if cache.get(key, 0) >= self.most:
            self._refuse(wait)

    def count(self, user: User) -> None:
        """Count one more, or refuse. Raises too_many_today (429).

        Call it outside of the transaction that the refusal of a rule takes back.
        """
        key, wait = self._today(user)
        with transaction.atomic(), connection.cursor() as cursor:
            # The cache adds in two steps, so whoever comes at the same time waits.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            asked = cache.get(key, 0)
            if asked >= self.most:
                self._refuse(wait)
            cache.set(key, asked + 1, timeout=wait)

    def _today(self, user: User) -> tuple[str, int]:
        """Return the key of the user's day, and the seconds until it ends."""
        now = timezone.localtime()
        tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return f"{self.name}:{user.pk}:{now:%Y%m%d}", int((tomorrow - now).total_seconds()) + 1

    def _refuse(self, wait: int) -> NoReturn:
        raise TooManyTries(
            "too_many_today",
            _("Sudah %(most)d kali hari ini. Coba lagi besok, atau minta bantuan Dinas.")
            % {"most": self.most},
            wait=wait,
        )
