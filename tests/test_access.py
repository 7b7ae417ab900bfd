"""Every address with an id x every role x own, foreign and absent record.

The addresses come from the URL resolver itself: one that is not in `access_table.py` fails here.
A foreign record must answer exactly as an absent one (404), by GET and by POST; what a role may
not do on its own region's record is 403. Who is signed out sees nothing of it.
"""

import re
import uuid
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.access import GRANTS, Role
from tests.access_table import ADDRESSES, OPEN
from tests.factories.accounts import make_user
from tests.factories.regions import make_village

OWN = "52.07.01.2001"
NEXT_VILLAGE = "52.07.01.2002"
OTHER_REGENCY = "52.08.01.2001"

WIDTH = {  # how far each role's region reaches: levels of the code
    Role.VILLAGE_COORDINATOR: 4,
    Role.VILLAGE_SECRETARY: 4,
    Role.VILLAGE_TREASURER: 4,
    Role.TKSK: 3,
    Role.DISTRICT_OFFICER: 2,
    Role.DISTRICT_APPROVER: 2,
    Role.PKK_LEADER: 2,
    Role.AUDITOR: 2,
    Role.OPERATOR: 2,
}
ABSENT = {"int": 999_999_999, "uuid": uuid.UUID(int=1), "str": "absent"}
NAMES = sorted(ADDRESSES)
JSON = "application/json"


def walk(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


def with_id():
    """Return the names of the addresses that take an argument, without Django's own admin."""
    names = {}
    for name, pattern in walk(get_resolver().url_patterns):
        if name.startswith("admin:") or name in OPEN:
            continue
        arguments = pattern.pattern.converters or pattern.pattern.regex.groupindex
        if set(arguments) - {"format"}:
            names[name] = pattern
    return names


def test_every_address_with_an_id_is_listed():
    assert set(with_id()) == set(ADDRESSES)


def place_of(role, code):
    return ".".join(code.split(".")[: WIDTH[role]])


def absent(kwargs):
    def other(value):
        if isinstance(value, uuid.UUID):
            return ABSENT["uuid"]
        if isinstance(value, int):
            return ABSENT["int"]
        return ABSENT["str"]

    return {name: other(value) for name, value in kwargs.items()}


@dataclass(frozen=True)
class Reader:
    """Who asks, and how a page's errors are answered: as to a browser, or in JSON."""

    session: str = ""
    accept: str = "text/html"


def ask(client, reader, method, url):
    """Return status and body, with what differs from request to request taken out."""
    client.cookies.clear()  # each asks as if it were the first
    if reader.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = reader.session
    words = {"headers": {"Accept": reader.accept}}
    if "/api/" in url:
        words = {} if method == "get" else {"data": "{}", "content_type": JSON}
    with transaction.atomic():
        response = getattr(client, method)(url, **words)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    text = re.sub(
        r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}",
        "*",
        body.decode("utf-8", "replace").replace(url, "*"),
    )
    text = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1*", text)
    return response.status_code, text.replace(url, "*")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Keep the villages, and the session of each role, for the tests of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        places = [make_village(code) for code in (OWN, NEXT_VILLAGE, OTHER_REGENCY)]
        sessions = {}
        for role in Role:
            client = Client()
            client.force_login(make_user(role=role, region=place_of(role, OWN)))
            sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        yield places, sessions
        transaction.set_rollback(True)


@pytest.fixture
def places(world, db):
    caches["process"].clear()  # the API's brake on whoever asks this much
    return world[0]


def browsing(name):
    """Return one role of each address, and another at the next: it meets errors as pages.

    Those cost half the time of it all: what differs between them is said in JSON as well.
    """
    return list(Role)[NAMES.index(name) % len(Role)]


def test_scope_of_one_role_at_each_address(client, world, places):
    for name in NAMES:
        caches["process"].clear()
        hold(name, [browsing(name)], client, world[1], places)


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_scope_of(name, client, world, places):
    hold(name, list(Role), client, world[1], places)


def hold(name, roles, client, sessions, places):
    address = ADDRESSES[name]
    own, next_village, other_regency = (address.make(place) for place in places)
    for method in address.methods:
        status, _body = ask(client, Reader(), method, reverse(name, kwargs=own))
        expected = {401} if name.startswith("v1:") else {302, 405}
        assert status in expected, (name, "nobody", method)
    for role in roles:
        reader = Reader(sessions[role], "text/html" if role == browsing(name) else JSON)
        foreign = [other_regency, next_village] if WIDTH[role] == 4 else [other_regency]
        for method in address.methods:
            nobodys = ask(client, reader, method, reverse(name, kwargs=absent(own)))
            for kwargs in foreign:
                theirs = ask(client, reader, method, reverse(name, kwargs=kwargs))
                assert theirs == nobodys, (name, role, method, kwargs)
                assert theirs[0] in {404, 405}, (name, role, method, theirs)
            status, body = ask(client, reader, method, reverse(name, kwargs=own))
            allowed = address.allows(GRANTS[role])
            seen = address.seen is None or address.seen in GRANTS[role]
            if not seen:
                assert status == 404, (name, role, method, body[:300])
            elif allowed:
                assert status not in {403, 404, 500}, (name, role, method, status, body[:300])
            else:
                assert status in {403, 405}, (name, role, method, status)
