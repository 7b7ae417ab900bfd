"""Entries say what was decided; they move claims, how lines stand, and what sources have left."""

from typing import Final

import pgtrigger

from stipends.models.guards.corrections import CORRECTED
from stipends.models.guards.words import REFUSED, TAKEN

LEDGER_MOVES: Final = pgtrigger.Trigger(
    name="moves_claims",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="entries"),  # type: ignore[no-untyped-call]
    declare=[("wanted", "bigint"), ("done", "bigint")],
    func=f"""
    IF EXISTS (
        SELECT FROM entries
          JOIN stipends_line AS line ON line.id = entries.line_id
          JOIN stipends_run AS run ON run.id = line.run_id
         WHERE (entries.run_id, entries.person_id, entries.scheme_id, entries.source_id)
               <> (line.run_id, line.person_id, run.scheme_id, run.source_id)
            OR entries.kind = 'claim' AND (
                   run.state <> 'approved'
                   OR (entries.gross, entries.tax) <> (line.gross, line.tax))
    ) THEN
        RAISE EXCEPTION 'wksbm: an entry says what its line and run say' {REFUSED};
    END IF;
    IF EXISTS (
        SELECT FROM entries
          JOIN stipends_ledgerentry AS original ON original.id = entries.original_id
         WHERE original.kind <> 'claim' OR original.line_id <> entries.line_id
            OR entries.kind = 'reversal'
               AND (entries.gross, entries.tax) <> (-original.gross, -original.tax)
    ) THEN
        RAISE EXCEPTION 'wksbm: an entry mirrors the claim of its line' {REFUSED};
    END IF;
    IF EXISTS (
        SELECT FROM entries
          JOIN stipends_correction AS correction ON correction.id = entries.correction_id
         WHERE correction.state <> 'approved' OR correction.line_id <> entries.line_id
            OR correction.decided_by_id <> entries.by_id
            OR correction.kind <> entries.kind AND (
                   correction.kind <> 'treasury'
                   OR entries.kind NOT IN ('reversal', 'adjustment'))
    ) THEN
        RAISE EXCEPTION 'wksbm: a second person decides on a correction' {REFUSED};
    END IF;
    -- What comes back in its year lessens what that year spent; later it is another year's income.
    IF EXISTS (
        SELECT FROM entries
          JOIN stipends_correction AS correction ON correction.id = entries.correction_id
          JOIN stipends_fundingsource AS source ON source.id = entries.source_id
         WHERE correction.kind = 'treasury' AND entries.kind <> 'treasury'
           AND extract(year FROM correction.sts_on) <> source.fiscal_year
    ) THEN
        RAISE EXCEPTION 'wksbm: what comes back after its year leaves its ceiling' {REFUSED};
    END IF;
    IF EXISTS (
        SELECT FROM entries JOIN stipends_fundingsource AS source ON source.id = entries.source_id
         WHERE source.closed_at IS NOT NULL AND entries.kind <> 'treasury'
    ) THEN
        RAISE EXCEPTION 'wksbm: this year is closed' {REFUSED};
    END IF;
{CORRECTED}
    -- Claims: each unit once. Whoever comes second waits here, then finds it taken.
    SELECT COALESCE(sum(cardinality(line.units)), 0) INTO wanted
      FROM entries JOIN stipends_line AS line ON line.id = entries.line_id
     WHERE entries.kind = 'claim';
    IF wanted > 0 THEN
        INSERT INTO stipends_entitlement AS known (person_id, scheme_id, unit, live_id)
        SELECT stipends_survivor(entries.person_id), entries.scheme_id, claimed.unit, entries.id
          FROM entries
          JOIN stipends_line AS line ON line.id = entries.line_id
         CROSS JOIN LATERAL unnest(line.units) AS claimed (unit)
         WHERE entries.kind = 'claim'
         ORDER BY 1, 2, 3
            ON CONFLICT (person_id, scheme_id, unit) DO UPDATE SET live_id = excluded.live_id
         WHERE known.live_id IS NULL;
        GET DIAGNOSTICS done = ROW_COUNT;
        -- Whoever was merged into these keeps what they held: no unit of theirs is paid again.
        IF done <> wanted OR EXISTS (
            SELECT FROM people_person AS twin
              JOIN stipends_entitlement AS held
                ON held.person_id = twin.id AND held.live_id IS NOT NULL
              JOIN entries ON entries.scheme_id = held.scheme_id AND entries.kind = 'claim'
               AND stipends_survivor(entries.person_id) = stipends_survivor(twin.id)
              JOIN stipends_line AS line
                ON line.id = entries.line_id AND held.unit = ANY (line.units)
             WHERE twin.merged_into_id IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'wksbm: already claimed' {TAKEN};
        END IF;
        INSERT INTO stipends_linestate (line_id, state, seq, since)
        SELECT line_id, 'approved', 0, at FROM entries WHERE kind = 'claim';
    END IF;

    -- Reversals give back what their original holds.
    SELECT COALESCE(sum(cardinality(line.units)), 0) INTO wanted
      FROM entries JOIN stipends_line AS line ON line.id = entries.line_id
     WHERE entries.kind = 'reversal';
    IF wanted > 0 THEN
        UPDATE stipends_entitlement AS held SET live_id = NULL
          FROM entries WHERE entries.kind = 'reversal' AND held.live_id = entries.original_id;
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done <> wanted THEN
            RAISE EXCEPTION 'wksbm: what is reversed was not held' {REFUSED};
        END IF;
        IF EXISTS (
            SELECT FROM entries
              JOIN stipends_ledgerentry AS known ON known.line_id = entries.line_id
             WHERE entries.kind = 'reversal'
             GROUP BY entries.line_id HAVING (sum(known.gross), sum(known.tax)) <> (0, 0)
        ) THEN
            RAISE EXCEPTION 'wksbm: a reversal leaves nothing of its line' {REFUSED};
        END IF;
    END IF;
    -- What is taken back whole, by reversal or deposit, happens to the line in the same act.
    IF EXISTS (SELECT FROM entries WHERE correction_id IS NOT NULL) THEN
        INSERT INTO stipends_linestep (line_id, kind, "on", reference, because, by_id, at)
        SELECT entries.line_id,
               CASE correction.kind WHEN 'treasury' THEN 'to_treasury' ELSE 'reversed' END,
               CASE correction.kind WHEN 'treasury' THEN correction.sts_on
                    ELSE (entries.at AT TIME ZONE 'UTC')::date END,
               correction.sts_number, correction.because, entries.by_id, entries.at
          FROM entries JOIN stipends_correction AS correction
            ON correction.id = entries.correction_id
         WHERE entries.kind = 'reversal' OR correction.kind = 'treasury' AND (
                   SELECT sum(known.gross) FROM stipends_ledgerentry AS known
                    WHERE known.line_id = entries.line_id) = 0;
    END IF;

    -- What a source has committed; its ceiling is a constraint there.
    UPDATE stipends_fundingsource AS source SET committed = source.committed + moved.gross
      FROM (SELECT source_id, sum(gross) AS gross FROM entries
             WHERE kind <> 'treasury' GROUP BY source_id) AS moved
     WHERE source.id = moved.source_id AND moved.gross <> 0;
    RETURN NULL;
""",  # noqa: S608 (no input)
)
