"""Operations that go together do what they do one by one, there and back."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    RunPython,
    RunSQL,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from common.migrations import Together
from config.embedded.place import ROOT

FREE = (Together, CreateModel, RunPython, RunSQL)

BOATS = "harbour_boat"
CREATE = CreateModel("Boat", [("id", models.BigAutoField(primary_key=True))])


def additions():
    return [
        AddField("boat", "name", models.CharField(max_length=20, default="")),
        AddConstraint(
            "boat",
            models.CheckConstraint(name="boat_named", condition=~models.Q(name="nameless")),
        ),
        AddIndex("boat", models.Index(fields=["name"], name="boat_by_name")),
    ]


def forwards(state, operation):
    """Carry out one operation, as a migration does; return the state after it."""
    after = state.clone()
    operation.state_forwards("harbour", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("harbour", editor, state, after)
    return after


def shape_of_table():
    with connection.cursor() as cursor:
        columns = {
            row.name for row in connection.introspection.get_table_description(cursor, BOATS)
        }
        return columns, set(connection.introspection.get_constraints(cursor, BOATS))


@pytest.mark.django_db(transaction=True)
def test_together_is_the_same_as_one_by_one_and_goes_back():
    bare = forwards(ProjectState(), CREATE)
    before = shape_of_table()

    one_by_one = bare
    for operation in additions():
        one_by_one = forwards(one_by_one, operation)
    wanted = shape_of_table()
    with connection.schema_editor() as editor:
        editor.remove_field(one_by_one.apps.get_model("harbour", "boat"), named(one_by_one))
    step = Together(additions())
    together = forwards(bare, step)
    found = shape_of_table()
    with connection.schema_editor() as editor:
        step.database_backwards("harbour", editor, together, bare)
    back = shape_of_table()
    with connection.schema_editor() as editor:
        editor.delete_model(bare.apps.get_model("harbour", "boat"))

    assert step.reversible
    assert {"name"} == wanted[0] - before[0]
    assert {"boat_named", "boat_by_name"} <= wanted[1] - before[1]
    assert (found, back) == (wanted, before)
    assert together == one_by_one


def named(state):
    return state.apps.get_model("harbour", "boat")._meta.get_field("name")


def test_large_migrations_are_taken_together():
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    loose = [
        (app, name)
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in own and sum(not isinstance(step, FREE) for step in migration.operations) > 12
    ]

    assert loose == []  # wrap what makemigrations wrote: see common/migrations.py
