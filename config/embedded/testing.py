"""Servers of a test run: the first free of the numbered clusters, held by a lock.

Several runs in one folder, and `make run` beside them, never meet.
"""

import atexit
import fcntl
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded import database_url, postgres, redis_url, valkey
from config.embedded.folders import tidy_sockets
from config.embedded.place import EmbeddedError, Place, var_dir
from config.processes import Ledger, Program, signal_group, spawn

MOST_RUNS = 50
OURS = "TEST_SERVERS"  # which addresses a claim put into the environment


@dataclass
class Claim:
    """One number, ours until this process ends."""

    number: int
    lock: int  # an open file: the system lets go when we end, however we end
    owner: int = field(default_factory=os.getpid)  # a fork of it must not stop the servers
    running: dict[str, tuple[Program, subprocess.Popen[bytes]]] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return Place(f"test-{self.number}")

    @property
    def folder(self) -> Path:
        """Return a folder that belongs to this run, and stays for the next one of its number."""
        return var_dir() / "test" / str(self.number)

    def start_postgres(self) -> None:
        if "postgres" in self.running:
            return
        process = self._start(postgres.program(self.place, quick=True))
        self._await("postgres", lambda: postgres.answers(self.place, process.pid))
        postgres.make_database(self.place)

    def start_valkey(self) -> None:
        if "valkey" in self.running:
            return
        self._start(valkey.program(self.place, quick=True))
        self._await("valkey", lambda: valkey.answers(self.place))

    def stop(self) -> None:
        if os.getpid() != self.owner:
            return
        for name in reversed(list(self.running)):
            program, process = self.running.pop(name)
            for number in program.end_signals:
                process.send_signal(number)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    continue
                break
            signal_group(process.pid, program.end_signals[-1])
        tidy_sockets(self.place)

    def _start(self, program: Program) -> subprocess.Popen[bytes]:
        ledger = Ledger(self.place.ledger)
        if not self.running:
            ledger.end_leftovers()
        with self._log(program.name).open("wb") as log:
            process = spawn(program, stdout=log)
        self.running[program.name] = (program, process)
        for each, started in self.running.values():
            ledger.add(each, started.pid)
        return process

    def _log(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{name}.log"

    def _await(self, name: str, answers: Callable[[], bool]) -> None:
        process = self.running[name][1]
        deadline = time.monotonic() + 60
        while not answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"{name} did not start; see {self._log(name)}")
            time.sleep(0.02)


_claim: Claim | None = None


def claim() -> Claim:
    """Take the first free number, once a process, and put its addresses into the environment."""
    global _claim  # noqa: PLW0603 the process holds one
    if _claim is None:
        _claim = _first_free()
        if "PYTEST_XDIST_WORKER" in os.environ and OURS in os.environ:
            for name in os.environ.pop(OURS).split():  # the parent's servers, not named by hand
                os.environ.pop(name, None)
        addresses = {
            "DATABASE_URL": database_url(_claim.place),
            "REDIS_URL": redis_url(_claim.place),
        }
        os.environ[OURS] = " ".join(addresses.keys() - os.environ.keys())
        for name, address in addresses.items():
            os.environ.setdefault(name, address)
        atexit.register(_claim.stop)
    return _claim


def _first_free() -> Claim:
    folder = var_dir() / "test"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, MOST_RUNS + 1):
        lock = os.open(folder / f"{number}.lock", os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        return Claim(number, lock)
    raise EmbeddedError(f"{MOST_RUNS} test runs at once in {folder}: are they all alive?")
