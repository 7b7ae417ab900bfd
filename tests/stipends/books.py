"""The books of honoraria, asked only what the tables say: reliability.md 2.4, I1 to I5 and I7.

I6, that what was acknowledged is there, is asked by whoever counted it: the machine of
test_properties and the drills over HTTP.
"""

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
    "I1 months that others paid, recorded twice": """
        SELECT one.id FROM stipends_recordedpayment AS one
          JOIN stipends_recordedpayment AS other
            ON other.id < one.id AND other.scheme_id = one.scheme_id AND other.period && one.period
           AND stipends_survivor(other.person_id) = stipends_survivor(one.person_id)
         WHERE one.withdrawn_at IS NULL AND other.withdrawn_at IS NULL""",
    "I2 a run whose sums are not its lines'": """
        SELECT run.id FROM stipends_run AS run
         WHERE run.state NOT IN ('draft', 'cancelled')
           AND (run.line_count::bigint, run.gross::numeric, run.tax::numeric, run.net::numeric)
               IS DISTINCT FROM
               (SELECT (count(*), sum(gross), sum(tax), sum(net)) FROM stipends_line AS line
                 WHERE line.run_id = run.id)""",
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
    "I3 a sum above the place's that nobody confirmed, and it was released": """
        SELECT run.id FROM stipends_run AS run
         WHERE run.needs_second AND run.seconded_by_id IS NULL
           AND run.state IN ('released', 'closed')
           AND NOT EXISTS (SELECT FROM stipends_runexception AS noted
                            WHERE noted.run_id = run.id AND noted.kind = 'second_approval')""",
    "I3 who approved a run released it, and no exception says so": """
        SELECT run.id FROM stipends_run AS run
         WHERE run.released_by_id IN (run.approved_by_id, run.seconded_by_id)
           AND NOT EXISTS (SELECT FROM stipends_runexception AS noted
                            WHERE noted.run_id = run.id AND noted.kind = 'release')""",
    "I3 a correction that its proposer decided": """
        SELECT id FROM stipends_correction WHERE decided_by_id = proposed_by_id""",
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
    "I4 a line that stands otherwise than its last step says": """
        SELECT stands.line_id FROM stipends_linestate AS stands
          LEFT JOIN LATERAL (
                   SELECT kind FROM stipends_linestep AS step WHERE step.line_id = stands.line_id
                    ORDER BY step.id DESC LIMIT 1
               ) AS last ON TRUE
         WHERE stands.state <> CASE COALESCE(last.kind, 'approved')
                   WHEN 'transferred' THEN 'paid' WHEN 'handed_over' THEN 'paid'
                   ELSE COALESCE(last.kind, 'approved') END""",
    "I5 a reversal that does not mirror one claim": """
        SELECT back.id FROM stipends_ledgerentry AS back
          LEFT JOIN stipends_ledgerentry AS claim
            ON claim.id = back.original_id AND claim.kind = 'claim'
         WHERE back.kind = 'reversal'
           AND (claim.id IS NULL OR (back.gross, back.tax) <> (-claim.gross, -claim.tax))""",
    "I5 a line that was taken back, and the ledger has something of it": """
        SELECT entry.line_id FROM stipends_ledgerentry AS entry
         GROUP BY entry.line_id
        HAVING bool_or(kind = 'reversal') AND (sum(gross), sum(tax)) <> (0, 0)""",
    "I5 a correction that is not in the ledger as it was decided": """
        SELECT COALESCE(one.id, entry.correction_id) FROM stipends_correction AS one
          FULL JOIN stipends_ledgerentry AS entry ON entry.correction_id = one.id
         WHERE (one.id IS NOT NULL OR entry.correction_id IS NOT NULL)
           AND (one.state = 'approved') IS DISTINCT FROM (entry.id IS NOT NULL)
            OR (one.gross, one.tax, one.line_id) <> (entry.gross, entry.tax, entry.line_id)
            OR one.kind <> entry.kind  -- a deposit in its year lessens what that year spent
           AND (one.kind <> 'treasury' OR entry.kind NOT IN ('reversal', 'adjustment'))""",
    "I7 an approved line of which it is not known how it stands": """
        SELECT entry.line_id FROM stipends_ledgerentry AS entry
         WHERE entry.kind = 'claim' AND NOT EXISTS (
                   SELECT FROM stipends_linestate AS stands
                    WHERE stands.line_id = entry.line_id)""",
    "I7 a released run with a line that is neither released nor held": """
        SELECT stands.line_id FROM stipends_linestate AS stands
          JOIN stipends_line AS line ON line.id = stands.line_id
          JOIN stipends_run AS run ON run.id = line.run_id
         WHERE run.state IN ('released', 'closed') AND stands.state = 'approved'""",
    "I7 a closed run with a line that was neither received nor went back": """
        SELECT stands.line_id FROM stipends_linestate AS stands
          JOIN stipends_line AS line ON line.id = stands.line_id
          JOIN stipends_run AS run ON run.id = line.run_id
         WHERE run.state = 'closed' AND stands.state NOT IN ('paid', 'to_treasury', 'reversed')""",
}
# One statement for all of them: it is asked after each of thousands of steps.
ALL = " UNION ALL ".join(
    f"SELECT {number}, found.* FROM ({query}) AS found (key)"
    for number, query in enumerate(FAULTS.values())
)


def faults():
    """Return what is wrong with the books, by rule: the keys of the rows that show it."""
    rules, found = list(FAULTS), {}
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        for number, key in cursor:
            found.setdefault(rules[number], []).append(key)
    return found


def balanced():
    found = faults()
    assert found == {}, found
