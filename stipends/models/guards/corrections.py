"""What a correction may do to approved money, and what is owed after it."""

from typing import Final

import pgtrigger

from stipends.models.guards.words import REFUSED

# What is owed of lines, in parts: the same sums as LedgerQuerySet.added, less what was settled.
OWED: Final = """
               SELECT entry.line_id, entry.gross, entry.tax
                 FROM stipends_ledgerentry AS entry
                 JOIN stipends_correction AS correction ON correction.id = entry.correction_id
                 JOIN stipends_run AS run ON run.id = entry.run_id
                WHERE entry.kind = 'adjustment' AND correction.kind = 'adjustment'
                  AND entry.at > run.released_at
                UNION ALL
               SELECT line_id, -gross, -tax FROM stipends_settlement
"""

# Once it is written: what a correction may do to a line whose money is out, and to any.
CORRECTED: Final = f"""
    IF EXISTS (SELECT FROM entries WHERE correction_id IS NOT NULL) THEN
        -- Whoever releases the run, or corrects or settles the same line, is waited for here.
        PERFORM FROM stipends_run WHERE id IN (
            SELECT run_id FROM entries WHERE correction_id IS NOT NULL
        ) ORDER BY id FOR SHARE;
        PERFORM FROM stipends_ledgerentry WHERE kind = 'claim' AND line_id IN (
            SELECT line_id FROM entries WHERE correction_id IS NOT NULL
        ) ORDER BY id FOR UPDATE;
        IF EXISTS (
            SELECT FROM entries
              JOIN stipends_correction AS correction ON correction.id = entries.correction_id
             WHERE (entries.gross, entries.tax) <> (correction.gross, correction.tax)
        ) THEN
            RAISE EXCEPTION 'wksbm: an entry has the sums that were decided' {REFUSED};
        END IF;
        IF EXISTS (
            SELECT FROM entries JOIN stipends_run AS run ON run.id = entries.run_id
             WHERE entries.correction_id IS NOT NULL AND entries.at <= run.released_at
        ) THEN
            RAISE EXCEPTION 'wksbm: a correction is not dated before the release' {REFUSED};
        END IF;
        IF EXISTS (
            SELECT FROM entries
              JOIN stipends_correction AS correction ON correction.id = entries.correction_id
              JOIN stipends_run AS run ON run.id = entries.run_id
             WHERE correction.kind = 'treasury'
               AND (entries.gross >= 0 OR entries.tax > 0 OR run.released_at IS NULL)
        ) THEN
            RAISE EXCEPTION 'wksbm: a deposit takes off what is out' {REFUSED};
        END IF;
        IF EXISTS (
            SELECT FROM ({OWED}) AS part
             WHERE part.line_id IN (
                   SELECT entries.line_id FROM entries
                     JOIN stipends_correction AS correction ON correction.id = entries.correction_id
                    WHERE correction.kind = 'treasury')
             GROUP BY part.line_id HAVING (sum(part.gross), sum(part.tax)) <> (0, 0)
        ) THEN
            RAISE EXCEPTION 'wksbm: what is owed is paid before a deposit' {REFUSED};
        END IF;
        IF EXISTS (
            SELECT FROM ({OWED}) AS part
             WHERE part.line_id IN (
                   SELECT entries.line_id FROM entries
                     JOIN stipends_correction AS correction ON correction.id = entries.correction_id
                    WHERE correction.kind = 'adjustment')
             GROUP BY part.line_id HAVING sum(part.gross - part.tax) < 0
        ) THEN
            RAISE EXCEPTION 'wksbm: what is out is lessened by a deposit alone' {REFUSED};
        END IF;
        IF EXISTS (
            SELECT FROM stipends_ledgerentry AS known
             WHERE known.line_id IN (
                   SELECT line_id FROM entries WHERE correction_id IS NOT NULL)
             GROUP BY known.line_id
            HAVING sum(known.gross) < 0 OR sum(known.tax) < 0 OR sum(known.net) < 0
        ) THEN
            RAISE EXCEPTION 'wksbm: a correction leaves less than nothing' {REFUSED};
        END IF;
    END IF;
"""  # noqa: S608 (no input)

SETTLES_WHAT_IS_OWED: Final = pgtrigger.Trigger(
    name="settles_what_is_owed",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("gross_owed", "bigint"), ("tax_owed", "bigint")],
    func=f"""
    -- Whoever corrects or settles the same line waits here.
    PERFORM FROM stipends_ledgerentry WHERE line_id = NEW.line_id AND kind = 'claim' FOR UPDATE;
    SELECT COALESCE(sum(part.gross), 0), COALESCE(sum(part.tax), 0) INTO gross_owed, tax_owed
      FROM ({OWED}) AS part WHERE part.line_id = NEW.line_id;
    IF (NEW.gross, NEW.tax) <> (gross_owed, tax_owed) THEN
        RAISE EXCEPTION 'wksbm: what is settled is what is owed' {REFUSED};
    END IF;
    IF NOT EXISTS (SELECT FROM stipends_linestate
                    WHERE line_id = NEW.line_id AND state = 'paid') THEN
        RAISE EXCEPTION 'wksbm: only a paid line is settled' {REFUSED};
    END IF;
    RETURN NEW;
""",  # noqa: S608 (no input)
)
