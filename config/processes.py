"""Child processes that end with their parent, and the list that finds what a killed run left."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
IS_LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None) if IS_LINUX else None
MARK = "WKSBM_STARTED_BY"  # in the environment of every process below a supervisor


@dataclass(frozen=True)
class Owner:
    """The system user as whom a server runs."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Program:
    """What to start, and how to end it: the signals are tried in order."""

    name: str
    argv: tuple[str, ...]
    env: dict[str, str]
    cwd: Path
    end_signals: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGKILL)
    owner: Owner | None = None
    before_start: Callable[[], None] | None = None
    hushed: tuple[bytes, ...] = ()  # lines with these words are not shown: no news for anybody


@dataclass(frozen=True)
class Record:
    """A started process: a number alone may have been given to another one since."""

    name: str
    pid: int
    started: str
    end_signals: tuple[int, ...]


def spawn(program: Program, *, stdout: int | IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start the program in its own session. Call from the main thread.

    Linux tells a child of the death of the *thread* that made it, and forgets the wish when the
    child changes its user: subprocess changes it before `preexec_fn`.
    """
    if program.before_start:
        program.before_start()
    owner = program.owner
    return subprocess.Popen(  # noqa: S603 our own programs
        program.argv,
        env=program.env,
        cwd=program.cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout is not None else None,
        start_new_session=True,
        user=owner.uid if owner else None,
        group=owner.gid if owner else None,
        extra_groups=[] if owner else None,
        umask=0o077 if owner else -1,
        preexec_fn=_end_with_parent(program.end_signals[0]),  # noqa: PLW1509 one syscall, no locks
    )


def _end_with_parent(end_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def in_child() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, end_signal)
        if os.getppid() != parent:  # it died before it could be watched
            os._exit(1)

    return in_child


def started_at(pid: int) -> str:
    """Return what no other process of this number has; empty if there is none, or a zombie."""
    if IS_LINUX:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        fields = stat.rpartition(")")[2].split()  # the name before it may contain anything
        return "" if fields[0] in "ZX" else f"{_boot()} {fields[19]}"
    answer = _ps("stat=,lstart=", pid)
    return "" if answer.startswith("Z") else answer.partition(" ")[2].strip()


def command_line(pid: int) -> str:
    """Return the words by which it was started; empty if there is none, or a zombie."""
    if not IS_LINUX:
        return _ps("args=", pid)
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return words.replace(b"\0", b" ").decode(errors="replace").strip()


def _ps(columns: str, pid: int) -> str:
    command = ["/bin/ps", "-o", columns, "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def signal_group(pid: int, number: int) -> None:
    """Signal what is left of the session that this child of ours led."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return


class Ledger:
    """The file of running children, rewritten at each change, by which leftovers are found."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.mark = f"{file}"
        self.records: dict[int, Record] = {}

    def add(self, program: Program, pid: int) -> None:
        signals = tuple(int(number) for number in program.end_signals)
        self.records[pid] = Record(program.name, pid, started_at(pid), signals)
        self._write()

    def remove(self, pid: int) -> None:
        self.records.pop(pid, None)
        self._write()

    def _write(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps([asdict(record) for record in self.records.values()]))
        new.replace(self.file)

    def leftovers(self) -> list[Record]:
        """Return what a killed run left running. Hold the run's lock: it must be nobody's now."""
        try:
            rows = json.loads(self.file.read_text())
        except (OSError, ValueError):
            rows = []
        records = [Record(**{**row, "end_signals": tuple(row["end_signals"])}) for row in rows]
        alive = [one for one in records if one.started and started_at(one.pid) == one.started]
        known = {record.pid for record in alive}
        kill = (int(signal.SIGTERM), int(signal.SIGKILL))
        return alive + [
            Record("descendant", pid, started_at(pid), kill)
            for pid in marked(self.mark)
            if pid not in known
        ]

    def end_leftovers(self, *, patience: float = 5) -> list[Record]:
        """End them, each by its own signals, and return them."""
        found = self.leftovers()
        for step in range(max((len(record.end_signals) for record in found), default=0)):
            for record in _alive(found):
                os.kill(record.pid, record.end_signals[min(step, len(record.end_signals) - 1)])
            _wait_until(lambda: not _alive(found), patience)
        return found


def marked(mark: str) -> list[int]:
    """Return the processes that carry the mark in their environment (Linux only)."""
    needle = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*") if IS_LINUX else ():
        try:
            words = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if needle in words and int(folder.name) != os.getpid() and started_at(int(folder.name)):
            found.append(int(folder.name))
    return found


def _alive(records: Iterable[Record]) -> list[Record]:
    return [record for record in records if started_at(record.pid) == record.started]


def _wait_until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.05)
