"""What every answer of a server on the internet carries, asked of every address there is."""

import importlib.util
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings as present
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config.embedded.place import ROOT
from tests.access_table import ADDRESSES
from tests.factories.accounts import make_user
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db

MACHINE = {
    "HTTPS": "true",
    "DEMO": "false",
    "PROXY_COUNT": "1",
    "SECRET_KEY": "only-for-this-test",
    "ALLOWED_HOSTS": "wksbm.example.go.id",
}
WALLS = re.compile(r"SECURE_|SESSION_COOKIE_|CSRF_COOKIE_|LANGUAGE_COOKIE_|ALLOWED_HOSTS|X_FRAME")
SAMPLES = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=1)}
WORDS = {"app_label": "wksbm", "url": "x"}
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def server(monkeypatch, settings, tmp_path):
    """Put up the walls that config/settings.py builds on a server with TLS in front."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "page.css").write_text("body {}")
    for name, value in MACHINE.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("as_a_server", Path(ROOT, "config/settings.py"))
    as_server = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(as_server)
    for name in filter(WALLS.match, dir(as_server)):
        setattr(settings, name, getattr(as_server, name))
    return settings


def visitor(user=None):
    client = Client(
        HTTP_HOST="wksbm.example.go.id",
        HTTP_X_FORWARDED_PROTO="https",
        raise_request_exception=False,
    )
    if user is not None:
        client.force_login(user)
    return client


def walk(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", pattern.pattern


def addresses(village):
    """Return an address for every name of the resolver: of a real record where one is known."""
    found = set()
    for name, pattern in walk(get_resolver().url_patterns):
        if name in ADDRESSES:
            kwargs = ADDRESSES[name].make(village)
        elif pattern.converters:
            kinds = {key: type(one).__name__ for key, one in pattern.converters.items()}
            kwargs = {key: SAMPLES.get(kind, "x") for key, kind in kinds.items()}
        else:
            kwargs = {key: WORDS.get(key, "52") for key in pattern.regex.groupindex}
            if "format" in kwargs:
                continue  # the router's twins with a suffix
        found.add(reverse(name, kwargs=kwargs))
    return sorted(found)


def faults_of(response):
    """Say what this answer lacks, or tells too much."""
    yield from (
        f"{name}: {response.get(name)}"
        for name, value in HEADERS.items()
        if response.get(name) != value
    )
    policy = response.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy and policy != "sandbox; default-src 'none'":
        yield f"CSP: {policy}"
    if "unsafe-eval" in policy or re.search(r"(script|default)-src[^;]*unsafe-inline", policy):
        yield f"CSP lets scripts in: {policy}"
    if "camera=()" not in response.get("Permissions-Policy", ""):
        yield "Permissions-Policy"
    yield from (name for name in ("Server", "X-Powered-By") if response.has_header(name))
    for name, cookie in response.cookies.items():
        if not name.startswith("__Host-") or not cookie["secure"] or cookie["path"] != "/":
            yield f"cookie {name}"
        if cookie["domain"] or cookie["samesite"] not in {"Lax", "Strict"}:
            yield f"cookie {name}: {cookie['domain']} {cookie['samesite']}"
        if "session" in name and cookie.value and not cookie["httponly"]:
            yield f"cookie {name} is open to scripts"


@pytest.mark.thorough
@pytest.mark.ignore_template_errors  # the admin's and allauth's own templates
def test_every_address_answers_behind_the_walls(server):
    operator = make_user(username="walker", is_superuser=True, is_staff=True)
    every = addresses(make_village("52.07.01.2001"))
    statuses, cookies = set(), set()

    for user in (None, operator):
        for method in ("get", "post"):
            for address in every:
                response = getattr(visitor(user), method)(address)
                cookies |= set(response.cookies)
                statuses.add(response.status_code)
                faults = list(faults_of(response))
                assert faults == [], (user, method, address, response.status_code)
                alarms = address == "/healthz"  # 503 where messages are late
                assert response.status_code < 500 or alarms, (user, method, address)

    assert len(every) > 150
    assert {200, 302, 403, 404, 405} <= statuses
    assert cookies == {"__Host-session", "__Host-csrf"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/no-such-address", 404),
        ("/static/no-such-file.js", 404),
        ("/static/page.css", 200),
        ("/accounts/login", 301),
    ],
)
def test_errors_and_static_files_come_behind_the_walls_too(server, address, status):
    response = visitor().get(address)
    b"".join(response)

    assert response.status_code == status
    assert list(faults_of(response)) == []


def test_what_comes_without_tls_is_sent_to_tls_except_for_the_machines_own_questions(server):
    plain = Client(HTTP_HOST="wksbm.example.go.id")

    assert plain.get("/accounts/login/").headers["Location"] == (
        "https://wksbm.example.go.id/accounts/login/"
    )
    assert [plain.get(address).status_code for address in ("/livez", "/readyz")] == [200, 200]


def test_a_strangers_host_name_is_refused(server):
    assert visitor().get("/accounts/login/", HTTP_HOST="evil.example").status_code == 400


def test_the_walk_would_see_a_missing_wall(server, settings):
    settings.SECURE_HSTS_SECONDS = 0
    settings.SESSION_COOKIE_NAME = "session"
    settings.MIDDLEWARE = [
        name for name in present.MIDDLEWARE if "CSP" not in name and "Permissions" not in name
    ]
    user = make_user(username="walker")

    client = visitor()
    client.get("/accounts/login/")
    response = client.post(
        "/accounts/login/", {"login": user.username, "password": "rahasia-untuk-uji"}
    )

    assert {fault.split(":")[0] for fault in faults_of(response)} >= {
        "Strict-Transport-Security",
        "CSP",
        "Permissions-Policy",
    }
