"""What the child may use, and how large a document may be. No Django: the child imports this."""

import os
import resource
import signal
import sys
from pathlib import Path

MIB = 1024 * 1024

MEMORY = 512 * MIB
CPU_SECONDS = 10  # for a whole document
OPEN_FILES = 32
LARGEST_FILE = 40 * MIB  # of those that it writes

PAGES = 200
OBJECTS = 200_000
NESTING = 100
INFLATED_STREAM = 150 * MIB  # one page at 600 dpi, in colour and uncompressed, is 100
INFLATED_ALL = 300 * MIB
PIXELS = 50_000_000  # of a photo; of an image in a PDF
LONGEST_EDGE = 2400  # of a photo that is kept: 200 dpi on A4
LOGO_EDGE = 600  # of a logo, which is printed 22 mm wide


class Refused(Exception):
    """The document is not taken. `code` lasts; `file` says which one, from 0."""

    def __init__(self, code: str, file: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.file = file


def wall_seconds(files: int) -> int:
    """Return how long a document may take; photos of many pages wait longer for a busy machine."""
    return CPU_SECONDS + 2 * (files - 1)


def peak_bytes() -> int:
    """Return the most memory that this process held.

    Linux counts in ru_maxrss what the parent held when it started us; the status file doesn't.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def confine(files: int) -> None:
    """Give up, for good, whatever reading a document doesn't need. Before the first byte is read.

    macOS knows these limits and refuses to set some of them: it is for trying out only.
    """
    os.umask(0o077)
    signal.alarm(wall_seconds(files) + 5)  # ends it also where nobody waits for it any more
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            if sys.platform == "linux":
                raise
