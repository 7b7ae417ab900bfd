"""What a comparison with the seals can find."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed. `row` is None where the seal itself is wrong."""

    table: str
    row: int | None
    words: str

    def __str__(self) -> str:
        place = f"{self.table} {self.row}" if self.row is not None else self.table
        return f"{place}: {self.words}"
