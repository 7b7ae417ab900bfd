"""The servers of a bench: a PostgreSQL with a data folder of its own, and web servers beside it."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config.embedded import NAME, postgres
from config.embedded.folders import tidy_sockets
from config.embedded.place import ROOT, Place, var_dir
from config.processes import Ledger, Program, signal_group, spawn
from config.programs import Programs

DATABASE = "wksbm_bench"  # never the one that `make run` keeps its data in
STIPENDS = "wksbm_bench_stipends"  # beside the nation, whose people would count with theirs
PLACE = Place("bench")
AS_ON_A_SERVER = ROOT / "deploy/postgresql.conf"
MAINTENANCE = "postgres"  # where one is while it is dropped
PATIENCE = 60.0
PARENT, SESSION, USER_TICKS, SYSTEM_TICKS = 1, 3, 11, 12  # in /proc/*/stat, after the name


class BenchError(Exception):
    """The bench cannot run; the message says why and what to do."""


def folder() -> Path:
    """Return where the figures, the log and the static files of a bench are kept."""
    found = var_dir() / "bench"
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def alone() -> Iterator[None]:
    """Hold the bench's lock: two at once would measure each other."""
    with (folder() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BenchError("Another bench runs in this folder. Wait for its end.") from error
        yield


@contextmanager
def database(name: str = DATABASE) -> Iterator[str]:
    """Give the address of a bench's database, on a server of ours or on DATABASE_URL's."""
    server = os.environ.get("DATABASE_URL")
    if server:
        yield _own_database(server, name)
        return
    ledger = Ledger(PLACE.ledger)
    ledger.end_leftovers()
    program = postgres.program(PLACE, settings_file=AS_ON_A_SERVER)
    with running(program, ledger=ledger) as process:
        await_(lambda: postgres.answers(PLACE, process.pid), process, "PostgreSQL")
        postgres.make_database(PLACE)
        yield _own_database(f"postgresql://{NAME}@/{NAME}?host={PLACE.sockets}", name)
    tidy_sockets(PLACE)


@dataclass(frozen=True)
class Web:
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return what the server and PostgreSQL have computed so far, all their processes."""
        return _cpu_seconds({self.pid, *_postgres_pid()})


@contextmanager
def web(environment: dict[str, str], *, application: str = "") -> Iterator[Web]:
    """Run granian as `manage.py up` does, for our service or for another application."""
    port = free_port()
    program = Programs("127.0.0.1", port, environment).web()
    if application:
        program = Program(application, (*program.argv[:-1], application), program.env, program.cwd)
    with running(program) as process:
        await_(lambda: _listens(port), process, program.name)
        yield Web(port, process.pid)


@contextmanager
def running(program: Program, *, ledger: Ledger | None = None) -> Iterator[subprocess.Popen[bytes]]:
    with (folder() / f"{program.name.replace(':', '.')}.log").open("wb") as log:
        process = spawn(program, stdout=log)
    if ledger:
        ledger.add(program, process.pid)
    try:
        yield process
    finally:
        for number in program.end_signals:
            process.send_signal(number)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                continue
            break
        signal_group(process.pid, program.end_signals[-1])


def await_(ready: Callable[[], bool], process: subprocess.Popen[bytes], name: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise BenchError(f"{name} did not start; see {folder()}/*.log")
        time.sleep(0.05)


def environment(database_url: str) -> dict[str, str]:
    """Return what our service is run with: as on a server, but for HTTPS and the API's brake.

    The brake counts (it costs what it costs) and never refuses. The keys seal invented numbers.
    """
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "only-for-benches-which-hold-nothing-of-anybody",
        "VAULT_KEYS": "bench:c2VhbGluZy1rZXktb2YtdGhlLWJlbmNoLW9ubHktMDA=",
        "VAULT_INDEX_KEYS": "bench:c2VhcmNoLWtleS1vZi10aGUtYmVuY2gtb25seS0wMDA=",
        "HTTPS": "false",
        "DEMO": "false",
        "API_RATE": "1000000/s",
        "LOG_LEVEL": "WARNING",
        "STATIC_ROOT": str(folder() / "static"),
    }


def python(*words: str, env: dict[str, str]) -> int:
    """Run one of our own modules to its end, on this terminal; return its exit code."""
    return subprocess.run([sys.executable, *words], env=env, cwd=ROOT, check=False).returncode  # noqa: S603


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_anew(url: str) -> None:
    """Drop a bench's database and make it empty."""
    drop(url)
    _own_database(make_conninfo(url, dbname=MAINTENANCE), _name_of(url))


def drop(url: str) -> None:
    """Drop a bench's database, whoever is connected to it."""
    with psycopg.connect(url, dbname=MAINTENANCE, autocommit=True) as line:
        name = sql.Identifier(_name_of(url))
        line.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _name_of(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def _own_database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as line:
        known = line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_conninfo(server, dbname=name)


def _postgres_pid() -> set[int]:
    """Return our own server's number; nothing where DATABASE_URL's serves."""
    try:
        text = (PLACE.postgres_data / "postmaster.pid").read_text(encoding="utf-8")
    except OSError:
        return set()
    return {int(text.split("\n", 1)[0])}


def postgres_cpu_seconds() -> float:
    """Return what our own server has computed so far, with what has ended; 0 for another's."""
    ticks = 0
    for pid in _postgres_pid():
        for file in Path("/proc").glob("[0-9]*/stat"):
            try:
                text = file.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            fields = [int(one) for one in text.rpartition(")")[2].split()[1:16]]
            if text.startswith(f"{pid} "):
                ticks += sum(fields[USER_TICKS - 1 : SYSTEM_TICKS + 2])  # and of ended children
            elif fields[PARENT - 1] == pid:
                ticks += sum(fields[USER_TICKS - 1 : SYSTEM_TICKS])
    return ticks / os.sysconf("SC_CLK_TCK")


def _cpu_seconds(sessions: set[int]) -> float:
    """Add up the processes of these sessions (Linux; elsewhere nothing is known)."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[SESSION]) in sessions or int(fields[PARENT]) in sessions:
            ticks += int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])
    return ticks / os.sysconf("SC_CLK_TCK")


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
