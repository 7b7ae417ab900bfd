"""The table of the shared cache: guesses of second steps, counted for all web processes alike.

Unlogged: it is written at every guess, and whoever restarts a crashed database may guess anew.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_user_names")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE shared_counts (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX shared_counts_expires ON shared_counts (expires);
            """,
            "DROP TABLE shared_counts;",
        ),
    ]
