"""What every address of the API answers alike: problems, pages, versions, repeated writes."""

import threading

import pytest
from django.db import connection
from django.urls import get_resolver

from accounts.access import Role
from config.api import router
from jobs.models import IdempotentRequest
from tests.factories.accounts import make_token, make_user
from tests.factories.regions import make_village
from tests.factories.wksbm import make_wksbm
from wksbm.models import Wksbm

VILLAGE = "52.07.01.2001"
LISTS = sorted(
    f"/api/v1/{prefix}/" for prefix, view, _name in router.registry if hasattr(view, "list")
)
KEYED_BY_NAME = {"/api/v1/channels/"}  # any word is a place in such a list


@pytest.fixture
def village(db):
    return make_village(VILLAGE)


@pytest.fixture
def coordinator(village):
    return make_user(role=Role.VILLAGE_COORDINATOR, region=VILLAGE)


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["request_id"] == response["X-Request-ID"]
    assert body["type"] == f"urn:wksbm:problem:{body['code']}"
    return body


@pytest.mark.parametrize("path", LISTS)
def test_lists_refuse_what_they_do_not_know(client, coordinator, path):
    client.force_login(coordinator)

    unknown = client.get(path, {"surprise": "1"})
    cursor = client.get(path, {"cursor": "WyJub25zZW5zZSJd"})
    torn = client.get(path, {"cursor": "%%%"})
    limit = client.get(path, {"limit": "0"})
    counted = client.get(path, {"count": "maybe"})

    answers = [unknown, cursor, torn, limit, counted]
    if path in KEYED_BY_NAME:
        assert cursor.status_code == 200
        answers.remove(cursor)
    assert {answer.status_code for answer in answers} == {400}
    assert {problem(answer)["code"] for answer in answers} == {"bad_parameter"}


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_pages_by_key(client, coordinator, path):
    client.force_login(coordinator)

    page = client.get(path, {"limit": 1, "count": "true"})

    assert page.status_code == 200
    assert {"next", "results", "count"} == set(page.json())


def test_pages_follow_each_other_without_gap_or_repeat(client, coordinator, village):
    made = {make_wksbm(region=village, name=f"WKSBM {number}").pk for number in range(5)}
    client.force_login(coordinator)

    seen, path = [], "/api/v1/wksbm/?limit=2"
    while path:
        page = client.get(path).json()
        seen += [row["id"] for row in page["results"]]
        path = page["next"]

    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize("path", LISTS)
def test_nobody_signed_in_is_401(client, db, path):
    response = client.get(path)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert problem(response)["code"] == "not_signed_in"


def test_unknown_address_is_a_problem(client, coordinator):
    client.force_login(coordinator)

    assert problem(client.get("/api/v1/nothing/"))["code"] == "not_found"


def test_method_that_is_not_there_is_405(client, coordinator):
    client.force_login(coordinator)

    response = client.put("/api/v1/wksbm/", {}, content_type="application/json")

    assert response.status_code == 405
    assert problem(response)["code"] == "method_not_allowed"


def test_torn_json_is_400(client, coordinator):
    client.force_login(coordinator)

    response = client.post("/api/v1/wksbm/", "{", content_type="application/json")

    assert response.status_code == 400
    assert problem(response)["code"] == "parse_error"


def test_unknown_media_type_is_415(client, coordinator):
    client.force_login(coordinator)

    response = client.post("/api/v1/wksbm/", "<x/>", content_type="application/xml")

    assert response.status_code == 415
    problem(response)


def test_mistyped_field_is_refused(client, coordinator):
    client.force_login(coordinator)

    response = client.post(
        "/api/v1/wksbm/",
        {"region": VILLAGE, "name": "WKSBM Melati", "nmae": "x"},
        content_type="application/json",
    )

    assert response.status_code == 422
    assert [fault["pointer"] for fault in problem(response)["errors"]] == ["/nmae"]


def test_stale_version_is_412_and_nothing_is_lost(client, coordinator, village):
    body = make_wksbm(region=village, name="WKSBM Melati")
    client.force_login(coordinator)
    path = f"/api/v1/wksbm/{body.pk}/"
    first = client.get(path)["ETag"]

    def rename(name):
        return client.patch(
            path, {"name": name}, content_type="application/json", headers={"If-Match": first}
        )

    changed, stale = rename("WKSBM Mawar"), rename("WKSBM Anggrek")

    assert changed.status_code == 200
    assert changed["ETag"] != first
    assert stale.status_code == 412
    assert problem(stale)["code"] == "stale_version"
    assert Wksbm.objects.get().name == "WKSBM Mawar"


def test_read_only_token_writes_nothing(client, coordinator):
    _token, key = make_token(coordinator, scopes=["read"])

    response = client.post(
        "/api/v1/wksbm/",
        {"region": VILLAGE, "name": "WKSBM Melati"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )

    assert response.status_code == 403
    assert problem(response)["code"] == "read_only_token"


def test_too_many_requests_are_429(client, coordinator, monkeypatch):
    from rest_framework.throttling import UserRateThrottle  # noqa: PLC0415

    monkeypatch.setattr(UserRateThrottle, "rate", "2/min", raising=False)
    client.force_login(coordinator)

    answers = [client.get("/api/v1/wksbm/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Retry-After" in answers[2]
    assert problem(answers[2])["code"] == "throttled"


def test_our_own_fault_is_a_500_that_tells_nothing(client, coordinator, monkeypatch):
    from wksbm.api import WksbmViewSet  # noqa: PLC0415

    def fault(self, request):
        raise RuntimeError("secret")

    monkeypatch.setattr(WksbmViewSet, "list", fault)
    client.force_login(coordinator)
    client.raise_request_exception = False

    response = client.get("/api/v1/wksbm/")

    assert response.status_code == 500
    assert problem(response)["code"] == "server_error"
    assert b"secret" not in response.content


# --- Repeated writes ---------------------------------------------------------------------------


def found(client, key, name="WKSBM Melati"):
    return client.post(
        "/api/v1/wksbm/",
        {"region": VILLAGE, "name": name},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_same_key_same_body_gets_the_same_answer(client, coordinator):
    client.force_login(coordinator)

    first, again = found(client, "k-1"), found(client, "k-1")

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert first["ETag"] == again["ETag"]
    assert again["Idempotent-Replayed"] == "true"
    assert Wksbm.objects.count() == 1


def test_same_key_other_body_is_422(client, coordinator):
    client.force_login(coordinator)
    found(client, "k-1")

    other = found(client, "k-1", name="WKSBM Mawar")

    assert other.status_code == 422
    assert problem(other)["code"] == "idempotency_key_reused"
    assert Wksbm.objects.count() == 1


def test_a_refusal_is_repeated_too(client, coordinator):
    client.force_login(coordinator)

    first, again = found(client, "k-1", name=""), found(client, "k-1", name="")

    assert first.status_code == again.status_code == 422
    assert first.content == again.content


def test_a_stale_version_is_mended_under_the_same_key(client, coordinator, village):
    """Nothing was carried out: the key is still free. Once it was, no other body gets it."""
    body = make_wksbm(region=village, name="WKSBM Melati")
    client.force_login(coordinator)
    path = f"/api/v1/wksbm/{body.pk}/"

    def rename(name, version):
        return client.patch(
            path,
            {"name": name},
            content_type="application/json",
            headers={"Idempotency-Key": "k-1", "If-Match": version},
        )

    stale = rename("WKSBM Mawar", '"7"')
    fresh = client.get(path)["ETag"]
    done, again = rename("WKSBM Mawar", fresh), rename("WKSBM Mawar", fresh)
    other = rename("WKSBM Anggrek", fresh)

    codes = [answer.status_code for answer in (stale, done, again, other)]
    assert codes == [412, 200, 200, 422]
    assert again["Idempotent-Replayed"] == "true"
    assert problem(other)["code"] == "idempotency_key_reused"
    assert Wksbm.objects.get().name == "WKSBM Mawar"


def test_keys_of_two_users_do_not_meet(client, coordinator):
    client.force_login(coordinator)
    found(client, "k-1")
    client.force_login(make_user(role=Role.DISTRICT_OFFICER, region="52.07"))

    other = found(client, "k-1", name="WKSBM Mawar")

    assert other.status_code == 201


def test_a_fault_leaves_neither_effect_nor_answer(client, coordinator, monkeypatch):
    from wksbm.api import WksbmViewSet  # noqa: PLC0415

    answer = WksbmViewSet.answer

    def fault(self, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(WksbmViewSet, "answer", fault)
    client.force_login(coordinator)
    client.raise_request_exception = False
    failed = found(client, "k-1")
    left = (Wksbm.objects.count(), IdempotentRequest.objects.count())
    monkeypatch.setattr(WksbmViewSet, "answer", answer)

    again = found(client, "k-1")

    assert failed.status_code == 500
    assert left == (0, 0)
    assert again.status_code == 201
    assert Wksbm.objects.count() == 1


def test_a_page_sent_twice_writes_once(client, coordinator):
    client.force_login(coordinator)
    path = next(
        f"/wksbm/{pattern.pattern}"
        for pattern in get_resolver("wksbm.urls").url_patterns
        if pattern.name == "found_wksbm"
    )
    sent = {"region": VILLAGE, "level": "village", "name": "WKSBM Melati", "idempotency_key": "p-1"}

    first, again = client.post(path, sent), client.post(path, sent)

    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert Wksbm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_writes_once(client):
    make_village(VILLAGE)
    user = make_user(role=Role.VILLAGE_COORDINATOR, region=VILLAGE)
    _token, key = make_token(user, scopes=["read", "write"])
    start, answers = threading.Barrier(8), []

    def send():
        from django.test import Client  # noqa: PLC0415

        start.wait()
        answers.append(
            Client().post(
                "/api/v1/wksbm/",
                {"region": VILLAGE, "name": "WKSBM Melati"},
                content_type="application/json",
                headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "k-1"},
            )
        )
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Wksbm.objects.count() == 1
