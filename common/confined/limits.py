"""What a child may use, and how it gives up the rest: before the first byte is read."""

import os
import resource
import signal
import sys
from pathlib import Path
from typing import NamedTuple

MIB = 1024 * 1024


class Limits(NamedTuple):
    """What a child may use; `cpu_seconds` of work, `wall_seconds` in all."""

    memory: int
    cpu_seconds: int
    wall_seconds: int
    largest_file: int
    open_files: int = 32


def peak_bytes() -> int:
    """Return the most memory that this process held.

    Linux counts in ru_maxrss what the parent held when it started us; the status file doesn't.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def confine(limits: Limits) -> None:
    """Give up, for good, whatever reading doesn't need. Before the first byte is read.

    macOS knows these limits and refuses to set some of them: it is for trying out only.
    """
    os.umask(0o077)
    signal.alarm(limits.wall_seconds + 5)  # ends it also where nobody waits for it any more
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.largest_file),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            if sys.platform == "linux":
                raise
