"""Jobs with real workers: once each, again after a death, stopped when cancelled."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.errors import NotAllowed, RuleBroken
from jobs import kinds, leases
from jobs.models import Job
from jobs.services import cancel_job, forget_jobs, start_job, work_on_due_jobs
from tests.factories.accounts import make_user
from tests.factories.jobs import kind_of_work, make_job
from tests.threads import PATIENCE, at_once

together = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quick_pulse(monkeypatch):
    monkeypatch.setattr(leases, "PULSE", timedelta(seconds=0.05))


def until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@together
def test_workers_at_once_do_each_job_once(settings):
    settings.JOBS_AT_ONCE = 4
    done = []
    with kind_of_work(lambda run: done.append(run.job.pk)):
        jobs = [make_job() for _number in range(6)]

        def keep_working():
            while Job.objects.filter(status="waiting").exists():
                work_on_due_jobs(limit=3)

        faults = at_once(*[keep_working] * 4)

    assert faults == []
    assert sorted(done) == [job.pk for job in jobs]
    assert set(Job.objects.values_list("status", "attempts")) == {("done", 1)}


@together
def test_no_more_run_together_than_the_machine_bears(settings):
    settings.JOBS_AT_ONCE = 1
    second = []
    with kind_of_work(lambda run: second.append(at_once(lambda: second.append(work_on_due_jobs())))):
        make_job()
        make_job()

        work_on_due_jobs()

    assert second == [0, []]
    assert sorted(Job.objects.values_list("status", flat=True)) == ["done", "waiting"]


@together
def test_progress_is_seen_and_the_lease_renewed_in_the_midst_of_a_transaction(quick_pulse):
    seen = []

    def work(run):
        with transaction.atomic():
            run.progress(3, 10)
            until(lambda: run.progress(3) or _row(run.job)["done"] == 3)
            first = _row(run.job)["lease_until"]
            until(lambda: _row(run.job)["lease_until"] > first)
            seen.append(_row(run.job)["total"])

    with kind_of_work(work):
        job = make_job()
        work_on_due_jobs()

    job.refresh_from_db()
    assert seen == [10]
    assert (job.status, job.done, job.total, job.fault) == ("done", 3, 10, "")


def _row(job):
    """Read the job as somebody else sees it."""
    found = []
    at_once(lambda: found.append(Job.objects.values("done", "total", "lease_until").get(pk=job.pk)))
    return found[0]


WORKER = """
import os, sys, time
import django
django.setup()
from django.db import connection
from jobs import kinds
from jobs.services import work_on_due_jobs
connection.settings_dict["NAME"] = sys.argv[1]
def work(run):
    run.progress(1, 2)
    print("working", flush=True)
    time.sleep(60)
kinds.register_job("trial", work)
work_on_due_jobs()
"""


@together
def test_a_killed_worker_s_job_is_done_by_another_after_its_lease():
    outcome = []
    with kind_of_work(lambda run: outcome.append(run.job.attempts)):
        job = make_job()
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]],
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings_test",
                "WITHOUT_SERVERS": "1",
            },
        )
        try:
            assert worker.stdout.readline() == b"working\n"
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(PATIENCE)
            worker.stdout.close()

        at_first = work_on_due_jobs()
        job.refresh_from_db()
        held = job.status
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))  # a minute goes by
        later = work_on_due_jobs()

    job.refresh_from_db()
    assert (at_first, held) == (0, "running")
    assert (later, outcome, job.status) == (1, [2], "done")


@together
def test_a_late_worker_changes_nothing_of_what_another_took_over(quick_pulse):
    taken = threading.Event()
    turns = []

    def work(run):
        turns.append(run.job.attempts)
        run.keep_result(ContentFile(b"late" if run.job.attempts == 1 else b"good"), "a.csv", "t")
        if run.job.attempts == 1:
            Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1), lease_token=None)
            assert at_once(work_on_due_jobs) == []
            taken.set()
            until(lambda: run.progress(1))

    def unlease(run):
        """Let the lease run out while the worker sleeps."""

    with kind_of_work(work):
        job = make_job()
        Job.objects.filter(pk=job.pk).update(status="waiting")
        work_on_due_jobs()

    job.refresh_from_db()
    assert turns == [1, 2]
    assert job.result.read() == b"good"
