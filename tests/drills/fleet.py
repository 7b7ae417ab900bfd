"""The processes of a drill, each a direct child of the judge: started, killed, started again."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path

import psycopg

from config.embedded import NAME, database_url, postgres, redis_url, valkey
from config.embedded.folders import tidy_sockets
from config.embedded.place import ROOT, Place
from config.processes import Program, signal_group, spawn
from config.programs import CELERY
from tests.drills.channels import LADDER, PORT
from tests.running import OURS, free_port

BASE = "base"  # the database that every drill copies
ENTRY = "tests.drills.entry"
PYTHON = (sys.executable, "-W", "ignore")
OUR_CELERY = (*CELERY[:-1], ENTRY)
WORKER = ("worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING")
QUIETLY = ("--without-gossip", "--without-mingle", "--without-heartbeat")
WEB = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws")
# Processes are killed, the power is not cut: what a commit has handed to the system stays there.
POWER_HOLDS = ("-c", "fsync=off", "-c", "full_page_writes=off")
LONGEST_START = 60
END = 20  # seconds that a process may take to end when told

COMPRESSED = 20  # times as fast as in the service: outages, and the pauses between tries
AHEAD = 7200  # seconds before its meeting that a person is told
SET_HOURS = """
    UPDATE meetings_meeting AS m
       SET starts_at = hour.starts_at,
           "on" = (hour.starts_at AT TIME ZONE m.zone)::date,
           at = (hour.starts_at AT TIME ZONE m.zone)::time
      FROM (
               SELECT id,
                      clock_timestamp() + make_interval(
                          secs => %(ahead)s + %(begin)s
                                  + %(spread)s * (row_number() OVER (ORDER BY id) - 1)
                                  / count(*) OVER ()
                      ) AS starts_at
                 FROM meetings_meeting
           ) AS hour
     WHERE m.id = hour.id
"""


@dataclass
class Cluster:
    """PostgreSQL and Valkey of this run alone. They come back after any death."""

    place: Place
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name):
        deadline = time.monotonic() + LONGEST_START
        while not self._is_up(name):
            assert time.monotonic() < deadline, f"{name} does not start: {self.folder / name}"
            if not self._lives(name):
                with (self.folder / name).open("ab") as log:
                    self.running[name] = spawn(self._program(name), stdout=log)
            time.sleep(0.05)

    def _program(self, name):
        if name == "valkey":
            return valkey.program(self.place)
        found = postgres.program(self.place)
        return replace(found, argv=(*found.argv, *POWER_HOLDS))

    def _lives(self, name):
        return name in self.running and self.running[name].poll() is None

    def _is_up(self, name):
        if not self._lives(name):
            return False
        if name == "valkey":
            return valkey.answers(self.place)
        return postgres.answers(self.place, self.running[name].pid)

    def end(self):
        for name, process in self.running.items():
            process.send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
            try:
                process.wait(END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        tidy_sockets(self.place)
        shutil.rmtree(self.place.data, ignore_errors=True)

    def superuser(self):
        words = f"host={self.place.sockets} user={postgres.SUPERUSER} dbname=postgres"
        return psycopg.connect(words, autocommit=True)

    def copy(self, source, target):
        """Make the database `target` anew, as `source` is."""
        with self.superuser() as line:
            line.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
            line.execute(f"CREATE DATABASE {target} OWNER {NAME} TEMPLATE {source}")

    def has(self, name):
        with self.superuser() as line:
            return bool(
                line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall()
            )


@contextmanager
def cluster(folder, tables):
    """Run the servers until the block ends; `tables` is the database as SQL."""
    place = Place(f"drill-{os.getpid()}")
    shutil.rmtree(place.data, ignore_errors=True)
    servers = Cluster(place, folder)
    try:
        servers.start("postgres")
        postgres.make_database(place)
        postgres.make_anew(place, BASE, tables)
        yield servers
    finally:
        servers.end()


@dataclass
class Fleet:
    """The service's processes in a drill, and the providers that its messages go to."""

    servers: Cluster
    folder: Path
    ladder: list[list[str]]
    seed: int = 1
    settings: dict[str, str] = field(default_factory=dict)  # what the environment says besides
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: list[str] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)

    @property
    def events(self):
        return self.folder / "providers.log"

    @property
    def environment(self):
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "only-for-this-drill",
            "HTTPS": "false",
            "LOG_LEVEL": "WARNING",
            "DATABASE_URL": database_url(self.servers.place),
            "DATABASE_POOL": "4",
            "REDIS_URL": redis_url(self.servers.place),
            "VAR_DIR": str(self.folder),
            "PYTHONUNBUFFERED": "1",
            LADDER: json.dumps(self.ladder),
            PORT: str(self.port),
            **self.settings,
        }

    # --- Processes ---------------------------------------------------------------------------

    def words(self, name):
        """Return how a process is started: by the words of production, but for our entry."""
        kind = name.partition("-")[0]
        if kind == "dispatch":
            return ("-m", ENTRY)
        if kind == "worker":
            return (*OUR_CELERY, *WORKER, *QUIETLY)
        if kind == "beat":
            schedule = str(self.folder / "beat-schedule")
            return (*OUR_CELERY, "beat", "--schedule", schedule, "--pidfile", "")
        if kind == "web":
            place = ("--host", "127.0.0.1", "--port", str(self.web_port))
            return ("-m", "granian", *WEB, *place, "--log-level", "warning", "tests.drills.web:app")
        return ("-m", "tests.drills.provider", str(self.port), str(self.events), str(self.seed))

    def start(self, *names):
        for name in names:
            program = Program(name, (*PYTHON, *self.words(name)), self.environment, Path(ROOT))
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = spawn(program, stdout=log)

    def tend(self):
        """Start again what has ended, as systemd would; servers first."""
        for name in self.servers.running:
            self.servers.start(name)
        for name, process in self.running.items():
            if process.poll() is not None:
                signal_group(process.pid, signal.SIGKILL)  # what it left: its own children
                self.start(name)

    def serve(self):
        """Start the pages, and wait until they are served."""
        self.start("web")
        until(lambda: is_served(self.web_port), "the pages are served")

    def pause(self, name):
        self.running[name].send_signal(signal.SIGSTOP)

    def resume(self, name):
        self.running[name].send_signal(signal.SIGCONT)

    def kill(self, name):
        """Kill without a warning: a process, one of a worker's or the server's children."""
        whole, _, part = name.partition("/")
        process = {**self.running, **self.servers.running}[whole]
        victims = children(process.pid) if part else [process.pid]
        if victims and process.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(random.Random(len(self.kills)).choice(victims), signal.SIGKILL)
            self.kills.append(name)
        if not part:
            process.wait(END)
            signal_group(process.pid, signal.SIGKILL)

    def kill_all_of(self, name):
        """Kill a server and its children without a warning, as a machine that fails does."""
        process = self.servers.running[name]
        for number in (process.pid, *children(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        process.wait(END)
        self.kills.append(name)

    def end(self):
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait(END)
            signal_group(process.pid, signal.SIGKILL)
        self.running.clear()

    # --- Providers ---------------------------------------------------------------------------

    def set_provider(self, name, **facts):
        until(lambda: self._told(name, facts), "the provider listens")

    def _told(self, name, facts):
        line = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("POST", f"/{name}/facts", json.dumps(facts))
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    # --- Data --------------------------------------------------------------------------------

    def seed_meetings(self, people, *, begin=None, spread=0):
        """Make people of these prefixes and numbers, to be told from `begin` seconds on.

        Without it in a week, until `set_hours` says otherwise.

        The people are made once a run; what their meetings' hours are is said each time.
        """
        self.furnish("tests.drills.seeding", people)
        if begin is not None:
            self.set_hours(begin=begin, spread=spread)

    def furnish(self, module, facts):
        """Make anew what the module makes of these facts; once a run, and copied from then on."""
        words = "_".join(f"{name}{many}" for name, many in facts.items())
        seeded = f"seeded_{module.rpartition('.')[2]}_{words}"
        if not self.servers.has(seeded):
            self.servers.copy(BASE, NAME)
            self.run("-m", module, json.dumps(facts))
            self.servers.copy(NAME, seeded)
        self.servers.copy(seeded, NAME)

    def set_hours(self, *, begin, spread=0):
        self.tell(SET_HOURS, {"ahead": AHEAD, "begin": begin, "spread": spread})

    def await_rounds(self, loop):
        """Wait until a loop has done a round."""
        words = f"SELECT 1 FROM notifications_heartbeat WHERE loop = '{loop}'"
        until(lambda: self.ask(words), f"{loop} does a round")

    def tell(self, statement, facts=None):
        with psycopg.connect(database_url(self.servers.place)) as line:
            line.execute(statement, facts)

    def run(self, *words):
        done = subprocess.run(
            [*PYTHON, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, statement):
        with psycopg.connect(database_url(self.servers.place), connect_timeout=2) as line:
            return line.execute(statement).fetchall()


@contextmanager
def fleet(servers, folder, ladder, **facts):
    servers.copy(BASE, NAME)
    found = Fleet(servers, folder, ladder, **facts)
    found.start("providers")
    try:
        yield found
    finally:
        found.end()


def children(pid):
    file = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in file.read_text().split()]


def is_served(port):
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def until(true, what, seconds=60, every=0.05):
    """Wait until it is true; return how long that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + seconds, f"not in {seconds} s: {what}"
        time.sleep(every)
    return time.monotonic() - began
