"""Who has guessed too often: per identifier *and* address, in steps, kept in the database.

A hall of eighty people signs in from one address, and a stranger's guessing must not lock the
owner out elsewhere: so neither the address nor the identifier alone locks anything.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.identifiers import key_of
from accounts.models import User

Credentials = dict[str, Any] | None
Attempts = QuerySet[AccessAttempt]

SHORT = timedelta(minutes=15)
LONG = timedelta(hours=2)
FAILURES_FOR_LONG = 20


class TieredHandler(AxesDatabaseHandler):
    """Ten failures lock for 15 minutes, twenty within two hours lock for two hours."""

    def get_user_attempts(
        self, request: HttpRequest, credentials: Credentials = None
    ) -> list[Attempts]:
        now = timezone.now()
        return [
            attempts.filter(attempt_time__gte=now - _lasting(attempts, now - LONG))
            for attempts in self.filter_user_attempts(request, credentials)
        ]

    def clean_expired_user_attempts(
        self,
        _request: HttpRequest | None = None,
        _credentials: Credentials = None,
    ) -> int:
        old = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - LONG)
        return int(old.delete()[0])


def seconds_left(request: HttpRequest, credentials: Credentials) -> int:
    """Return how long who is locked out has to wait: until the last failure counts no more."""
    now = timezone.now()
    left = [1]
    for attempts in TieredHandler().filter_user_attempts(request, credentials):
        last: datetime | None = attempts.aggregate(last=Max("attempt_time"))["last"]
        if last is not None:
            left.append(ceil((last + _lasting(attempts, now - LONG) - now).total_seconds()))
    return max(left)


def _lasting(attempts: Attempts, since: Any) -> timedelta:
    recent = attempts.filter(attempt_time__gte=since)
    failures = recent.aggregate(n=Sum("failures_since_start"))["n"] or 0
    return LONG if failures >= FAILURES_FOR_LONG else SHORT


def key_of_attempt(request: HttpRequest, credentials: Credentials) -> str:
    """Return what failures are counted under: 0812... and +62812... are one."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return key_of(str(typed))[:255]


def address_of(request: HttpRequest) -> str:
    """Return the client's address as the outermost of our own proxies saw it."""
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = settings.PROXY_COUNT
    if trusted and len(hops) >= trusted and hops[-trusted]:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def forgive(request: HttpRequest, typed: str) -> None:
    """Forget the failures under what was typed, unless several accounts share it.

    Otherwise whoever shares a phone could guess the other's password for ever, by signing in with
    the own one from time to time.
    """
    if User.objects.carrying(typed).count() == 1:
        AxesProxyHandler.get_implementation().reset_user_attempts(request, {"username": typed})


def checked(request: HttpRequest, username: str, password: str) -> User | None:
    """Return whose name and password these are, asking our backends, and count what fails.

    One at a time for a name and an address: guesses sent side by side would otherwise all be
    compared before the first failure is counted.
    """
    pair = f"{key_of(username)} {address_of(request)}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [pair])
        found = authenticate(request, username=username, password=password)
    return found if isinstance(found, User) else None
