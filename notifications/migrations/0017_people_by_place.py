"""Whom a place tells is found by the place: grants and TKSK, as many as a nation has of them."""

from django.db import migrations

# IS TRUE, and the operators of LIKE: with equality, periods and terms in sight PostgreSQL takes a GiST
# index that begins with the user or the person, and reads the whole of it for each place. All who
# serve between the codes of village and kecamatan, which it read before, were forty.
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
           AND (
                   g.withdrawn_at IS NULL
                   AND g.period @> on_day
                   AND (g.role = ANY (audience)
                        OR g.role = 'village_secretary' AND 'secretary' = ANY (audience))
               ) IS TRUE
        UNION
        SELECT a.person_id
          FROM volunteers_appointment AS a
         WHERE 'tksk' = ANY (audience)
           AND (
                   a.area_id ~>=~ place AND a.area_id ~<=~ place
                OR a.area_id ~>=~ left(place, 8) AND a.area_id ~<=~ left(place, 8)
               )
           AND (
                   a.term @> on_day
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
         WHERE 'tksk' = ANY (audience)
           AND a.area_id ~>=~ left(place, 8) AND a.area_id ~<=~ place
           AND (
                   a.area_id IN (place, left(place, 8))
                   AND a.term @> on_day
                   AND a.pillar_id = (SELECT id FROM volunteers_pillar WHERE code = 'tksk')
               ) IS TRUE
    $$
"""


class Migration(migrations.Migration):

    dependencies = [("notifications", "0016_few_attempts_decide")]

    operations = [migrations.RunSQL(PEOPLE, PEOPLE_BEFORE)]
