"""Signing in: one field for user name, phone and e-mail; who guesses too often waits."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def sign_in(client, typed, password=PASSWORD, address="10.0.0.1", **extra):
    return client.post(LOGIN, {"login": typed, "password": password, **extra}, REMOTE_ADDR=address)


def who(client):
    """Return who is signed in, by name; "" for nobody."""
    request = type("Request", (), {"session": client.session})()
    return getattr(get_user(request), "username", "")


@pytest.mark.parametrize(
    "typed",
    [
        "siti",
        "  SITI ",
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "6281234567890",
        "81234567890",
        "siti@desa.example",
        "Siti@Desa.example",
    ],
)
def test_user_name_phone_and_email_all_let_in(client, typed):
    make_user(username="siti", phone="+6281234567890", email="siti@desa.example")
    make_user(username="orang-lain", phone="+6281200000000", email="lain@desa.example")

    response = sign_in(client, typed)

    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert who(client) == "siti"


@pytest.mark.parametrize("typed", ["siti", "0812-3456-7890", "siti@desa.example", "tidak-ada"])
def test_a_wrong_password_says_the_same_for_everybody(client, typed):
    make_user(username="siti", phone="+6281234567890", email="siti@desa.example")

    response = sign_in(client, typed, "salah-sekali")

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Nama, nomor, surel atau kata sandi tidak cocok."
    ]
    assert who(client) == ""


def test_the_password_tells_people_with_one_phone_apart(client):
    make_user(username="ibu", phone="+6281234567890", password="kebun-kopi-1")
    make_user(username="bapak", phone="+6281234567890", password="kebun-teh-2")

    sign_in(client, "081234567890", "kebun-teh-2")

    assert who(client) == "bapak"


def test_one_phone_and_one_password_ask_for_the_user_name(client):
    make_user(username="ibu", phone="+6281234567890")
    make_user(username="bapak", phone="+6281234567890")

    by_phone = sign_in(client, "081234567890")

    assert by_phone.context["form"].non_field_errors() == [
        "Nomor atau surel ini dipakai beberapa akun. Masuklah dengan nama pengguna."
    ]
    assert who(client) == ""

    sign_in(client, "bapak")

    assert who(client) == "bapak"


def test_a_name_with_digits_is_no_phone(client):
    make_user(username="siti", phone="+6281234567890")

    sign_in(client, "siti081234567890")

    assert who(client) == ""


def test_an_inactive_account_is_not_let_in_and_not_told(client):
    make_user(username="lama", is_active=False)

    response = sign_in(client, "lama")

    assert response.context["form"].non_field_errors() == [
        "Nama, nomor, surel atau kata sandi tidak cocok."
    ]
    assert who(client) == ""


def test_an_inactive_account_does_not_stand_in_the_way_of_its_phone(client):
    make_user(username="lama", phone="+6281234567890", is_active=False)
    make_user(username="baru", phone="+6281234567890")

    sign_in(client, "081234567890")

    assert who(client) == "baru"


def test_an_unknown_name_costs_as_much_as_a_wrong_password(rf, monkeypatch):
    made = []
    real = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: made.append(raw) or real(self, raw))

    authenticate(rf.post(LOGIN), username="tidak-ada", password="salah-sekali")

    assert made == ["salah-sekali"]


def test_remembered_for_90_days_or_until_the_browser_closes(client):
    make_user(username="siti")

    remembered = sign_in(client, "siti", remember="on").cookies["session"]["max-age"]
    client.logout()
    forgotten = sign_in(client, "siti").cookies["session"]["max-age"]

    assert remembered == 90 * 24 * 3600
    assert forgotten == ""


def test_signing_out_needs_a_post(client):
    make_user(username="siti")
    sign_in(client, "siti")

    client.get("/accounts/logout/")
    assert who(client) == "siti"

    response = client.post("/accounts/logout/")
    assert response["Location"] == LOGIN
    assert who(client) == ""


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/set/",
        "password/change/",
        "login/code/confirm/",
        "2fa/signup/",
    ],
)
def test_no_sign_up_and_no_password_by_email(client, path):
    client.force_login(make_user())

    assert client.get(f"/accounts/{path}").status_code == 404


# --- Guessing ----------------------------------------------------------------------------------


def test_ten_failures_lock_the_name_from_that_address_for_15_minutes(client):
    make_user(username="siti")
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        codes = [sign_in(client, "siti", f"tebakan-{n}").status_code for n in range(10)]
        assert codes == [422] * 9 + [429]

        locked = sign_in(client, "siti")
        assert locked.status_code == 429
        assert locked["Retry-After"] == "900"
        assert "Coba lagi 15 menit lagi" in locked.content.decode()
        assert who(client) == ""

        clock.shift(timedelta(minutes=14))
        locked = sign_in(client, "siti")
        assert locked.status_code == 429  # trying does not make it longer
        assert locked["Retry-After"] == "60"

        clock.shift(timedelta(minutes=2))
        assert sign_in(client, "siti").status_code == 302
        assert who(client) == "siti"


def test_the_owner_signs_in_from_another_address_meanwhile(client):
    make_user(username="siti")
    for n in range(12):
        sign_in(client, "siti", f"tebakan-{n}", address="10.6.6.6")

    response = sign_in(client, "siti", address="10.0.0.2")

    assert response.status_code == 302
    assert who(client) == "siti"


def test_twenty_failures_lock_for_two_hours(client):
    make_user(username="siti")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for n in range(10):
            sign_in(client, "siti", f"tebakan-{n}")
        for n in range(10):
            clock.shift(timedelta(minutes=16))
            sign_in(client, "siti", f"lagi-{n}")
            if n < 9:
                make_user(username=f"lain{n}")
                assert sign_in(client, f"lain{n}").status_code == 302  # cleans the old ones only
                client.logout()

        clock.shift(timedelta(minutes=16))
        locked = sign_in(client, "siti")
        assert locked.status_code == 429
        assert locked["Retry-After"] == str(104 * 60)
        clock.shift(timedelta(minutes=105))
        assert sign_in(client, "siti").status_code == 302


def test_all_ways_to_write_a_phone_are_one_name_to_guess(client):
    make_user(username="siti", phone="+6281234567890")
    ways = ["081234567890", "+6281234567890", "0812-3456-7890", "62 812 3456 7890", "81234567890"]
    for n in range(10):
        sign_in(client, ways[n % 5], f"tebakan-{n}")

    assert sign_in(client, "0812 3456 7890").status_code == 429


def test_another_browser_does_not_start_counting_anew(client):
    make_user(username="siti")
    for n in range(10):
        client.post(
            LOGIN,
            {"login": "siti", "password": f"tebakan-{n}"},
            REMOTE_ADDR="10.0.0.1",
            headers={"user-agent": f"Mozilla/{n}"},
        )

    assert sign_in(client, "siti").status_code == 429


def test_a_hall_of_eighty_signs_in_from_one_address(client):
    for n in range(80):
        make_user(username=f"peserta{n}")
        sign_in(client, f"peserta{n}", "salah-ketik")
        sign_in(client, f"peserta{n}", "salah-lagi")
        assert sign_in(client, f"peserta{n}").status_code == 302
        client.logout()


def test_a_right_password_forgives_the_failures(client):
    make_user(username="siti", phone="+6281234567890")
    for _round in range(3):
        for n in range(9):
            sign_in(client, "081234567890", f"tebakan-{n}")
        assert sign_in(client, "081234567890").status_code == 302
        client.logout()


def test_sharing_a_phone_does_not_let_one_guess_the_others_password(client):
    make_user(username="ibu", phone="+6281234567890", password="kebun-kopi-1")
    make_user(username="anak", phone="+6281234567890", password="kebun-teh-2")
    for n in range(9):
        sign_in(client, "081234567890", f"tebakan-{n}")
    sign_in(client, "081234567890", "kebun-teh-2")
    client.logout()

    sign_in(client, "081234567890", "tebakan-10")

    assert sign_in(client, "081234567890", "kebun-kopi-1").status_code == 429


def test_the_address_is_what_our_own_proxy_saw(client, settings):
    settings.PROXY_COUNT = 1
    make_user(username="siti")
    for n in range(10):
        client.post(
            LOGIN,
            {"login": "siti", "password": f"tebakan-{n}"},
            headers={"x-forwarded-for": f"1.1.1.{n}, 10.6.6.6"},
        )

    def attempt(forwarded):
        return client.post(
            LOGIN,
            {"login": "siti", "password": PASSWORD},
            headers={"x-forwarded-for": forwarded},
        ).status_code

    assert attempt("2.2.2.2, 10.6.6.6") == 429
    assert attempt("10.6.6.6, 10.0.0.9") == 302
