"""How tables are emptied after a test with transactions of its own: only those that have rows.

Django's TRUNCATE of all gives some thousand files a new beginning, and what `migrate` writes of
the models is written again after it: that took longer than most of these tests.
"""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.test import TransactionTestCase

from config.embedded.postgres import SUPERUSER

# As a replica: no trigger guards the history and no foreign key asks, since everything goes. What
# Django knows of the models stays: it is as before.
EMPTY = """
DO $$
DECLARE
    name text;
    has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN
        SELECT oid::regclass FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
           AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO has_rows;
        IF has_rows THEN
            EXECUTE format('DELETE FROM %s', name);
        END IF;
    END LOOP;
END $$
"""


def empty(_test_case):
    at = connection.settings_dict
    with psycopg.connect(host=at["HOST"], dbname=at["NAME"], user=SUPERUSER) as line:
        line.execute(EMPTY)


@contextmanager
def quick_emptying(servers):
    """Empty so where the server is ours; another one's superuser is not known."""
    with pytest.MonkeyPatch.context() as patch:
        if "postgres" in servers.running:
            patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
