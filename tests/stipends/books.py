"""The books of honoraria, asked only what the tables say: reliability.md 2.4, I1 to I5."""

from django.db import connection

# Each names rows that must not be.
FAULTS = {
    "I1 a live claim that is no claim of its person, scheme and unit, or was reversed": """
        SELECT held.id FROM stipends_entitlement AS held
          JOIN stipends_ledgerentry AS entry ON entry.id = held.live_id
          JOIN stipends_line AS line ON line.id = entry.line_id
         WHERE entry.kind <> 'claim' OR entry.scheme_id <> held.scheme_id
            OR stipends_survivor(entry.person_id) <> stipends_survivor(held.person_id)
            OR NOT held.unit = ANY (line.units)
            OR EXISTS (SELECT FROM stipends_ledgerentry AS back
                        WHERE back.original_id = entry.id AND back.kind = 'reversal')""",
    "I1 a claim that stands, and a unit of it that nobody holds": """
        SELECT entry.id FROM stipends_ledgerentry AS entry
          JOIN stipends_line AS line ON line.id = entry.line_id
         CROSS JOIN LATERAL unnest(line.units) AS wanted (unit)
         WHERE entry.kind = 'claim'
           AND NOT EXISTS (SELECT FROM stipends_ledgerentry AS back
                            WHERE back.original_id = entry.id AND back.kind = 'reversal')
           AND NOT EXISTS (SELECT FROM stipends_entitlement AS held
                            WHERE held.live_id = entry.id AND held.unit = wanted.unit)""",
    "I1 a unit that two persons who are one hold": """
        SELECT min(held.id) FROM stipends_entitlement AS held WHERE held.live_id IS NOT NULL
         GROUP BY stipends_survivor(held.person_id), held.scheme_id, held.unit
        HAVING count(*) > 1""",
    "I2 a run whose ledger is not its lines": """
        SELECT run.id FROM stipends_run AS run
         WHERE run.state IN ('approved', 'released', 'closed')
           AND (SELECT (count(*), sum(gross), sum(tax), sum(net)) FROM stipends_line AS line
                 WHERE line.run_id = run.id)
               IS DISTINCT FROM
               (SELECT (count(*), sum(gross), sum(tax), sum(net)) FROM stipends_ledgerentry AS entry
                 WHERE entry.run_id = run.id AND kind = 'claim')""",
    "I2 a ledger of a run that nobody approved": """
        SELECT run.id FROM stipends_run AS run
         WHERE run.state NOT IN ('approved', 'released', 'closed')
           AND EXISTS (SELECT FROM stipends_ledgerentry AS entry WHERE entry.run_id = run.id)""",
    "I2 a source whose sum is not its ledger's": """
        SELECT source.id FROM stipends_fundingsource AS source
         WHERE source.committed <> (
                   SELECT COALESCE(sum(gross), 0) FROM stipends_ledgerentry AS entry
                    WHERE entry.source_id = source.id AND kind <> 'treasury')
            OR source.committed NOT BETWEEN 0 AND source.ceiling""",
    "I3 a maker or an editor who approved": """
        SELECT run.id FROM stipends_run AS run
         WHERE run.approved_by_id IN (run.made_by_id, run.submitted_by_id, run.seconded_by_id)
            OR run.seconded_by_id IN (run.made_by_id, run.submitted_by_id)
            OR EXISTS (SELECT FROM stipends_runeditor AS editor WHERE editor.run_id = run.id
                        AND editor.user_id IN (run.approved_by_id, run.seconded_by_id))""",
    "I4 a state that its history did not lead to": """
        SELECT run.id FROM stipends_run AS run
         WHERE array_position(ARRAY['draft', 'submitted', 'approved', 'released', 'closed'],
                              run.state::text) > (
                   SELECT count(DISTINCT event.state) FROM stipends_runevent AS event
                    WHERE event.pgh_obj_id = run.id)""",
    "I4 a line that stands where its steps did not lead": """
        SELECT stands.line_id FROM stipends_linestate AS stands
         WHERE stands.seq <> (SELECT count(*) FROM stipends_linestep AS step
                               WHERE step.line_id = stands.line_id)""",
    "I5 a line that was taken back, and something is left of it": """
        SELECT stands.line_id FROM stipends_linestate AS stands
          JOIN stipends_ledgerentry AS entry USING (line_id)
         WHERE stands.state IN ('reversed', 'to_treasury')
         GROUP BY stands.line_id HAVING sum(entry.gross) <> 0""",
    "I5 a reversal that does not mirror one claim": """
        SELECT back.id FROM stipends_ledgerentry AS back
          LEFT JOIN stipends_ledgerentry AS claim
            ON claim.id = back.original_id AND claim.kind = 'claim'
         WHERE back.kind = 'reversal'
           AND (claim.id IS NULL OR (back.gross, back.tax) <> (-claim.gross, -claim.tax))""",
}


def faults():
    """Return what is wrong with the books, by rule: the keys of the rows that show it."""
    found = {}
    with connection.cursor() as cursor:
        for rule, query in FAULTS.items():
            cursor.execute(query)
            if keys := [key for (key,) in cursor]:
                found[rule] = keys
    return found


def balanced():
    found = faults()
    assert found == {}, found
