"""Two people save at once: the later one reads what the constraint says, and nobody sees a 500."""

import threading
import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction

from accounts.access import Role
from common.errors import RuleBroken
from common.races import constraints_speak
from people.models import Person
from people.services import change_person, link_user
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.wksbm import make_decree, make_wksbm
from wksbm.models import Wksbm
from wksbm.services import change_decree, change_wksbm

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def until_somebody_waits():
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the second writer never waited for the first")


def lose_the_race(first, second):
    """Let `second` validate and write while `first` has written and not committed yet."""
    written, raised = threading.Event(), []

    def run_second():
        written.wait(20)
        try:
            second()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run_second)
    thread.start()
    with transaction.atomic():
        first()
        written.set()
        until_somebody_waits()
    thread.join(20)
    assert not thread.is_alive()
    return raised


def test_a_name_taken_meanwhile_is_told_as_the_form_would():
    officer = make_user(role=Role.VILLAGE_COORDINATOR)
    one, other = make_wksbm(), make_wksbm()

    [error] = lose_the_race(
        lambda: change_wksbm(one, changes={"name": "Guyub Rukun"}, actor=officer),
        lambda: change_wksbm(other, changes={"name": "Guyub Rukun"}, actor=officer),
    )

    assert isinstance(error, ValidationError)
    assert error.messages == ["WKSBM dengan nama ini sudah ada di desa ini."]
    assert Wksbm.objects.get(pk=other.pk).name != "Guyub Rukun"


def test_a_decree_number_taken_meanwhile_is_told_as_the_form_would():
    officer = make_user(role=Role.VILLAGE_COORDINATOR)
    body = make_wksbm()
    one = make_decree(bodies=[body], effective_from=date(2026, 1, 5))
    other = make_decree(bodies=[body], effective_from=date(2026, 1, 5))

    [error] = lose_the_race(
        lambda: change_decree(one, changes={"number": "7/2026"}, actor=officer),
        lambda: change_decree(other, changes={"number": "7/2026"}, actor=officer),
    )

    assert isinstance(error, ValidationError)
    assert error.messages == ["Nomor SK ini sudah tercatat."]


def test_one_account_taken_meanwhile_by_another_person_is_a_conflict():
    user, one, other = make_user(), make_person("Siti"), make_person("Tini")

    [error] = lose_the_race(lambda: link_user(one, user), lambda: link_user(other, user))

    assert isinstance(error, RuleBroken)
    assert (error.status, error.code) == (409, "taken_meanwhile")


def test_two_corrections_of_one_person_by_version_leave_one_stale():
    officer = make_user(role=Role.VILLAGE_COORDINATOR)
    person = make_person("Siti", at=officer.grants.get().region)
    same = Person.objects.get(pk=person.pk)

    [error] = lose_the_race(
        lambda: change_person(person, changes={"name": "Siti A"}, version=1, actor=officer),
        lambda: change_person(same, changes={"name": "Siti B"}, version=1, actor=officer),
    )

    assert isinstance(error, RuleBroken)
    assert (error.status, error.code) == (412, "stale_version")


def test_a_deadlock_at_a_constraint_is_a_conflict_and_other_faults_stay_faults():
    one, other = make_person("Siti"), make_person("Tini")
    both, raised = threading.Barrier(2), []

    def cross(mine, theirs):
        try:
            with transaction.atomic():
                Person.objects.filter(pk=mine.pk).update(name="Lain")
                both.wait(20)
                with constraints_speak(theirs):
                    Person.objects.filter(pk=theirs.pk).update(name="Lain")
        except RuleBroken as error:
            raised.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=cross, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert raised == ["taken_meanwhile"]
    with (
        pytest.raises(OperationalError, match="timeout"),
        constraints_speak(one),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL statement_timeout = 10; SELECT pg_sleep(1)")
