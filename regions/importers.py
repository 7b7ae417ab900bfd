"""Loading a decree's regions in one piece: new codes come in, missing ones end, none is deleted."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from regions.codes import Level, kind_of, level_of, parent_of, zone_of
from regions.models import Region, RegionLoad
from regions.region_files import Decree, RegionFiles, digest_of

# Others may read meanwhile, and point to regions; a second load waits.
LOCK: Final = "LOCK TABLE regions_region IN SHARE ROW EXCLUSIVE MODE"
STAGING: Final = """
    CREATE TEMPORARY TABLE regions_staged (
        code varchar(13) PRIMARY KEY, level text, name text, parent_id text, kind text,
        time_zone text
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE regions_replaced (
        old_code varchar(13) PRIMARY KEY, new_code varchar(13)
    ) ON COMMIT DROP
"""
# A repeated load changes names and zones only: level, kind and parent are in the code itself.
CHANGES: Final = {
    "inserted": """
        INSERT INTO regions_region
            (code, level, name, parent_id, kind, time_zone, active_from)
        SELECT code, level, name, parent_id, kind, time_zone, %(decreed_on)s
        FROM regions_staged
        WHERE NOT EXISTS (SELECT FROM regions_region r WHERE r.code = regions_staged.code)
        ORDER BY code
    """,
    "reactivated": """
        UPDATE regions_region r SET active_until = NULL, replaced_by_id = NULL
        FROM regions_staged staged
        WHERE staged.code = r.code AND r.active_until IS NOT NULL
    """,
    "renamed": """
        UPDATE regions_region r SET name = staged.name, time_zone = staged.time_zone
        FROM regions_staged staged
        WHERE staged.code = r.code
          AND (r.name, r.time_zone) <> (staged.name, staged.time_zone)
    """,
    "retired": """
        UPDATE regions_region r SET active_until = greatest(active_from, %(decreed_on)s::date - 1)
        WHERE active_until IS NULL
          AND NOT EXISTS (SELECT FROM regions_staged staged WHERE staged.code = r.code)
    """,
    "replaced": """
        UPDATE regions_region r SET replaced_by_id = new_code
        FROM regions_replaced
        WHERE r.code = old_code AND replaced_by_id IS DISTINCT FROM new_code
    """,
}

# New names wait in a list that every search reads whole, until somebody sorts them in.
TIDY: Final = """
    SELECT gin_clean_pending_list('regions_region_name_trgm');
    ANALYZE regions_region
"""


class RegionsRefused(Exception):
    """The files cannot be loaded; `faults` names everything that is wrong with them."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Outcome(NamedTuple):
    totals: dict[str, int]
    changes: dict[str, int]


def is_loaded(folder: Path, *, decree: Decree) -> bool:
    """Say whether these files, or those of a later decree, have been loaded already."""
    latest = RegionLoad.objects.first()
    return latest is not None and (
        latest.decreed_on > decree.decreed_on or latest.sha256 == digest_of(folder)
    )


@transaction.atomic
def load_regions(folder: Path, *, decree: Decree) -> Outcome:
    """Make the regions as the decree's files say.

    Raises RegionsRefused with every fault; then nothing has changed. A missing code ends on the day
    before the decree, a code that comes back is in force again, and nothing is ever deleted.
    """
    files = RegionFiles(folder)
    faults = [*files.faults, *_later_decree(decree)]
    if faults:
        raise RegionsRefused(faults)
    changes = _write(files, decree)
    totals = _totals()
    digest = digest_of(folder)
    if any(changes.values()) or not RegionLoad.objects.filter(sha256=digest).exists():
        RegionLoad.objects.create(
            decree=decree.title,
            decreed_on=decree.decreed_on,
            sha256=digest,
            loaded_at=timezone.now(),
            counts={"totals": totals, "changes": changes},
        )
    return Outcome(totals, changes)


class Foreseen(NamedTuple):
    """A region that a load would change: what it is called, and what it would be."""

    change: str
    code: str
    before: str
    after: str


FORESEEN: Final = """
    SELECT 'inserted' AS change, code, '' AS before, name AS after FROM regions_staged s
    WHERE NOT EXISTS (SELECT FROM regions_region r WHERE r.code = s.code)
    UNION ALL
    SELECT 'reactivated', r.code, r.name, s.name
    FROM regions_region r JOIN regions_staged s USING (code) WHERE r.active_until IS NOT NULL
    UNION ALL
    SELECT 'renamed', r.code, r.name, s.name
    FROM regions_region r JOIN regions_staged s USING (code)
    WHERE (r.name, r.time_zone) <> (s.name, s.time_zone)
    UNION ALL
    SELECT 'retired', r.code, r.name, '' FROM regions_region r
    WHERE r.active_until IS NULL
      AND NOT EXISTS (SELECT FROM regions_staged s WHERE s.code = r.code)
    UNION ALL
    SELECT 'replaced', r.code, r.name, p.new_code
    FROM regions_region r JOIN regions_replaced p ON p.old_code = r.code
    WHERE r.replaced_by_id IS DISTINCT FROM p.new_code
    ORDER BY change, code
"""


def foresee_load(folder: Path, *, decree: Decree) -> list[Foreseen]:
    """Return what `load_regions` would do with these files; nothing is changed or locked.

    Raises RegionsRefused as the load would.
    """
    files = RegionFiles(folder)
    faults = [*files.faults, *_later_decree(decree)]
    if faults:
        raise RegionsRefused(faults)
    with transaction.atomic(), connection.cursor() as cursor:
        _stage(cursor, files)
        cursor.execute(FORESEEN)
        foreseen = [Foreseen(*row) for row in cursor.fetchall()]
        cursor.execute("DROP TABLE regions_staged, regions_replaced")
    return foreseen


def _later_decree(decree: Decree) -> list[str]:
    latest = RegionLoad.objects.first()
    if latest is None or latest.decreed_on <= decree.decreed_on:
        return []
    return [
        _("Wilayah sudah dimuat dari keputusan yang lebih baru: %(decree)s, %(date)s.")
        % {"decree": latest.decree, "date": latest.decreed_on}
    ]


def _write(files: RegionFiles, decree: Decree) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        _stage(cursor, files)
        changes = {}
        for change, statement in CHANGES.items():
            cursor.execute(statement, {"decreed_on": decree.decreed_on})
            changes[change] = cursor.rowcount
        cursor.execute("DROP TABLE regions_staged, regions_replaced")
        if any(changes.values()):
            cursor.execute(TIDY)
    return changes


def _stage(cursor: Any, files: RegionFiles) -> None:
    cursor.execute(STAGING)
    _copy(cursor, "regions_staged", [_staged(*row) for row in files.names.items()])
    _copy(cursor, "regions_replaced", list(files.replacements.items()))


def _staged(code: str, name: str) -> tuple[str | None, ...]:
    kind = kind_of(code)
    return code, level_of(code), name, parent_of(code), kind or "", zone_of(code)


def _copy(cursor: Any, table: str, rows: list[tuple[str | None, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table}")


def _totals() -> dict[str, int]:
    """Count what is in force at each level, in the order of the levels."""
    rows = Region.objects.filter(active_until=None).order_by().values("level")
    numbers = dict(rows.values_list("level", Count("code")))
    return {level.value: numbers.get(level, 0) for level in Level}
