"""`manage.py up`: everything that the service needs, in one command and one log."""

import errno
import fcntl
import json
import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from config import development
from config.console import Console
from config.embedded import postgres, valkey
from config.embedded.folders import tidy_sockets
from config.embedded.place import EmbeddedError, Place, var_dir
from config.processes import Ledger
from config.programs import Programs
from config.static_files import fingerprint, is_collected
from config.supervisor import Child, Stopped, Supervisor

SERVERS, BROKER, SERVICE = 0, 1, 2  # the highest stage ends first


class Command(BaseCommand):
    help = "Start database, broker, web server, workers and mail catcher; Ctrl-C ends them all."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--no-demo", action="store_true", help="No demo district, no CONTOH.")

    def handle(self, **options: Any) -> None:
        lock = _only_one()
        console = Console(sys.stdout.buffer)
        try:
            Run(options["host"], options["port"], console).run()
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        finally:
            console.close()
            os.close(lock)


class Run:
    def __init__(self, host: str, port: int, console: Console) -> None:
        self.host, self.port, self.console = host, port, console
        self.began = time.monotonic()
        self.place = Place()
        self.programs = Programs(host, port)
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104 compared only
        self.static_note = development.run_dir() / "static.sha256"
        self.trouble = ""  # why a wait goes on
        self.url = f"http://{shown}:{port}"
        self.supervisor = Supervisor(Ledger(self.place.ledger), console)

    def run(self) -> None:
        try:
            self._end_leftovers()
            self._check_port()
            self._start_servers()
            self._prepare_data()
            self._start_service()
            self._welcome()
            self.supervisor.run()
        except Stopped:
            pass
        finally:
            if self.supervisor.children:
                self._say("stopping")
                self.supervisor.stop()
                tidy_sockets(self.place)
                self._say("stopped")

    # --- The steps -----------------------------------------------------------------------------

    def _end_leftovers(self) -> None:
        for record in self.supervisor.ledger.end_leftovers():
            self._say(f"ended {record.name} ({record.pid}), left by a run that was killed")

    def _check_port(self) -> None:
        with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                taken = error.errno == errno.EADDRINUSE
                what = "is taken" if taken else f"cannot be used ({error.strerror})"
                raise CommandError(
                    f"Port {self.port} {what}. Choose another: make run PORT={self.port + 1}"
                ) from error

    def _start_servers(self) -> None:
        if not _given("REDIS_URL"):
            self._say("starting Valkey")
            self.supervisor.start(valkey.program(self.place), stage=BROKER)
        if not _given("DATABASE_URL"):
            self._say("starting PostgreSQL")
            server = self.supervisor.start(postgres.program(self.place), stage=SERVERS)
            self._await(
                "PostgreSQL",
                lambda: bool(server.process and postgres.answers(self.place, server.process.pid)),
            )
            postgres.make_database(self.place)
        self._await("DATABASE_URL", self._database_answers, 20)
        self._await("REDIS_URL", self._broker_answers, 20)

    def _prepare_data(self) -> None:
        self.programs.env.setdefault("SITE_URL", self.url)
        development.remember(self.programs.env)
        static = self._begin_static_files()
        self._say("tables, regions, demo" if settings.DEMO else "tables, regions")
        words = ["--demo"] if settings.DEMO else []
        data = self.programs.manage("prepare_data", *words, name="data")
        self._finish(self.supervisor.begin(data))
        if static:
            self._finish(static)
            self.static_note.write_text(fingerprint(), encoding="ascii")

    def _begin_static_files(self) -> Child | None:
        if is_collected(self.static_note):
            return None
        self._say("static files, compressed beside what follows")
        words = ["collectstatic", "--noinput", "--verbosity", "0"]
        return self.supervisor.begin(self.programs.manage(*words))

    def _start_service(self) -> None:
        environment = self.programs.env
        start = self.supervisor.start
        if not _given("EMAIL_HOST"):
            mail_port = _free_port()
            environment.update(EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(mail_port))
            mail = self.programs.manage("catch_mail", "--port", str(mail_port), name="mail")
            start(mail, stage=SERVICE)
            development.remember(environment)
        start(self.programs.web(), stage=SERVICE)
        self._await("the web server", self._web_answers)
        start(self.programs.worker(), stage=SERVICE)
        start(self.programs.beat(), stage=SERVICE)
        if "dispatch" in get_commands():
            start(self.programs.manage("dispatch"), stage=SERVICE)
        else:
            self._say("there is no command dispatch: reminders wait for the worker")
        self._write_state()

    def _welcome(self) -> None:
        lines = [f"ready in {time.monotonic() - self.began:.1f} s: {self.url}", *_sign_ins()]
        for line in [*lines, "Ctrl-C ends everything."]:
            self.console.say("up", line)

    # --- Small parts ---------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.console.say("up", f"{time.monotonic() - self.began:5.1f} s  {text}")

    def _await(self, what: str, answers: Callable[[], bool], seconds: float = 60) -> None:
        self.trouble = "see the log above"
        if not self.supervisor.wait_for(answers, seconds=seconds):
            raise CommandError(f"{what} does not answer after {seconds:.0f} s: {self.trouble}")

    def _database_answers(self) -> bool:
        try:
            psycopg.connect(settings.DATABASE_URL, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            self.trouble = str(error)
            return False
        return True

    def _broker_answers(self) -> bool:
        try:
            with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as broker:
                return bool(broker.ping())
        except redis.RedisError as error:
            self.trouble = str(error)
            return False

    def _finish(self, child: Child) -> None:
        if code := self.supervisor.finish(child):
            command = child.program.argv[2]
            raise CommandError(f"manage.py {command} failed (exit {code}); see the log above.")

    def _web_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 compared only
        try:
            with socket.create_connection((host, self.port), timeout=5) as line:
                line.settimeout(20)
                line.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return line.recv(16).startswith(b"HTTP/")
        except OSError:
            return False

    def _write_state(self) -> None:
        environment = self.programs.env
        state = {
            "pid": os.getpid(),
            "url": self.url,
            "port": self.port,
            "email_port": int(environment.get("EMAIL_PORT", "25")),
            "mail": str(settings.MAIL_CATCHER_DIR),
            "database_url": settings.DATABASE_URL,
            "redis_url": settings.REDIS_URL,
            "programs": str(self.place.ledger),  # their pids, kept up to date
        }
        file = development.run_dir() / "up.json"
        new = file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(json.dumps(state, indent=1), encoding="utf-8")
        new.replace(file)


def _given(name: str) -> bool:
    return name in os.environ or f"{name}_FILE" in os.environ


def _only_one() -> int:
    """Take the lock of this folder's run; the system gives it back however we end."""
    lock = os.open(development.run_dir() / "up.lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        state = _state()
        where = f"at {state['url']} (process {state['pid']})" if state else "or is just starting"
        raise CommandError(f"The service runs already {where}. End that one first.") from error
    (development.run_dir() / "up.json").unlink(missing_ok=True)
    return lock


def _state() -> dict[str, Any]:
    try:
        words: dict[str, Any] = json.loads((var_dir() / "run" / "up.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return words


def _free_port() -> int:
    """Return a port that the system has just chosen: a fixed one is soon taken by a second run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _sign_ins() -> list[str]:
    """Return the lines of `portal.demo.SIGN_INS`, each a text or a tuple of texts."""
    if not settings.DEMO or find_spec("portal") is None or find_spec("portal.demo") is None:
        return []
    entries = getattr(import_module("portal.demo"), "SIGN_INS", ())
    rows = [(one,) if isinstance(one, str) else tuple(map(str, one)) for one in entries]
    width = max((len(row[0]) for row in rows if len(row) > 1), default=0)
    lines = [f"    {row[0]:<{width}}   {'   '.join(row[1:])}".rstrip() for row in rows]
    return ["who can sign in:", *lines] if lines else []
