"""The way of a run by pages: each step by its person, money only with the second step."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache

from jobs.models import Job
from jobs.services import work_on_due_jobs
from papers import long as long_papers
from papers.models import Paper
from stipends import many
from stipends.models import Decision, Line, LineState, Run
from tests.factories.accounts import with_second_step
from tests.factories.stipends import (
    make_approved_run,
    make_approver,
    make_officer,
    make_recipient,
    make_recipients_decree,
    make_released_run,
    make_run,
    make_scheme,
    make_source,
    make_submitted_run,
)
from tests.stipends.second_step import code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def september():
    """Stand on a day in September; codes of the second step go by the same clock."""
    with time_machine.travel(datetime(2026, 9, 10, 3, tzinfo=UTC), tick=False) as clock:
        cache.clear()
        yield clock


@pytest.fixture
def officer(client):
    user = with_second_step(make_officer())
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def post(client, run, step, **facts):
    run.refresh_from_db()
    return client.post(f"/stipends/runs/{run.pk}/{step}/", {"version": run.version, **facts})


def test_a_run_goes_its_way_by_pages(client, officer):
    scheme, source = make_scheme(rhythm="quarterly", since=date(2026, 4, 1)), make_source()
    decree = make_recipients_decree()
    make_recipient("Budi", decree=decree)
    dead = make_recipient("Siti", decree=decree, answer="died")
    poor = make_recipient("Wati", decree=decree, account=False)

    home = text(client.get("/stipends/"))
    form = client.get(f"/stipends/schemes/{scheme.pk}/start/")
    facts = {name: form.context["form"][name].value() for name in form.context["form"].fields}
    empty = client.post(f"/stipends/schemes/{scheme.pk}/start/", facts | {"title": ""})
    started = client.post(f"/stipends/schemes/{scheme.pk}/start/", facts)
    run = Run.objects.get()
    page = text(client.get(f"/stipends/runs/{run.pk}/"))
    lines = text(client.get(f"/stipends/runs/{run.pk}/lines/?q=budi"))
    left = text(client.get(f"/stipends/runs/{run.pk}/left-out/"))
    compared = text(client.get(f"/stipends/runs/{run.pk}/compare/"))

    assert f"{scheme.name}, April" in home
    assert (facts["period_from"], facts["period_to"]) == ("2026-04", "2026-06")
    assert (facts["source"], facts["with_arrears"]) == (source.pk, True)
    assert (empty.status_code, started.status_code) == (422, 302)
    assert started["Location"] == f"/stipends/runs/{run.pk}/"
    assert (run.title, run.state) == ("Tali asih Pilar tagana April\u2013Juni 2026", "draft")
    assert "Rp600.000" in page
    assert "Perlu keputusan" in page
    assert "Budi" in lines
    assert "Tercatat meninggal" in left
    assert "Belum ada rekening bank" in left
    assert "Ini proses pertama" in compared

    decide = f"/stipends/runs/{run.pk}/people/{dead.person_id}/"
    opened = client.get(decide)
    silent = client.post(decide, {"pays": "no", "because": "", "version": run.version})
    decided = client.post(decide, {"pays": "no", "because": "Akta ada", "version": run.version})
    stale = client.post(decide, {"pays": "no", "because": "Akta ada", "version": run.version})
    nobody = client.get(f"/stipends/runs/{run.pk}/people/{officer.pk + 10**6}/")
    drafted = post(client, run, "draft")
    out = text(client.get(f"/stipends/runs/{run.pk}/left-out/?q=wati"))

    assert (opened.status_code, silent.status_code, decided.status_code) == (200, 422, 302)
    assert (stale.status_code, nobody.status_code, drafted.status_code) == (412, 404, 302)
    assert [(one.person_id, one.pays) for one in Decision.objects.all()] == [
        (dead.person_id, False)
    ]
    assert poor.person.name in out
    assert "Akta ada" in out

    submitted = post(client, run, "submit")
    again = client.post(f"/stipends/runs/{run.pk}/submit/", {"version": 1})
    own = client.get(f"/stipends/runs/{run.pk}/approve/")
    client.force_login(with_second_step(make_approver()))
    asked = text(client.get(f"/stipends/runs/{run.pk}/"))
    run.refresh_from_db()
    seen = {"fingerprint": run.fingerprint}
    without = post(client, run, "approve", **seen)
    wrong = post(client, run, "approve", **seen, code="000000")
    other = post(client, run, "approve", fingerprint="0" * 64, code=code())
    approved = post(client, run, "approve", **seen)  # the code before counts for five minutes
    run.refresh_from_db()

    assert (submitted.status_code, again.status_code, own.status_code) == (302, 409, 403)
    assert "Setujui pembayaran" in asked
    assert run.fingerprint in asked
    assert (without.status_code, wrong.status_code, other.status_code) == (422, 422, 409)
    assert "Ketik kode langkah kedua" in text(without)
    assert approved.status_code == 302
    assert (run.state, run.approved_fingerprint) == ("approved", run.fingerprint)

    sp2d = {"sp2d_number": "00123/SP2D/2026", "sp2d_on": "2026-09-09"}
    own_money = post(client, run, "release", **sp2d)
    client.force_login(officer)
    waiting = text(client.get(f"/stipends/runs/{run.pk}/"))
    early = post(client, run, "release", **sp2d | {"sp2d_on": "2026-09-11"}, code=code())
    released = post(client, run, "release", **sp2d)
    paid = post(client, run, "pay", kind="transferred", on="2026-09-10", reference="BPD 7")
    twice = post(client, run, "pay", kind="transferred", on="2026-09-10")
    ntpn = post(client, run, "ntpn", ntpn="ABCD1234EFGH5678")
    closed = post(client, run, "close")
    page = text(client.get(f"/stipends/runs/{run.pk}/"))
    run.refresh_from_db()

    assert own_money.status_code == 409
    assert "Nomor SP2D" in waiting
    assert (early.status_code, released.status_code, paid.status_code) == (422, 302, 302)
    assert (twice.status_code, ntpn.status_code, closed.status_code) == (409, 302, 302)
    assert [one.state for one in LineState.objects.all()] == ["paid"]
    assert (run.state, run.ntpn) == ("closed", "ABCD1234EFGH5678")
    assert "SP2D 00123/SP2D/2026" in " ".join(page.split())


def test_the_second_step_is_asked_again_after_five_minutes(client, september):
    make_recipient()
    first, second = make_submitted_run(), make_submitted_run(scheme=make_scheme())
    approver = make_approver()
    client.force_login(approver)

    none = post(client, first, "approve", fingerprint=first.fingerprint, code="123456")
    with_second_step(approver)
    right = post(client, first, "approve", fingerprint=first.fingerprint, code=code())
    september.shift(301)
    late = post(client, second, "approve", fingerprint=second.fingerprint)
    used = code()
    anew = post(client, second, "approve", fingerprint=second.fingerprint, code=used)

    assert none.status_code == 422
    assert "Siapkan dahulu" in text(none)
    assert (right.status_code, late.status_code, anew.status_code) == (302, 422, 302)


def test_an_office_of_two_logs_its_exception_and_it_shows_everywhere(client, officer):
    make_recipient("Budi")
    make_approver()
    run = make_approved_run(approver=(both := with_second_step(make_approver())))
    client.force_login(both)

    before = text(client.get(f"/stipends/runs/{run.pk}/"))
    refused = post(client, run, "release", sp2d_number="1", sp2d_on="2026-09-09", code=code())
    noted = client.post(
        f"/stipends/runs/{run.pk}/exception/", {"kind": "release", "because": "Hanya berdua"}
    )
    page = text(client.get(f"/stipends/runs/{run.pk}/"))
    done = post(client, run, "release", sp2d_number="1", sp2d_on="2026-09-09")
    file = client.get(f"/spreadsheets/export/stipend-lines/?run={run.pk}&form=csv")
    csv = b"".join(file.streaming_content if file.streaming else [file.content]).decode()

    assert "Dicairkan oleh orang lain" in before
    assert refused.status_code == 409
    assert noted.status_code == 302
    assert "Hanya berdua" in page
    assert done.status_code == 302
    assert "Dicairkan oleh yang menyetujui: Hanya berdua" in csv
    assert "Budi" in csv


def test_a_second_person_approves_large_sums(client):
    make_recipient()
    run = make_approved_run(scheme=make_scheme(amount=60_000_000))
    client.force_login(make_officer())
    waits = text(client.get(f"/stipends/runs/{run.pk}/"))
    client.force_login(with_second_step(make_approver()))

    done = post(client, run, "second", fingerprint=run.fingerprint, code=code())
    run.refresh_from_db()

    assert "Menunggu persetujuan kedua" in waits
    assert done.status_code == 302
    assert run.seconded_by_id is not None


def test_what_is_sent_back_and_cancelled_says_why(client, officer):
    make_recipient()
    run = make_submitted_run()

    back = post(client, run, "send-back", because="Bulan keliru")
    page = text(client.get(f"/stipends/runs/{run.pk}/"))
    cancelled = post(client, run, "cancel", because="Salah skema")
    over = text(client.get(f"/stipends/runs/{run.pk}/"))

    assert (back.status_code, cancelled.status_code) == (302, 302)
    assert "Bulan keliru" in page
    assert "Salah skema" in over


def test_chosen_lines_are_paid_and_units_are_counted(client, officer):
    decree = make_recipients_decree()
    make_recipient("Ani", decree=decree)
    budi = make_recipient("Budi", decree=decree)
    run = make_released_run()
    line = run.lines.get(number=1)

    listed = text(client.get(f"/stipends/runs/{run.pk}/lines/"))
    none = post(client, run, "pay", kind="handed_over", on="2026-09-10", chosen="yes")
    paid = post(client, run, "pay", kind="handed_over", on="2026-09-10", chosen="yes", line=line.pk)
    counted = make_run(scheme=make_scheme(rhythm="per_unit", unit_name="KPM", amount=1_000))
    units = f"/stipends/runs/{counted.pk}/quantities/"
    form = client.get(units)
    noted = client.post(units, {"version": counted.version, f"of-{budi.person_id}": "40"})

    assert f'value="{line.pk}"' in listed
    assert none.status_code == 422
    assert paid.status_code == 302
    assert list(
        Line.objects.filter(run=run).order_by("number").values_list("standing__state", flat=True)
    ) == ["paid", "released"]
    assert [form.context["form"].fields[f"of-{budi.person_id}"].label] == ["Budi"]
    assert noted.status_code == 302
    assert list(counted.lines.values_list("person", "quantity", "gross")) == [
        (budi.person_id, 40, 40_000)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_list_of_many_is_worked_on_by_a_job(client, monkeypatch):
    officer = make_officer()
    client.force_login(officer)
    make_recipient()
    scheme, source = make_scheme(), make_source()
    monkeypatch.setattr(many, "MANY", 0)

    started = client.post(
        f"/stipends/schemes/{scheme.pk}/start/",
        {
            "source": source.pk,
            "period_from": "2026-08",
            "period_to": "2026-08",
            "title": "Tali asih Siti & Budi",
        },
    )
    job = Job.objects.get()
    assert work_on_due_jobs(5) == 1
    job.refresh_from_db()
    run = Run.objects.get()
    post(client, run, "submit")
    work_on_due_jobs(5)
    client.force_login(with_second_step(make_approver()))
    run.refresh_from_db()
    approved = post(client, run, "approve", fingerprint=run.fingerprint, code=code())
    work_on_due_jobs(5)
    run.refresh_from_db()

    assert started["Location"] == f"/jobs/{job.pk}/"
    assert (job.status, job.link, job.done, job.total) == (
        "done",
        f"/stipends/runs/{run.pk}/",
        1,
        1,
    )
    assert "Siti" not in str(job.arguments)
    assert run.title == "Tali asih Siti & Budi"
    assert approved["Location"].startswith("/jobs/")
    assert (run.state, run.approved_by_id is not None) == ("approved", True)


@pytest.mark.django_db(transaction=True)
def test_a_long_list_is_printed_by_a_job_and_a_short_one_at_once(client, monkeypatch):
    client.force_login(make_officer())
    make_recipient()
    run = make_released_run()
    url = f"/stipends/runs/{run.pk}/print/"

    short = client.post(url, {"kind": "stipends.list"})
    monkeypatch.setattr(long_papers, "LONG", 0)
    long = client.post(url, {"kind": "stipends.list"})
    asked = client.post(
        "/api/v1/papers/",
        {"kind": "stipends.list", "subject": str(run.pk)},
        content_type="application/json",
    )
    job, of_program = Job.objects.order_by("pk")
    assert work_on_due_jobs(5) == 2
    job.refresh_from_db()
    of_program.refresh_from_db()

    paper = Paper.objects.get()  # the same list: no second edition of it
    assert short["Location"] == paper.get_absolute_url()
    assert long["Location"] == f"/jobs/{job.pk}/"
    assert (job.status, job.link, job.done, job.total) == ("done", short["Location"], 1, 1)
    assert (asked.status_code, asked.json()) == (202, {"job": of_program.pk})
    assert asked["Location"] == f"/api/v1/jobs/{of_program.pk}/"
    assert of_program.link == short["Location"]


def test_all_who_wait_for_one_reason_are_decided_at_once(client, officer):
    decree = make_recipients_decree()
    waiting = [make_recipient(confirmed_on=date(2026, 6, 1), decree=decree) for _one in range(2)]
    run = make_run()
    url = f"/stipends/runs/{run.pk}/held/unconfirmed/"

    page = text(client.get(f"/stipends/runs/{run.pk}/"))
    asked = text(client.get(url))
    silent = client.post(url, {"pays": "yes", "because": "", "version": run.version})
    none = client.get(f"/stipends/runs/{run.pk}/held/dead/")
    other = client.get(f"/stipends/runs/{run.pk}/held/no_account/")
    facts = {"pays": "yes", "because": "Dikenal dinas", "version": run.version}
    done, stale = client.post(url, facts), client.post(url, facts)

    assert url in page
    assert "2 orang menunggu keputusan: Belum dikonfirmasi desa." in " ".join(asked.split())
    codes = [one.status_code for one in (silent, none, other, done, stale)]
    assert codes == [422, 404, 404, 302, 404]
    assert {line.person_id for line in run.lines.all()} == {one.person_id for one in waiting}
    assert set(run.decisions.values_list("because", flat=True)) == {"Dikenal dinas"}


def test_pages_ask_as_often_for_three_as_for_one(client, officer, django_assert_num_queries):
    decree = make_recipients_decree()
    make_recipient(decree=decree)
    make_recipient(decree=decree, account=False)
    one = make_run()
    for _more in range(2):
        make_recipient(decree=decree)
        make_recipient(decree=decree, account=False)
    three = make_run(scheme=make_scheme(), source=one.source)
    pages = [("lines/", 11), ("left-out/", 11), ("", 17)]

    client.get("/stipends/")
    for run in (one, three):
        for page, queries in pages:
            with django_assert_num_queries(queries):
                client.get(f"/stipends/runs/{run.pk}/{page}")
        with django_assert_num_queries(7):
            client.get("/stipends/")
        make_run(scheme=make_scheme(), source=one.source)
