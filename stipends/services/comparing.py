"""What is read of a run before it is signed: what changed since the last."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.db import connection

from stipends.models import Run

MOST_SHOWN: Final = 500


class Change(NamedTuple):
    """What a person receives (net, whole rupiah) in the last run and in this one."""

    person_id: int
    name: str
    before: int
    after: int


class Comparison(NamedTuple):
    """Who is new, gone and changed since the last run: the counts, and the first 500 of each."""

    last: Run | None
    new: list[Change]
    gone: list[Change]
    changed: list[Change]
    new_count: int = 0
    gone_count: int = 0
    changed_count: int = 0


_COMPARE: Final = """
WITH sums AS (
    SELECT person_id, min(name) AS name,
           COALESCE(sum(net) FILTER (WHERE run_id = %(last)s), 0) AS before,
           COALESCE(sum(net) FILTER (WHERE run_id = %(run)s), 0) AS after
      FROM stipends_line WHERE run_id IN (%(run)s, %(last)s)
     GROUP BY person_id
),
sorts AS (
    SELECT *, CASE WHEN before = 0 THEN 'new' WHEN after = 0 THEN 'gone' ELSE 'changed' END AS sort
      FROM sums WHERE before <> after
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY sort ORDER BY name, person_id) AS place,
           count(*) OVER (PARTITION BY sort) AS total
      FROM sorts
)
SELECT sort, total, person_id, name, before::bigint, after::bigint
  FROM placed WHERE place <= %(most)s ORDER BY sort, place
"""


def compare_with_last(run: Run) -> Comparison:
    """Compare the run with the scheme's run before it (not a cancelled one), by person."""
    last = last_before(run)
    if last is None:
        return Comparison(None, [], [], [])
    found: dict[str, list[Change]] = {"new": [], "gone": [], "changed": []}
    totals = dict.fromkeys(found, 0)
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, {"run": run.pk, "last": last.pk, "most": MOST_SHOWN})
        for sort, total, *facts in cursor.fetchall():
            found[sort].append(Change(*facts))
            totals[sort] = total
    counts = {f"{sort}_count": total for sort, total in totals.items()}
    return Comparison(last, found["new"], found["gone"], found["changed"], **counts)


def last_before(run: Run) -> Run | None:
    """Return the scheme's last run for earlier months; else the one that was begun before it."""
    others = Run.objects.live().filter(scheme=run.scheme_id).exclude(pk=run.pk)
    earlier = others.filter(period__endswith__lte=run.period.lower).order_by("-period", "-pk")
    return earlier.first() or others.filter(pk__lt=run.pk).order_by("-pk").first()
