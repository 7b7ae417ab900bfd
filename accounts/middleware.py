"""Who asks: a program's token names its user; some people owe a second step first."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keys import hashed
from accounts.models import ApiToken, User
from common.dates import today
from common.problems import answer, is_api

SCHEME = "bearer "
READS = {"GET", "HEAD", "OPTIONS"}


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


class SecondStepMiddleware:
    """Sends whoever holds one of the roles of SECOND_STEP_ROLES to set up a second step.

    Who has one is asked for it by allauth when signing in. Tokens are programs and have none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.view_name) or ""
        if name.startswith(("mfa_", "account_", "set_language")) or not _owes_second_step(request):
            return None
        text = _("Peran Ibu/Bapak memerlukan langkah kedua. Siapkan sekarang, sekali saja.")
        if is_api(request):
            return answer(request, 403, "second_step_needed", text)
        messages.warning(request, text)
        return redirect("mfa_index")


def _owes_second_step(request: HttpRequest) -> bool:
    user = request.user
    return (
        bool(settings.SECOND_STEP_ROLES)
        and isinstance(user, User)
        and not hasattr(request, "api_token")
        and _holds_such_a_role(user)
        and not is_mfa_enabled(user)
    )


def _holds_such_a_role(user: User) -> bool:
    """Whether one of the user's roles today needs it. Superusers hold every role."""
    roles = {grant.role for grant in user.grants_on(today())}
    return user.is_superuser or not roles.isdisjoint(settings.SECOND_STEP_ROLES)
