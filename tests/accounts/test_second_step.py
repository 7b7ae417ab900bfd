"""The second step: anybody may have one, who may touch money must where it is switched on."""

import hmac
import struct
import time
from base64 import b32decode
from hashlib import sha1

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user

from accounts.access import Role
from accounts.checks import second_step_roles_exist
from tests.factories.accounts import PASSWORD, make_token, make_user
from tests.factories.regions import make_region

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(at=None):
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(b32decode(SECRET), counter, sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def who(client):
    request = type("Request", (), {"session": client.session})()
    return getattr(get_user(request), "username", "")


def sign_in(client, user):
    return client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})


@pytest.fixture
def approver(db):
    make_region("52.07")
    return make_user(Role.DISTRICT_APPROVER, "52.07", username="penyetuju")


@pytest.mark.parametrize("role", Role.values)
def test_it_is_asked_of_the_roles_that_the_setting_names(client, settings, role):
    settings.SECOND_STEP_ROLES = ["district_approver", "operator"]
    client.force_login(make_user(role, "52.07"))

    response = client.get("/accounts/me/")

    expected = (302, "/accounts/2fa/") if role in settings.SECOND_STEP_ROLES else (200, "")
    assert (response.status_code, response.get("Location", "")) == expected


def test_a_role_that_does_not_exist_stops_the_service(settings):
    settings.SECOND_STEP_ROLES = ["operator", "bendahara"]

    assert [error.id for error in second_step_roles_exist()] == ["accounts.E001"]


def test_a_superuser_owes_it_wherever_anybody_does(client, settings):
    settings.SECOND_STEP_ROLES = ["operator"]
    client.force_login(make_user(is_superuser=True))

    assert client.get("/accounts/me/").status_code == 302


def test_switched_off_it_is_asked_of_nobody(client, settings, approver):
    assert settings.SECOND_STEP_ROLES == []
    client.force_login(approver)

    assert client.get("/accounts/me/").status_code == 200


def test_the_api_says_what_is_missing_but_a_program_has_no_phone(client, settings, approver):
    settings.SECOND_STEP_ROLES = ["district_approver"]
    client.force_login(approver)
    response = client.get("/api/v1/me/")
    assert response.status_code == 403
    assert response.json()["code"] == "second_step_needed"
    client.logout()

    _token, key = make_token(approver)
    with_token = client.get("/api/v1/me/", headers={"authorization": f"Bearer {key}"})
    assert with_token.status_code == 200


def test_who_owes_it_can_set_it_up_and_leave(client, settings, approver):
    settings.SECOND_STEP_ROLES = ["district_approver"]
    sign_in(client, approver)

    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 302
    assert page["Location"].startswith("/accounts/reauthenticate/")
    client.post(page["Location"], {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert "data:image/svg+xml" in page.content.decode()

    TOTP.activate(approver, SECRET)
    assert client.get("/accounts/me/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_with_an_app_the_password_alone_lets_nobody_in(client, approver):
    TOTP.activate(approver, SECRET)

    response = sign_in(client, approver)
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert who(client) == ""
    assert client.get("/accounts/2fa/authenticate/").status_code == 200

    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert who(client) == ""

    right = client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert right.status_code == 302
    assert who(client) == "penyetuju"


def test_codes_cannot_be_guessed(client, approver):
    TOTP.activate(approver, SECRET)
    sign_in(client, approver)
    for _guess in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    client.post("/accounts/2fa/authenticate/", {"code": code()})

    assert who(client) == ""


def test_a_recovery_code_lets_in_once(client, approver):
    TOTP.activate(approver, SECRET)
    spare = RecoveryCodes.activate(approver).get_unused_codes()[0]
    for expected in ("penyetuju", ""):
        sign_in(client, approver)
        client.post("/accounts/2fa/authenticate/", {"code": spare})
        assert who(client) == expected
        client.logout()


def test_a_link_does_not_go_round_the_second_step(client, approver):
    from accounts import services  # noqa: PLC0415

    TOTP.activate(approver, SECRET)
    operator = make_user(Role.OPERATOR, "52.07")
    secret = services.issue_password_link(approver, actor=operator)

    response = client.post(
        "/accounts/link/use/", {"secret": secret, "password": "padi-menguning-8"}
    )

    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert who(client) == ""


@pytest.mark.ignore_template_errors  # allauth's index names what a new user has not
def test_every_page_of_the_second_step_opens(client, approver):
    sign_in(client, approver)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for path in ("", "totp/activate/", "keys/", "keys/add/"):
        assert client.get(f"/accounts/2fa/{path}").status_code == 200, path
    TOTP.activate(approver, SECRET)
    RecoveryCodes.activate(approver)
    for path in ("", "totp/deactivate/", "codes/", "codes/generate/", "codes/download/"):
        assert client.get(f"/accounts/2fa/{path}").status_code == 200, path
    key = Authenticator.objects.create(
        user=approver,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Kunci merah", "credential": {}},
    )
    assert "Kunci merah" in client.get("/accounts/2fa/keys/").content.decode()
    assert client.get(f"/accounts/2fa/keys/{key.pk}/edit/").status_code == 200
    assert client.get(f"/accounts/2fa/keys/{key.pk}/remove/").status_code == 200
    assert client.get("/accounts/reauthenticate/").status_code == 200
    assert client.get("/accounts/2fa/reauthenticate/").status_code == 200


def test_a_key_of_somebody_else_does_not_exist(client, approver):
    key = Authenticator.objects.create(
        user=approver, type=Authenticator.Type.WEBAUTHN, data={"name": "A", "credential": {}}
    )
    stranger = make_user()
    sign_in(client, stranger)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    for action in ("edit", "remove"):
        for method in ("get", "post"):
            response = getattr(client, method)(f"/accounts/2fa/keys/{key.pk}/{action}/")
            assert response.status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
