"""One log for many processes: each line carries the name of who said it."""

import os
import queue
import threading
from typing import IO

COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
MOST_WAITING = 20_000


class Console:
    """Writes from a thread of its own: a reader that has stopped reading holds up nobody.

    Past the buffer of `out`, whose lock the blocked thread would hold: at its end Python flushes
    the standard streams, and would wait for that lock for ever.
    """

    def __init__(self, out: IO[bytes], *, width: int = 8, colour: bool | None = None) -> None:
        out.flush()
        self._file = out.fileno()
        self._width = width
        self._colour = out.isatty() and "NO_COLOR" not in os.environ if colour is None else colour
        self._names: list[str] = []
        self._lines: queue.Queue[bytes | None] = queue.Queue(MOST_WAITING)
        self._lost = 0
        self._thread = threading.Thread(target=self._write, name="console", daemon=True)
        self._thread.start()

    def say(self, name: str, line: bytes | str) -> None:
        text = line.encode() if isinstance(line, str) else line
        try:
            if self._lost:
                self._lines.put_nowait(self._prefix("log") + b"%d lines lost\n" % self._lost)
                self._lost = 0
            self._lines.put_nowait(self._prefix(name) + text + b"\n")
        except queue.Full:
            self._lost += 1

    def close(self, seconds: float = 2) -> None:
        """Write what is waiting, if anybody still reads."""
        try:
            self._lines.put(None, timeout=seconds)
        except queue.Full:
            return
        self._thread.join(seconds)

    def _prefix(self, name: str) -> bytes:
        text = f"{name:<{self._width}} | "
        if self._colour:
            if name not in self._names:
                self._names.append(name)
            text = f"\x1b[{COLOURS[self._names.index(name) % len(COLOURS)]}m{text}\x1b[0m"
        return text.encode()

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                while line:
                    line = line[os.write(self._file, line) :]
            except OSError:  # nobody reads any more: go on without a log
                continue
