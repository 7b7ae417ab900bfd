"""The schema is tried as every role: no fault of ours, and no answer that it does not promise.

Here each case of an operation is sent as one role that is drawn with it; `make fuzz` sets
FUZZ_CASES for many cases, each as every role.
"""

import os
from collections import defaultdict
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.access import Role
from config.wsgi import application
from tests.api.world import aim, make_world
from tests.factories.accounts import make_token, make_user
from tests.factories.regions import make_village
from tests.test_access import OWN, place_of

AT_LENGTH = "FUZZ_CASES" in os.environ
CASES = int(os.environ.get("FUZZ_CASES", "9"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore"),  # of the tool's own parts
]


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        body = Client().get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    loaded = schemathesis.openapi.from_dict(body)
    loaded.app = application
    return loaded


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def one_connection(db):
    """Let the server's end of a request keep the connection that the test's transaction is on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_schema_holds_for_every_role(schema, one_connection):
    make_village(OWN)
    users = {role: make_user(role=role, region=place_of(role, OWN)) for role in Role}
    keys = {role: make_token(user, scopes=["read", "write"])[1] for role, user in users.items()}
    world = make_world(users[Role.DISTRICT_OFFICER])
    tried = defaultdict(set)

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            derandomize=not AT_LENGTH,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=operation.as_strategy(),
            aimed=st.sampled_from([True, False]),
            drawn=st.sampled_from(list(keys)),
        )
        def hold(case, aimed, drawn):
            if aimed:
                aim(case, world)
            for role in keys if AT_LENGTH else [drawn]:
                note(f"as {role}")
                tried[case.operation.label].add(role)
                with undone():  # each finds the world as it was made
                    response = case.call(
                        headers={
                            "Authorization": f"Bearer {keys[role]}",
                            "Accept-Encoding": "identity",
                        }
                    )
                    case.validate_response(response, checks=CHECKS)

        hold()

    assert len(tried) > 100
    assert all(len(roles) > 1 for roles in tried.values()), tried
    assert {role for roles in tried.values() for role in roles} == set(Role)
