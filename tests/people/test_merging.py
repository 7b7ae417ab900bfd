"""Two records become one person, and two again."""

import pytest

from accounts.access import Role
from people.services import merge_persons, undo_merge
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db


def test_smoke():
    import time

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    here = make_village("52.07.01.2001")
    actor = make_user(Role.TKSK, "52.07.01")
    a, b = make_person(at=here), make_person(at=here)
    t = time.time()
    with CaptureQueriesContext(
        connection,
    ) as q:
        m = merge_persons(a, b, actor=actor)
    print(time.time() - t, len(q))
    t = time.time()
    undo_merge(m, actor=actor)
    print(time.time() - t)
    for x in q.captured_queries:
        print(x["time"], x["sql"][:150])
