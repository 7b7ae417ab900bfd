"""A run goes from step to step, approved by who never edited it, and claimed whole."""

from typing import Final

import pgtrigger

from stipends.models.guards.words import REFUSED, SECOND_OVER

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
