"""A job's pages and its API: its user's alone, live while it runs, with what it made."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from jobs.models import Job
from jobs.services import work_on_due_jobs
from tests.factories.accounts import make_user
from tests.factories.jobs import kind_of_work, make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    def work(run):
        run.progress(5, 5)
        run.keep_result(ContentFile(b"a;b\n"), "Daftar.csv", "text/csv")
        run.link_to("/wksbm/")

    with kind_of_work(work) as key:
        yield key


def running(user, **facts):
    job = make_job(user)
    now = timezone.now()
    facts = {"done": 1, "total": 4, "started_at": now - timedelta(seconds=10), **facts}
    lease = {"lease_token": "0" * 32, "lease_until": now + timedelta(minutes=1)}
    Job.objects.filter(pk=job.pk).update(status="running", **lease, **facts)
    return job


def test_a_running_job_shows_how_far_it_is_and_can_be_stopped(client, kind):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    job = running(user)
    client.force_login(user)

    page = client.get(job.get_absolute_url()).content.decode()
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    stopped = client.post(reverse("jobs:cancel_job", args=[job.pk]), follow=True).content.decode()

    assert '<progress class="progress"' in page
    assert "1 dari 4 selesai" in page
    assert re.search(r"sekitar \d+ (detik|menit) lagi", page)
    assert "25 persen selesai" in page
    assert '<meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    assert "Pekerjaan dibatalkan." in stopped
    assert "hx-trigger" not in stopped


def test_the_time_left_is_said_from_the_pace_so_far():
    now = timezone.now()
    job = Job(status="running", started_at=now - timedelta(seconds=10), done=1, total=4)

    assert (job.seconds_left(now), job.percent) == (30, 25)
    assert Job(status="running", started_at=now, done=0, total=4).seconds_left(now) is None
    assert Job(status="running", started_at=now, done=5).percent is None


def test_what_is_done_can_be_fetched_and_gone_on_with(client, kind):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    job = make_job(user)
    work_on_due_jobs()
    client.force_login(user)

    page = client.get(job.get_absolute_url()).content.decode()
    file = client.get(reverse("jobs:result", args=[job.pk]))
    content = b"".join(file.streaming_content)
    found = client.get(reverse("v1:job-detail", args=[job.pk])).json()
    again = client.get(reverse("v1:job-result", args=[job.pk]))
    late = client.post(reverse("v1:job-cancel", args=[job.pk]))

    assert "hx-trigger" not in page
    assert 'href="/wksbm/"' in page
    assert content == b"".join(again.streaming_content) == b"a;b\n"
    assert file["Content-Disposition"] == 'attachment; filename="Daftar.csv"'
    assert file["Cache-Control"] == "private, no-store"
    assert (found["status"], found["done"], found["total"]) == ("done", 5, 5)
    assert (late.status_code, late.json()["code"]) == (409, "job_not_cancellable")


def test_a_failed_job_says_why(client, kind):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    job = make_job(user)
    Job.objects.update(status="failed", fault="Baris 3: NIK kurang.", finished_at=timezone.now())
    client.force_login(user)

    assert "Baris 3: NIK kurang." in client.get(job.get_absolute_url()).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_a_job_is_its_users_alone(client, kind, role):
    """Not even who has the same role in the same region: the work was done with another's eyes."""
    theirs = make_job(make_user(role, "52.07"))
    work_on_due_jobs()
    client.force_login(make_user(role, "52.07"))
    names = ["jobs:job", "jobs:cancel_job", "jobs:result"]
    names += ["v1:job-detail", "v1:job-cancel", "v1:job-result"]

    for name in names:
        method = "post" if "cancel" in name else "get"
        for pk in (theirs.pk, 999_999_999):
            answer = getattr(client, method)(reverse(name, args=[pk]))
            assert answer.status_code == 404, (name, pk)
    assert theirs.title not in client.get(reverse("jobs:jobs")).content.decode()
    assert client.get(reverse("v1:job-list")).json()["results"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_lists_and_pages(client, kind, rows, django_assert_num_queries):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    jobs = [make_job(user) for _row in range(rows)]
    client.force_login(user)

    with django_assert_num_queries(5):
        client.get(reverse("jobs:jobs"))
    with django_assert_num_queries(5):
        client.get(jobs[0].get_absolute_url())
    with django_assert_num_queries(3):
        client.get(reverse("v1:job-list"))
