"""One-use links: used once, by one, for seven days, and never to reach beyond one's own."""

import logging
import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.access import Role
from accounts.keys import hashed
from accounts.models import SignInLink, User
from common.errors import NotAllowed, RuleBroken
from tests.factories.accounts import PASSWORD, make_grant, make_user

VILLAGE, NEXT_VILLAGE = "52.07.01.2001", "52.07.01.2002"
NEW = "padi-menguning-8"


@pytest.fixture
def coordinator(db):
    return make_user(Role.VILLAGE_COORDINATOR, VILLAGE, username="ketua")


@pytest.fixture
def secretary(db):
    return make_user(Role.VILLAGE_SECRETARY, VILLAGE, username="sekre", phone="+6281200000001")


def who(client):
    request = type("Request", (), {"session": client.session})()
    return getattr(get_user(request), "username", "")


# --- Who may -------------------------------------------------------------------------------------


def test_whoever_could_invite_may_issue_a_link(coordinator, secretary):
    secret = services.issue_password_link(secretary, actor=coordinator)

    link = SignInLink.objects.get()
    assert (link.user, link.issued_by, link.region_id) == (secretary, coordinator, VILLAGE)
    assert bytes(link.secret_hash) == hashed(secret)


@pytest.mark.parametrize("role", [r for r in Role.values if not r.startswith("village_s")])
def test_a_second_role_out_of_reach_protects_the_account(coordinator, secretary, role):
    """A coordinator must not take over an officer who also helps in the village."""
    if role == Role.VILLAGE_TREASURER:
        make_grant(secretary, role, NEXT_VILLAGE)
    else:
        make_grant(secretary, role, "52.07")

    for issue in (
        lambda: services.issue_password_link(secretary, actor=coordinator),
        lambda: services.issue_phone_link(secretary, new_phone="081299", actor=coordinator),
    ):
        with pytest.raises(NotAllowed) as refused:
            issue()
        assert refused.value.code == "user_out_of_reach"
    assert not SignInLink.objects.exists()


def test_a_role_that_has_not_begun_protects_the_account_too(coordinator, secretary):
    make_grant(
        secretary,
        Role.DISTRICT_OFFICER,
        "52.07",
        start=timezone.localdate() + timedelta(days=10),
    )

    with pytest.raises(NotAllowed):
        services.issue_password_link(secretary, actor=coordinator)


def test_a_role_that_is_over_does_not_stand_in_the_way(coordinator, secretary):
    day = timezone.localdate()
    make_grant(
        secretary,
        Role.DISTRICT_OFFICER,
        "52.07",
        start=day - timedelta(days=20),
        end=day - timedelta(days=10),
    )

    services.issue_password_link(secretary, actor=coordinator)

    assert SignInLink.objects.count() == 1


def test_two_roles_both_within_reach_may_be_reset(secretary):
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    make_grant(secretary, Role.VILLAGE_COORDINATOR, NEXT_VILLAGE)

    services.issue_password_link(secretary, actor=officer)

    assert SignInLink.objects.count() == 1


@pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
def test_superusers_and_staff_are_reset_by_superusers_only(secretary, flag):
    User.objects.filter(pk=secretary.pk).update(**{flag: True})
    target = User.objects.get(pk=secretary.pk)
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")

    with pytest.raises(NotAllowed):
        services.issue_password_link(target, actor=officer)

    services.issue_password_link(target, actor=make_user(is_superuser=True))
    assert SignInLink.objects.count() == 1


def test_nobody_resets_an_equal_or_a_superior(coordinator, secretary):
    with pytest.raises(NotAllowed):
        services.issue_password_link(coordinator, actor=secretary)
    with pytest.raises(NotAllowed):
        services.issue_password_link(
            make_user(Role.VILLAGE_COORDINATOR, VILLAGE), actor=coordinator
        )


# --- Using ---------------------------------------------------------------------------------------


def read(client, secret):
    return client.post("/accounts/link/read/", {"secret": secret})


def use(client, secret, password=NEW):
    return client.post("/accounts/link/use/", {"secret": secret, "password": password})


def test_a_link_sets_the_password_and_lets_in(client, coordinator, secretary):
    secret = services.issue_password_link(secretary, actor=coordinator)

    page = read(client, secret)
    assert page.status_code == 200
    assert "sekre" in page.content.decode()
    assert who(client) == ""

    response = use(client, secret)

    assert response.status_code == 302
    assert who(client) == "sekre"
    assert User.objects.get(pk=secretary.pk).check_password(NEW)
    assert SignInLink.objects.get().used_at is not None


def test_opening_and_reading_a_link_changes_nothing(client, coordinator, secretary):
    secret = services.issue_password_link(secretary, actor=coordinator)
    before = list(SignInLink.objects.values()), list(User.objects.order_by("pk").values())

    client.get("/accounts/link/")
    for _time in range(3):
        read(client, secret)
    for path in ("read", "use"):
        assert client.get(f"/accounts/link/{path}/?secret={secret}").status_code == 405

    assert (list(SignInLink.objects.values()), list(User.objects.order_by("pk").values())) == before


def test_a_link_works_once(client, coordinator, secretary):
    secret = services.issue_password_link(secretary, actor=coordinator)
    use(client, secret)

    for again in (read(Client(), secret), use(Client(), secret, "kata-lain-123")):
        assert again.status_code == 410
    assert User.objects.get(pk=secretary.pk).check_password(NEW)


def test_a_weak_password_is_refused_and_the_link_still_works(client, coordinator, secretary):
    secret = services.issue_password_link(secretary, actor=coordinator)

    response = use(client, secret, "12345")

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["password"]
    assert SignInLink.objects.get().used_at is None
    assert use(client, secret).status_code == 302


def test_a_link_dies_after_seven_days(client, coordinator, secretary):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        secret = services.issue_password_link(secretary, actor=coordinator)
        clock.shift(timedelta(days=7, seconds=-1))
        assert read(client, secret).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert read(client, secret).status_code == 410
        assert use(client, secret).status_code == 410


def test_a_newer_link_ends_the_older_and_a_withdrawn_one_is_dead(client, coordinator, secretary):
    first = services.issue_password_link(secretary, actor=coordinator)
    second = services.issue_password_link(secretary, actor=coordinator)
    assert read(client, first).status_code == 410
    assert read(client, second).status_code == 200

    services.withdraw_link(SignInLink.objects.latest("pk"), actor=coordinator)

    assert use(client, second).status_code == 410
    with pytest.raises(RuleBroken) as refused:
        services.withdraw_link(SignInLink.objects.latest("pk"), actor=coordinator)
    assert refused.value.code == "link_dead"


def test_an_inactive_user_is_not_let_in_by_a_link(client, coordinator, secretary):
    secret = services.issue_password_link(secretary, actor=coordinator)
    User.objects.filter(pk=secretary.pk).update(is_active=False)

    assert use(client, secret).status_code == 410


def test_a_new_password_ends_all_open_sessions(client, coordinator, secretary):
    phone, laptop = Client(), Client()
    for device in (phone, laptop):
        device.force_login(secretary)
    secret = services.issue_password_link(secretary, actor=coordinator)

    use(client, secret)

    assert (who(phone), who(laptop), who(client)) == ("", "", "sekre")


def test_a_new_number_needs_the_password_and_ends_all_open_sessions(client, coordinator, secretary):
    other = Client()
    other.force_login(secretary)
    secret = services.issue_phone_link(secretary, new_phone="0813-1111-2222", actor=coordinator)

    wrong = use(client, secret, "bukan-ini-1")
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["password"]
    assert User.objects.get(pk=secretary.pk).phone == "+6281200000001"

    assert use(client, secret, PASSWORD).status_code == 302
    changed = User.objects.get(pk=secretary.pk)
    assert changed.phone == "+6281311112222"
    assert changed.check_password(PASSWORD)
    assert (who(other), who(client)) == ("", "sekre")


def test_guessing_at_a_number_link_is_locked(client, coordinator, secretary):
    secret = services.issue_phone_link(secretary, new_phone="081311112222", actor=coordinator)

    codes = [use(client, secret, f"tebakan-{n}").status_code for n in range(11)]

    assert codes == [422] * 9 + [429] * 2
    assert use(client, secret, PASSWORD).status_code == 429


def test_a_number_link_sets_no_password(coordinator, secretary):
    secret = services.issue_phone_link(secretary, new_phone="081311112222", actor=coordinator)

    with pytest.raises(RuleBroken):
        services.set_password_by_link(secret, password=NEW)
    with pytest.raises(ValidationError):
        services.issue_phone_link(secretary, new_phone="satu", actor=coordinator)


def test_a_link_opened_by_somebody_else_signed_in_changes_who_is_in(client, coordinator, secretary):
    client.force_login(coordinator)
    secret = services.issue_password_link(secretary, actor=coordinator)

    use(client, secret)

    assert who(client) == "sekre"


# --- Races and secrets -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_at_once_one_wins():
    coordinator = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)
    secretary = make_user(Role.VILLAGE_SECRETARY, VILLAGE)
    secret = services.issue_password_link(secretary, actor=coordinator)
    start, outcomes = threading.Barrier(4), []

    def attempt(number):
        try:
            start.wait(timeout=10)
            services.set_password_by_link(secret, password=f"rumput-{number}-hijau")
            outcomes.append(number)
        except RuleBroken as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(winners) == 1
    assert outcomes.count("link_dead") == 3
    assert User.objects.get(pk=secretary.pk).check_password(f"rumput-{winners[0]}-hijau")


def test_the_secret_is_shown_once_and_is_in_no_log_and_no_table(client, coordinator, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(coordinator)
    form = {"name": "Siti Aminah", "role": "village_secretary", "region": VILLAGE}
    sent = {**form, "idempotency_key": "kunci-1"}

    shown = client.post("/accounts/users/invite/", sent)
    again = client.post("/accounts/users/invite/", sent)

    assert shown.status_code == 200
    secret = re.search(r"/accounts/link/#([\w-]{43})", shown.content.decode()).group(1)
    assert User.objects.filter(name="Siti Aminah").count() == 1
    assert again.status_code == 302
    user = User.objects.get(name="Siti Aminah")
    assert again["Location"] == f"/accounts/users/{user.pk}/"

    stranger = Client()
    read(stranger, secret)
    use(stranger, secret, "123")
    use(stranger, secret)
    use(stranger, secret)
    assert secret not in caplog.text
    assert tables_with(secret) == []


def test_a_failed_link_leaves_no_secret_behind(client, coordinator, secretary):
    secret = services.issue_phone_link(secretary, new_phone="081311112222", actor=coordinator)

    use(client, secret, "bukan-sandi-1")

    assert [tables_with(text) for text in (secret, "bukan-sandi-1")] == [[], []]


def tables_with(text):
    """Return the tables in which any row holds the text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t '
                "WHERE strpos(t::text, %s) > 0 OR strpos(t::text, encode(%s::bytea, 'hex')) > 0",
                [text, text.encode()],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_the_search_for_secrets_would_find_one(coordinator):
    assert tables_with("ketua") == ["accounts_user", "accounts_userevent"]
