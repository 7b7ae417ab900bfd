"""The parent's part: a turn, a folder of its own, and no environment for each child."""

import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# Each child may take 512 MiB: so many at once in a process, and so long a wait for a turn.
AT_ONCE = 2
PATIENCE = 20
turns = threading.BoundedSemaphore(AT_ONCE)

LOG = "log"
# What ends a child that asks for more than it may have.
TOO_HEAVY = frozenset({signal.SIGXCPU, signal.SIGXFSZ, signal.SIGKILL, signal.SIGALRM})


class Busy(Exception):
    """No turn came in time."""


class TookTooLong(Exception):
    """The child was ended because its time was over."""


def command(module: str) -> list[str]:
    """Return what starts the module's `main`, apart from the environment and user's packages."""
    # The program's own folder comes last: nothing in it can stand in for a library.
    root = str(Path(__file__).parents[2])
    program = f"import sys; sys.path.append({root!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-B", "-c", program]


@contextmanager
def turn(patience: float) -> Iterator[None]:
    """Hold one of the turns. Raises Busy."""
    if not turns.acquire(timeout=patience):
        raise Busy
    try:
        yield
    finally:
        turns.release()


@contextmanager
def folder_with(contents: Sequence[bytes]) -> Iterator[Path]:
    """Hold a folder of one's own with the files 0, 1, ...; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="handed-in-") as name:
        folder = Path(name)
        for index, content in enumerate(contents):
            (folder / str(index)).write_bytes(content)
        yield folder


def run(words: Sequence[str], folder: Path, seconds: float) -> int:
    """Return the child's exit status. It gets no environment: no secret of ours is near it.

    Raises TookTooLong.
    """
    with (folder / LOG).open("wb") as complaints:
        try:
            return subprocess.run(  # noqa: S603 our own program
                list(words),
                cwd=folder,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                timeout=seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise TookTooLong from error


def last_words(folder: Path) -> str:
    """Return the last line of what the child complained about, for the log."""
    said = (folder / LOG).read_text("utf-8", "replace").strip().splitlines()
    return said[-1][:300] if said else ""
