"""The kinds of long work, which apps above register in `ready()`, and one run of a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import File

from accounts.models import User
from common.uploads import random_name
from jobs.leases import Cancelled, Lease, LeaseLost
from jobs.models import Job

__all__ = ["Cancelled", "JobRun", "LeaseLost", "Work", "kind_named", "register_job"]


class JobRun:
    """A job in the hands of a worker. It may run again from the start: all it does is repeatable.

    Texts are in the official language. What the user may do is asked again: days may have passed.
    """

    def __init__(self, job: Job, lease: Lease) -> None:
        self.job = job
        self._lease = lease
        self.kept: dict[str, Any] = {}  # what is written on the job when it is done

    @property
    def arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = self.job.arguments
        return found

    @property
    def user(self) -> User:
        return self.job.user

    @property
    def noted(self) -> dict[str, int]:
        """Return the progress that was told last."""
        return self._lease.progress

    def progress(self, done: int, total: int | None = None) -> None:
        """Tell how far the work is: cheap, as often as one likes. Raises Cancelled, LeaseLost."""
        self._lease.note(done, total)

    def begin_last_step(self) -> None:
        """Say that what follows is the one step that cannot be taken back.

        Call it outside of the transaction of that step. Raises Cancelled, LeaseLost.
        """
        self._lease.begin_last_step()

    def keep_result(self, file: File[bytes], name: str, content_type: str) -> None:
        """Keep a file for the user, under this name; the last one counts."""
        self.discard_result()
        storage = Job._meta.get_field("result").storage
        kept = storage.save(random_name(self.job, name), file)
        self.kept |= {"result": kept, "result_name": name, "result_type": content_type}

    def discard_result(self) -> None:
        if "result" in self.kept:
            Job._meta.get_field("result").storage.delete(self.kept.pop("result"))

    def link_to(self, path: str) -> None:
        """Say where the user goes on when it is done."""
        self.kept["link"] = path


Work = Callable[[JobRun], None]

_kinds: dict[str, Work] = {}


def register_job(key: str, work: Work) -> None:
    _kinds[key] = work


def kind_named(key: str) -> Work:
    """Return the work of this kind. Raises KeyError."""
    return _kinds[key]
