"""Holding a running job: the lease is renewed, and the progress shown, beside the work itself."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from django.db import Error, connection, transaction
from django.db.models.functions import Now

from jobs.models import Job

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
PULSE = timedelta(seconds=1)


class Stopped(Exception):
    """The work is not ours any more: leave everything as it is and return."""


class Cancelled(Stopped):
    """Its user took the job back."""


class LeaseLost(Stopped):
    """We were silent for too long, and another worker may have taken the job."""


class Lease:
    """A thread with a connection of its own: it goes on in the midst of a long transaction.

    All it writes asks for the token. What it learns, the work hears at its next `note`.
    """

    def __init__(self, job: Job) -> None:
        self._held = Job.objects.filter(
            pk=job.pk, status=Job.Status.RUNNING, lease_token=job.lease_token
        )
        self._job = job
        self.progress: dict[str, int] = {}
        self._fate: type[Stopped] | None = None
        self._renewed = monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease of job {job.pk}")

    def __enter__(self) -> Lease:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def note(self, done: int, total: int | None) -> None:
        """Remember the progress for the next pulse. Raises Cancelled, LeaseLost."""
        self.progress["done"] = done
        if total is not None:
            self.progress["total"] = total
        self.check()

    def check(self) -> None:
        if self._fate is not None:
            raise self._fate

    def begin_last_step(self) -> None:
        """From now on the job cannot be cancelled. Raises Cancelled, LeaseLost."""
        with transaction.atomic(durable=True):
            if not self._held.update(in_last_step=True, lease_until=Now() + LEASE):
                raise self._fate_now() or LeaseLost

    def _keep(self) -> None:
        try:
            while self._fate is None and not self._over.wait(PULSE.total_seconds()):
                self._pulse()
        finally:
            connection.close()

    def _pulse(self) -> None:
        began = monotonic()
        try:
            if self._held.update(**self.progress, lease_until=Now() + LEASE):
                self._renewed = began
            else:
                self._fate = self._fate_now()
        except Error:  # the next pulse comes on a new connection
            log.warning("The lease of job %s could not be renewed", self._job.pk, exc_info=True)
            connection.close()
            if monotonic() - self._renewed > LEASE.total_seconds():
                self._fate = LeaseLost

    def _fate_now(self) -> type[Stopped] | None:
        """Return why the job is not ours; None where its row is not committed, as in some tests."""
        status = Job.objects.filter(pk=self._job.pk).values_list("status", flat=True).first()
        if status is None:
            return None
        return Cancelled if status == Job.Status.CANCELLED else LeaseLost
