"""What the layout promises, checked on the code itself: it fails where a rule is forgotten."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django_filters import ModelChoiceFilter, ModelMultipleChoiceFilter
from rest_framework import serializers

from accounts.access import Scoped
from accounts.fields import VisibleRelated
from accounts.viewsets import ScopedViewSet

ROOT = Path(settings.BASE_DIR)
APPS = [
    "portal",
    "notifications",
    "programme",
    "stipends",
    "meetings",
    "volunteers",
    "wksbm",
    "people",
    "papers",
    "spreadsheets",
    "jobs",
    "audit",
    "accounts",
    "regions",
]
EDGES = ("views", "api", "forms", "filters")

# Models that belong to no single region, each with the reason.
NOT_SCOPED = {
    "regions.Region": "is the region",
    "regions.RegionLoad": "a load of the nation's file",
    "regions.RegionsVersion": "one number for all regions",
    "regions.RegionShape": "the region's outline",
    "regions.ShapeLoad": "a load of boundaries",
    "accounts.User": "seen through their grants",
    "accounts.Grant": "names its region, or the whole nation",
    "accounts.SignInLink": "by its region, or none: the nation's",
    "accounts.ApiToken": "its user's own",
    "audit.Seal": "covers the whole service",
    "audit.SealedRow": "a part of the seal",
    "people.Person": "seen through Presence",
    "people.FamilyCard": "a part of the person",
    "people.BankAccount": "a part of the person",
    "people.Consent": "a part of the person",
    "people.TwinSearch": "the machine's own note on a person",
    "wksbm.DecreeChange": "a part of the newer decree",
    "volunteers.Pillar": "the nation's, or its district's",
    "volunteers.QualificationKind": "the nation's, or its district's",
    "volunteers.TrainingMark": "a part of the training",
    "volunteers.ReportEntry": "a part of the report",
    "meetings.CalendarFeed": "its user's own",
    "meetings.Holiday": "the nation's, or its district's",
    "meetings.MeetingKind": "the nation's, or its district's",
    "meetings.Attendance": "a part of the meeting",
    "meetings.InvitedGroup": "a part of the meeting",
    "meetings.Invitation": "a part of the meeting",
    "meetings.CheckInCode": "a part of the meeting",
    "meetings.MeetingPhoto": "a part of the meeting",
    "notifications.QuietTime": "the nation's, or its region's",
    "notifications.Attempt": "a part of the delivery",
    "notifications.RulePlan": "the nation's, or of a region or a body in it",
    "notifications.RuleStep": "a part of the plan",
    "notifications.OptOut": "a part of the person",
    "stipends.TaxRule": "the nation's",
    "stipends.TaxBracket": "a part of the rule",
    "stipends.TaxStatus": "a part of the person",
    "stipends.Rate": "a part of the scheme",
    "stipends.RunEditor": "a part of the run",
    "stipends.RunException": "a part of the run",
    "stipends.Decision": "a part of the run",
    "stipends.Quantity": "a part of the run",
    "stipends.LineState": "a part of the line",
    "stipends.LineStep": "a part of the line",
    "stipends.LedgerEntry": "a part of the line",
    "stipends.Settlement": "a part of the line",
    "stipends.Entitlement": "the guard against paying twice: no one reads it",
    "stipends.Receipt": "a part of the line",
    "notifications.Reply": "of its region, or of none: the sender is unknown",
    "notifications.ChannelHealth": "the service's own",
    "notifications.SelfCheck": "the service's own",
    "notifications.Heartbeat": "the service's own pulse",
    "jobs.IdempotentRequest": "its user's own",
    "spreadsheets.ImportRow": "a part of the import",
    "jobs.Job": "its user's own",
}


def sources(app, *names):
    for name in names:
        for path in (ROOT / app / f"{name}.py", *sorted((ROOT / app / name).glob("*.py"))):
            if path.exists():
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def where(path, node):
    return f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("app", APPS)
def test_edges_read_only_through_visible_to(app):
    loose = []
    for path, tree in sources(app, *EDGES):
        parents = {
            id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
        }
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
            ):
                continue
            used = parents[id(node)]
            gates = {"visible_to", "where_may", "received_by"}
            if not (isinstance(used, ast.Attribute) and used.attr in gates):
                loose.append(where(path, node))

    # Who signs in is found before anybody is signed in; the reference of regions is public.
    assert loose == []


@pytest.mark.parametrize("app", APPS)
def test_edges_write_nothing(app):
    writes = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    found = [
        where(path, node)
        for path, tree in sources(app, *EDGES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writes
    ]

    assert found == []


@pytest.mark.parametrize("app", APPS)
def test_forms_and_serializers_hold_no_rules(app):
    found = [
        where(path, node)
        for path, tree in sources(app, "forms", "api")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith(("clean_", "validate_"))
    ]

    assert found == []


@pytest.mark.parametrize("app", APPS)
def test_services_with_an_actor_begin_with_require(app):
    """A public service that takes an `actor` asks `require` (itself or through another service)."""
    without = []
    for path, tree in sources(app, "services"):
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            names = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
            if "actor" not in names:
                continue
            asks = any(
                isinstance(inner, ast.Call)
                and (
                    getattr(inner.func, "id", getattr(inner.func, "attr", "")).startswith(
                        ("require", "_require")
                    )
                    or any(word.arg == "actor" for word in inner.keywords)
                )
                for inner in ast.walk(node)
            )
            if not asks:
                without.append(where(path, node))

    assert without == []


def test_every_model_belongs_to_a_region_or_is_listed():
    ours = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    unscoped = {
        model._meta.label
        for model in ours
        if not issubclass(model, Scoped) and not model._meta.label.endswith("Event")
    }

    assert unscoped == set(NOT_SCOPED)


def subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def test_payloads_name_only_visible_records():
    from config import urls  # noqa: F401, PLC0415 (loads every serializer)

    loose = []
    for serializer in set(subclasses(serializers.BaseSerializer)):
        if serializer.__module__.split(".")[0] not in APPS:
            continue
        for name, field in serializer().fields.items():
            related = getattr(field, "child_relation", field)
            if (
                isinstance(related, serializers.RelatedField)
                and not related.read_only
                and not isinstance(related, VisibleRelated)
            ):
                loose.append(f"{serializer.__qualname__}.{name}")

    assert loose == []


def test_filters_offer_no_record_choices():
    from config import urls  # noqa: F401, PLC0415

    loose = [
        f"{view.__qualname__}.{name}"
        for view in set(subclasses(ScopedViewSet))
        if getattr(view, "filterset_class", None)
        for name, found in view.filterset_class.base_filters.items()
        if isinstance(found, ModelChoiceFilter | ModelMultipleChoiceFilter)
    ]

    assert loose == []


def test_rows_say_what_the_schema_says():
    from config import urls  # noqa: F401, PLC0415

    views = [view for view in set(subclasses(ScopedViewSet)) if "rows" in vars(view)]
    assert views
    for view in views:
        fields = set(view.serializer_class().fields)
        assert fields == set(view.rows), view.__qualname__


def test_modules_stay_small():
    large = [
        str(path.relative_to(ROOT))
        for app in [*APPS, "config", "common"]
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > 400
    ]

    assert large == []


def test_no_table_says_a_thing_twice():
    """The second would win without a word, as after a careless merge."""
    for app in [*APPS, "common", "config"]:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Dict):
                    keys = [ast.unparse(key) for key in node.keys if key is not None]
                    assert len(keys) == len(set(keys)), where(path, node)


def test_every_module_and_public_service_has_a_docstring():
    bare = []
    for app in [*APPS, "common", "config"]:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts or path.name in {"__init__.py", "apps.py", "urls.py"}:
                continue
            if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None:
                bare.append(str(path.relative_to(ROOT)))

    assert bare == []


def test_nothing_is_published_or_delayed_in_a_request():
    calls = {"delay", "apply_async", "send_task"}
    found = [
        where(path, node)
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in calls
    ]

    assert found == []


def test_nothing_waits_in_the_broker():
    """Due times are rows: an ETA fills a worker's memory and comes back after its time-out."""
    found = []
    for path in (
        path for app in [*APPS, "common", "config"] for path in (ROOT / app).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            late = isinstance(node, ast.keyword) and node.arg in {"countdown", "eta"}
            from_celery = isinstance(node, ast.ImportFrom) and node.module == "celery"
            other = from_celery and {one.name for one in node.names} - {"shared_task", "Celery"}
            if late or other:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert found == []


def test_every_history_is_sealed_and_guarded():
    """One made by pghistory itself would have no transaction's number and no guard."""
    from pghistory.models import Event  # noqa: PLC0415

    from common.history import HistoryRow  # noqa: PLC0415

    histories = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    histories = [model for model in histories if issubclass(model, Event)]
    assert histories
    for model in histories:
        assert issubclass(model, HistoryRow), model
        assert {trigger.name for trigger in model._meta.triggers} >= {
            "append_only",
            "never_emptied",
        }, model


def test_access_is_typed_over_every_role():
    from accounts.access import GRANTS, Role  # noqa: PLC0415

    assert set(GRANTS) == set(Role.values)
