"""The list of a run: who is paid what, and who is not and why, written by one statement.

docs/domain 3.5 and 3.6, and the conditions of the scheme. Nothing is claimed by it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import connection
from django.template.defaultfilters import slugify

from common.dates import first_day, today
from stipends.models import HELD, EventKind, Rhythm, Run
from wksbm.models import DecreeChange

# What can be due: each month of the time, or each event that somebody came to.
_MONTHS: Final = """
    SELECT %(prefix)s || to_char(at, 'YYYY-MM') AS unit, at::date AS month,
           daterange(at::date, (at + interval '1 month')::date) AS days
      FROM generate_series(%(earliest)s::timestamp, %(past)s::timestamp - interval '1 day',
                           interval '1 month') AS at
"""
_MEETINGS: Final = """
    SELECT 'meeting:' || meeting.id AS unit, date_trunc('month', meeting."on")::date AS month,
           daterange(meeting."on", meeting."on", '[]') AS days, mark.person_id
      FROM meetings_meeting AS meeting
      JOIN meetings_attendance AS mark
        ON mark.meeting_id = meeting.id AND mark.present AND mark.person_id IS NOT NULL
     WHERE meeting.status = 'held' AND starts_with(meeting.region_id, %(region)s)
       AND meeting."on" >= %(earliest)s AND meeting."on" < %(past)s
"""
_DUTIES: Final = """
    SELECT 'duty:' || served.duty_id AS unit, date_trunc('month', served.began)::date AS month,
           daterange(served.began, served.began, '[]') AS days, served.person_id
      FROM (
               SELECT work.duty_id, work.person_id,
                      (lower(work.period) AT TIME ZONE place.time_zone)::date AS began
                 FROM volunteers_assignment AS work
                 JOIN regions_region AS place ON place.code = work.region_id
                WHERE work.confirmed_at IS NOT NULL AND starts_with(work.region_id, %(region)s)
           ) AS served
     WHERE served.began >= %(earliest)s AND served.began < %(past)s
"""
_SPANS: Final = {EventKind.MEETING: _MEETINGS, EventKind.DUTY: _DUTIES}

# The parts, in the order of thinking: what can be due, what is known of people, what was paid
# before, what that makes of each month of each person, the lines, and who is left out.
_DRAFT: Final = """
WITH span AS MATERIALIZED ({spans}),
force AS (
    SELECT decree.id, decree.number,
           decree.term * daterange(NULL, min(change.effective_on)) AS term
      FROM wksbm_decree AS decree
      LEFT JOIN wksbm_decreechange AS change
        ON change.older_id = decree.id AND change.kind = ANY (%(ending)s)
     GROUP BY decree.id
),
tiers AS (
    SELECT person_id, tier,
           daterange(since, lead(since) OVER (PARTITION BY person_id ORDER BY since)) AS term
      FROM volunteers_tierstep WHERE pillar_id = %(pillar)s
),
rates AS (
    SELECT month.month, rate.id, rate.tier, rate.amount
      FROM (SELECT DISTINCT month FROM span) AS month
      JOIN stipends_rate AS rate ON rate.scheme_id = %(scheme)s AND rate.superseded_at IS NULL
       AND rate.term @> GREATEST(month.month, %(begins)s)
),
accounts AS (
    SELECT DISTINCT ON (person_id) person_id, id, version
      FROM people_bankaccount WHERE term @> %(today)s
     ORDER BY person_id, lower(term) DESC, id DESC
),
signed AS (
    SELECT DISTINCT written.person_id, report.month
      FROM volunteers_activityreport AS report
      JOIN volunteers_appointment AS written ON written.id = report.appointment_id
     WHERE %(needs_report)s AND report.status = 'signed' AND written.pillar_id = %(pillar)s
       AND report.month >= %(earliest)s AND report.month < %(past)s
),
came AS (
    SELECT mark.person_id, date_trunc('month', meeting."on")::date AS month, count(*) AS times
      FROM meetings_attendance AS mark
      JOIN meetings_meeting AS meeting ON meeting.id = mark.meeting_id
     WHERE %(least)s > 0 AND mark.present AND mark.person_id IS NOT NULL
       AND meeting.status = 'held'
       AND meeting."on" >= %(earliest)s AND meeting."on" < %(past)s
     GROUP BY 1, 2
),
-- What a line has come to for each of its units; what was taken off it on purpose stays off.
given AS (
    SELECT line.id, line.run_id,
           line.amount + ceil(
               GREATEST(COALESCE(sum(entry.gross) FILTER (WHERE correction.kind = 'adjustment'), 0),
                        0) / line.quantity)::bigint AS amount
      FROM stipends_run AS run
      JOIN stipends_line AS line ON line.run_id = run.id
      LEFT JOIN stipends_ledgerentry AS entry
        ON entry.line_id = line.id AND entry.kind = 'adjustment'
      LEFT JOIN stipends_correction AS correction ON correction.id = entry.correction_id
     WHERE run.scheme_id = %(scheme)s AND run.state IN ('approved', 'released', 'closed')
     GROUP BY line.id
),
claimed AS (
    SELECT CASE WHEN who.merged_into_id IS NULL THEN who.id
                ELSE stipends_survivor(who.id) END AS person_id,
           split_part(held.unit, '+', 1) AS unit, sum(given.amount)::bigint AS amount,
           min(given.id) FILTER (WHERE strpos(held.unit, '+') = 0) AS line_id,
           min(given.run_id) FILTER (WHERE strpos(held.unit, '+') = 0) AS run_id
      FROM stipends_entitlement AS held
      JOIN stipends_ledgerentry AS entry ON entry.id = held.live_id
      JOIN given ON given.id = entry.line_id
      JOIN people_person AS who ON who.id = held.person_id
     WHERE held.scheme_id = %(scheme)s
     GROUP BY 1, 2
),
judged AS (
    SELECT serves.person_id, serves.id AS appointment_id, serves.region_id, serves.term AS serving,
           span.unit, span.month, span.month >= %(first)s AS is_now,
           claimed.line_id AS original_id, claimed.run_id AS claimed_by,
           COALESCE(own_rate.id, rate.id) AS rate_id,
           COALESCE(own_rate.amount, rate.amount) - COALESCE(claimed.amount, 0) AS amount,
           CASE WHEN {counted} THEN COALESCE(counted.count, 0) ELSE 1 END AS quantity,
           CASE
           WHEN claimed.person_id IS NOT NULL AND (
                    NOT %(with_arrears)s
                    OR COALESCE(own_rate.amount, rate.amount, 0) <= claimed.amount
                ) THEN 'claimed'
           WHEN EXISTS (
                    SELECT FROM stipends_recordedpayment AS other
                     WHERE other.person_id = serves.person_id AND other.scheme_id = %(scheme)s
                       AND other.withdrawn_at IS NULL AND other.period && span.days
                ) THEN 'recorded'
           WHEN NOT decision.pays THEN 'taken_out'
           WHEN serves.honorarium <> 'paid' THEN 'not_paid'
           WHEN serves.stipend_waived THEN 'waived'
           WHEN person.died_on < span.month THEN 'dead'  -- no decision pays for time after death
           WHEN (person.died_on IS NOT NULL OR serves.answer = 'died')
                AND decision.pays IS NULL THEN 'dead'
           WHEN serves.answer IN ('moved', 'stopped') AND serves.ended_kind = ''
                AND decision.pays IS NULL THEN 'ended_by_village'
           WHEN %(needs_decree)s AND (
                    serves.decree_id IS NULL
                    OR lower(force.term) >= upper(serves.term * span.days)
                ) THEN 'no_decree'
           WHEN %(needs_decree)s AND isempty(force.term * serves.term * span.days)
                THEN 'decree_lapsed'
           WHEN COALESCE(own_rate.id, rate.id) IS NULL THEN 'no_rate'
           WHEN {counted} AND COALESCE(counted.count, 0) = 0 THEN 'no_quantity'
           WHEN %(needs_report)s AND signed.person_id IS NULL THEN 'no_report'
           WHEN COALESCE(came.times, 0) < %(least)s THEN 'attendance'
           WHEN %(needs_account)s AND accounts.id IS NULL THEN 'no_account'
           -- Whoever was appointed in the semester needs no confirmation yet.
           WHEN GREATEST(serves.confirmed_on, lower(serves.term)) < make_date(
                    extract(year FROM span.month)::integer,
                    CASE WHEN extract(month FROM span.month) < 7 THEN 1 ELSE 7 END, 1)
                AND decision.pays IS NULL THEN 'unconfirmed'
           ELSE '' END AS because
      FROM volunteers_appointment AS serves
      JOIN span ON serves.term && span.days {of_person}
      JOIN people_person AS person ON person.id = serves.person_id
      LEFT JOIN force ON force.id = serves.decree_id
      LEFT JOIN tiers ON tiers.person_id = serves.person_id AND tiers.term @> span.month
      LEFT JOIN rates AS own_rate
        ON own_rate.month = span.month AND own_rate.tier = tiers.tier
      LEFT JOIN rates AS rate ON rate.month = span.month AND rate.tier = ''
      LEFT JOIN accounts ON accounts.person_id = serves.person_id
      LEFT JOIN signed ON signed.person_id = serves.person_id AND signed.month = span.month
      LEFT JOIN came ON came.person_id = serves.person_id AND came.month = span.month
      LEFT JOIN claimed ON claimed.person_id = serves.person_id AND claimed.unit = span.unit
      LEFT JOIN stipends_decision AS decision
        ON decision.run_id = %(run)s AND decision.person_id = serves.person_id
      LEFT JOIN stipends_quantity AS counted
        ON counted.run_id = %(run)s AND counted.person_id = serves.person_id
     WHERE serves.pillar_id = %(pillar)s AND starts_with(serves.region_id, %(region)s)
       AND serves.ended_kind <> 'mistake' AND %(term)s::daterange && span.days
),
-- Of several appointments in a month the one that is paid counts; else the newest tells why not.
due AS MATERIALIZED (
    SELECT DISTINCT ON (person_id, unit) *,
           CASE WHEN original_id IS NOT NULL THEN 'shortfall'
                WHEN is_now THEN 'regular' ELSE 'back_payment' END AS kind
      FROM judged
     ORDER BY person_id, unit, (because = '') DESC, lower(serving) DESC, appointment_id DESC
),
-- Months in a row are one line; a gap, another rate or another original begins a new one.
rows AS (
    SELECT due.*, {island} AS island FROM due WHERE because = ''
),
grouped AS (
    SELECT person_id, kind, rate_id, amount, original_id, island,
           array_agg(unit || CASE WHEN kind = 'shortfall' THEN '+' || rate_id ELSE '' END
                     ORDER BY month, unit) AS units,
           min(month) AS first, max(month) AS last,
           CASE WHEN {counted} THEN max(quantity) ELSE count(*) END AS quantity,
           -- who served last of these; one statement later the facts are read from there
           (max(ARRAY[month - DATE '2000-01-01', appointment_id]))[2] AS appointment_id
      FROM rows GROUP BY person_id, kind, rate_id, amount, original_id, island
),
priced AS (
    SELECT grouped.*, (amount * quantity)::bigint AS gross,
           COALESCE(status."group", 'non_employee') AS tax_group,
           COALESCE(status.without_npwp, false) AS without_npwp
      FROM grouped
      LEFT JOIN stipends_taxstatus AS status
        ON status.person_id = grouped.person_id AND status.term @> %(today)s
),
-- Worked out once for each sum: the function costs more than all the rest of a line.
taxes AS MATERIALIZED (
    SELECT sums.*, taken.*,
           CASE WHEN EXISTS (
                    SELECT FROM stipends_taxbracket AS bracket
                     WHERE bracket.rule_id = %(tax)s AND bracket."group" = sums.tax_group
                       AND bracket.term @> %(today)s AND bracket.surcharge_percent > 0
                ) THEN sums.without_npwp END AS said_without_npwp
      FROM (SELECT DISTINCT tax_group, without_npwp, gross FROM priced) AS sums
     CROSS JOIN LATERAL stipends_tax(%(tax)s, sums.tax_group, sums.without_npwp, sums.gross,
                                     %(today)s) AS taken
),
listed AS (
    INSERT INTO stipends_line (
        run_id, number, region_id, person_id, appointment_id, kind, period, units, shortfall_of_id,
        rate_id, amount, quantity, gross, tax_base, tax_percent, tax, tax_law, net,
        account_id, account_version, name, post, tier, member_number, tax_group, without_npwp,
        decree_number
    )
    SELECT %(run)s,
           row_number() OVER (ORDER BY serves.region_id COLLATE "C", person.bare_name COLLATE "C",
                              person.id, line.kind = 'regular' DESC, line.first, line.units),
           serves.region_id, person.id, serves.id, line.kind,
           daterange(line.first, (line.last + interval '1 month')::date), line.units,
           line.original_id, line.rate_id, line.amount, line.quantity, line.gross,
           taxes.base, taxes.percent, taxes.tax, taxes.law, line.gross - taxes.tax,
           accounts.id, accounts.version, person.name, %(post)s, COALESCE(tiers.tier, ''),
           serves.number, line.tax_group, taxes.said_without_npwp, COALESCE(force.number, '')
      FROM priced AS line
      JOIN taxes USING (tax_group, without_npwp, gross)
      JOIN people_person AS person ON person.id = line.person_id
      JOIN volunteers_appointment AS serves ON serves.id = line.appointment_id
      LEFT JOIN accounts ON accounts.person_id = line.person_id
      LEFT JOIN tiers ON tiers.person_id = line.person_id AND tiers.term @> line.last
      LEFT JOIN force ON force.id = serves.decree_id
),
-- Who served in the year and does not serve any more: for the months after that.
ended AS (
    SELECT DISTINCT ON (serves.person_id, span.unit)
           serves.person_id, serves.region_id, span.unit, (upper(serves.term) - 1)::text AS last_day
      FROM volunteers_appointment AS serves
      JOIN span ON span.month >= %(first)s AND upper(serves.term) <= lower(span.days) {of_person}
     WHERE serves.pillar_id = %(pillar)s AND starts_with(serves.region_id, %(region)s)
       AND serves.ended_kind <> 'mistake'
       AND upper(serves.term) > %(january)s AND upper(serves.term) < %(past)s
       AND %(term)s::daterange && span.days
       AND NOT EXISTS (
               SELECT FROM volunteers_appointment AS other
                WHERE other.person_id = serves.person_id AND other.term && span.days
                  AND other.pillar_id = %(pillar)s AND starts_with(other.region_id, %(region)s)
                  AND other.ended_kind <> 'mistake')
     ORDER BY serves.person_id, span.unit, upper(serves.term) DESC
)
INSERT INTO stipends_leftout (run_id, region_id, person_id, because, units, detail)
SELECT %(run)s, max(due.region_id), due.person_id, due.because,
       jsonb_agg(due.unit ORDER BY due.unit),
       COALESCE(left(string_agg(DISTINCT run.title, ', '), 200), '')
  FROM due
  LEFT JOIN stipends_run AS run ON run.id = due.claimed_by AND due.because = 'claimed'
 -- Of earlier months only what waits for a decision is worth telling.
 WHERE due.because <> '' AND (due.is_now OR due.because = ANY (%(held)s))
 GROUP BY due.person_id, due.because
 UNION ALL
SELECT %(run)s, max(region_id), person_id, 'term_ended', jsonb_agg(unit ORDER BY unit),
       max(last_day)
  FROM ended GROUP BY person_id
"""

_MONTHS_IN_A_ROW: Final = """
    extract(year FROM month) * 12 + extract(month FROM month)
    - row_number() OVER (
          PARTITION BY person_id, kind, rate_id, amount, original_id ORDER BY month)
"""


def unit_prefix(run: Run) -> str:
    """Return what stands before the month in what a run claims: "kpm:" of a scheme per KPM."""
    scheme = run.scheme
    return f"{slugify(scheme.unit_name)}:" if scheme.rhythm == Rhythm.PER_UNIT else ""


def write_list(run: Run) -> None:
    """Write the lines and who is left out anew. The caller holds the run, which is a draft."""
    with connection.cursor() as cursor:
        for table in ("stipends_line", "stipends_leftout"):
            cursor.execute(f"DELETE FROM {table} WHERE run_id = %s", [run.pk])  # noqa: S608
        cursor.execute(_statement(run), _facts(run))


def _statement(run: Run) -> str:
    scheme = run.scheme
    of_events = scheme.rhythm == Rhythm.PER_EVENT
    return _DRAFT.format(
        spans=_SPANS[EventKind(scheme.event_kind)] if of_events else _MONTHS,
        of_person="AND span.person_id = serves.person_id" if of_events else "",
        counted="TRUE" if scheme.rhythm == Rhythm.PER_UNIT else "FALSE",
        island="0" if of_events else _MONTHS_IN_A_ROW,
    )


def _facts(run: Run) -> dict[str, Any]:
    scheme = run.scheme
    first: date = run.period.lower
    begins: date = first_day(scheme.term) or first
    looks_back = run.with_arrears and scheme.rhythm != Rhythm.PER_UNIT
    january = date(run.source.fiscal_year, 1, 1)
    earliest = max(january, begins.replace(day=1)) if looks_back else first
    return {
        "run": run.pk,
        "scheme": scheme.pk,
        "pillar": scheme.pillar_id,
        "region": scheme.region_id,
        "term": scheme.term,
        "begins": begins,
        "tax": scheme.tax_id,
        "post": scheme.pillar.short_name,
        "needs_decree": scheme.needs_decree,
        "needs_report": scheme.needs_report,
        "needs_account": scheme.needs_account,
        "least": scheme.least_attendances,
        "with_arrears": looks_back,
        "january": january,
        "first": first,
        "past": run.period.upper,
        "earliest": min(earliest, first),
        "today": today(run.region.tz),
        "prefix": unit_prefix(run),
        "ending": [str(kind) for kind in DecreeChange.ENDING],
        "held": [str(because) for because in HELD],
    }
