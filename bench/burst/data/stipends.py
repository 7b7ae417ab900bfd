"""Half a year of honoraria: a run of each regency and month for whoever is paid there.

The last month was released some days ago, and half of its lines are paid since; what is older is
paid. Written beside the ledger and its guards: only what the rules of reminders read.
"""

from __future__ import annotations

from typing import Final

import psycopg

from bench.generate.loading import loading

PAID: Final = """
    CREATE UNLOGGED TABLE bench.paid AS
    SELECT person_id, region_id, left(region_id, 5) AS place,
           row_number() OVER (PARTITION BY left(region_id, 5) ORDER BY person_id) AS k,
           count(*) OVER (PARTITION BY left(region_id, 5)) AS many
      FROM (SELECT DISTINCT ON (person_id) person_id, region_id FROM volunteers_appointment
             WHERE honorarium = 'paid' AND ended_kind = '' ORDER BY person_id, id) AS once
"""
SCHEMES: Final = """
    INSERT INTO stipends_scheme (version, created_at, updated_at, region_id, name, word, pillar_id,
        budget, payer, rhythm, event_kind, unit_name, term, is_recorded, needs_decree,
        needs_report, needs_account, least_attendances)
    SELECT DISTINCT 1, now(), now(), place, 'Tali asih rekaan', 'tali_asih',
           (SELECT id FROM volunteers_pillar WHERE code = 'psm'), 'apbd_kab', 'Dinas rekaan',
           'monthly', 'meeting', '', daterange('2020-01-01', NULL), false, true, false, false, 0
      FROM bench.paid
"""
RATES: Final = """
    INSERT INTO stipends_rate (version, created_at, updated_at, scheme_id, tier, term, amount,
        basis)
    SELECT 1, now(), now(), id, '', term, 200000, '' FROM stipends_scheme
"""
SOURCES: Final = """
    INSERT INTO stipends_fundingsource (version, created_at, updated_at, region_id, budget, name,
        fiscal_year, sub_activity, account_code, ceiling, committed)
    SELECT 1, now(), now(), region_id, budget, name, extract(year FROM current_date), '', '',
           10 ^ 12, 0
      FROM stipends_scheme
"""
RUNS: Final = """
    INSERT INTO stipends_run (version, created_at, updated_at, region_id, scheme_id, source_id,
        period, title, with_arrears, state, made_by_id, line_count, gross, tax, net, fingerprint,
        submitted_by_id, submitted_at, sent_back_because, approved_by_id, approved_at,
        approved_fingerprint, needs_second, released_by_id, released_at, sp2d_number, ntpn,
        cancelled_because)
    SELECT 1, released_at, released_at, scheme.region_id, scheme.id, source.id,
           daterange((month - interval '1 month' * ago)::date,
                     (month - interval '1 month' * (ago - 1))::date),
           'Tali asih', false, 'released', made.id, people.many, 200000 * people.many, 0,
           200000 * people.many, repeat('0', 64), made.id, released_at, '', approves.id,
           released_at, repeat('0', 64), false, made.id, released_at, '', '', ''
      FROM stipends_scheme AS scheme
      JOIN stipends_fundingsource AS source ON source.region_id = scheme.region_id
      JOIN (SELECT DISTINCT place, many FROM bench.paid) AS people
        ON people.place = scheme.region_id
      JOIN accounts_user AS made ON made.username = 'bench-kabupaten'
      JOIN accounts_user AS approves ON approves.username = 'bench-provinsi'
     CROSS JOIN generate_series(1, 6) AS ago
     CROSS JOIN LATERAL (
               SELECT date_trunc('month', current_date) AS month,
                      now() - interval '30 days' * (ago - 1)
                          - interval '1 minute' * bench.dice(scheme.id, 151, 5760) AS released_at
           ) AS facts
"""
LINES: Final = """
    INSERT INTO stipends_line (region_id, run_id, number, person_id, kind, period, units, rate_id,
        amount, quantity, gross, tax_base, tax_percent, tax, tax_law, net, name, post, tier,
        member_number, tax_group, decree_number)
    SELECT paid.region_id, run.id, k, person_id, 'regular', run.period,
           ARRAY[to_char(lower(run.period), 'YYYY-MM')], rate.id, 200000, 1, 200000, 0, 0, 0, '',
           200000, 'Relawan', 'Relawan', '', '', 'non_employee', ''
      FROM stipends_run AS run
      JOIN stipends_rate AS rate ON rate.scheme_id = run.scheme_id
      JOIN bench.paid AS paid ON paid.place = run.region_id
"""
# What is paid was marked a day after the release, the list in one act.
STATES: Final = """
    INSERT INTO stipends_linestate (line_id, state, seq, since)
    SELECT line.id, CASE WHEN is_paid THEN 'paid' ELSE 'released' END, 1 + is_paid::int,
           run.released_at + CASE WHEN is_paid THEN interval '1 day' ELSE interval '0' END
      FROM stipends_line AS line
      JOIN stipends_run AS run ON run.id = line.run_id
     CROSS JOIN LATERAL (
               SELECT run.released_at < now() - interval '20 days'
                      OR run.released_at < now() - interval '1 day'
                         AND bench.dice(line.person_id, 152, 2) = 0 AS is_paid
           ) AS stands
"""
STEPS: Final = """
    INSERT INTO stipends_linestep (line_id, kind, "on", reference, because, by_id, at)
    SELECT line.id, made.kind, made.at::date, '', '', run.made_by_id, made.at
      FROM stipends_line AS line
      JOIN stipends_run AS run ON run.id = line.run_id
      JOIN stipends_linestate AS stands ON stands.line_id = line.id
     CROSS JOIN LATERAL (
               SELECT 'released' AS kind, run.released_at AS at
               UNION ALL
               SELECT 'transferred', stands.since WHERE stands.state = 'paid'
           ) AS made
"""
TABLES: Final = (
    *("stipends_scheme", "stipends_rate", "stipends_fundingsource", "stipends_run"),
    *("stipends_line", "stipends_linestate", "stipends_linestep"),
)


def make(cursor: psycopg.Cursor) -> None:
    cursor.execute(PAID)
    with loading(cursor, *TABLES):
        for statement in (SCHEMES, RATES, SOURCES, RUNS, LINES, STATES, STEPS):
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
