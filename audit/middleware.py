"""Every change in the history carries who made it, in which request."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse


class WhoMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with pghistory.context(user=request.user.pk, path=request.path):
            return self.get_response(request)
