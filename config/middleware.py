"""What every answer gets: a number, a language, a policy, and files by the web server."""

import logging
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from common.languages import language_of
from common.problems import is_api
from common.requests import current, request_id

_SAFE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = current.set(given if _SAFE.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id()
            return response
        finally:
            current.reset(token)


class LanguageMiddleware:
    """Answers in the language that the reader chose: Django's own would follow the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        asked_by = ("Cookie", "Accept-Language") if is_api(request) else ("Cookie",)
        patch_vary_headers(response, asked_by)
        return response


class PermissionsPolicyMiddleware:
    """Let no page, and nothing put into one, ask for what the service never uses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class AccelMiddleware:
    """Let nginx send the private file that a view has let somebody read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.ACCEL_PREFIX:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.root = Path(settings.MEDIA_ROOT).resolve()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, FileResponse) or response.status_code != 200:
            return response
        file = response.file_to_stream
        place = self._place_of(file)
        if file is None or place is None:
            return response
        file.close()
        response.headers.pop("Content-Length", None)
        handed = HttpResponse(headers=dict(response.headers))
        handed.cookies = response.cookies
        handed["X-Accel-Redirect"] = quote(f"{settings.ACCEL_PREFIX}{place}")
        return handed

    def _place_of(self, file: object) -> str | None:
        """Return where the file lies below MEDIA_ROOT, if it is one of the folder's."""
        try:
            path = Path(getattr(file, "path", None) or getattr(file, "name", None) or "").resolve()
        except (NotImplementedError, TypeError):  # a bucket has no paths, a buffer no name
            return None
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else None


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True
