"""Pages of accounts: who I am, who may come in, links that let them in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from common.problems import answer


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: Any
) -> HttpResponse:
    """Answer after too many failures, for axes."""
    return answer(
        request,
        429,
        "too_many_failures",
        _("Terlalu sering salah. Coba lagi 15 menit lagi, atau minta tautan baru ke Dinas."),
    )
