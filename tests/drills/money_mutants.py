"""One guard of money taken away each, and of the ledger of requests that may be repeated."""

import time

from jobs import middleware
from jobs.middleware import IdempotencyMiddleware
from jobs.models import IdempotentRequest
from stipends.models import Run
from stipends.services import approving, runs

PAUSE = 0.2  # seconds between an effect and its key


def no_hold():
    """Nobody locks the run, and nobody asks whether it is still as it was read."""

    def read(run, *_states, version):
        return Run.objects.select_related("scheme__pillar", "source", "region").get(pk=run.pk)

    approving.hold_run = runs.hold_run = read


def key_afterwards():
    """A key is looked up first, and written when the effect is there already."""

    def call(self, request):
        key = middleware._key_of(request) if request.method in middleware.WRITES else ""  # noqa: SLF001
        if not key or not request.user.is_authenticated:
            return self.get_response(request)
        digest = middleware._digest(request)  # noqa: SLF001
        if IdempotentRequest.objects.filter(user=request.user, key=key).exists():
            try:
                return middleware._stored(request, key, digest)  # noqa: SLF001
            except middleware.KeyReused as error:
                return middleware.answer(request, error.status, error.code, error.message)
        response = self.get_response(request)
        if response.status_code < 500 and response.status_code not in middleware.NOT_KEPT:
            time.sleep(PAUSE)
            row = IdempotentRequest(user=request.user, key=key, method=request.method)
            row.path, row.body_sha256, row.status = request.path, digest, response.status_code
            row.headers = {"Content-Type": response["Content-Type"]}
            row.content = response.content
            IdempotentRequest.objects.bulk_create([row], ignore_conflicts=True)
        return response

    IdempotencyMiddleware.__call__ = call


def no_digest():
    """Whatever is sent with a key that is known gets its answer."""
    middleware._digest = lambda request: b"always"  # noqa: SLF001


MUTANTS = [no_hold, key_afterwards, no_digest]
