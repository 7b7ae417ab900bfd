"""The servers of the drills: one pair for all of them, each drill with a fresh database."""

import os

import pytest

from config.embedded import postgres
from tests.drills.fleet import cluster
from tests.drills.fleet import fleet as make_fleet
from tests.tables import TEST_DATABASE

PATIENCE = float(os.environ.get("DRILL_PATIENCE", "1"))  # more where the machine is busy
FULL = os.environ.get("DRILL") == "full"
LONG = pytest.mark.skipif(not FULL, reason="in full size only")


@pytest.fixture(scope="session")
def drill_servers(servers, django_db_setup, tmp_path_factory):
    tables = postgres.written_out(servers.place, TEST_DATABASE)
    with cluster(tmp_path_factory.mktemp("servers"), tables) as found:
        yield found


@pytest.fixture
def fleet(drill_servers, tmp_path):
    """Return a context manager: fleet(ladder, **facts), of which a drill may need several."""
    numbers = iter(range(100))

    def begin(ladder, **facts):
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return make_fleet(drill_servers, folder, ladder, **facts)

    return begin
