"""The measures of `bench.sheets` turn by turn, as one table of ratios."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import orjson

from bench import servers
from bench.sheets import MEASURES, is_there
from config.embedded.place import ROOT

# Each measure and the one that it is a multiple of, by cells a second.
FLOORS: Final = {
    "read-ours": "read-floor",
    "import-bulk-create": "import-copy",
    "import-ours": "import-bulk-create",
    "export-csv-ours": "export-copy",
    "export-xlsx-ours": "export-xlsx-floor",
    "paper-list-ours": "paper-list-floor",
}
HEAD = (
    "| measure | rows/s | cells/s | x its floor | seconds | CPU s, ours alone | peak MB "
    "| of it before the work | child's MB |"
)


@dataclass(frozen=True)
class Sheets:
    name: str
    rows: int
    cells: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    base_mb: float
    child_mb: float

    def line(self, floor: Sheets | None) -> str:
        times = (
            f"**{self.seconds / self.cells * floor.cells / floor.seconds:.1f}** {floor.name}"
            if floor
            else ""
        )
        cells = (
            self.name,
            f"{self.rows / self.seconds:,.0f}",
            f"{self.cells / self.seconds:,.0f}",
            times,
            f"{self.seconds:.1f}",
            f"{self.cpu_seconds:.1f}",
            f"{self.peak_mb:.0f}",
            f"{self.base_mb:.0f}",
            f"{self.child_mb:.0f}",
        )
        return f"| {' | '.join(cells)} |"


def measure(only: str, *, rounds: int, say: Callable[[str], None]) -> dict[str, Sheets]:
    """Run the measures whose name begins with `only`, each in a process of its own; a table."""
    names = [name for name in MEASURES if name.startswith(only) and is_there(name)]
    if not names:
        return {}
    told: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _round in range(rounds):
        for name in names:
            told[name].append(_run(name))
    say(HEAD)
    say(f"|{' --- |' * (HEAD.count('|') - 1)}")
    found = {name: _median(name, rows) for name, rows in told.items()}
    for name, figure in found.items():
        say(figure.line(found.get(FLOORS.get(name, ""))))
    return found


def _run(name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.sheets", name]
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)  # noqa: S603
    if answer.returncode:
        raise servers.BenchError(f"{name} failed; see above.")
    found: dict[str, float] = orjson.loads(answer.stdout.splitlines()[-1])
    return found


def _median(name: str, rows: list[dict[str, float]]) -> Sheets:
    def middle(fact: str) -> float:
        return statistics.median(row[fact] for row in rows)

    return Sheets(
        name,
        int(rows[0]["rows"]),
        int(rows[0]["cells"]),
        middle("seconds"),
        middle("cpu_seconds"),
        middle("peak_mb"),
        middle("base_mb"),
        middle("child_mb"),
    )
