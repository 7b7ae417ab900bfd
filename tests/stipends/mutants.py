"""What the database refuses, cut out of it: a test that stays green then proves nothing."""

import re

from django.db import connection

RAISED = re.compile(r"RAISE EXCEPTION\s+'(?P<words>(?:wksbm|pgtrigger): [^']*)'[^;]*;")


def told(words, text):
    return re.search(words, text, re.MULTILINE)


def cut(words):
    """Let the triggers of honoraria no longer raise what these words are found in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.prosrc, pg_get_functiondef(p.oid), t.tgrelid::regclass::text"
            "  FROM pg_proc AS p JOIN pg_trigger AS t ON t.tgfoid = p.oid"
            " WHERE starts_with(t.tgrelid::regclass::text, 'stipends')"
        )
        for source, whole, table in cursor.fetchall():
            rest = "NULL;" if "RETURN" in source else "RETURN COALESCE(NEW, OLD);"
            for said in RAISED.finditer(source):
                if told(words, said["words"].replace("%", table)):
                    cursor.execute(whole.replace(said[0], rest))


def drop(constraint):
    """Drop a constraint of a table of honoraria."""
    table = "_".join(constraint.split("_")[:2])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
