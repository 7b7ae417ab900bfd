"""Guessing at passwords: many addresses, many accounts, many at once, and the admin.

`DRILL=full` makes it as large as an attack; `make drill-guessing` does.
"""

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client

from tests.factories.accounts import PASSWORD, make_user

FULL = os.environ.get("DRILL") == "full"
ADDRESSES = 50 if FULL else 4
GUESSES = 100 if FULL else 12  # from each address
ACCOUNTS = 500 if FULL else 6
THREADS = 8
LIMIT = 10

pytestmark = pytest.mark.django_db(transaction=True)
verified: Counter[tuple[str, str]] = Counter()
lock = threading.Lock()
here = threading.local()


class CountingHasher(MD5PasswordHasher):
    """Counts the passwords that were really compared, by account and address."""

    def verify(self, password, encoded):
        with lock:
            verified[here.pair] += 1
        return super().verify(password, encoded)


@pytest.fixture(autouse=True)
def counting(settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.test_guessing.CountingHasher"]
    verified.clear()


def guess(name, address, password, path="/accounts/login/"):
    here.pair = (name, address)
    try:
        answer = Client().post(path, {"login": name, "password": password}, REMOTE_ADDR=address)
        return answer.status_code
    finally:
        connection.close()


def attack(guesses):
    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(lambda one: guess(*one), guesses))


def test_many_addresses_on_one_account():
    make_user(username="siti")
    addresses = [f"10.1.{number}.7" for number in range(ADDRESSES)]

    told = attack(
        ("siti", address, f"tebakan-{turn}") for turn in range(GUESSES) for address in addresses
    )

    assert max(verified.values()) <= LIMIT
    assert told[429] >= ADDRESSES * (GUESSES - LIMIT)
    assert guess("siti", "10.9.9.9", PASSWORD) == 302  # the owner, from elsewhere
    assert guess("siti", addresses[0], PASSWORD) == 429


def test_one_address_over_many_accounts():
    names = [make_user(username=f"warga-{number}").username for number in range(ACCOUNTS)]

    attack((name, "10.6.6.6", f"tebakan-{turn}") for turn in range(LIMIT + 2) for name in names)

    assert max(verified.values()) <= LIMIT
    assert {guess(name, "10.9.9.9", PASSWORD) for name in names[:5]} == {302}


def test_many_threads_on_one_pair_get_no_more_guesses():
    make_user(username="siti")

    attack(("siti", "10.6.6.6", f"tebakan-{turn}") for turn in range(6 * LIMIT))

    assert verified["siti", "10.6.6.6"] <= LIMIT


def test_the_admin_has_no_door_of_its_own():
    make_user(username="admin", is_staff=True, is_superuser=True)
    answer = Client().post("/operator/login/", {"username": "admin", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert verified == Counter()

    attack(
        ("admin", "10.6.6.6", f"tebakan-{turn}", "/accounts/login/?next=/operator/")
        for turn in range(2 * LIMIT)
    )

    assert verified["admin", "10.6.6.6"] <= LIMIT
