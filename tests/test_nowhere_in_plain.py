"""T26: a NIK, a family card's and an account's number stand nowhere in plain, whatever is done.

Other apps that take such numbers in look for theirs the same way, by tests/nowhere.py.
"""

import json
import logging
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.access import Role
from jobs.models import IdempotentRequest
from people.models import Person
from tests.factories.accounts import make_token, make_user
from tests.factories.people import a_kk, a_nik, make_person
from tests.factories.regions import make_village
from tests.nowhere import columns_holding, mails_holding

pytestmark = pytest.mark.django_db
FAR = "11.01.01.2001"
ACCOUNT = "9900112233445566"


def test_what_is_kept_in_plain_would_be_found(client):
    make_person("5207015708809999")
    cache.set("seen", {"nik": "5207015708809998"})
    client.force_login(make_user(Role.VILLAGE_COORDINATOR))
    session = client.session
    session["nik"] = "5207015708809997" * 200  # long enough to be packed
    session.save()

    assert columns_holding("5207015708809999") == {
        "people_person.name",
        "people_person.bare_name",
        "people_personevent.name",
    }
    assert columns_holding("5207015708809998") == {"shared_counts.value"}
    assert columns_holding("5207015708809997") == {"django_session.session_data"}


@pytest.fixture
def everybody(db):
    """A person of this village, one of another with a NIK, and who works here."""
    return {
        "person": make_person("Siti Aminah"),
        "elsewhere": make_person("Jauh", at=make_village(FAR), nik=a_nik()),
        "coordinator": make_user(Role.VILLAGE_COORDINATOR),
        "officer": make_user(Role.DISTRICT_OFFICER, "52.07"),
        "auditor": make_user(Role.AUDITOR, "52.07"),
    }


def send(client, name, person=None, status=302, **fields):
    url = reverse(f"people:{name}", args=[person.pk] if person else [])
    answer = client.post(url, {**fields, "idempotency_key": str(uuid.uuid4())})
    assert answer.status_code == status, (name, answer.content[-2000:])
    return answer


def by_pages(client, everybody, nik, kk):
    """Do all that pages can do with these numbers: also what is refused, and by mistake."""
    person, taken = everybody["person"], everybody["elsewhere"].nik
    client.force_login(everybody["coordinator"])
    send(client, "set_nik", person, 422, nik=nik + "1")
    send(client, "set_nik", person, 409, nik=taken)
    send(client, "set_nik", person, nik=nik)
    send(client, "add_family_card", person, 422, number=kk)
    send(client, "add_family_card", person, number=kk, since="2024-01-01")
    send(client, "add_bank_account", person, 422, number=ACCOUNT)
    account = {"bank_code": "128", "holder_name": "Lain", "since": "2024-01-01"}
    send(client, "add_bank_account", person, number=ACCOUNT, **account)
    send(client, "find", status=200, number=nik)
    send(client, "find", status=200, number=taken)
    send(client, "reveal", person, 403, what="nik", purpose="match")
    client.get("/people/", {"q": nik})
    client.force_login(everybody["officer"])
    shown = [
        send(client, "reveal", person, 200, purpose="payment", **chosen).content.decode()
        for chosen in (
            {"what": "nik"},
            {"what": "kk", "record": person.family_cards.get().pk},
            {"what": "account", "record": person.bank_accounts.get().pk},
        )
    ]
    for number, page in zip((nik, kk, ACCOUNT), shown, strict=True):
        assert f'value="{number}"' in page


def by_programs(client, everybody, nik, kk):
    client.logout()
    person = make_person("Budi")
    keys = {name: make_token(everybody[name])[1] for name in ("coordinator", "officer")}

    def call(method, path, who="coordinator", status=200, **body):
        headers = {
            "authorization": f"Bearer {keys[who]}",
            "idempotency-key": str(uuid.uuid4()),
        }
        url = f"/api/v1/persons/{path}"
        sent = json.dumps(body)
        for time in (1, 2):
            answer = getattr(client, method)(
                url, data=sent, content_type="application/json", headers=headers
            )
            if time == 1:
                first = answer
                assert answer.status_code == status, (path, answer.content)
        return first, answer

    call("put", f"{person.pk}/nik/", nik=nik)
    call("put", f"{person.pk}/nik/", status=422, nik=nik[:-1])
    call("put", f"{person.pk}/nik/", status=409, nik=everybody["elsewhere"].nik)
    call("post", f"{person.pk}/family-cards/", status=201, number=kk, effective_from="2024-01-01")
    account = {"bank_code": "128", "holder_name": "Budi", "effective_from": "2024-01-01"}
    call("post", f"{person.pk}/accounts/", status=201, number=ACCOUNT, **account)
    call("post", f"{person.pk}/accounts/", status=422, number="x" + ACCOUNT, **account)
    call("post", "find/", region="52.07.01.2001", number=nik)
    shown, repeated = call("post", f"{person.pk}/reveal/", "officer", what="nik", purpose="match")
    assert shown.json() == {"number": nik}
    assert shown["Cache-Control"] == "no-store"
    assert (repeated.status_code, repeated.json()["code"]) == (410, "shown_once")


def pages_of(client, person):
    """Return every page and answer that shows a person, as this reader gets them."""
    paths = [
        "/people/",
        f"/people/{person.pk}/",
        f"/people/{person.pk}/nik/",
        f"/people/{person.pk}/history/",
        "/audit/looks/",
        "/api/v1/persons/",
        f"/api/v1/persons/{person.pk}/family-cards/",
        f"/api/v1/persons/{person.pk}/accounts/",
    ]
    return "".join(client.get(path).content.decode() for path in paths)


def test_numbers_stand_nowhere_in_plain(client, everybody, caplog, settings, mailoutbox):
    caplog.set_level(logging.DEBUG)
    nik, kk, other_nik, other_kk = a_nik(), a_kk(), a_nik(), a_kk()
    taken = everybody["elsewhere"].nik
    secrets = (nik, kk, other_nik, other_kk, taken, ACCOUNT)

    by_pages(client, everybody, nik, kk)
    by_programs(client, everybody, other_nik, other_kk)

    client.force_login(everybody["coordinator"])
    client.raise_request_exception = False
    keys, settings.VAULT_KEYS = settings.VAULT_KEYS, []
    broken = send(client, "set_nik", everybody["person"], 500, nik=a_nik_like(nik))
    settings.VAULT_KEYS = keys
    assert not any(secret in broken.content.decode() for secret in secrets)
    assert IdempotentRequest.objects.count() >= 20
    assert Person.objects.with_nik(nik).exists()
    assert Person.objects.with_nik(other_nik).exists()

    assert columns_holding(*secrets) == set()
    assert mails_holding(*secrets) == []
    assert not any(secret in caplog.text for secret in secrets)
    for who in ("coordinator", "officer", "auditor"):
        client.force_login(everybody[who])
        text = pages_of(client, everybody["person"])
        assert [secret for secret in secrets if secret in text] == [], who


def a_nik_like(nik):
    """Return the same NIK as somebody types it who has not been told about the fault."""
    return f"{nik[:6]} {nik[6:12]} {nik[12:]}"
