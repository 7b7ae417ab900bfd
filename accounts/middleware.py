"""A program's token makes its user the request's, before anything else asks who it is."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken
from common.problems import answer

SCHEME = "bearer "
READS = {"GET", "HEAD", "OPTIONS"}


def hashed(secret: str) -> bytes:
    """Return what is stored of a secret. It has 256 random bits, so a plain hash suffices."""
    return hashlib.sha256(secret.encode()).digest()


class TokenMiddleware:
    """Finds the token's user. Tokens are for /api/ only and act within their scopes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        if not header or not request.path.startswith("/api/"):
            return self.get_response(request)
        token = _find(header)
        if token is None:
            response = answer(request, 401, "bad_token", _("Token ini tidak berlaku."))
            response["WWW-Authenticate"] = "Bearer"
            return response
        if request.method not in READS and ApiToken.Scope.WRITE not in token.scopes:
            return answer(request, 403, "read_only_token", _("Token ini hanya untuk membaca."))
        request.user = token.user
        request.api_token = token  # type: ignore[attr-defined]
        return self.get_response(request)


def _find(header: str) -> ApiToken | None:
    if not header.lower().startswith(SCHEME):
        return None
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(key_hash=hashed(header[len(SCHEME) :].strip()))
        .first()
    )
    if token is None or not token.is_live(now) or not token.user.is_active:
        return None
    if token.last_used_on != now.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=now.date())
    return token
