"""How much is made: the nation's numbers of `docs/performance.md`, by a factor."""

from __future__ import annotations

from dataclasses import dataclass

VILLAGES = 83_762
BODIES = 100_000
PEOPLE = 450_000
BOARD = ("chair", "secretary", "treasurer", "section")  # of each body; others are members


@dataclass(frozen=True)
class Plan:
    """A smaller factor takes fewer villages, and leaves each as full as the nation's are."""

    factor: float = 1.0

    @property
    def villages(self) -> int:
        return max(1, round(VILLAGES * self.factor))

    @property
    def bodies(self) -> int:
        return max(1, round(BODIES * self.factor))

    @property
    def people(self) -> int:
        return max(len(BOARD), round(PEOPLE * self.factor))
