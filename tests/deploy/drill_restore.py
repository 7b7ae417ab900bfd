"""`make drill-restore`: back up while people write, restore into a new cluster, compare row by row.

The tests run in their order.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from config.embedded import database_url, postgres
from config.embedded.binaries import postgres_programs
from config.embedded.folders import tidy_sockets
from config.embedded.place import ROOT, Place
from config.processes import spawn
from tests.running import OURS

WRITING = """
import hashlib, itertools, os
from django.core.files.base import ContentFile
from regions.models import Region
from tests.factories.wksbm import make_decree, make_wksbm
village = Region.objects.get(code="52.07.01.2001")
for number in itertools.count(1):
    body = make_wksbm(region=village, name=f"Peduli {number}")
    content = os.urandom(20_000)
    decree = make_decree(bodies=[body], number=f"{number}/2026")
    decree.scan_sha256 = hashlib.sha256(content).hexdigest()
    decree.scan.save("SK.pdf", ContentFile(content))
    body.name = f"Peduli sekali {number}"
    body.save()
"""
SMOKE = """
from django.test import Client
from accounts.models import User
from wksbm.models import Decree, Wksbm
client = Client(HTTP_HOST="localhost")
client.force_login(User.objects.create_superuser("pemeriksa", "x", name="Pemeriksa"))
decree = Decree.objects.exclude(scan="").latest("pk")
pages = ["/readyz", "/api/v1/wksbm/", f"/api/v1/wksbm/{Wksbm.objects.latest('pk').pk}/"]
pages.append(f"/api/v1/decrees/{decree.pk}/")
pages.append(f"/wksbm/decrees/{decree.pk}/scan/")
print("smoke", [client.get(page).status_code for page in pages])
"""


@dataclass
class Site:
    """One cluster with its folder of files."""

    place: Place
    folder: Path

    @property
    def url(self):
        return database_url(self.place)

    @property
    def files(self):
        return self.folder / "files"

    @property
    def environment(self):
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return {
            **inherited,
            "PATH": f"{postgres_programs()}:{os.environ['PATH']}",
            "SECRET_KEY": "only-for-this-drill",
            "HTTPS": "false",
            "DATABASE_URL": self.url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "VAR_DIR": str(self.folder),
            "FILES_DIR": str(self.files),
        }

    def run(self, *words, **environment):
        return subprocess.run(
            list(map(str, words)),
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def manage(self, *words):
        done = self.run(sys.executable, "-W", "ignore", "manage.py", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, statement):
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement).fetchall()


@contextmanager
def cluster(purpose, folder):
    place = Place(purpose)
    shutil.rmtree(place.data, ignore_errors=True)
    folder.mkdir()
    process = spawn(postgres.program(place, quick=True), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not postgres.answers(place, process.pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        postgres.make_database(place)
        yield Site(place, folder)
    finally:
        process.send_signal(postgres.END_SIGNALS[0])
        process.wait(30)
        tidy_sockets(place)
        shutil.rmtree(place.data, ignore_errors=True)


@dataclass
class Story:
    """A site, its rows at one instant, the backup made of that instant, and a new site."""

    source: Site
    target: Site
    backups: Path
    rows: dict[str, tuple[int, str]]
    backup: Path


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    folder = tmp_path_factory.mktemp("restore")
    number = os.getpid()
    with (
        cluster(f"drill-{number}-a", folder / "a") as source,
        cluster(f"drill-{number}-b", folder / "b") as target,
    ):
        source.manage("prepare_data")
        writers = [write(source, folder / f"writer{number}.log") for number in range(1)]
        wait_for_decrees(source, 20)
        with psycopg.connect(source.url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            [(snapshot,)] = connection.execute("SELECT pg_export_snapshot()").fetchall()
            rows = hashes(connection)
            done = source.run("sh", "deploy/backup.sh", folder / "c", f"--snapshot={snapshot}")
        assert all(writer.poll() is None for writer in writers), "the writers stopped too early"
        wait_for_decrees(source, 5 + rows["wksbm_decree"][0])
        for writer in writers:
            writer.kill()
            writer.wait()
        assert done.returncode == 0, done.stderr
        yield Story(source, target, folder / "c", rows, Path(done.stdout.strip()))


def write(site, log):
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", "shell", "-c", WRITING],
            cwd=ROOT,
            env=site.environment,
            stdout=file,
            stderr=file,
        )


def wait_for_decrees(site, number):
    deadline = time.monotonic() + 60
    while site.ask("SELECT count(*) FROM wksbm_decree WHERE scan <> ''")[0][0] < number:
        assert time.monotonic() < deadline, "nobody writes"
        time.sleep(0.1)


def hashes(connection):
    """Return count and hash of every table's rows."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    statement = sql.SQL(
        "SELECT count(*), md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) "
        "FROM {} t"
    )
    return {
        name: connection.execute(statement.format(sql.Identifier(name))).fetchone()
        for (name,) in names.fetchall()
    }


def restore(story, backup=None, script="deploy/restore.sh"):
    return story.target.run("sh", script, backup or story.backup)


def sums_anew(backup):
    lines = [
        f"{sha256((backup / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("database.dump", "files.sha256")
    ]
    (backup / "SHA256SUMS").write_text("".join(lines))


@pytest.fixture
def copy(story):
    """A copy of the backup, beside it, to be damaged."""
    folder = story.backups / "copy"
    shutil.copytree(story.backup, folder)
    yield folder
    shutil.rmtree(folder)


def refused(story, backup, why):
    done = restore(story, backup)
    assert done.returncode != 0
    assert why in done.stderr
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert story.target.ask(tables) == [(0,)]
    assert not story.target.files.exists()


def test_a_changed_dump_is_refused(story, copy):
    dump = copy / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1000])

    refused(story, copy, "The backup is not what was written.")


@pytest.mark.parametrize("kept", [0, 0.3, 0.9])
def test_a_dump_that_was_written_short_is_refused(story, copy, kept):
    dump = copy / "database.dump"
    dump.write_bytes(dump.read_bytes()[: int(dump.stat().st_size * kept)])
    sums_anew(copy)

    refused(story, copy, "The dump is broken.")


def test_a_dump_of_nothing_is_refused(story, copy):
    made = story.target.run(
        "pg_dump", "--format=custom", f"--file={copy / 'database.dump'}", story.target.url
    )
    assert made.returncode == 0, made.stderr
    sums_anew(copy)

    refused(story, copy, "The dump is empty.")


def test_a_damaged_file_is_refused(story):
    store = story.backups / "files"
    victim = next(path for path in sorted(store.rglob("*")) if path.is_file())
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1] + b"?")
    refused(story, story.backup, "Files are missing or changed.")
    victim.unlink()
    refused(story, story.backup, "Files are missing or changed.")
    victim.write_bytes(whole)


def lying_pg_dump(folder):
    """A pg_dump that stops short and says that all is well: a full disk, a lost mount.

    Its table of contents is whole, as it is at the start of any large dump that was cut off.
    """
    folder.mkdir()
    real = shutil.which("pg_dump", path=str(postgres_programs()))
    lie = folder / "pg_dump"
    lie.write_text(
        f"#!/bin/sh\nfor word; do case $word in --file=*) file=${{word#--file=}};; esac; done\n"
        f'{real} "$@" || exit 1\ntruncate --size=$(($(stat -c %s "$file") * 9 / 10)) "$file"\n'
    )
    lie.chmod(0o755)
    return str(folder)


def without(line, folder):
    """A mutant of the script: this line is gone."""
    text = Path(ROOT, "deploy/backup.sh").read_text()
    assert text.count(line) == 1
    mutant = folder / "backup.sh"
    mutant.write_text(text.replace(line, ":"))
    return mutant


def finished(folder):
    return [one.name for one in folder.iterdir() if one.name.startswith("2")]


def test_a_backup_that_was_written_short_is_none_and_reading_it_is_what_tells(story, tmp_path):
    path = f"{lying_pg_dump(tmp_path / 'bin')}:{story.source.environment['PATH']}"
    mutant = without('pg_restore --file=/dev/null "$half/database.dump"', tmp_path)

    done = story.source.run("sh", "deploy/backup.sh", tmp_path / "real", PATH=path)
    fooled = story.source.run("sh", mutant, tmp_path / "mutant", PATH=path)

    assert done.returncode != 0
    assert finished(tmp_path / "real") == []
    assert fooled.returncode == 0, fooled.stderr
    assert len(finished(tmp_path / "mutant")) == 1


def test_a_backup_of_an_empty_database_is_none(story, tmp_path):
    done = story.target.run("sh", "deploy/backup.sh", tmp_path)

    assert done.returncode != 0
    assert "no tables" in done.stderr
    assert finished(tmp_path) == []


def test_all_rows_and_files_come_back(story):
    done = restore(story)

    assert done.returncode == 0, done.stderr
    with psycopg.connect(story.target.url) as connection:
        assert hashes(connection) == story.rows
    scans = story.target.ask("SELECT scan, scan_sha256 FROM wksbm_decree WHERE scan <> ''")
    assert len(scans) >= 20
    for name, digest in scans:
        assert sha256((story.target.files / name).read_bytes()).hexdigest() == digest
    assert story.rows["regions_region"][0] > 80_000


def test_numbers_go_on_after_the_last(story):
    owned = story.target.ask(
        """
        SELECT c.table_name, c.column_name, pg_get_serial_sequence(c.table_name, c.column_name)
        FROM information_schema.columns c
        WHERE c.table_schema = 'public'
          AND pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) IS NOT NULL
        """
    )
    assert len(owned) > 20
    for table, column, sequence in owned:
        [(last, most)] = story.target.ask(
            f"SELECT (SELECT last_value FROM {sequence}), (SELECT max({column}) FROM {table})"
        )
        assert most is None or last >= most, table


def test_the_service_stands_on_what_came_back(story):
    story.target.manage("migrate", "--check")
    printed = story.target.manage("shell", "-c", SMOKE)

    assert "smoke [200, 200, 200, 200, 200]" in printed


def test_a_second_backup_keeps_each_file_once_and_a_used_database_is_refused(story):
    before = {path: path.stat().st_ino for path in (story.backups / "files").rglob("*")}
    time.sleep(1.1)
    done = story.source.run("sh", "deploy/backup.sh", story.backups)

    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_ino for path in before} == before
    assert len(finished(story.backups)) == 2
    again = restore(story)
    assert again.returncode != 0
    assert "The database is not empty." in again.stderr
