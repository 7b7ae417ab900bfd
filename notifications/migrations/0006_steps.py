"""How a rule goes in a place: the nearest plan holds whole, for planning and for showing alike."""

from django.db import migrations

PLAN = """
    CREATE FUNCTION notifications_plan(which text, place text, body bigint)
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

# Nothing where the plan is off, or where nobody has loaded one.
STEPS = """
    CREATE FUNCTION notifications_steps(which text, place text, body bigint)
    RETURNS TABLE (step text, ahead interval, at time, useful_for interval)
    LANGUAGE sql STABLE AS $$
        SELECT s.code, s.ahead, s.at, s.useful_for
          FROM notifications_ruleplan AS p
          JOIN notifications_rulestep AS s ON s.plan_id = p.id
         WHERE p.id = notifications_plan(which, place, body) AND p.is_on
    $$
"""


class Migration(migrations.Migration):

    dependencies = [("notifications", "0005_plans_and_wishes")]

    operations = [
        migrations.RunSQL(PLAN, "DROP FUNCTION notifications_plan(text, text, bigint)"),
        migrations.RunSQL(STEPS, "DROP FUNCTION notifications_steps(text, text, bigint)"),
    ]
