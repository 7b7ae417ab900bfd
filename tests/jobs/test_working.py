"""Jobs with real workers: once each, again after a death, stopped when cancelled."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.errors import NotAllowed, RuleBroken
from config.embedded.place import ROOT
from jobs import kinds, leases
from jobs.models import Job
from jobs.services import cancel_job, forget_jobs, work_on_due_jobs
from tests.factories.accounts import make_user
from tests.factories.jobs import kind_of_work, make_job
from tests.factories.wksbm import make_wksbm
from tests.threads import PATIENCE, at_once
from wksbm.models import Wksbm

together = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_files(settings):
    """Begin with no files; those of other tests are theirs."""
    settings.STORAGES = dict(settings.STORAGES)


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
    with kind_of_work(
        lambda run: second.append(at_once(lambda: second.append(work_on_due_jobs())))
    ):
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
import time
import django
django.setup()
from jobs import kinds
from jobs.services import work_on_due_jobs
def work(run):
    run.progress(1, 2)
    print("working", flush=True)
    time.sleep(60)
kinds.register_job("trial", work)
work_on_due_jobs()
"""


def worker_process():
    parts = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    words = {word: connection.settings_dict[part] for part, word in parts.items()}
    words["port"] = connection.settings_dict["PORT"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": " ".join(f"{name}={value}" for name, value in words.items() if value),
    }
    command = [sys.executable, "-c", WORKER]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=environment)


@together
def test_a_killed_worker_s_job_is_done_by_another_after_its_lease():
    outcome = []
    with kind_of_work(lambda run: outcome.append(run.job.attempts)):
        job = make_job()
        worker = worker_process()
        try:
            said = worker.stdout.readline()
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(PATIENCE)
            worker.stdout.close()

        at_first = work_on_due_jobs()
        job.refresh_from_db()
        held = job.status
        _let_the_lease_run_out(job)
        later = work_on_due_jobs()

    job.refresh_from_db()
    assert said == b"working\n"
    assert (at_first, held) == (0, "running")
    assert (later, outcome, job.status) == (1, [2], "done")


def _let_the_lease_run_out(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


@together
def test_a_late_worker_changes_nothing_of_what_another_took_over():
    """It was silent for too long: asleep, or cut off from the database."""
    turns = []

    def work(run):
        turns.append(run.job.attempts)
        run.keep_result(ContentFile(b"turn %d" % run.job.attempts), "a.csv", "text/csv")
        if run.job.attempts == 1:
            _let_the_lease_run_out(run.job)
            assert at_once(work_on_due_jobs) == []

    with kind_of_work(work):
        job = make_job()
        work_on_due_jobs()

    job.refresh_from_db()
    assert turns == [1, 2]
    assert (job.status, job.result.read()) == ("done", b"turn 2")
    assert _stored() == [job.result.name]


@together
def test_a_late_worker_hears_of_it(quick_pulse):
    heard = []

    def work(run):
        Job.objects.filter(pk=run.job.pk).update(lease_token=uuid4())
        try:
            until(lambda: run.progress(1))
        except kinds.LeaseLost as error:
            heard.append(type(error).__name__)
            raise

    with kind_of_work(work):
        make_job()
        work_on_due_jobs()

    assert heard == ["LeaseLost"]
    assert Job.objects.get().status == "running"


def test_three_deaths_end_a_job(db):
    with kind_of_work(lambda run: None):
        job = make_job()
        Job.objects.update(attempts=3)

        assert work_on_due_jobs() == 0

    job.refresh_from_db()
    assert (job.status, job.fault) == (
        "failed",
        "Pekerjaan ini terputus tiga kali dan tidak diulang lagi.",
    )


@together
def test_cancelling_stops_the_work_and_leaves_nothing(quick_pulse):
    steps = []

    def work(run):
        run.keep_result(ContentFile(b"half"), "a.csv", "text/csv")
        assert at_once(lambda: cancel_job(run.job, actor=run.user)) == []
        until(lambda: steps.append(1) or run.progress(len(steps)))

    with kind_of_work(work):
        running, waiting = make_job(), make_job()
        cancel_job(waiting, actor=waiting.user)

        worked = work_on_due_jobs(limit=5)

    assert worked == 1
    assert set(Job.objects.values_list("status", "fault", "result")) == {("cancelled", "", "")}
    assert 0 < len(steps) < 200
    assert _stored() == []
    with pytest.raises(RuleBroken) as broken:
        cancel_job(running, actor=running.user)
    assert broken.value.code == "job_not_cancellable"


@together
def test_the_last_step_goes_through():
    heard = []

    def cancel(job):
        try:
            cancel_job(job, actor=job.user)
        except RuleBroken as error:
            heard.append(error.code)

    def work(run):
        run.begin_last_step()
        at_once(lambda: cancel(run.job))

    def cancelled_before(run):
        at_once(lambda: cancel(run.job))
        run.begin_last_step()
        heard.append("went on")

    with kind_of_work(work), kind_of_work(cancelled_before, "other"):
        make_job()
        make_job(kind="other")
        work_on_due_jobs(limit=2)

    assert heard == ["job_not_cancellable"]
    assert list(Job.objects.order_by("pk").values_list("status", flat=True)) == [
        "done",
        "cancelled",
    ]


def test_a_job_that_fails_says_why_and_is_not_repeated(db, caplog):
    faults = {
        "rule": RuleBroken("not_now", "SK belum berlaku."),
        "fields": ValidationError(["Baris 3: NIK kurang.", "Baris 9: tanggal."]),
        "ours": ZeroDivisionError("secret"),
    }
    turns = []

    def work(run):
        turns.append(run.arguments["fault"])
        run.keep_result(ContentFile(b"half"), "a.csv", "text/csv")
        raise faults[run.arguments["fault"]]

    with kind_of_work(work):
        jobs = [make_job(arguments={"fault": name}) for name in faults]
        while work_on_due_jobs(limit=5):
            pass

    said = list(Job.objects.order_by("pk").values_list("status", "fault"))
    assert turns == list(faults)
    assert said == [
        ("failed", "SK belum berlaku."),
        ("failed", "Baris 3: NIK kurang.\nBaris 9: tanggal."),
        (
            "failed",
            f"Ada gangguan di sistem. Coba lagi, atau sebutkan nomor pekerjaan {jobs[2].pk}.",
        ),
    ]
    assert [record.message for record in caplog.records] == [f"Job {jobs[2].pk} failed"]
    assert _stored() == []


def test_a_fault_of_the_database_is_tried_three_times(db, caplog):
    turns = []

    def work(run):
        turns.append(run.job.attempts)
        raise OperationalError("deadlock")

    with kind_of_work(work):
        make_job()
        worked = work_on_due_jobs(limit=10)

    assert (worked, turns, Job.objects.get().status) == (3, [1, 2, 3], "failed")
    assert len(caplog.records) == 3


def test_work_is_done_for_its_user_in_the_official_language(db):
    done = []
    with kind_of_work(lambda run: done.append((run.user, _("Selesai")))), override("en"):
        job = make_job()
        closed = make_job(user=make_user(is_active=False))
        work_on_due_jobs(limit=2)

    closed.refresh_from_db()
    assert done == [(job.user, "Selesai")]
    assert closed.fault == "Akun yang meminta pekerjaan ini sudah ditutup."


def test_what_the_work_changes_is_in_the_history_under_its_user(db):
    body = make_wksbm()

    def work(run):
        Wksbm.objects.filter(pk=body.pk).update(name="Nama baru")

    with kind_of_work(work):
        job = make_job()
        work_on_due_jobs()

    last = body.events.order_by("pgh_id").last()
    assert (last.name, last.pgh_context["user"]) == ("Nama baru", job.user_id)


PERSONAL = ["Siti Aminah", "5207012308900001", "+6281234567890", "0812-3456-7890", "a@b.id"]


@pytest.mark.parametrize("text", PERSONAL)
def test_arguments_hold_nothing_personal(db, text):
    with kind_of_work(print), pytest.raises(ValueError, match="nothing personal"):
        make_job(arguments={"rows": [{"text": text}]})

    assert Job.objects.count() == 0


def test_arguments_hold_keys_codes_and_days(db):
    facts = {
        "import": 17,
        "filters": {"region": "52.07.01.2001", "since": "2026-11-28", "state": "in_force"},
        "file": "ab/0123456789abcdef0123456789abcdef",
    }
    with kind_of_work(print):
        job = make_job(arguments=facts)

    job.refresh_from_db()
    assert job.arguments == facts


def test_only_its_user_cancels_a_job_and_only_known_kinds_start(db):
    with kind_of_work(print):
        job = make_job()

    with pytest.raises(NotAllowed):
        cancel_job(job, actor=make_user())
    with pytest.raises(KeyError):
        make_job(kind="unknown")


def test_results_are_kept_for_thirty_days(db):
    def work(run):
        run.keep_result(ContentFile(b"1"), "a.csv", "text/csv")
        run.link_to("/wksbm/")

    with kind_of_work(work):
        old, new = make_job(), make_job()
        work_on_due_jobs(limit=2)
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=30, hours=1))
    Job.objects.filter(pk=new.pk).update(finished_at=timezone.now() - timedelta(days=29))

    forgotten = forget_jobs()

    new.refresh_from_db()
    assert forgotten == 1
    assert _stored() == [new.result.name]
    assert (new.link, new.result_name, new.result_type) == ("/wksbm/", "a.csv", "text/csv")


def _stored():
    """Return the names of all stored files."""
    folders, _files = default_storage.listdir("")
    return [f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]]
