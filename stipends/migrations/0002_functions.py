"""What the database works out by itself: the tax, the fingerprint of a run, who somebody became."""

from django.db import migrations

# docs/domain.md 3.6: the base is a part of gross, the tax is rounded down to whole rupiah. A rule
# that has nothing for a group withholds nothing, and names no law: the draft says so.
TAX = """
CREATE FUNCTION stipends_tax(
    of_rule bigint, who text, no_npwp boolean, of_gross bigint, on_day date,
    OUT base bigint, OUT percent numeric, OUT tax bigint, OUT law text
) LANGUAGE sql STABLE AS $$
    SELECT COALESCE(max(layer.base), 0),
           COALESCE(max(layer.percent) FILTER (WHERE layer.is_reached), 0),
           COALESCE(stipends_rupiah_down(
               CASE WHEN bool_and(rule.is_progressive)
                    THEN sum(GREATEST(LEAST(layer.base, COALESCE(layer.next_over, layer.base))
                                      - layer.over, 0) * layer.percent / 100)
                    ELSE max(layer.base * layer.percent / 100) FILTER (WHERE layer.is_reached)
               END * (1 + CASE WHEN no_npwp THEN max(layer.surcharge_percent) ELSE 0 END / 100)
           ), 0),
           COALESCE(max(layer.law) FILTER (WHERE layer.is_reached), '')
      FROM stipends_taxrule AS rule
      JOIN LATERAL (
               SELECT bracket.*, reached.base,
                      lead(bracket.over) OVER by_sum AS next_over,
                      bracket.over = max(bracket.over) FILTER (
                          WHERE bracket.over = 0 OR bracket.over < reached.base
                      ) OVER () AS is_reached
                 FROM stipends_taxbracket AS bracket
                CROSS JOIN LATERAL (
                    SELECT stipends_rupiah_down(of_gross * bracket.base_percent / 100) AS base
                ) AS reached
                WHERE bracket.rule_id = rule.id AND bracket."group" = who
                  AND bracket.term @> on_day
               WINDOW by_sum AS (ORDER BY bracket.over)
           ) AS layer ON true
     WHERE rule.id = of_rule
$$
"""

ROUND = """
CREATE FUNCTION stipends_rupiah_down(sum numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT floor(sum)::bigint $$
"""

# By thousands of lines, so that a long list needs little memory.
FINGERPRINT = """
CREATE FUNCTION stipends_fingerprint(of_run bigint) RETURNS text
LANGUAGE sql STABLE SET datestyle = 'ISO, MDY' AS $$
    SELECT encode(sha256(convert_to(COALESCE(string_agg(part, '' ORDER BY chunk), ''), 'UTF8')),
                  'hex')
      FROM (
               SELECT number / 1000 AS chunk,
                      encode(sha256(convert_to(string_agg(ROW(
                          number, person_id, kind, period, units, shortfall_of_id, amount,
                          quantity, gross, tax_base, tax_percent, tax, tax_law, net, account_id,
                          account_version, name, post, decree_number
                      )::text, E'\\n' ORDER BY number), 'UTF8')), 'hex') AS part
                 FROM stipends_line WHERE run_id = of_run
                GROUP BY number / 1000
           ) AS parts
$$
"""

SURVIVOR = """
CREATE FUNCTION stipends_survivor(of_person bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found bigint := of_person;
    following bigint;
BEGIN
    LOOP
        SELECT merged_into_id INTO following FROM people_person WHERE id = found;
        EXIT WHEN following IS NULL;
        found := following;
    END LOOP;
    RETURN found;
END $$
"""

NAMES = (
    "stipends_tax(bigint, text, boolean, bigint, date)",
    "stipends_rupiah_down(numeric)",
    "stipends_fingerprint(bigint)",
    "stipends_survivor(bigint)",
)


class Migration(migrations.Migration):

    dependencies = [("stipends", "0001_initial"), ("people", "0008_merges_erased")]

    operations = [
        migrations.RunSQL(ROUND, f"DROP FUNCTION {NAMES[1]}"),
        migrations.RunSQL(TAX, f"DROP FUNCTION {NAMES[0]}"),
        migrations.RunSQL(FINGERPRINT, f"DROP FUNCTION {NAMES[2]}"),
        migrations.RunSQL(SURVIVOR, f"DROP FUNCTION {NAMES[3]}"),
    ]
