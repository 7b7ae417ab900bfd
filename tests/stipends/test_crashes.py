"""A process that dies at any point of an approval, a release or an import leaves nothing half done.

T10 of reliability.md: after every statement, before and after every COMMIT, so that no point has to
be named in the code. Before the last COMMIT all is as it was; after it all is there, and whoever
heard no answer and asks again changes nothing. Of an import, every point by DRILL=full
(`make drill-money`), and at every change those around its COMMITs.
"""

import os
from contextlib import nullcontext
from datetime import date

import pytest
from django.db import connection, transaction

from common.dates import today
from jobs.models import Job
from jobs.services import work_on_due_jobs
from spreadsheets.services import confirm_import
from stipends.importers import saving
from stipends.models import LedgerEntry, LineStep, RecordedPayment, Run
from stipends.services import approve_run, approving, release_run
from tests.factories.imports import OF_PAYMENTS, checked, make_import
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_scheme,
    make_submitted_run,
)
from tests.stipends.books import balanced

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
DIED, DONE = 9, 0
FULL = os.environ.get("DRILL") == "full"


def dies_at(number, work, by_statement):
    """Do the work in a process of its own that dies at its so manieth point. Did it die?"""
    connection.close()  # each process has its own
    child = os.fork()
    if child == 0:
        points = Points(number)
        try:
            connection._commit = points.around(connection._commit)  # noqa: SLF001
            with connection.execute_wrapper(points) if by_statement else nullcontext():
                work()
        finally:
            os._exit(DONE)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED


class Points:
    """Counts where a process can die: after a statement, before a COMMIT, and after it."""

    def __init__(self, left):
        self.left = left

    def __call__(self, execute, statement, params, many, context):
        result = execute(statement, params, many, context)
        self.pass_one()
        return result

    def around(self, commit):
        def dying():
            self.pass_one()
            commit()
            self.pass_one()

        return dying

    def pass_one(self):
        self.left -= 1
        if self.left == 0:
            os._exit(DIED)


def crash_everywhere(work, standing, goal, *, between=lambda: None, by_statement=True):
    """Let the work die at each of its points, until it comes through; return what stood each time.

    It stands as it stood, or at its goal; from then on there.
    """
    before, stood = standing(), []
    while dies_at(len(stood) + 1, work, by_statement):
        between()
        stood.append(standing())
        assert stood[-1] in {before, goal}, f"half done at point {len(stood)}: {stood[-1]}"
        assert stood[-1] == goal or goal not in stood, f"lost at point {len(stood)}"
        balanced()
    assert standing() == goal
    return [stands == goal for stands in stood]


def state_of_run():
    run = Run.objects.get()
    return run.state, run.version, LedgerEntry.objects.count(), LineStep.objects.count()


class Way:
    """A submitted run of three, and the two steps that money takes from there."""

    def __init__(self):
        self.officer, self.approver = make_officer(), make_approver()
        for _ in range(3):
            make_recipient()
        self.run = make_submitted_run(scheme=make_scheme(), officer=self.officer)

    def approve(self):
        read = Run.objects.get()
        approve_run(
            read, fingerprint=read.fingerprint, version=self.run.version, actor=self.approver
        )

    def release(self):
        release_run(
            Run.objects.get(),
            sp2d_number="1",
            sp2d_on=date(2026, 9, 1),
            version=self.run.version + 1,
            actor=self.officer,
        )

    @property
    def approved(self):
        return "approved", self.run.version + 1, 3, 0

    @property
    def released(self):
        return "released", self.run.version + 2, 3, 3


def test_an_approval_and_a_release_survive_a_death_at_every_point():
    way = Way()

    approving_ = crash_everywhere(way.approve, state_of_run, way.approved)
    releasing = crash_everywhere(way.release, state_of_run, way.released)

    for deaths in (approving_, releasing):
        assert len(deaths) >= 8
        assert deaths == [False] * (len(deaths) - 1) + [True]  # after the COMMIT alone


def a_sheet():
    """Return a checked import of what three persons got from others."""
    village, scheme = make_village(), make_scheme(region="52", is_recorded=True, amount=0)
    rows = []
    for name in ("Ani", "Budi", "Cici"):
        make_person(name, at=village, village=village, birth_date=date(1980, 8, 17))
        months = ("Januari 2026", "Juni 2026")
        paid = ("1500000", f"{today():%d/%m/%Y}", "Daftar 12")
        rows.append((name, "17/08/1980", "Goa", scheme.name, *months, *paid))
    regency, officer = make_region("52.07"), make_officer()
    batch = make_import(rows, OF_PAYMENTS, kind="recorded_payments", region=regency, actor=officer)
    return checked(batch)


def state_of(batch):
    def standing():
        batch.refresh_from_db()
        return batch.state, batch.created, batch.skipped, RecordedPayment.objects.count()

    return standing


def let_the_lease_end():
    """As if a minute had gone; an attempt more is no other story."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET attempts = 0, lease_until = now() - interval '1 s'"
                       " WHERE status = 'running'")  # fmt: skip


def crash_import(batch):
    """Let a worker die wherever it can while it saves these payments."""
    confirm_import(batch, actor=batch.uploaded_by)
    return crash_everywhere(
        work_on_due_jobs,
        state_of(batch),
        ("saved", 3, 0, 3),
        between=let_the_lease_end,
        by_statement=FULL,
    )


def test_an_import_of_payments_survives_a_death_at_every_point():
    batch = a_sheet()

    deaths = crash_import(batch)

    assert len(deaths) >= (40 if FULL else 4)
    assert (False in deaths, True in deaths) == (True, True)
    let_the_lease_end()
    work_on_due_jobs()
    assert Job.objects.get(pk=batch.job_id).status == "done"
    assert state_of(batch)() == ("saved", 3, 0, 3)


# --- Mutants: a COMMIT too early ------------------------------------------------------------------


def commit_first(work):
    """Return the work, before which all that was written so far is made to last."""

    def halfway(*args, **facts):
        connection.connection.commit()
        return work(*args, **facts)

    return halfway


def test_it_is_seen_where_a_release_is_two_transactions(monkeypatch):
    way = Way()
    way.approve()
    monkeypatch.setattr(approving, "_execute", commit_first(approving._execute))  # noqa: SLF001

    with pytest.raises(AssertionError, match="half done"):
        crash_everywhere(way.release, state_of_run, way.released)


def test_it_is_seen_where_an_import_is_two_transactions(monkeypatch):
    write = saving.write_rows
    batch = a_sheet()
    monkeypatch.setattr(saving, "write_rows", commit_first(write))

    with pytest.raises(AssertionError, match="half done"):
        crash_import(batch)


def test_the_books_show_what_a_half_written_approval_would_leave():
    """The checker itself is tried: an approval whose ledger lacks a line is seen."""
    make_recipient()
    run = make_submitted_run()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE stipends_run DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE stipends_run SET state = 'approved', approved_by_id = %s, approved_at = now(),"
            " approved_fingerprint = fingerprint WHERE id = %s",
            [make_approver().pk, run.pk],
        )
        with pytest.raises(AssertionError, match="I2"):
            balanced()
        transaction.set_rollback(True)
