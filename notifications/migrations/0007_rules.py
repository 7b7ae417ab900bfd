"""How far ahead a rule's farthest step lies, in any place: a SELECT looks no further."""

from django.db import migrations

FARTHEST = """
    CREATE FUNCTION notifications_farthest(which text)
    RETURNS interval LANGUAGE sql STABLE AS $$
        SELECT coalesce(max(s.ahead), interval '0')
          FROM notifications_ruleplan AS p
          JOIN notifications_rulestep AS s ON s.plan_id = p.id
         WHERE p.rule = which AND p.is_on
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
                       SELECT nullif(audience, '{}')::text[] FROM notifications_ruleplan
                        WHERE id = notifications_plan(which, place, body)
                   ),
                   usual
               )
    $$
"""


class Migration(migrations.Migration):

    dependencies = [("notifications", "0006_steps")]

    operations = [
        migrations.RunSQL(FARTHEST, "DROP FUNCTION notifications_farthest(text)"),
        migrations.RunSQL(
            AUDIENCE, "DROP FUNCTION notifications_audience(text, text, bigint, text[])"
        ),
    ]
