"""What every test may use: servers of this run alone, started when first needed."""

import hashlib
import os
from pathlib import Path

import pytest

from config.embedded import redis_url, testing
from config.embedded.place import ROOT


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in a hook of the same name
def pytest_collection_modifyitems(items):
    """Keep a file's tests on one process, and begin with those of the whole service: the longest.

    (With `--numprocesses`, as `make test` has it; each process has servers of its own.)
    """
    for item in items:
        whole = "whole" in item.path.parts
        item.add_marker(pytest.mark.xdist_group("whole" if whole else str(item.path)))
    items.sort(key=lambda item: "whole" not in item.path.parts)


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
def django_db_createdb(request, servers):
    """Make the test database anew when a migration that it may have applied was edited."""
    digest = hashlib.sha256()
    for file in sorted(Path(ROOT).glob("*/migrations/*.py")):
        digest.update(file.read_bytes())
    note = servers.folder / "migrations.sha256"
    servers.folder.mkdir(parents=True, exist_ok=True)
    changed = not note.exists() or note.read_text() != digest.hexdigest()
    note.write_text(digest.hexdigest())
    return changed or request.config.getoption("create_db")
