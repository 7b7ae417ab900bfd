"""Double clicks, lost replies and a phone's queue: one ledger answers all three.

A write that carries a key (`Idempotency-Key`, or the hidden field of a page) runs in one
transaction with its row in the ledger. The same key and body get the stored answer, the same key
with another body is refused, and a fault (5xx) rolls both back so that the write can be repeated.
An answer that may be another next time (401, 403, 412, 428, 429) is not kept: the same key may be
sent again with a fresh version or a code. What was counted stays.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from common.errors import RuleBroken
from common.problems import answer
from jobs.models import IdempotentRequest

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
# Answers that another try may not get: who one is, what one may, which version (a header, that the
# digest does not cover), how busy we are.
NOT_KEPT = {401, 403, 408, 412, 425, 428, 429}
MAX_KEY = 128
FIELD = "idempotency_key"
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class KeyReused(RuleBroken):
    status = 422


class _Undo(Exception):
    """Carries the answer of a failed write out of the transaction that it rolls back."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


class IdempotencyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in WRITES or not request.user.is_authenticated:
            return self.get_response(request)
        key = _key_of(request)
        if not key:
            return self.get_response(request)
        try:
            with transaction.atomic():
                return self._once(request, key)
        except _Undo as undo:
            return undo.response
        except KeyReused as error:
            return answer(request, error.status, error.code, error.message)

    def _once(self, request: HttpRequest, key: str) -> HttpResponse:
        digest = _digest(request)
        # A second request with the key waits here until the first one's transaction ends.
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO jobs_idempotentrequest
                    (user_id, key, method, path, body_sha256, headers, content, created_at)
                VALUES (%s, %s, %s, %s, %s, '{}', '', now())
                ON CONFLICT (user_id, key) DO NOTHING
                RETURNING id
                """,
                [request.user.pk, key, request.method, request.path[:300], digest],
            )
            new = cursor.fetchone()
        if new is None:
            return _stored(cast(SignedInRequest, request), key, digest)
        response = self.get_response(request)
        if response.status_code >= 500:
            raise _Undo(response)
        if response.status_code in NOT_KEPT:
            # Without an undo: wrong codes are counted in this transaction, with a key or without.
            IdempotentRequest.objects.filter(pk=new[0]).delete()
            return response
        if getattr(response, "streaming", False):
            return response
        # A page that shows a secret once names what a repetition gets in its place.
        kept = getattr(response, "kept_as", response)
        headers = {name: kept[name] for name in KEPT_HEADERS if kept.has_header(name)}
        IdempotentRequest.objects.filter(pk=new[0]).update(
            status=kept.status_code, headers=headers, content=kept.content
        )
        return response


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not key and request.content_type in FORMS:
        key = request.POST.get(FIELD, "")
    return key.strip()[:MAX_KEY]


def _digest(request: HttpRequest) -> bytes:
    """Hash what was asked: a form's fields and files (its boundary differs), or the raw body.

    By a key: a NIK has so few likely values that it could be guessed from a plain hash.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), digestmod=hashlib.sha256)
    digest.update(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type in FORMS:
        for name in sorted(request.POST):
            if name != "csrfmiddlewaretoken":
                digest.update(repr((name, request.POST.getlist(name))).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                digest.update(repr((name, file.name, file.size)).encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.digest()


def _stored(request: SignedInRequest, key: str, digest: bytes) -> HttpResponse:
    kept = IdempotentRequest.objects.get(user=request.user, key=key)
    if bytes(kept.body_sha256) != digest or kept.status is None:
        raise KeyReused(
            "idempotency_key_reused",
            _("Kunci ini sudah dipakai untuk permintaan lain."),
        )
    response = HttpResponse(bytes(kept.content), status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response
