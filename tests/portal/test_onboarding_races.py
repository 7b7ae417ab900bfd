"""Two paste the same list at once, or one clicks twice: each village begins once.

Real threads on real connections. Whoever read the list first goes on only when the other waits for
it, or (where nothing would make it wait) has ended.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.access import Role
from accounts.models import Grant, SignInLink, User
from common.dates import today
from jobs.models import IdempotentRequest
from people.models import Person
from portal.onboarding import starting
from portal.onboarding.starting import start_villages
from tests.common.test_races import WAITING
from tests.factories.accounts import make_user
from tests.factories.regions import make_region, make_village
from wksbm.models import Seat, Wksbm

pytestmark = pytest.mark.django_db(transaction=True)

VILLAGES = {f"52.07.01.20{number:02d}": f"Desa Uji {number}" for number in range(1, 9)}
TEXT = "\n".join(
    f"{code}, Warga {number}, 0812-3456-70{number:02d}"
    for number, code in enumerate(VILLAGES, start=1)
)


@pytest.fixture
def regency():
    for code, name in VILLAGES.items():
        make_village(code, name=name)
    return make_region("52.07")


def each_once():
    """Return whether each village has one body, one seat, one person, one account, one link."""
    coordinators = Grant.objects.lasting(today()).filter(role=Role.VILLAGE_COORDINATOR)
    places = sorted(VILLAGES)
    return {
        "bodies": sorted(Wksbm.objects.values_list("region_id", flat=True)) == places,
        "seats": sorted(Seat.objects.values_list("region_id", flat=True)) == places,
        "grants": sorted(coordinators.values_list("region_id", flat=True)) == places,
        "links": sorted(SignInLink.objects.values_list("region_id", flat=True)) == places,
        "persons": Person.objects.count() == len(places),
        "users": User.objects.filter(name__startswith="Warga ").count() == len(places),
    }


ALL = dict.fromkeys(("bodies", "seats", "grants", "links", "persons", "users"), True)


def at_once(monkeypatch, first_act, second_act):
    """Run both, each in a thread, and return their results."""
    read, second_ended = threading.Event(), threading.Event()

    def plan_then_hold(regency, text, real=starting.plan_of):
        plan = real(regency, text)
        if not read.is_set():
            read.set()
            until_it_waits_or(second_ended)
        return plan

    def run_second():
        assert read.wait(20)
        try:
            return second_act()
        finally:
            second_ended.set()

    def run(act):
        try:
            return act()
        finally:
            connections.close_all()

    monkeypatch.setattr(starting, "plan_of", plan_then_hold)
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, (first_act, run_second)))


def until_it_waits_or(ended):
    with connections["default"].cursor() as cursor:
        while not ended.wait(0.02):
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return


def test_two_who_paste_the_same_list_begin_each_village_once(regency, monkeypatch):
    officers = [
        make_user(Role.DISTRICT_OFFICER, regency, name=f"Petugas {number}") for number in range(2)
    ]

    made = at_once(
        monkeypatch,
        *(lambda one=one: start_villages(regency, text=TEXT, actor=one) for one in officers),
    )

    assert each_once() == ALL
    assert sorted(len(started.invited) for started in made) == [0, len(VILLAGES)]


def test_a_double_click_begins_each_village_once(regency, monkeypatch):
    officer = make_user(Role.DISTRICT_OFFICER, regency, name="Petugas")
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(officer)
    form = {"regency": regency.code, "text": TEXT, "confirm": "1", "idempotency_key": "sekali"}

    def click(browser):
        return browser.post(reverse("start_villages"), form)

    answers = at_once(monkeypatch, *(lambda one=one: click(one) for one in browsers))

    assert each_once() == ALL
    assert [answer.status_code for answer in answers] == [200, 302]
    assert answers[1]["Idempotent-Replayed"] == "true"
    secrets = re.findall(r"/accounts/link/#([\w-]+)", unquote(answers[0].text))
    assert len(secrets) == len(VILLAGES)
    kept = bytes(IdempotentRequest.objects.get().content)
    assert not any(secret.encode() in kept for secret in secrets)
