"""Many at once: one of them has its effect, whoever read the same and came second is told."""

import threading
import time
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common.errors import RuleBroken
from stipends.models import Correction, Entitlement, FundingSource, LedgerEntry, LineStep, Run
from stipends.services import approve_run, close_year, database_speaks, release_run
from tests.factories.stipends import (
    make_approved_run,
    make_approver,
    make_officer,
    make_recipient,
    make_scheme,
    make_source,
    make_submitted_run,
)
from tests.stipends.books import balanced
from tests.threads import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def approval(run, actor):
    """Return an approval of the run as it was read now: the barrier is after the read."""
    read = Run.objects.get(pk=run.pk)
    return partial(
        approve_run, read, fingerprint=read.fingerprint, version=read.version, actor=actor
    )


def release(run, actor):
    read = Run.objects.get(pk=run.pk)
    return partial(
        release_run,
        read,
        sp2d_number="1/SP2D",
        sp2d_on=date(2026, 9, 1),
        version=read.version,
        actor=actor,
    )


def codes(faults):
    assert all(isinstance(one, RuleBroken) for one in faults), faults
    return [one.code for one in faults]


def test_one_of_many_approvals_and_releases_and_reversals_counts():
    scheme, source, officer = make_scheme(), make_source(), make_officer()
    approvers = [make_approver() for _ in range(MANY)]
    for _ in range(3):
        make_recipient()
    run = make_submitted_run(scheme=scheme, source=source, officer=officer)

    faults = codes(at_once(*(approval(run, one) for one in approvers)))
    assert (len(faults), set(faults)) == (MANY - 1, {"run_moved_on"})
    assert LedgerEntry.objects.filter(run=run).count() == 3

    faults = codes(at_once(*(release(run, officer) for _ in range(MANY))))
    assert (len(faults), set(faults)) == (MANY - 1, {"run_moved_on"})
    assert LineStep.objects.count() == 3

    faults = codes(at_once(*(reversal(run, one, officer) for one in approvers)))
    assert (len(faults), set(faults)) == (MANY - 1, {"already_reversed"})
    source.refresh_from_db()
    assert (source.committed, Entitlement.objects.filter(live=None).count()) == (400_000, 1)
    balanced()


def reversal(run, actor, officer):
    """Return the approval of a reversal of the run's first line, each with its own paper."""
    claim = LedgerEntry.objects.filter(run=run, kind="claim").order_by("line__number")[0]

    def work():
        with database_speaks(), transaction.atomic():
            at = timezone.now()
            correction = Correction.objects.create(
                line_id=claim.line_id, region_id=run.region_id, kind="reversal", because="Salah",
                gross=-claim.gross,
                state="approved", proposed_by=officer, proposed_at=at, decided_by=actor,
                decided_at=at,
            )  # fmt: skip
            LedgerEntry.objects.create(
                run_id=run.pk, line_id=claim.line_id, source_id=run.source_id,
                scheme_id=run.scheme_id, person_id=claim.person_id, kind="reversal",
                gross=-claim.gross, tax=0, net=-claim.gross, original=claim,
                correction=correction, by=actor, at=at,
            )  # fmt: skip

    return work


def test_two_runs_of_one_month_pay_it_once_whatever_they_are_paid_from():
    scheme = make_scheme()
    people = [make_recipient(name).person for name in ("Ani", "Budi", "Cici", "Dedi")]
    runs = [
        make_submitted_run(scheme=scheme, source=make_source(), title=f"Proses {number}")
        for number in range(3)
    ]

    faults = at_once(*(approval(run, make_approver()) for run in runs))

    assert codes(faults) == ["already_claimed"] * 2
    paid = Run.objects.get(state="approved")
    assert {people[0].name in str(one) and paid.title in str(one) for one in faults} == {True}
    assert Entitlement.objects.count() == len(people)
    assert sum(FundingSource.objects.values_list("committed", flat=True)) == 800_000
    balanced()


def test_a_ceiling_that_holds_one_of_two_runs_holds_one():
    source = make_source(ceiling=1_000_000)
    for _ in range(3):
        make_recipient()
    runs = [make_submitted_run(scheme=make_scheme(), source=source) for _ in range(3)]

    faults = at_once(*(approval(run, make_approver()) for run in runs))

    assert codes(faults) == ["ceiling_exceeded"] * 2
    source.refresh_from_db()
    assert source.committed == 600_000
    balanced()


def test_a_year_that_closes_while_an_approval_waits_is_charged_nothing():
    source, officer = make_source(), make_officer()
    make_recipient()
    run = make_submitted_run(source=source, officer=officer)
    approve = approval(run, make_approver())
    told = []
    waiting = threading.Thread(target=lambda: told.extend(at_once(approve)))

    with transaction.atomic():
        FundingSource.objects.select_for_update(no_key=True).get(pk=source.pk)
        waiting.start()  # its ledger is written, and waits for the source
        wait_for_a_waiting_backend()
        close_year(source.region, 2026, actor=officer)
    waiting.join(PATIENCE)

    assert codes(told) == ["year_closed"]
    source.refresh_from_db()
    assert (source.is_closed, source.committed, LedgerEntry.objects.count()) == (True, 0, 0)


def wait_for_a_waiting_backend():
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    pytest.fail("nobody waits")


def test_months_paid_from_another_run_are_told_again_and_the_next_month_is_not():
    """The same sum of the same person in the next month is no double (peers.md 2c)."""
    scheme, source = make_scheme(), make_source()
    make_recipient()
    first = make_approved_run(scheme=scheme, source=source)
    september = (date(2026, 9, 1), date(2026, 9, 30))
    second = make_approved_run(scheme=scheme, source=source, period=september)

    assert [first.gross, second.gross] == [200_000, 200_000]
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit FROM stipends_entitlement ORDER BY unit")
        assert [unit for (unit,) in cursor] == ["2026-08", "2026-09"]
    balanced()
