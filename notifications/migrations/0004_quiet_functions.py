"""When it is quiet in a place, and the decent instants around: said once, for plans and senders.

A wall time is *decent* where nothing quiet lies in the five minutes that begin with it: what is
sent then has left before quiet begins. Windows are half-open; those that touch are one.
"""

from django.db import migrations

# Of the region's lineage the longest code that has a set wins; where none has, the nation's holds.
# Two days either side are enough: no window is longer than a day, and who comes to the end of a
# longer run asks again.
WINDOWS = """
    CREATE FUNCTION notifications_quiet_windows(place text, around date)
    RETURNS SETOF tsrange LANGUAGE sql STABLE AS $$
        WITH nearest AS (
            SELECT max(region_id) AS code FROM notifications_quiettime
             WHERE region_id IN (place, left(place, 8), left(place, 5), left(place, 2))
        ), held AS (
            SELECT days, since, until FROM notifications_quiettime
             WHERE region_id = (SELECT code FROM nearest)
            UNION ALL
            SELECT days, since, until FROM notifications_quiettime
             WHERE region_id IS NULL AND (SELECT code FROM nearest) IS NULL
        )
        SELECT tsrange(
                   around + ahead + since,
                   around + ahead + until
                       + CASE WHEN until <= since THEN interval '1 day' ELSE interval '0' END
               )
          FROM held
         CROSS JOIN generate_series(-2, 2) AS ahead
         WHERE extract(isodow FROM around + ahead)::smallint = ANY (days)
        UNION ALL
        SELECT tsrange(lower(days), upper(days)) FROM meetings_holiday
         WHERE kind = 'silent'
           AND (region_id IS NULL
                OR region_id IN (place, left(place, 8), left(place, 5), left(place, 2)))
           AND days && daterange(around - 2, around + 3)
    $$
"""

QUIET = """
    CREATE FUNCTION notifications_quiet(wall timestamp, place text)
    RETURNS tsrange LANGUAGE sql STABLE AS $$
        SELECT run
          FROM unnest((
                   SELECT range_agg(quiet)
                     FROM notifications_quiet_windows(place, wall::date) AS quiet
               )) AS run
         WHERE run @> wall
    $$
"""

# The run of indecent instants around a wall time, or NULL. Both its ends are decent, as far as
# these days tell.
INDECENT = """
    CREATE FUNCTION notifications_indecent(wall timestamp, place text)
    RETURNS tsrange LANGUAGE sql STABLE AS $$
        SELECT run
          FROM unnest((
                   SELECT range_agg(
                              tsrange(lower(quiet) - interval '5 minutes', upper(quiet), '()')
                          )
                     FROM notifications_quiet_windows(place, wall::date) AS quiet
               )) AS run
         WHERE run @> wall
    $$
"""

BEFORE = """
    CREATE FUNCTION notifications_before_quiet(due timestamptz, place text, zone text)
    RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
    DECLARE
        wall timestamp := due AT TIME ZONE zone;
        run tsrange;
    BEGIN
        FOR turn IN 0..30 LOOP
            run := notifications_indecent(wall, place);
            IF run IS NULL THEN
                RETURN CASE WHEN turn = 0 THEN due ELSE wall AT TIME ZONE zone END;
            END IF;
            wall := lower(run);
        END LOOP;
        RETURN due;  -- no hour is left: what is due then is held, and expires with that reason
    END
    $$
"""

AFTER = """
    CREATE FUNCTION notifications_after_quiet(at timestamptz, place text, zone text)
    RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
    DECLARE
        wall timestamp := at AT TIME ZONE zone;
        run tsrange;
    BEGIN
        FOR turn IN 0..30 LOOP
            run := notifications_indecent(wall, place);
            IF run IS NULL THEN
                RETURN CASE WHEN turn = 0 THEN at ELSE wall AT TIME ZONE zone END;
            END IF;
            wall := upper(run);
        END LOOP;
        RETURN NULL;
    END
    $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0003_quiet_times"),
        ("meetings", "0004_holidays_and_merges"),
    ]

    operations = [
        migrations.RunSQL(WINDOWS, "DROP FUNCTION notifications_quiet_windows(text, date)"),
        migrations.RunSQL(QUIET, "DROP FUNCTION notifications_quiet(timestamp, text)"),
        migrations.RunSQL(INDECENT, "DROP FUNCTION notifications_indecent(timestamp, text)"),
        migrations.RunSQL(
            BEFORE, "DROP FUNCTION notifications_before_quiet(timestamptz, text, text)"
        ),
        migrations.RunSQL(
            AFTER, "DROP FUNCTION notifications_after_quiet(timestamptz, text, text)"
        ),
    ]
