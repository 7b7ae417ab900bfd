"""PostgreSQL and Valkey from their wheels, with real processes."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
import redis
from kombu import Connection

from config.embedded import database_url, kombu_url, postgres, redis_url, testing, valkey
from config.embedded.folders import tidy_sockets
from config.embedded.place import ROOT, EmbeddedError, Place
from config.processes import spawn


@pytest.fixture
def place(monkeypatch, servers):
    """A place of its own, which stays for the next run of this number: initdb is slow."""
    monkeypatch.setenv("VAR_DIR", str(servers.folder / "embedded"))
    yield Place("trial")
    tidy_sockets(Place("trial"))


@pytest.fixture
def started(place):
    """Start programs, and end them whatever happens."""
    processes = []

    def start(program):
        process = spawn(program, stdout=subprocess.DEVNULL)
        processes.append((program, process))
        return process

    yield start
    for program, process in processes:
        process.send_signal(program.end_signals[0])
        process.wait(10)


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


def start_postgres(place, started, *, quick=True, settings_file=None):
    process = started(postgres.program(place, quick=quick, settings_file=settings_file))
    until(lambda: postgres.answers(place, process.pid))
    postgres.make_database(place)
    return process


def test_postgres_has_what_the_schema_needs(place, started):
    start_postgres(place, started)

    with psycopg.connect(database_url(place)) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute("CREATE EXTENSION pg_trgm")
        who = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        encoding = connection.execute("SHOW server_encoding")
        upper = connection.execute("SELECT upper('é')")
        assert who.fetchone() == (False,)
        assert encoding.fetchone() == ("UTF8",)
        assert upper.fetchone() == ("É",)
        connection.rollback()


def test_postgres_takes_what_servers_are_told(place, started):
    start_postgres(place, started, settings_file=ROOT / "deploy/postgresql.conf")

    with psycopg.connect(database_url(place)) as connection:
        told = [
            connection.execute(f"SHOW {name}").fetchone()[0] for name in ("max_wal_size", "jit")
        ]
    assert told == ["6GB", "off"]


def test_postgres_listens_on_a_closed_socket_only(place, started):
    start_postgres(place, started)

    with psycopg.connect(database_url(place)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert place.sockets.stat().st_mode & 0o777 == 0o700
    assert len(str(place.sockets / ".s.PGSQL.5432.lock")) < 100


def test_postgres_starts_after_a_sigkill_whose_pid_file_names_a_zombie(place, started):
    first = start_postgres(place, started, quick=False)
    with psycopg.connect(database_url(place)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES ('still here')")

    os.kill(first.pid, signal.SIGKILL)  # not waited for: it stays a zombie, its number alive
    until(lambda: not _backends_of(place))
    assert (place.postgres_data / "postmaster.pid").exists()
    start_postgres(place, started, quick=False)

    with psycopg.connect(database_url(place)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)


def test_the_pid_file_of_a_living_server_stays(place, started):
    start_postgres(place, started)

    postgres.forget_dead_server(place)

    assert (place.postgres_data / "postmaster.pid").exists()


def test_a_socket_folder_of_somebody_else_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    place = Place("foreign")
    place.sockets.symlink_to(tmp_path)

    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        valkey.program(place)

    place.sockets.unlink()


def test_valkey_keeps_its_data_over_a_restart(place, started):
    key = f"key-{os.getpid()}"
    program = valkey.program(place)
    first = started(program)
    until(lambda: valkey.answers(place))
    with redis.Redis.from_url(redis_url(place)) as broker:
        broker.set(key, "kept")
        assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert broker.config_get("appendfsync") == {"appendfsync": "everysec"}
    first.send_signal(signal.SIGTERM)
    first.wait(10)

    started(program)
    until(lambda: valkey.answers(place))

    with redis.Redis.from_url(redis_url(place)) as broker:
        assert broker.getdel(key) == b"kept"


def test_celery_and_redis_py_reach_the_same_socket(valkey):
    with Connection(kombu_url(valkey)) as connection:
        queue = connection.SimpleQueue("greeting")
        queue.put("hello")
        with redis.Redis.from_url(valkey) as broker:
            assert broker.llen("greeting") == 1
        queue.get(timeout=5).ack()
        queue.close()


@pytest.mark.parametrize(
    ("url", "for_kombu"),
    [
        ("redis://localhost:6379/2", "redis://localhost:6379/2"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
        ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3"),
        ("unix://:word@/valkey.sock", "redis+socket://:word@/valkey.sock?virtual_host=0"),
    ],
)
def test_kombu_url(url, for_kombu):
    assert kombu_url(url) == for_kombu


def test_two_test_runs_at_once_take_different_numbers():
    code = "from config.embedded import testing; print(testing.claim().number)"

    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert int(answer.stdout) != testing.claim().number


def _backends_of(place):
    """Processes that still work in the cluster's folder, as a killed postmaster leaves them."""
    found = subprocess.run(
        ["find", "/proc", "-maxdepth", "2", "-name", "cwd", "-lname", f"{place.postgres_data}*"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.split()
