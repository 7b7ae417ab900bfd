"""What is shipped for servers is well-formed and says what it must; nothing is started here.

`compose-spec.json` is the Compose Specification's own schema (github.com/compose-spec/compose-spec,
Apache-2.0), copied whole.
"""

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from config.embedded.place import ROOT

COMPOSE = yaml.safe_load(Path(ROOT, "docker-compose.yml").read_text())
SCHEMA = json.loads(Path(__file__).with_name("compose-spec.json").read_text())
UNITS = sorted(Path(ROOT, "deploy/systemd").glob("*.service"))
OURS = {"web-a", "web-b", "worker", "beat", "dispatch", "migrate"}


def faults(compose):
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(compose)]


def test_the_compose_file_keeps_to_its_schema():
    assert faults(COMPOSE) == []
    assert faults({**COMPOSE, "services": {"web": {"imagge": "wksbm"}}}) != []


def test_the_compose_file_names_only_what_it_defines():
    services = COMPOSE["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", ())) <= set(services), name
        assert set(service.get("networks", ())) <= set(COMPOSE["networks"]), name
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source.startswith((".", "$")) or source in COMPOSE["volumes"], (name, source)
    assert set(services) >= OURS | {"nginx", "postgres", "valkey"}


def test_our_parts_run_with_little_and_hold_secrets_as_files_only():
    for name in OURS:
        service = COMPOSE["services"][name]
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert {"SECRET_KEY", "DATABASE_URL"}.isdisjoint(service["environment"]), name
        assert "ports" not in service, name
    written = Path(ROOT, "docker-compose.yml").read_text()
    assert re.findall(r"noeviction|appendonly|postgres:18", written)
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_every_variable_given_to_our_parts_is_one_that_is_read():
    known = set(re.findall(r"^([A-Z_0-9]+)=", Path(ROOT, ".env.example").read_text(), re.M))
    given = {name.removesuffix("_FILE") for name in COMPOSE["services"]["web-a"]["environment"]}

    assert given - known == set()


def test_hadolint_finds_nothing_in_the_dockerfile(tmp_path):
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))

    def lint(file):
        return subprocess.run([hadolint, str(file)], capture_output=True, text=True, check=False)

    (tmp_path / "Dockerfile").write_text("FROM debian\nRUN cd /x && apt-get install nginx\n")
    assert lint(Path(ROOT, "Dockerfile")).stdout == ""
    assert "DL3008" in lint(tmp_path / "Dockerfile").stdout


def test_the_image_holds_every_folder_of_the_service_and_no_other():
    kept = {
        line[1:] for line in Path(ROOT, ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    packages = {path.parent.name for path in Path(ROOT).glob("*/apps.py")}

    assert packages | {"manage.py", "requirements.txt", "static", "templates", "common"} <= kept
    assert kept.isdisjoint({"tests", "var", ".git", ".env", "secrets", "docs", "deploy"})


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_again_for_ever_and_may_do_little(unit):
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read(unit)
    service = parsed["Service"]

    assert service["Restart"] == "always"
    assert parsed["Unit"]["StartLimitIntervalSec"] == "0"
    assert service["User"] == "wksbm"
    assert service["NoNewPrivileges"] == "true"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is of Linux only")
def test_systemd_reads_the_units_without_complaint():
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, UNITS)], capture_output=True, text=True, check=False
    )
    complaints = [
        line
        for line in done.stderr.splitlines()
        if "wksbm" in line and "is not executable" not in line
    ]

    assert complaints == []


def test_the_four_processes_are_the_same_by_compose_and_by_systemd():
    commands = " ".join(unit.read_text() for unit in UNITS)
    for words in ("granian --interface wsgi", "config.celery worker", "config.celery beat"):
        assert words in commands
    assert {unit.name for unit in UNITS} == {
        "wksbm-web@.service",
        "wksbm-worker.service",
        "wksbm-beat.service",
        "wksbm-dispatch.service",
    }
