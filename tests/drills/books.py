"""What was acknowledged of money, counted beside the service; and whether its tables say the same.

The tables are asked by themselves too: the rules of tests/stipends/books.py.
"""

from collections import Counter
from threading import Lock

from tests.stipends.books import FAULTS

TABLES = """
    SELECT 'entry ' || kind, run_id, count(*)::integer, sum(gross)::bigint
      FROM stipends_ledgerentry GROUP BY 1, 2
     UNION ALL
    SELECT 'step ' || step.kind, line.run_id, count(*)::integer, 0
      FROM stipends_linestep AS step JOIN stipends_line AS line ON line.id = step.line_id
     GROUP BY 1, 2
     UNION ALL
    SELECT 'run ' || state, id, 1, gross FROM stipends_run
     UNION ALL
    SELECT 'exception', run_id, count(*)::integer, 0 FROM stipends_runexception GROUP BY 1, 2
     UNION ALL
    SELECT 'correction ' || state, line.run_id, count(*)::integer, 0
      FROM stipends_correction AS one JOIN stipends_line AS line ON line.id = one.line_id
     GROUP BY 1, 2
     UNION ALL
    SELECT 'recorded', scheme_id, count(*)::integer, sum(amount)::bigint
      FROM stipends_recordedpayment WHERE withdrawn_at IS NULL GROUP BY 1, 2
"""


class Books:
    """The model: rows and rupiah by what they are and where they belong."""

    def __init__(self):
        self.rows, self.rupiah, self.lock = Counter(), Counter(), Lock()

    def note(self, what, where, rows=1, rupiah=0):
        with self.lock:
            self.rows[what, where] += rows
            self.rupiah[what, where] += rupiah

    def faults(self, fleet):
        """Return where the tables differ from the model, and where from themselves."""
        rows, rupiah = Counter(), Counter()
        for what, where, many, gross in fleet.ask(TABLES):
            rows[what, where], rupiah[what, where] = many, gross
        found = [
            f"{what} of {where}: {rows[what, where]} rows of Rp{rupiah[what, where]}, but"
            f" {self.rows[what, where]} of Rp{self.rupiah[what, where]} were acknowledged"
            for what, where in sorted(rows.keys() | self.rows.keys())
            if (rows[what, where], rupiah[what, where])
            != (self.rows[what, where], self.rupiah[what, where])
        ]
        for rule, query in FAULTS.items():
            if keys := fleet.ask(query):
                found.append(f"{rule}: {len(keys)}")
        return found
