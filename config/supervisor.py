"""One parent for all processes of a machine: starts, restarts and ends them, shows their log."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import FrameType

from config.console import Console
from config.processes import MARK, Ledger, Program, signal_group, spawn

FIRST_DELAY, LONGEST_DELAY = 0.5, 10.0
LONG_LIFE = 30.0  # after it, a death is a new trouble and no longer the old one
GRACE = 8.0  # seconds from one of a program's end signals to the next
HASTE = 1.0  # the same after a second Ctrl-C
CHUNK = 65536


class Stopped(Exception):
    """Somebody asked for the end (Ctrl-C, SIGTERM) while we were waiting for something."""


@dataclass
class Child:
    program: Program
    stage: int
    lasting: bool
    process: subprocess.Popen[bytes] | None = None
    exit_code: int | None = None
    born: float = 0.0
    delay: float = FIRST_DELAY
    due: float | None = None  # when to start it again
    unfinished: bytearray = field(default_factory=bytearray)


class Supervisor:
    """Runs in one thread, the main one: Linux ends a child with the thread that made it."""

    def __init__(self, ledger: Ledger, console: Console) -> None:
        self.ledger = ledger
        self.console = console
        self.children: dict[str, Child] = {}
        self._asked = 0
        self._stopping = False
        self._selector = selectors.DefaultSelector()
        self._wake, wake_end = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(wake_end, False)
        self._selector.register(self._wake, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to be woken

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1

    # --- Starting ------------------------------------------------------------------------------

    def start(self, program: Program, *, stage: int) -> Child:
        """Keep a program running until the end. Later stages end first."""
        child = self.children[program.name] = Child(program, stage, lasting=True)
        self._start(child)
        return child

    def begin(self, program: Program) -> Child:
        """Start a program that ends by itself; `finish` waits for it."""
        child = self.children[program.name] = Child(program, stage=99, lasting=False)
        self._start(child)
        return child

    def finish(self, child: Child) -> int:
        """Wait for a program's end, beside all others, and return its exit code."""
        while child.process:
            self._check_asked()
            self.turn()
        del self.children[child.program.name]
        return 1 if child.exit_code is None else child.exit_code

    def wait_for(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not ready():
            self._check_asked()
            if time.monotonic() > deadline:
                return False
            self.turn(0.05)
        return True

    def run(self) -> None:
        """Keep everything running until somebody asks for the end."""
        with contextlib.suppress(Stopped):
            while True:
                self._check_asked()
                self.turn()

    def _check_asked(self) -> None:
        if self._asked:
            raise Stopped

    def _start(self, child: Child) -> None:
        child.due, child.exit_code, child.born = None, None, time.monotonic()
        environment = {**child.program.env, MARK: self.ledger.mark}
        try:
            process = spawn(replace(child.program, env=environment), stdout=subprocess.PIPE)
        except (OSError, subprocess.SubprocessError) as error:
            self._mourn(child, f"could not start: {error}")
            return
        child.process = process
        self.ledger.add(child.program, process.pid)
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self._selector.register(process.stdout, selectors.EVENT_READ, child)

    # --- One turn of the loop --------------------------------------------------------------------

    def turn(self, longest: float = 0.5) -> None:
        """Read what was said, bury who died, start again who is due."""
        now = time.monotonic()
        waits = [child.due - now for child in self.children.values() if child.due is not None]
        for key, _ in self._selector.select(max(0.0, min([longest, *waits]))):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, CHUNK)
            else:
                self._read(key.data)
        for child in list(self.children.values()):
            if child.process and child.process.poll() is not None:
                self._bury(child, child.process)
            elif child.due is not None and child.due <= time.monotonic() and not self._stopping:
                self._start(child)

    def _read(self, child: Child) -> bool:
        """Read once; tell whether there may be more."""
        pipe = child.process.stdout if child.process else None
        if pipe is None or pipe.closed:
            return False
        try:
            said = os.read(pipe.fileno(), CHUNK)
        except BlockingIOError:
            return False
        if not said:
            self._selector.unregister(pipe)
            pipe.close()
        *lines, rest = (bytes(child.unfinished) + said).split(b"\n")
        if rest and (not said or len(rest) > CHUNK):
            lines, rest = [*lines, rest], b""
        child.unfinished[:] = rest
        for line in lines:
            if not any(words in line for words in child.program.hushed):
                self.console.say(child.program.name, line)
        return bool(said)

    def _bury(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        signal_group(process.pid, signal.SIGKILL)  # what it left: its own children
        while self._read(child):
            pass
        if process.stdout and not process.stdout.closed:  # held open by a process that got away
            self._selector.unregister(process.stdout)
            process.stdout.close()
        self.ledger.remove(process.pid)
        child.process, child.exit_code = None, process.returncode
        if child.lasting and not self._stopping:
            self._mourn(child, f"ended ({how(process.returncode)})")

    def _mourn(self, child: Child, what: str) -> None:
        if not child.lasting:
            self.console.say(child.program.name, what)
            return
        now = time.monotonic()
        if now - child.born > LONG_LIFE:
            child.delay = FIRST_DELAY
        self.console.say(child.program.name, f"{what}; again in {child.delay:g} s")
        child.due = now + child.delay
        child.delay = min(child.delay * 2, LONGEST_DELAY)

    # --- Ending --------------------------------------------------------------------------------

    def stop(self) -> None:
        """End all, the latest stage first, each by its own signals."""
        self._stopping = True
        asked = self._asked
        for stage in sorted({child.stage for child in self.children.values()}, reverse=True):
            members = [child for child in self.children.values() if child.stage == stage]
            for step in range(max(len(child.program.end_signals) for child in members)):
                self._send(members, step)
                began = time.monotonic()
                while any(child.process for child in members):
                    self.turn(0.1)
                    if time.monotonic() - began > (HASTE if self._asked > max(asked, 1) else GRACE):
                        break
        self._selector.close()

    def _send(self, members: list[Child], step: int) -> None:
        for child in members:
            if not child.process:
                continue
            number = child.program.end_signals[min(step, len(child.program.end_signals) - 1)]
            if step:
                self.console.say(child.program.name, f"does not end: {number.name}")
            child.process.send_signal(number)
            if number == signal.SIGKILL:
                signal_group(child.process.pid, number)


def how(code: int) -> str:
    """Say in words how a process ended."""
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
