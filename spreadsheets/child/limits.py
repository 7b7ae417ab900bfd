"""What the child may use, and how large a spreadsheet may be. No Django: the child imports this."""

from common.confined.limits import MIB, Limits

LARGEST = 20 * MIB
ROWS = 200_000
COLUMNS = 60

ENTRIES = 200
RATIO = 100
SMALL = MIB  # an entry that grows to no more than this may be packed as tightly as it likes
INFLATED = 400 * MIB  # of all that is read
MERGES = 20_000
FORMULAS_NAMED = 50

LIMITS = Limits(memory=512 * MIB, cpu_seconds=40, wall_seconds=60, largest_file=INFLATED + 10 * MIB)


class Refused(Exception):
    """The sheet is not taken. `code` lasts; `addresses` name the cells that are the reason."""

    def __init__(
        self, code: str, *, sheet: str = "", addresses: list[str] | None = None, count: int = 0
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.addresses = addresses or []
        self.count = count
