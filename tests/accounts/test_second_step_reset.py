"""A lost second step is taken away by two people together, never by one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import services
from accounts.access import Role
from accounts.models import SecondStepReset, User
from common.errors import NotAllowed, RuleBroken
from tests.factories.accounts import make_user, with_second_step
from tests.factories.regions import make_region

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver(db):
    make_region("52.07")
    return with_second_step(make_user(Role.DISTRICT_APPROVER, "52.07", name="Pak Lalu"))


@pytest.fixture
def operator(db):
    return make_user(Role.OPERATOR, "52.07")


@pytest.fixture
def officer(db):
    return make_user(Role.DISTRICT_OFFICER, "52.07")


def ask(user, operator):
    return services.ask_second_step_reset(user, reason="HP hilang", actor=operator)


def steps(user):
    return Authenticator.objects.filter(user=user).count()


def test_two_people_take_it_away_and_sessions_end(client, approver, operator, officer):
    client.force_login(approver)
    reset = ask(approver, operator)
    assert client.get("/accounts/me/").status_code == 200
    assert steps(approver) == 2

    services.confirm_second_step_reset(reset, actor=officer)

    assert steps(approver) == 0
    assert client.get("/accounts/me/").status_code == 302
    assert User.objects.get(pk=approver.pk).password == approver.password


def test_who_asked_cannot_confirm_and_neither_can_the_owner(approver, operator):
    reset = ask(approver, operator)

    for one in (operator, approver):
        with pytest.raises(RuleBroken) as refused:
            services.confirm_second_step_reset(reset, actor=one)
        assert refused.value.code == "own_request"
    assert steps(approver) == 2


@pytest.mark.parametrize(
    ("who", "constraint"),
    [("operator", "four_eyes"), ("approver", "not_oneself")],
)
def test_the_database_refuses_it_too(request, approver, operator, who, constraint):
    reset = ask(approver, operator)
    one = request.getfixturevalue(who)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SecondStepReset.objects.filter(pk=reset.pk).update(
            confirmed_by=one, confirmed_at=timezone.now()
        )


def test_only_who_answers_for_the_place_may(approver, operator):
    reset = ask(approver, operator)
    elsewhere = make_user(Role.DISTRICT_OFFICER, make_region("52.08"))
    coordinator = make_user(Role.VILLAGE_COORDINATOR)

    for one in (elsewhere, coordinator):
        with pytest.raises(NotAllowed):
            services.confirm_second_step_reset(reset, actor=one)
    with pytest.raises(NotAllowed):
        ask(approver, make_user(Role.DISTRICT_OFFICER, "52.07"))  # out of an officer's reach


def test_an_asker_who_lost_the_right_asks_in_vain(approver, operator, officer):
    reset = ask(approver, operator)
    operator.grants.update(withdrawn_at=timezone.now())
    reset.refresh_from_db()

    with pytest.raises(RuleBroken) as refused:
        services.confirm_second_step_reset(SecondStepReset.objects.get(pk=reset.pk), actor=officer)
    assert refused.value.code == "asker_out_of_reach"


def test_a_request_waits_three_days_and_only_one_at_a_time(approver, operator, officer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        reset = ask(approver, operator)
        with pytest.raises(RuleBroken) as twice:
            ask(approver, operator)
        assert twice.value.code == "reset_waits"

        clock.shift(timedelta(days=3))
        with pytest.raises(RuleBroken) as late:
            services.confirm_second_step_reset(reset, actor=officer)
        assert late.value.code == "reset_over"
        assert ask(approver, operator).pk != reset.pk


def test_a_withdrawn_request_is_over(approver, operator, officer):
    reset = ask(approver, operator)
    services.withdraw_second_step_reset(reset, actor=officer)

    with pytest.raises(RuleBroken) as over:
        services.confirm_second_step_reset(reset, actor=officer)

    assert over.value.code == "reset_over"
    assert steps(approver) == 2


def test_without_a_second_step_there_is_nothing_to_take(operator):
    plain = make_user(Role.DISTRICT_APPROVER, "52.07")

    with pytest.raises(RuleBroken) as refused:
        ask(plain, operator)

    assert refused.value.code == "no_second_step"


def test_by_the_pages(client, approver, operator, officer):
    client.force_login(operator)
    assert "Minta penghapusan" in client.get(f"/accounts/users/{approver.pk}/").content.decode()
    empty = client.post(f"/accounts/users/{approver.pk}/second-step/", {"reason": " "})
    assert empty.status_code == 422
    client.post(f"/accounts/users/{approver.pk}/second-step/", {"reason": "HP hilang"})
    reset = SecondStepReset.objects.get()
    page = client.get("/accounts/second-step/").content.decode()
    assert "Menunggu orang kedua." in page
    assert f"/accounts/second-step/{reset.pk}/confirm/" not in page
    assert client.post(f"/accounts/second-step/{reset.pk}/confirm/").status_code == 409

    client.force_login(officer)
    page = client.get("/accounts/second-step/").content.decode()
    assert "HP hilang" in page
    assert f"/accounts/second-step/{reset.pk}/confirm/" in page
    assert client.post(f"/accounts/second-step/{reset.pk}/confirm/").status_code == 302
    assert steps(approver) == 0

    client.force_login(make_user(Role.DISTRICT_OFFICER, make_region("52.08")))
    assert client.get(f"/accounts/users/{approver.pk}/second-step/").status_code == 404
    client.force_login(make_user(Role.VILLAGE_COORDINATOR))
    assert client.get("/accounts/second-step/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_are_one_confirmation(approver, operator):
    reset = ask(approver, operator)
    others = [make_user(Role.DISTRICT_OFFICER, "52.07") for _one in range(4)]

    def confirm(officer):
        try:
            services.confirm_second_step_reset(reset, actor=officer)
        except RuleBroken as error:
            return error.code
        else:
            return "confirmed"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(confirm, others))

    assert told == ["confirmed", "reset_over", "reset_over", "reset_over"]
