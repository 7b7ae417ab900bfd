"""What the database itself refuses: skipped steps, one's own approval, a second payment.

The bodies are PL/pgSQL, one for each table that moves others. Statement-level where rows come by
the thousand: they ask once, however many lines a run has. Tested by writing SQL beside the services
(tests/stipends/test_guards.py); each has a mutant that turns a test red.
"""

from typing import Final

import pgtrigger

REFUSED: Final = "USING ERRCODE = 'check_violation'"
TAKEN: Final = "USING ERRCODE = 'unique_violation'"
SECOND_OVER: Final = 50_000_000  # rupiah: two approve more, where the place did not say otherwise

# What the approver approves: it changes only while the run is a draft.
_FROZEN: Final = (
    *("region_id", "scheme_id", "source_id", "period", "title", "with_arrears", "made_by_id"),
    *("line_count", "gross", "tax", "net", "fingerprint", "submitted_by_id", "submitted_at"),
)
_THAWED: Final = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in _FROZEN)
_DECIDED: Final = " OR ".join(
    f'OLD."{name}" IS DISTINCT FROM NEW."{name}"'
    for name in ("approved_by_id", "approved_at", "approved_fingerprint", "needs_second")
)

_RUN_MOVES: Final = f"""
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'submitted'), ('draft', 'cancelled'), ('submitted', 'draft'),
        ('submitted', 'approved'), ('submitted', 'cancelled'), ('approved', 'released'),
        ('released', 'closed')
    ) THEN
        RAISE EXCEPTION 'wksbm: a run does not go from % to %', OLD.state, NEW.state {REFUSED};
    END IF;
    IF OLD.state IN ('closed', 'cancelled') THEN
        RAISE EXCEPTION 'wksbm: this run is over' {REFUSED};
    END IF;
    IF OLD.state <> 'draft' AND NEW.state <> 'draft' AND ({_THAWED}) THEN
        RAISE EXCEPTION 'wksbm: a submitted run stands as it is' {REFUSED};
    END IF;
    IF OLD.state IN ('approved', 'released') AND ({_DECIDED}) THEN
        RAISE EXCEPTION 'wksbm: an approval stands' {REFUSED};
    END IF;
    IF NEW.state IN ('draft', 'submitted', 'cancelled') AND NEW.approved_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'wksbm: only a submitted run is approved' {REFUSED};
    END IF;
    IF (NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
        OR NEW.seconded_by_id IS DISTINCT FROM OLD.seconded_by_id)
       AND EXISTS (SELECT FROM stipends_runeditor AS editor WHERE editor.run_id = NEW.id
                    AND editor.user_id IN (NEW.approved_by_id, NEW.seconded_by_id)) THEN
        RAISE EXCEPTION 'wksbm: who edited a run does not approve it' {REFUSED};
    END IF;
    IF NEW.seconded_by_id IS DISTINCT FROM OLD.seconded_by_id AND NEW.state <> 'approved' THEN
        RAISE EXCEPTION 'wksbm: only an approved run is confirmed by a second' {REFUSED};
    END IF;
    IF OLD.state = 'submitted' AND NEW.state = 'approved'
       AND stipends_fingerprint(NEW.id) <> NEW.approved_fingerprint THEN
        RAISE EXCEPTION 'wksbm: the lines are not those that were submitted' {REFUSED};
    END IF;
    IF OLD.state = 'submitted' AND NEW.state = 'approved' AND NOT NEW.needs_second
       AND NEW.net > COALESCE((
           SELECT policy.second_over FROM stipends_stipendpolicy AS policy
            WHERE NEW.region_id = policy.region_id
               OR starts_with(NEW.region_id, policy.region_id || '.')
            ORDER BY length(policy.region_id) DESC LIMIT 1), {SECOND_OVER}) THEN
        RAISE EXCEPTION 'wksbm: two approve so large a sum' {REFUSED};
    END IF;
    IF OLD.state = 'approved' AND NEW.state = 'released' THEN
        IF NEW.released_by_id IS NULL OR NEW.released_at IS NULL THEN
            RAISE EXCEPTION 'wksbm: somebody releases a run' {REFUSED};
        END IF;
        IF NEW.needs_second AND NEW.seconded_by_id IS NULL AND NOT EXISTS (
            SELECT FROM stipends_runexception AS x
             WHERE x.run_id = NEW.id AND x.kind = 'second_approval') THEN
            RAISE EXCEPTION 'wksbm: this sum needs a second approval' {REFUSED};
        END IF;
        IF NEW.released_by_id IN (NEW.approved_by_id, NEW.seconded_by_id) AND NOT EXISTS (
            SELECT FROM stipends_runexception AS x
             WHERE x.run_id = NEW.id AND x.kind = 'release') THEN
            RAISE EXCEPTION 'wksbm: who approved a run does not release it' {REFUSED};
        END IF;
    END IF;
    IF OLD.state = 'released' AND NEW.state = 'closed' AND EXISTS (
        SELECT FROM stipends_line AS line
          JOIN stipends_linestate AS stands ON stands.line_id = line.id
         WHERE line.run_id = NEW.id AND stands.state NOT IN ('paid', 'to_treasury', 'reversed')
    ) THEN
        RAISE EXCEPTION 'wksbm: a run with open lines is not closed' {REFUSED};
    END IF;
    RETURN NEW;
"""  # noqa: S608 (no input)

# At the end of the transaction: an approved run stands in the ledger whole, or not at all.
_RUN_IS_CLAIMED: Final = f"""
    IF (SELECT (count(*), COALESCE(sum(gross), 0), COALESCE(sum(tax), 0))
          FROM stipends_ledgerentry WHERE run_id = NEW.id AND kind = 'claim')
       IS DISTINCT FROM (NEW.line_count::bigint, NEW.gross::numeric, NEW.tax::numeric) THEN
        RAISE EXCEPTION 'wksbm: the ledger has not what was approved' {REFUSED};
    END IF;
    RETURN NULL;
"""  # noqa: S608 (no input)

RUN_GUARDS: Final = [
    pgtrigger.Trigger(
        name="moves_along",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=_RUN_MOVES,
    ),
    pgtrigger.Trigger(
        name="starts_as_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition("NEW.state <> 'draft'"),
        func=f"RAISE EXCEPTION 'wksbm: a run begins as a draft' {REFUSED};",
    ),
    pgtrigger.Trigger(
        name="is_claimed_whole",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("OLD.state = 'submitted' AND NEW.state = 'approved'"),
        func=_RUN_IS_CLAIMED,
    ),
]

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

STEPS_MOVE: Final = pgtrigger.Trigger(
    name="move_lines",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="happened"),  # type: ignore[no-untyped-call]
    declare=[("done", "bigint")],
    func=f"""
    -- Whoever closes the run waits, and so does this until a run is closed.
    PERFORM FROM stipends_run WHERE id IN (
        SELECT line.run_id FROM happened JOIN stipends_line AS line ON line.id = happened.line_id
    ) FOR SHARE;
    IF EXISTS (
        SELECT FROM happened
          JOIN stipends_line AS line ON line.id = happened.line_id
          JOIN stipends_run AS run ON run.id = line.run_id
         WHERE happened.kind <> 'reversed' AND run.state <> 'released'
           AND (happened.kind, run.state) <> ('to_treasury', 'closed')
    ) THEN
        RAISE EXCEPTION 'wksbm: only a released run is paid' {REFUSED};
    END IF;
    IF EXISTS (SELECT FROM happened WHERE kind IN ('reversed', 'to_treasury')) THEN
        IF EXISTS (
            SELECT FROM happened
              JOIN stipends_ledgerentry AS known ON known.line_id = happened.line_id
             WHERE happened.kind IN ('reversed', 'to_treasury')
             GROUP BY happened.line_id HAVING sum(known.gross) <> 0
        ) THEN
            RAISE EXCEPTION 'wksbm: what is taken back stands in the ledger' {REFUSED};
        END IF;
    END IF;
    -- An account that changed since the approval blocks its line, until somebody looked.
    IF EXISTS (
        SELECT FROM happened
          JOIN stipends_line AS line ON line.id = happened.line_id
          JOIN stipends_linestate AS stands
            ON stands.line_id = line.id AND stands.state = 'approved'
          LEFT JOIN people_bankaccount AS account ON account.id = line.account_id
         WHERE happened.kind = 'released' AND line.account_id IS NOT NULL
           AND (account.id IS NULL OR account.version <> line.account_version
                OR NOT account.term @> happened."on")
    ) THEN
        RAISE EXCEPTION 'wksbm: the account changed since the approval' {REFUSED};
    END IF;
    IF EXISTS (
        SELECT FROM happened
          JOIN stipends_linestate AS stands ON stands.line_id = happened.line_id
           AND stands.state = 'blocked'
         WHERE happened.kind = 'released' AND happened.account_id IS NULL
    ) THEN
        RAISE EXCEPTION 'wksbm: a blocked line is released to a named account' {REFUSED};
    END IF;
    UPDATE stipends_linestate AS stands
       SET state = move.goes, seq = stands.seq + 1, since = happened.at
      FROM happened
      JOIN (VALUES
          ('released', 'approved', 'released'), ('released', 'blocked', 'released'),
          ('blocked', 'approved', 'blocked'),
          ('transferred', 'released', 'paid'), ('transferred', 'returned', 'paid'),
          ('handed_over', 'released', 'paid'), ('handed_over', 'returned', 'paid'),
          ('returned', 'paid', 'returned'),
          ('to_treasury', 'released', 'to_treasury'), ('to_treasury', 'blocked', 'to_treasury'),
          ('to_treasury', 'returned', 'to_treasury'), ('to_treasury', 'paid', 'to_treasury'),
          ('reversed', 'approved', 'reversed'), ('reversed', 'released', 'reversed'),
          ('reversed', 'blocked', 'reversed'), ('reversed', 'returned', 'reversed')
      ) AS move (kind, stood, goes) ON move.kind = happened.kind
     WHERE stands.line_id = happened.line_id AND stands.state = move.stood;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> (SELECT count(*) FROM happened) THEN
        RAISE EXCEPTION 'wksbm: this cannot happen to the line now' {REFUSED};
    END IF;
    RETURN NULL;
""",  # noqa: S608 (no input)
)

# The same sums as LedgerQuerySet.added, less what was settled before.
SETTLES_WHAT_IS_OWED: Final = pgtrigger.Trigger(
    name="settles_what_is_owed",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("gross_owed", "bigint"), ("tax_owed", "bigint")],
    func=f"""
    -- Whoever corrects or settles the same line waits here.
    PERFORM FROM stipends_ledgerentry WHERE line_id = NEW.line_id AND kind = 'claim' FOR UPDATE;
    SELECT COALESCE(sum(part.gross), 0), COALESCE(sum(part.tax), 0) INTO gross_owed, tax_owed
      FROM (
               SELECT entry.gross, entry.tax
                 FROM stipends_ledgerentry AS entry
                 JOIN stipends_correction AS correction ON correction.id = entry.correction_id
                 JOIN stipends_run AS run ON run.id = entry.run_id
                WHERE entry.line_id = NEW.line_id AND entry.kind = 'adjustment'
                  AND correction.kind = 'adjustment' AND entry.at > run.released_at
                UNION ALL
               SELECT -gross, -tax FROM stipends_settlement WHERE line_id = NEW.line_id
           ) AS part;
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
