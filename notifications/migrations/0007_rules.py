"""What the SELECTs of rules share: when steps are due, whom a place tells, and who that is."""

from django.db import migrations

# How far ahead a rule's farthest step lies, in any place: a SELECT looks no further.
FARTHEST = """
    CREATE FUNCTION notifications_farthest(which text)
    RETURNS interval LANGUAGE sql STABLE AS $$
        SELECT coalesce(max(s.ahead), interval '0')
          FROM notifications_ruleplan AS p
          JOIN notifications_rulestep AS s ON s.plan_id = p.id
         WHERE p.rule = which AND p.is_on
    $$
"""

# For an event that is a day. A step is useful until the next, or as long as the plan says; the
# last until the day is over.
DAY_STEPS = """
    CREATE FUNCTION notifications_day_steps(
        which text, place text, body bigint, zone text, day date
    )
    RETURNS TABLE (step text, ahead interval, due_at timestamptz, not_after timestamptz)
    LANGUAGE sql STABLE AS $$
        SELECT step, ahead, due_at,
               coalesce(
                   least(lead(due_at) OVER (ORDER BY ahead DESC), due_at + useful_for),
                   (day + 1)::timestamp AT TIME ZONE zone
               )
          FROM (
                   SELECT s.step, s.ahead, s.useful_for,
                          notifications_before_quiet(
                              (day - s.ahead + coalesce(s.at, time '08:00')) AT TIME ZONE zone,
                              place, zone
                          ) AS due_at
                     FROM notifications_steps(which, place, body) AS s
                   OFFSET 0
               ) AS decent
    $$
"""

# For what has just happened: at once, or when quiet hours have passed.
STEPS_AFTER = """
    CREATE FUNCTION notifications_steps_after(
        which text, place text, body bigint, zone text, happened timestamptz
    )
    RETURNS TABLE (step text, due_at timestamptz, not_after timestamptz)
    LANGUAGE sql STABLE AS $$
        SELECT step, due_at,
               coalesce(
                   least(lead(due_at) OVER (ORDER BY ahead DESC), due_at + useful_for),
                   due_at + interval '2 days'
               )
          FROM (
                   SELECT s.step, s.ahead, s.useful_for,
                          notifications_after_quiet(happened - s.ahead, place, zone) AS due_at
                     FROM notifications_steps(which, place, body) AS s
                   OFFSET 0
               ) AS decent
         WHERE due_at IS NOT NULL
    $$
"""

# Whom a place chose to tell, or whom the rule tells where it did not.
AUDIENCE = """
    CREATE FUNCTION notifications_audience(
        which text, place text, body bigint, usual text[]
    )
    RETURNS text[] LANGUAGE sql STABLE AS $$
        SELECT coalesce(
                   (
                       SELECT nullif(audience::text[], '{}') FROM notifications_ruleplan
                        WHERE id = notifications_plan(which, place, body)
                   ),
                   usual
               )
    $$
"""

# Posts of the body's board, roles in the place or above it, and the TKSK who is no user.
PEOPLE = """
    CREATE FUNCTION notifications_people(
        audience text[], place text, body bigint, on_day date
    )
    RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
        SELECT holder_id FROM wksbm_seat
         WHERE wksbm_id = body AND term @> on_day
           AND (post = ANY (audience) OR 'board' = ANY (audience))
        UNION
        SELECT p.id
          FROM accounts_grant AS g
          JOIN accounts_user AS u ON u.id = g.user_id AND u.is_active
          JOIN people_person AS p ON p.user_id = g.user_id
         WHERE g.region_id IN (place, left(place, 8), left(place, 5), left(place, 2))
           AND g.withdrawn_at IS NULL
           AND g.period @> on_day
           AND (g.role = ANY (audience)
                OR g.role = 'village_secretary' AND 'secretary' = ANY (audience))
        UNION
        SELECT a.person_id
          FROM volunteers_appointment AS a
          JOIN volunteers_pillar AS pillar ON pillar.id = a.pillar_id AND pillar.code = 'tksk'
         WHERE 'tksk' = ANY (audience)
           AND a.area_id IN (place, left(place, 8))
           AND a.term @> on_day
    $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0006_steps"),
        ("accounts", "0002_sign_in"),
        ("people", "0001_initial"),
        ("volunteers", "0001_initial"),
        ("wksbm", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FARTHEST, "DROP FUNCTION notifications_farthest(text)"),
        migrations.RunSQL(
            DAY_STEPS, "DROP FUNCTION notifications_day_steps(text, text, bigint, text, date)"
        ),
        migrations.RunSQL(
            STEPS_AFTER,
            "DROP FUNCTION notifications_steps_after(text, text, bigint, text, timestamptz)",
        ),
        migrations.RunSQL(
            AUDIENCE, "DROP FUNCTION notifications_audience(text, text, bigint, text[])"
        ),
        migrations.RunSQL(PEOPLE, "DROP FUNCTION notifications_people(text[], text, bigint, date)"),
    ]
