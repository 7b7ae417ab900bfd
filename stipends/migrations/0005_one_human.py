"""All keys under which one human is known: payments stay with the person who was merged away."""

from django.db import migrations

ONE_HUMAN = """
CREATE FUNCTION stipends_one_human(of_person bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE ROWS 1 AS $$
    WITH RECURSIVE same AS (
        SELECT of_person AS id
         UNION
        SELECT twin.id FROM people_person AS twin JOIN same ON twin.merged_into_id = same.id
    )
    SELECT id FROM same
$$
"""


class Migration(migrations.Migration):

    dependencies = [("stipends", "0004_accounts_may_go")]

    operations = [
        migrations.RunSQL(ONE_HUMAN, "DROP FUNCTION stipends_one_human(bigint)"),
    ]
