"""What every test may use: servers of this run alone, started when first needed."""

import os
from collections import Counter

import pytest
from xdist.scheduler import LoadScopeScheduling

from config.embedded import redis_url, testing
from tests.emptying import quick_emptying
from tests.tables import Tables

WHOLE = "tests/whole"
LONG = [  # take longer than their number of tests tells, the longest first
    WHOLE,
    "tests/test_access.py",
    "tests/drills/test_clock.py",
    "tests/api/test_fuzz.py",
    "tests/config/test_headers.py",
    "tests/notifications/test_dispatch.py",
    "tests/wksbm/test_document_drill.py",
    "tests/audit/test_seals.py",
    "tests/deploy/test_s3.py",
]


def unit_of(nodeid):
    """Return what a process takes at a time: a file, or all that share the one whole service."""
    file = nodeid.partition("::")[0]
    return WHOLE if file.startswith(f"{WHOLE}/") else file


class ByUnit(LoadScopeScheduling):
    """Hands out whole units. (pytest 9.2 leaves xdist's own marks for that unheard.)"""

    def _split_scope(self, nodeid):
        return unit_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # the order is ours
    return ByUnit(config, log)


@pytest.hookimpl(trylast=True)  # pytest-django has put each file's tests in order by then
def pytest_collection_modifyitems(items):
    """Begin with what takes longest, so that no process ends alone; then by number of tests."""
    sizes = Counter(unit_of(item.nodeid) for item in items)

    def rank(item):
        unit = unit_of(item.nodeid)
        return LONG.index(unit) if unit in LONG else len(LONG), -sizes[unit], unit

    items.sort(key=rank)


@pytest.fixture(scope="session")
def servers():
    """The numbered place of this test run; it stops its servers at the end."""
    claim = testing.claim()
    yield claim
    claim.stop()


@pytest.fixture(scope="session")
def valkey(servers):
    """The address of a running Valkey."""
    if os.environ["REDIS_URL"] == redis_url(servers.place):
        servers.start_valkey()
    return os.environ["REDIS_URL"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers):
    """Start PostgreSQL before pytest-django makes the test database."""
    if servers.place.sockets.name in os.environ["DATABASE_URL"]:
        servers.start_postgres()


@pytest.fixture(scope="session")
def tables(servers, django_db_modify_db_settings):
    return Tables(servers)


@pytest.fixture(scope="session")
def django_db_createdb(request, tables):
    """Migrate from nothing if no test database fits: none is here, and none can be copied."""
    if request.config.getoption("create_db"):
        return True
    return not (tables.are_there() or tables.are_copied())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, servers, tables):
    tables.keep()
    with quick_emptying(servers):
        yield
