"""What went wrong becomes an answer, here and nowhere else: a page, or JSON for programs."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from common.documents.cleaning import TryAgain
from common.errors import EditConflict, RuleBroken, TooManyTries
from common.forms import by_field
from common.problems import MEDIA_TYPE, Fault, answer, problem
from spreadsheets.reading import TryLater

log = logging.getLogger(__name__)


class ErrorsMiddleware:
    """Answers for pages (and for the API where no view was reached)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allow = response.get("Allow", "")
            response = answer(request, 405, "method_not_allowed", _("Cara ini tidak tersedia."))
            response["Allow"] = allow
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RuleBroken):
            response = answer(request, error.status, error.code, error.message)
            if isinstance(error, TooManyTries):
                response["Retry-After"] = str(error.wait)
            return response
        if isinstance(error, RequestDataTooBig):
            return answer(request, 413, "too_large", _("Isi yang dikirim terlalu besar."))
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return answer(request, 400, "bad_request", _("Permintaan ini tidak terbaca."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return answer(request, 403, "not_allowed", _("Halaman ini bukan untuk peran Ibu/Bapak."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return answer(request, 404, "not_found", _("Halaman atau data ini tidak ada."))


def server_error(request: HttpRequest) -> HttpResponse:
    return answer(request, 500, "server_error", _("Ada gangguan di sistem. Coba sebentar lagi."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("CSRF: %s", reason)
    return answer(
        request, 403, "csrf_failed", _("Halaman ini terbuka terlalu lama. Muat ulang, lalu ulangi.")
    )


# --- The API -----------------------------------------------------------------------------------


def as_json(error: Exception, _context: dict[str, Any]) -> Response | None:
    """Turn what a view of the API raised into a problem; a fault of ours is a 500 by Django."""
    found = _problem_of(error)
    if found is None:
        return None
    set_rollback()
    response = Response(found, status=found["status"], content_type=MEDIA_TYPE)
    wait: float | None = getattr(error, "wait", None)
    if isinstance(error, exceptions.Throttled) and wait is not None:
        response["Retry-After"] = str(int(wait) + 1)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        response["WWW-Authenticate"] = "Bearer"
    return response


def _problem_of(error: Exception) -> dict[str, Any] | None:
    for kind, answered in ANSWERS:
        if isinstance(error, kind):
            return answered(error)
    return None


def _invalid(faults: Iterator[Fault]) -> dict[str, Any]:
    return problem(422, "invalid", _("Ada isian yang perlu diperbaiki."), list(faults))


def _faults(error: ValidationError) -> Iterator[Fault]:
    for field, faults in by_field(error).items():
        for fault in faults:
            for message in fault.messages:
                yield {
                    "pointer": "" if field == "__all__" else f"/{field}",
                    "code": str(fault.code or "invalid"),
                    "detail": message,
                }


def _first(error: ValidationError) -> tuple[str, str]:
    fault = next(_faults(error))
    return fault["code"], fault["detail"]


def _drf_faults(details: Any, pointer: str = "") -> Iterator[Fault]:
    if isinstance(details, list):
        for index, item in enumerate(details):
            inner = "message" not in item if isinstance(item, dict) else True
            yield from _drf_faults(item, f"{pointer}/{index}" if inner else pointer)
    elif isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {
            "pointer": pointer,
            "code": str(details["code"]),
            "detail": str(details["message"]),
        }
    elif isinstance(details, dict):
        for name, item in details.items():
            yield from _drf_faults(item, pointer if name == "__all__" else f"{pointer}/{name}")


def _to_choose(error: EditConflict) -> dict[str, Any]:
    """Tell both versions of each field, so that a person can choose."""
    found = problem(error.status, error.code, error.message)
    conflicts = [
        {
            "pointer": f"/{each.field.replace('.', '/')}",
            "base": each.base,
            "mine": each.mine,
            "theirs": each.theirs,
        }
        for each in error.conflicts
    ]
    return found | {"version": error.version, "conflicts": conflicts}


def _not_signed_in(_error: Any) -> dict[str, Any]:
    return problem(401, "not_signed_in", _("Sertakan token yang berlaku."))


# The first kind that fits decides.
ANSWERS: list[tuple[type[Exception], Callable[[Any], dict[str, Any]]]] = [
    (EditConflict, _to_choose),
    (RuleBroken, lambda error: problem(error.status, error.code, error.message)),
    # Not 422: the ledger would keep that answer for the same document.
    (TryAgain, lambda error: problem(429, *_first(error))),
    (TryLater, lambda error: problem(429, *_first(error))),
    (ValidationError, lambda error: _invalid(_faults(error))),
    (
        exceptions.ValidationError,
        lambda error: _invalid(_drf_faults(error.get_full_details())),
    ),
    (Http404, lambda _error: problem(404, "not_found", _("Data ini tidak ada."))),
    (
        PermissionDenied,
        lambda _error: problem(403, "not_allowed", _("Peran ini tidak mencakup tindakan itu.")),
    ),
    (
        RequestDataTooBig,
        lambda _error: problem(413, "too_large", _("Isi yang dikirim terlalu besar.")),
    ),
    (exceptions.NotAuthenticated, _not_signed_in),
    (exceptions.AuthenticationFailed, _not_signed_in),
    (
        exceptions.APIException,
        lambda error: problem(error.status_code, str(error.default_code), str(error.detail)),
    ),
]
