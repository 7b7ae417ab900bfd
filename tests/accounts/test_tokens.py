"""Keys for programs: only a hash is kept; they end by time, by hand and with their user."""

import hashlib
import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import services
from accounts.access import Role
from accounts.models import ApiToken, User
from common.dates import today
from common.errors import NotAllowed, RuleBroken
from tests.accounts.test_links import tables_with
from tests.factories.accounts import make_token, make_user

pytestmark = pytest.mark.django_db

ME = "/api/v1/me/"


def ask(client, key, method="get"):
    return getattr(client, method)(ME, headers={"authorization": f"Bearer {key}"})


def test_me_says_who_and_what(client):
    user = make_user(Role.VILLAGE_COORDINATOR, username="ketua", name="Ibu Siti")
    _token, key = make_token(user, ["read"])

    response = ask(client, key)

    assert response.status_code == 200
    assert response.json() == {
        "id": user.pk,
        "username": "ketua",
        "name": "Ibu Siti",
        "scopes": ["read"],
        "grants": [
            {
                "role": "village_coordinator",
                "region": "52.07.01.2001",
                "region_name": "Desa Goa",
                "valid_from": (today() - timedelta(days=1)).isoformat(),
                "valid_until": None,
            }
        ],
    }


def test_only_a_hash_of_the_key_is_kept():
    user = make_user()

    token, key = services.create_token(user, name="Uji", scopes=["read"], days=30, actor=user)

    assert re.fullmatch(r"wks_[\w-]{43}", key)
    assert bytes(token.key_hash) == hashlib.sha256(key.encode()).digest()
    assert tables_with(key[12:]) == []


def test_without_a_key_or_with_a_wrong_one_nobody_is_in(client):
    assert client.get(ME).status_code == 401
    for header in ("Bearer wks_salah", "Bearer", "Basic c2l0aTpzaXRp", "Token x"):
        response = client.get(ME, headers={"authorization": header})
        assert response.status_code == 401
        assert response.json()["code"] == "bad_token"
        assert response["WWW-Authenticate"] == "Bearer"


def test_a_key_ends_by_time_by_hand_and_with_its_user(client):
    user = make_user()
    _token, key = services.create_token(user, name="A", scopes=["read"], days=1, actor=user)
    token, revoked = make_token(user)
    assert ask(client, key).status_code == ask(client, revoked).status_code == 200

    services.revoke_token(token, actor=user)
    assert ask(client, revoked).status_code == 401
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert ask(client, key).status_code == 401
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert ask(client, key).status_code == 401


def test_a_reading_key_does_not_write(client):
    _token, key = make_token(make_user(), ["read"])

    response = ask(client, key, "post")

    assert response.status_code == 403
    assert response.json()["code"] == "read_only_token"


def test_a_key_opens_no_page(client):
    _token, key = make_token(make_user())

    response = client.get("/accounts/me/", headers={"authorization": f"Bearer {key}"})

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_the_last_use_is_noted(client):
    token, key = make_token(make_user())

    ask(client, key)

    assert ApiToken.objects.get(pk=token.pk).last_used_on == timezone.now().date()


def test_keys_are_the_users_own(client):
    token, _key = make_token(make_user())
    stranger = make_user()

    with pytest.raises(NotAllowed):
        services.revoke_token(token, actor=stranger)
    with pytest.raises(NotAllowed):
        services.create_token(token.user, name="A", scopes=["read"], days=1, actor=stranger)
    client.force_login(stranger)
    assert client.post(f"/accounts/me/tokens/{token.pk}/revoke/").status_code == 404


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_lives_from_a_day_to_a_year(days):
    user = make_user()

    with pytest.raises(ValidationError):
        services.create_token(user, name="A", scopes=["read"], days=days, actor=user)


def test_a_key_is_made_shown_once_and_revoked_on_a_page(client, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(make_user())
    form = {"name": "Laporan", "days": "30", "may_write": "on", "idempotency_key": "kunci-1"}

    shown = client.post("/accounts/me/tokens/", form)
    again = client.post("/accounts/me/tokens/", form)

    key = re.search(r"wks_[\w-]{43}", shown.content.decode()).group(0)
    assert again.status_code == 302
    token = ApiToken.objects.get()
    assert token.scopes == ["read", "write"]
    assert key not in caplog.text
    assert tables_with(key[12:]) == []
    page = client.get("/accounts/me/tokens/").content.decode()
    assert "Laporan" in page
    assert key not in page

    client.post(f"/accounts/me/tokens/{token.pk}/revoke/")

    assert ApiToken.objects.get().revoked_at is not None
    with pytest.raises(RuleBroken):
        services.revoke_token(token, actor=token.user)


@pytest.mark.parametrize(
    ("options", "scopes"), [([], ["read", "write"]), (["--read-only"], ["read"])]
)
def test_the_command_prints_a_key_that_works(client, options, scopes):
    make_user(username="program")
    printed = StringIO()

    call_command(
        "create_token", "Program", "--name", "Uji", "--days", "30", *options, stdout=printed
    )

    assert ask(client, printed.getvalue().strip()).json()["scopes"] == scopes


def test_the_command_knows_only_active_users():
    make_user(username="lama", is_active=False)

    for name in ("lama", "tidak-ada"):
        with pytest.raises(CommandError, match="There is no active user"):
            call_command("create_token", name, "--name", "Uji")
