"""A process that dies at any statement of an approval or a release leaves nothing half done.

T10 of reliability.md: every statement is a crash point, so none has to be named in the code.
"""

import os
from datetime import date

import pytest
from django.db import connection, transaction

from stipends.models import LedgerEntry, LineStep, Run
from stipends.services import approve_run, release_run
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_scheme,
    make_submitted_run,
)
from tests.stipends.books import balanced

pytestmark = pytest.mark.django_db(transaction=True)
DIED, DONE = 9, 0


def dies_at(number, work):
    """Do the work in a process of its own that dies after so many statements. Did it die?"""
    connection.close()  # each process has its own
    child = os.fork()
    if child == 0:
        try:
            with connection.execute_wrapper(Countdown(number)):
                work()
        finally:
            os._exit(DONE if Countdown.left > 0 else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED


class Countdown:
    left = 0

    def __init__(self, number):
        Countdown.left = number

    def __call__(self, execute, statement, params, many, context):
        result = execute(statement, params, many, context)
        Countdown.left -= 1
        if Countdown.left == 0:
            os._exit(DIED)
        return result


def standing():
    run = Run.objects.get()
    return run.state, run.version, LedgerEntry.objects.count(), LineStep.objects.count()


def crash_everywhere(work):
    """Let the work die after each of its statements, until it comes through; count the deaths."""
    before, deaths = standing(), 0
    while dies_at(deaths + 1, work):
        deaths += 1
        assert standing() == before
        balanced()
    return deaths


def test_an_approval_and_a_release_survive_a_crash_at_every_statement():
    officer, approver = make_officer(), make_approver()
    for _ in range(3):
        make_recipient()
    run = make_submitted_run(scheme=make_scheme(), officer=officer)

    def approve():
        read = Run.objects.get()
        approve_run(read, fingerprint=read.fingerprint, version=read.version, actor=approver)

    def release():
        read = Run.objects.get()
        release_run(
            read, sp2d_number="1", sp2d_on=date(2026, 9, 1), version=read.version, actor=officer
        )

    assert crash_everywhere(approve) >= 6
    assert standing() == ("approved", run.version + 1, 3, 0)
    assert crash_everywhere(release) >= 4
    assert standing() == ("released", run.version + 2, 3, 3)
    balanced()


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
