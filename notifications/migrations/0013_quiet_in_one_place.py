"""What a place's quiet hours and plans hang on, as parts of a plan: many places share them."""

from django.db import migrations

# The narrowest region of the place's lineage that has quiet hours or silent days of its own, or
# nothing: quiet is the same in all places of which this says the same. Opened where it is used in
# FROM.
QUIET_PLACE = """
    CREATE FUNCTION notifications_quiet_place(place text)
    RETURNS SETOF text LANGUAGE sql STABLE AS $$
        SELECT coalesce(greatest(
                   (
                       SELECT max(region_id) FROM notifications_quiettime
                        WHERE region_id IN (place, left(place, 8), left(place, 5), left(place, 2))
                   ),
                   (
                       SELECT max(region_id) FROM meetings_holiday
                        WHERE region_id IN (place, left(place, 8), left(place, 5), left(place, 2))
                          AND kind = 'silent'
                   )
               ), '')
    $$
"""

# The nearest plan, opened where it is used in FROM; notifications_plan says the same for one.
NEAREST = """
    CREATE FUNCTION notifications_nearest_plan(which text, place text, body bigint)
    RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
        SELECT id FROM notifications_ruleplan
         WHERE rule = which
           AND (region_id IS NULL
                OR region_id IN (place, left(place, 8), left(place, 5), left(place, 2)))
           AND (wksbm_id IS NULL OR wksbm_id = body)
         ORDER BY wksbm_id NULLS LAST, length(region_id) DESC NULLS LAST
         LIMIT 1
    $$
"""
PLAN = """
    CREATE OR REPLACE FUNCTION notifications_plan(which text, place text, body bigint)
    RETURNS bigint LANGUAGE sql STABLE AS $$
        SELECT notifications_nearest_plan(which, place, body)
    $$
"""
PLAN_BEFORE = """
    CREATE OR REPLACE FUNCTION notifications_plan(which text, place text, body bigint)
    RETURNS bigint LANGUAGE sql STABLE AS $$
        SELECT id FROM notifications_ruleplan
         WHERE rule = which
           AND (region_id IS NULL
                OR region_id IN (place, left(place, 8), left(place, 5), left(place, 2)))
           AND (wksbm_id IS NULL OR wksbm_id = body)
         ORDER BY wksbm_id NULLS LAST, length(region_id) DESC NULLS LAST
         LIMIT 1
    $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0015_invited_in_one_plan"),
        ("notifications", "0012_due_in_order"),
    ]

    operations = [
        migrations.RunSQL(QUIET_PLACE, "DROP FUNCTION notifications_quiet_place(text)"),
        migrations.RunSQL(NEAREST, "DROP FUNCTION notifications_nearest_plan(text, text, bigint)"),
        migrations.RunSQL(PLAN, PLAN_BEFORE),
    ]
