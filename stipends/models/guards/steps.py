"""What happens to a line's money moves how it stands, from some states only."""

from typing import Final

import pgtrigger

from stipends.models.guards.words import REFUSED

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
