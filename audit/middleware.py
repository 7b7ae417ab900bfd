"""Every change in the history carries who made it, in which request and roughly from where.

The full address is not kept: these rows are for ever, and an address is personal data. The network
tells a village from a city abroad; the number of the request finds the full address in the web
server's log, for as long as that is kept.
"""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse

from accounts.lockout import address_of
from common.requests import Origin, current_origin, network_of, request_id


class WhoMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = getattr(request, "api_token", None)
        came = Origin(network_of(address_of(request)), token.prefix if token else "")
        kept = current_origin.set(came)
        try:
            if request.method in {"GET", "HEAD", "OPTIONS"}:
                return self.get_response(request)
            facts = {
                "user": request.user.pk,
                "path": request.path,
                "request": request_id(),
                "network": came.network,
                "token": came.token,
            }
            with pghistory.context(**{name: value for name, value in facts.items() if value}):
                return self.get_response(request)
        finally:
            current_origin.reset(kept)
