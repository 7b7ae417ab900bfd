"""When it is quiet in a place, and the decent instants around: said once, for plans and senders.

A wall time is *decent* where nothing quiet lies in the five minutes that begin with it: what is
sent then has left before quiet begins. Windows are half-open; those that touch are one.
"""

from django.db import migrations

# Of the place's lineage the longest code that has a set; NULL where the nation's holds.
KEEPER = """
    CREATE FUNCTION notifications_quiet_keeper(place text)
    RETURNS text LANGUAGE sql STABLE AS $$
        SELECT max(region_id) FROM notifications_quiettime
         WHERE region_id IN (place, left(place, 8), left(place, 5), left(place, 2))
    $$
"""

# The run of instants around a wall time that are not decent, or NULL; both its ends are out of it.
# The day before and the day after are enough: no window is longer than a day, and who comes to the
# end of a longer run asks again.
RUN = """
    CREATE FUNCTION notifications_quiet_run(wall timestamp, place text, keeper text)
    RETURNS tsrange LANGUAGE plpgsql STABLE AS $$
    DECLARE
        today date := wall::date;
    BEGIN
        RETURN (
            SELECT run
              FROM unnest((
                       SELECT range_agg(tsrange(since - interval '5 minutes', until, '()'))
                         FROM (
                                  SELECT day + since AS since,
                                         day + until + CASE WHEN until <= since
                                             THEN interval '1 day' ELSE interval '0' END AS until
                                    FROM notifications_quiettime
                                    JOIN (VALUES (today - 1), (today), (today + 1)) AS near (day)
                                      ON extract(isodow FROM day)::smallint = ANY (days)
                                   WHERE region_id = keeper OR keeper IS NULL AND region_id IS NULL
                                  UNION ALL
                                  SELECT lower(days)::timestamp, upper(days)::timestamp
                                    FROM meetings_holiday
                                   WHERE kind = 'silent'
                                     AND (region_id IS NULL OR region_id IN (
                                             place, left(place, 8), left(place, 5), left(place, 2)
                                         ))
                                     AND days && daterange(today - 1, today + 2)
                              ) AS quiet
                   )) AS run
             WHERE run @> wall
        );
    END
    $$
"""

BEFORE = """
    CREATE FUNCTION notifications_before_quiet(due timestamptz, place text, zone text)
    RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
    DECLARE
        wall timestamp := due AT TIME ZONE zone;
        keeper text := notifications_quiet_keeper(place);
        run tsrange;
    BEGIN
        FOR turn IN 0..30 LOOP
            run := notifications_quiet_run(wall, place, keeper);
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
        keeper text := notifications_quiet_keeper(place);
        run tsrange;
    BEGIN
        FOR turn IN 0..30 LOOP
            run := notifications_quiet_run(wall, place, keeper);
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
        migrations.RunSQL(KEEPER, "DROP FUNCTION notifications_quiet_keeper(text)"),
        migrations.RunSQL(RUN, "DROP FUNCTION notifications_quiet_run(timestamp, text, text)"),
        migrations.RunSQL(
            BEFORE, "DROP FUNCTION notifications_before_quiet(timestamptz, text, text)"
        ),
        migrations.RunSQL(
            AFTER, "DROP FUNCTION notifications_after_quiet(timestamptz, text, text)"
        ),
    ]
