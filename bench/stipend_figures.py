"""A long list of honoraria, drafted, approved and released; its draft as a multiple of bare SQL.

The people are made for it in a database of its own: one in a hundred is left out, for six reasons.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from accounts.access import Role
from accounts.models import Grant, User
from bench.generate.loading import loading
from common.dates import term
from regions.models import Region
from stipends.models import FundingSource, LeftOut, Line, Rate, Run, Scheme, StipendPolicy
from stipends.services import approve_run, release_run, start_run, submit_run
from volunteers.models import Pillar
from wksbm.models import Decree, Office

PROVINCE: Final = "35"
MONTH: Final = (date(2026, 8, 1), date(2026, 8, 31))
HEAD: Final = "| step | lines | seconds | lines/s | x bare | PostgreSQL's MB | Python's MB |"

# Exclusion constraints check every row by a slow index: nothing here is written to these again.
PREPARE: Final = """
    ALTER TABLE volunteers_appointment DROP CONSTRAINT IF EXISTS volunteers_appointment_once,
        DROP CONSTRAINT IF EXISTS volunteers_appointment_sole;
    ALTER TABLE people_bankaccount DROP CONSTRAINT IF EXISTS people_bankaccount_once_at_a_time;
    CREATE TEMPORARY TABLE village AS
        SELECT code, row_number() OVER (ORDER BY code) AS v FROM regions_region
         WHERE level = 'village' AND starts_with(code, '35.');
"""
PEOPLE: Final = """
    INSERT INTO people_person (id, version, created_at, updated_at, name, bare_name, sex,
        birth_place, birth_date_is_uncertain, died_on, address, hamlet, rt, rw, phone, other_phones,
        email)
    SELECT n, 1, now(), now(), 'Relawan ' || n, 'relawan ' || n, '', '', FALSE,
           CASE WHEN n %% 600 = 1 THEN DATE '2026-08-10' END, '', '', '', '', '', '{}', ''
      FROM generate_series(%(first)s, %(lines)s) AS n
"""
ACCOUNTS: Final = """
    INSERT INTO people_bankaccount (version, created_at, updated_at, person_id, bank_code,
        number_sealed, number_index, holder_name, term)
    SELECT 1, now(), now(), n, '128', '\\x00', int8send(n), 'Relawan', '[2024-01-01,)'
      FROM generate_series(%(first)s, %(lines)s) AS n WHERE n %% 600 <> 2
"""
SERVING: Final = """
    INSERT INTO volunteers_appointment (id, version, created_at, updated_at, person_id, pillar_id,
        region_id, area_id, term, decree_id, number, honorarium, stipend_waived, is_sole,
        confirmed_on, answer, ended_kind, ended_because)
    SELECT n, 1, now(), now(), n, %(pillar)s, village.code, '35', '[2026-01-01,)',
           CASE WHEN n %% 600 <> 3 THEN %(decree)s END, n::text,
           CASE WHEN n %% 600 = 4 THEN 'unpaid' ELSE 'paid' END, n %% 600 = 5, FALSE,
           CASE WHEN n %% 600 <> 6 THEN DATE '2026-07-02' END,
           CASE WHEN n %% 600 <> 6 THEN 'active' ELSE '' END, '', ''
      FROM generate_series(%(first)s, %(lines)s) AS n
      JOIN village ON village.v = 1 + n %% (SELECT count(*) FROM village)
"""
COLUMNS: Final = ", ".join(
    str(field.column)
    for field in Line._meta.concrete_fields
    if field.column not in {"id", "run_id"}
)


@dataclass(frozen=True)
class Step:
    name: str
    lines: int
    seconds: float
    times: float | None
    database_mb: float
    python_mb: float

    def row(self) -> str:
        times = f"**{self.times:.2f}**" if self.times else ""
        return (
            f"| {self.name} | {self.lines:,} | {self.seconds:.1f}"
            f" | {self.lines / self.seconds:,.0f} | {times}"
            f" | {self.database_mb:.0f} | {self.python_mb:.0f} |"
        )


def measure(*, lines: int, rounds: int, say: Callable[[str], None]) -> list[Step]:
    """Take the figures at a tenth of the lines and at all of them: memory should not follow."""
    steps: list[Step] = []
    say(HEAD)
    say(f"|{' --- |' * (HEAD.count('|') - 1)}")
    for size in (lines // 10, lines):
        for step in _steps(_Place(size), rounds):
            say(step.row())
            steps.append(step)
    return steps


class _Place:
    """A province whose people are made anew: who keeps its money, and who approves."""

    def __init__(self, size: int) -> None:
        self.region = Region.objects.get(pk=PROVINCE)
        self.pillar = Pillar.objects.get(code="tagana")
        self.officer = self._user("petugas", Role.DISTRICT_OFFICER)
        self.approver = self._user("penyetuju", Role.DISTRICT_APPROVER)
        office, _ = Office.objects.get_or_create(
            region=self.region, kind="governor", name="Gubernur"
        )
        decree, _ = Decree.objects.get_or_create(
            issuer=office,
            region=self.region,
            kind=Decree.Kind.RECIPIENTS,
            number="188/1/2026",
            enacted_on=date(2026, 1, 2),
            defaults={"term": term(date(2026, 1, 1), None), "subject": "Penerima"},
        )
        StipendPolicy.objects.update_or_create(
            region=self.region,
            defaults={"second_over": 10**15},  # one approver is measured
        )
        self._people(size, decree)

    def _user(self, name: str, role: str) -> User:
        user: User
        user, _ = User.objects.get_or_create(username=name, defaults={"name": name})
        Grant.objects.get_or_create(
            user=user,
            role=role,
            region=self.region,
            defaults={"period": term(date(2020, 1, 1), None)},
        )
        return user

    def _people(self, size: int, decree: Decree) -> None:
        """Add to those who are there until so many serve."""
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            cursor.execute(PREPARE)
            cursor.execute("SELECT count(*) + 1 FROM people_person")
            (first,) = cursor.fetchone()
            facts = {"first": first, "lines": size, "pillar": self.pillar.pk, "decree": decree.pk}
            with loading(cursor, "people_person", "people_bankaccount", "volunteers_appointment"):
                for statement in (PEOPLE, ACCOUNTS, SERVING):
                    cursor.execute(statement, facts)
            cursor.execute("DROP TABLE village")

    def run(self, name: str, *, starts: bool) -> Run:
        """Return a run of a scheme of its own: drafted, or only its row."""
        facts = {"region": self.region, "name": name, "budget": "apbd_prov"}
        scheme = Scheme.objects.create(
            **facts,
            word="tali_asih",
            pillar=self.pillar,
            payer="Dinas Sosial",
            rhythm="monthly",
            term=term(date(2026, 1, 1), None),
        )
        Rate.objects.create(scheme=scheme, amount=200_000, term=scheme.term)
        source = FundingSource.objects.create(**facts, fiscal_year=2026, ceiling=10**15)
        if starts:
            return start_run(
                scheme=scheme,
                source=source,
                period_from=MONTH[0],
                period_to=MONTH[1],
                title=name,
                with_arrears=False,
                actor=self.officer,
            )
        return Run.objects.create(
            region=self.region,
            scheme=scheme,
            source=source,
            title=name,
            period=term(*MONTH),
            made_by=self.officer,
        )


def _steps(place: _Place, rounds: int) -> Iterator[Step]:
    drafts, bares, runs = [], [], []
    mark = f"{time.time():.0f}"
    for number in range(rounds):
        with _watched() as told:
            runs.append(place.run(f"{mark} {number}", starts=True))
        drafts.append(told)
        bares.append(_bare(place, runs[-1], f"{mark} bare {number}"))
    run = runs[-1]
    count = Line.objects.filter(run=run).count()
    bare, draft = min(bares, key=_seconds), min(drafts, key=_seconds)
    yield Step(
        "bare INSERT ... SELECT", count, bare["seconds"], None, bare["database"], bare["own"]
    )
    left = LeftOut.objects.filter(run=run).count()
    name = f"drafted ({left:,} left out)"
    yield Step(
        name, count, draft["seconds"], draft["seconds"] / bare["seconds"],
        draft["database"], draft["own"],
    )  # fmt: skip
    for name, work in (
        ("submitted", lambda: submit_run(run, actor=place.officer)),
        ("approved", lambda: _approve(run, place.approver)),
        ("released", lambda: _release(run, place.officer)),
    ):
        with _watched() as told:
            work()
        yield Step(name, count, told["seconds"], None, told["database"], told["own"])


def _seconds(told: dict[str, float]) -> float:
    return told["seconds"]


def _approve(run: Run, actor: User) -> None:
    run.refresh_from_db()
    approve_run(run, fingerprint=run.fingerprint, version=run.version, actor=actor)


def _release(run: Run, actor: User) -> None:
    release_run(run, sp2d_number="1", sp2d_on=date(2026, 9, 1), actor=actor)


def _bare(place: _Place, run: Run, name: str) -> dict[str, float]:
    """Write the same rows into the same table, from a table that holds them ready."""
    other = place.run(name, starts=False)
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE ready AS SELECT * FROM stipends_line WHERE FALSE")
        cursor.execute("INSERT INTO ready SELECT * FROM stipends_line WHERE run_id = %s", [run.pk])
        with _watched() as told, transaction.atomic():
            cursor.execute(
                f"INSERT INTO stipends_line (run_id, {COLUMNS})"  # noqa: S608
                f" SELECT %s, {COLUMNS} FROM ready",
                [other.pk],
            )
        cursor.execute("DROP TABLE ready")
    return told


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """Take the seconds of what is done, and the most memory of its own that each side had."""
    connection.ensure_connection()
    pids = {"database": connection.connection.info.backend_pid, "own": os.getpid()}
    told: dict[str, float] = dict.fromkeys(pids, 0.0)
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            for name, pid in pids.items():
                told[name] = max(told[name], _own_megabytes(pid))

    watch = threading.Thread(target=look)
    watch.start()
    began = time.monotonic()
    try:
        yield told
    finally:
        told["seconds"] = time.monotonic() - began
        done.set()
        watch.join()


def _own_megabytes(pid: int) -> float:
    """Return a process's memory but for what it shares (PostgreSQL's buffers), on Linux."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("RssAnon")),
        0.0,
    )
