"""How a rule goes in a place is asked once a place: it was asked for each plan and step there is."""

from django.db import migrations

# A sub-select with nothing of this query in it runs once; the bare call ran for every row.
STEPS = """
    CREATE OR REPLACE FUNCTION notifications_steps(which text, place text, body bigint)
    RETURNS TABLE (step text, ahead interval, at time, useful_for interval)
    LANGUAGE sql STABLE AS $$
        SELECT s.code, s.ahead, s.at, s.useful_for
          FROM notifications_ruleplan AS p
          JOIN notifications_rulestep AS s ON s.plan_id = p.id
         WHERE p.id = (SELECT notifications_plan(which, place, body)) AND p.is_on
    $$
"""
STEPS_BEFORE = STEPS.replace(
    "(SELECT notifications_plan(which, place, body))", "notifications_plan(which, place, body)"
)

AUDIENCE = """
    CREATE OR REPLACE FUNCTION notifications_audience(
        which text, place text, body bigint, usual text[]
    )
    RETURNS text[] LANGUAGE sql STABLE AS $$
        SELECT coalesce(
                   (
                       SELECT nullif(audience::text[], '{}') FROM notifications_ruleplan
                        WHERE id = (SELECT notifications_plan(which, place, body))
                   ),
                   usual
               )
    $$
"""
AUDIENCE_BEFORE = AUDIENCE.replace(
    "(SELECT notifications_plan(which, place, body))", "notifications_plan(which, place, body)"
)

# Who serves in the place or its kecamatan lies between their two codes. Said by the operators of
# LIKE, and IS TRUE: for equality and terms PostgreSQL took a GiST index that begins with the person,
# and read the whole of it for each village.
PEOPLE = """
    CREATE OR REPLACE FUNCTION notifications_people(
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
         WHERE 'tksk' = ANY (audience)
           AND a.area_id ~>=~ left(place, 8) AND a.area_id ~<=~ place
           AND (
                   a.area_id IN (place, left(place, 8))
                   AND a.term @> on_day
                   AND a.pillar_id = (SELECT id FROM volunteers_pillar WHERE code = 'tksk')
               ) IS TRUE
    $$
"""
PEOPLE_BEFORE = """
    CREATE OR REPLACE FUNCTION notifications_people(
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

    dependencies = [("notifications", "0010_self_checks")]

    operations = [
        migrations.RunSQL(STEPS, STEPS_BEFORE),
        migrations.RunSQL(AUDIENCE, AUDIENCE_BEFORE),
        migrations.RunSQL(PEOPLE, PEOPLE_BEFORE),
    ]
