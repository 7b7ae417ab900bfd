"""What went wrong, told to a program (RFC 9457, problem+json) or to a person (a page)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from common.json import dumps
from common.requests import request_id

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: _("Permintaan tidak terbaca"),
    401: _("Belum masuk"),
    403: _("Tidak berhak"),
    404: _("Tidak ditemukan"),
    405: _("Cara ini tidak tersedia"),
    406: _("Bentuk jawaban ini tidak tersedia"),
    409: _("Tidak dapat dilakukan sekarang"),
    410: _("Sudah tidak berlaku"),
    412: _("Sudah diubah orang lain"),
    413: _("Terlalu besar"),
    415: _("Bentuk isi ini tidak dikenal"),
    422: _("Ada isian yang perlu diperbaiki"),
    428: _("Versi harus disebut"),
    429: _("Terlalu banyak permintaan"),
    500: _("Ada gangguan di sistem"),
    503: _("Sedang tidak tersedia"),
}

Fault = dict[str, str]


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def wants_json(request: HttpRequest) -> bool:
    """Tell programs, also those that ask for a page's address, from browsers."""
    kinds = ["text/html", MEDIA_TYPE, "application/json"]
    return is_api(request) or request.get_preferred_type(kinds) in kinds[1:]


def problem(status: int, code: str, detail: str, errors: Sequence[Fault] = ()) -> dict[str, Any]:
    """Return the body of a problem. `code` never changes; the words may."""
    body: dict[str, Any] = {
        "type": f"urn:wksbm:problem:{code}",
        "title": str(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id(),
    }
    if errors:
        body["errors"] = list(errors)
    return body


def answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """Return the problem in the form that the asker reads."""
    if wants_json(request):
        return HttpResponse(
            dumps(problem(status, code, detail)), status=status, content_type=MEDIA_TYPE
        )
    context = {
        "status": status,
        "title": TITLES.get(status, ""),
        "detail": detail,
        "code": code,
        "request_id": request_id(),
    }
    return render(request, f"errors/{status}.html", context, status=status)
