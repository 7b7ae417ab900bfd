"""What the child may use, and how large a document may be. No Django: the child imports this."""

from common.confined import limits as confined

MIB = confined.MIB

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
THUMBNAIL_EDGE = 480  # of a photo among others on a phone
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


def confine(files: int) -> None:
    """Give up, for good, whatever reading so many files doesn't need."""
    confined.confine(
        confined.Limits(
            memory=MEMORY,
            cpu_seconds=CPU_SECONDS,
            wall_seconds=wall_seconds(files),
            largest_file=LARGEST_FILE,
            open_files=OPEN_FILES,
        )
    )
