"""The schema: every address in it, words and answers for each, and the same for whoever asks."""

import json
import re
from io import StringIO

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from config.api import v1
from tests.test_access import walk

METHODS = {"get", "post", "put", "patch", "delete"}
NOT_DESCRIBED = {("get", "/api/v1/schema/")}  # the schema itself


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """Return the schema that the command makes, as `make check` does: no warning is allowed."""
    file = tmp_path_factory.mktemp("schema") / "schema.json"
    options = {"api_version": "v1", "validate": True, "fail_on_warn": True}
    call_command("spectacular", **options, format="openapi-json", file=str(file), stderr=StringIO())
    return json.loads(file.read_text())


def served(language):
    kinds = {"Accept": "application/vnd.oai.openapi+json", "Accept-Language": language}
    return Client().get(reverse("v1:schema"), headers=kinds).json()


def operations(schema):
    return {
        (method, path): operation
        for path, found in schema["paths"].items()
        for method, operation in found.items()
    }


def addresses():
    """Yield each method and path that the router answers, arguments unnamed."""
    for _name, pattern in walk(v1):
        path = "/api/v1" + simplify_regex(str(pattern.pattern))
        view = pattern.callback
        answered = getattr(view, "actions", None) or dir(view.cls)
        for method in METHODS.intersection(answered):  # DRF adds "head" once one was asked
            yield method, unnamed(path)


def unnamed(path):
    return re.sub(r"[<{][^>}]+[>}]", "{}", path)


def nodes(node):
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node:
        if isinstance(inner, dict | list):
            yield from nodes(inner)


def test_schema_has_every_address(schema):
    described = {(method, unnamed(path)) for method, path in operations(schema)}

    assert described == set(addresses()) - NOT_DESCRIBED
    assert len(described) > 90


def test_each_operation_says_what_it_does_who_may_and_how_it_fails(schema):
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found = operations(schema)

    for name, operation in found.items():
        answers = operation["responses"]
        refusals = {status: said for status, said in answers.items() if status >= "400"}
        assert operation["description"].strip(), name
        assert operation["security"] == [{"token": []}, {"session": []}], name
        assert set(refusals) >= {"400", "401", "403", "404", "405", "406", "429", "500"}, name
        assert [said["content"] for said in refusals.values()] == [problem] * len(refusals), name
        assert set(answers) - set(refusals), name

    writes = [said["description"] for (method, _path), said in found.items() if method != "get"]
    assert sorted(set(writes)) == sorted(writes)  # each its own, none those of a base
    assert set(schema["components"]["securitySchemes"]) == {"token", "session"}


def test_what_is_sent_is_closed_as_the_api_refuses_unknown_keys(schema):
    sent = {name: of for name, of in schema["components"]["schemas"].items() if "Request" in name}
    objects = {name: of for name, of in sent.items() if of["type"] == "object"}
    inner = set(objects) - {"DataRequest"}  # what is answered of a data request

    assert [name for name in inner if objects[name].get("additionalProperties") is not False] == []
    assert len(inner) > 25


def test_empty_addresses_and_what_is_gone_are_promised(schema):
    shapes, paths = schema["components"]["schemas"], schema["paths"]
    either = [{"type": "string", "format": "email"}, {"type": "string", "maxLength": 0}]

    told = shapes["Person"]["properties"]["email"]  # "" where there is none: no promise of a form
    assert (told["type"], "format" in told) == ("string", False)
    assert shapes["PersonInputRequest"]["properties"]["email"]["oneOf"] == either
    assert "410" in paths["/api/v1/imports/{id}/annotated/"]["get"]["responses"]
    assert "410" in paths["/api/v1/persons/{id}/reveal/"]["post"]["responses"]


def test_schema_is_openapi_3_1_whose_references_and_shapes_hold(schema):
    assert schema["openapi"] == "3.1.1"  # by its meta-schema: the command validates

    for node in nodes(schema):
        where = node.get("$ref")
        if isinstance(where, str):
            _hash, components, kind, name = where.split("/")
            assert name in schema[components][kind]
        if isinstance(node.get("schema"), dict):
            Draft202012Validator.check_schema(node["schema"])
    for shape in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)


def test_programs_are_served_what_the_command_makes(schema):
    indonesian, english = served("id"), served("en")

    assert indonesian == schema
    assert english["info"]["description"] != schema["info"]["description"]
    assert list(english["components"]["schemas"]) == list(schema["components"]["schemas"])
