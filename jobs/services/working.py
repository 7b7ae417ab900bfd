"""Doing what is asked: claim one, hold its lease, work, and write down how it ended."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.languages import official
from jobs.kinds import JobRun, kind_named
from jobs.leases import LEASE, Lease, Stopped
from jobs.models import Job, JobQuerySet

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
CLAIMING = 7_301_001  # of the advisory lock: who claims counts what runs, one at a time
FREE: dict[str, Any] = {"lease_token": None, "lease_until": None}

Status = Job.Status


@official
def work_on_due_jobs(limit: int = 1) -> int:
    """Work on jobs that wait, oldest first, at most so many; return on how many.

    Any number of workers may do this; together they run `JOBS_AT_ONCE`. A job whose worker died
    is taken again when its lease runs out, at most three times. Call it outside any transaction.
    """
    for worked in range(limit):
        job = _claim()
        if job is None:
            return worked
        _work_on(job)
    return limit


def _claim() -> Job | None:
    """Lease the oldest job that waits, or whose worker is silent. None: nothing to do for us."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLAIMING])
            (is_mine,) = cursor.fetchone()
        if not is_mine:
            return None
        due = Job.objects.filter(
            Q(status=Status.WAITING) | Q(status=Status.RUNNING, lease_until__lte=Now())
        )
        due.filter(attempts__gte=MOST_ATTEMPTS).update(
            **FREE, status=Status.FAILED, finished_at=Now(), fault=_given_up()
        )
        running = Job.objects.filter(status=Status.RUNNING, lease_until__gt=Now()).count()
        if running >= settings.JOBS_AT_ONCE:
            return None
        token = uuid4()
        found = due.order_by("pk").select_for_update(skip_locked=True, of=("self",)).first()
        if found is None:
            return None
        Job.objects.filter(pk=found.pk).update(
            status=Status.RUNNING,
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=Now() + LEASE,
            started_at=Now(),
            done=0,
            in_last_step=False,
        )
    return Job.objects.select_related("user").get(lease_token=token)


def _work_on(job: Job) -> None:
    with Lease(job) as lease:
        run = JobRun(job, lease)
        ending = _done(run)
    if ending is None or not _held(job).update(**FREE, **ending):
        log.warning("Job %s was cancelled or taken over in the midst of its work", job.pk)
        run.discard_result()


def _done(run: JobRun) -> dict[str, Any] | None:
    """Do the work; return what then stands on the job, or None if it is ours no more."""
    job = run.job
    try:
        if not job.user.is_active:
            return _failed(_("Akun yang meminta pekerjaan ini sudah ditutup."))
        with pghistory.context(user=job.user_id, path=job.get_absolute_url()):
            kind_named(job.kind)(run)
    except Stopped:
        return None
    except OperationalError:
        log.exception("Job %s met a fault of the database", job.pk)
        run.discard_result()
        return {"status": Status.WAITING}
    except (RuleBroken, ValidationError) as error:
        run.discard_result()
        return _failed(_words_of(error))
    except Exception:
        log.exception("Job %s failed", job.pk)
        run.discard_result()
        return _failed(
            _("Ada gangguan di sistem. Coba lagi, atau sebutkan nomor pekerjaan %(number)s.")
            % {"number": job.pk}
        )
    return {"status": Status.DONE, "finished_at": Now(), **run.noted, **run.kept}


def _failed(words: str) -> dict[str, Any]:
    return {"status": Status.FAILED, "finished_at": Now(), "fault": words}


def _words_of(error: RuleBroken | ValidationError) -> str:
    return error.message if isinstance(error, RuleBroken) else "\n".join(error.messages)


def _given_up() -> str:
    return _("Pekerjaan ini terputus tiga kali dan tidak diulang lagi.")


def _held(job: Job) -> JobQuerySet:
    """Return the row while it is ours: fencing. Whoever lost the lease changes nothing."""
    return Job.objects.filter(pk=job.pk, status=Status.RUNNING, lease_token=job.lease_token)
