"""Who asks the API: the user that the middlewares found, by session or by token."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from accounts.models import ApiToken, User


class SignedIn(SessionAuthentication):
    """Take the request's user; a session must prove by CSRF that the page was ours."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken | None] | None:
        user: Any = request._request.user  # noqa: SLF001 (DRF's own way to the plain request)
        if not user.is_authenticated:
            return None
        token: ApiToken | None = getattr(request._request, "api_token", None)  # noqa: SLF001
        if token is None:
            self.enforce_csrf(request)
        return user, token

    def authenticate_header(self, _request: Request) -> str:
        return "Bearer"
