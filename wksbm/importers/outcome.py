"""What the plan says, written beside each row; who and what a row could be, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from spreadsheets.kinds import Candidate
from spreadsheets.models import Import, ImportRow
from wksbm.importers.planning import RowPlan, plan_of
from wksbm.models import Wksbm

# A nation has fewer bodies than this in any one regency, boards included.
MOST_ROWS: Final = 20_000
WRITTEN: Final = ("action", "conflicts", "candidates", "fills", "differs", "target")

ALONE: Final = "SELECT pg_advisory_xact_lock(7301003)"


def lock(_batch: Import) -> None:
    """Wait until nobody else saves bodies from a sheet."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)


def check_rows(batch: Import, _only: Sequence[int] | None) -> None:
    """Plan all rows anew and write down what changed. Raises too_many_rows."""
    if batch.rows.count() > MOST_ROWS:
        words = _("Paling banyak %(most)d baris untuk sekali impor. Kirim per kecamatan.")
        raise RuleBroken("too_many_rows", words % {"most": MOST_ROWS})
    changed = [plan.row for plan in plan_of(batch) if _written(plan)]
    ImportRow.objects.bulk_update(changed, WRITTEN, batch_size=1000)
    batch.rows.exclude(faults=[]).exclude(action=ImportRow.Action.FAIL).update(
        action=ImportRow.Action.FAIL, conflicts=[], candidates=[], fills=[], differs=[]
    )


def _written(plan: RowPlan) -> bool:
    """Put the plan on its row; say whether that changed anything."""
    row = plan.row
    before = [getattr(row, name) for name in WRITTEN]
    row.action = plan.action
    row.conflicts = plan.conflicts
    row.candidates = plan.candidates
    row.fills, row.differs = plan.fills, plan.differs
    row.target = plan.body.known.pk if plan.body and plan.body.known else None
    return before != [getattr(row, name) for name in WRITTEN]


def candidates_of(rows: Sequence[ImportRow]) -> Mapping[int, Candidate]:
    keys = {pk for row in rows for pk in row.candidates}
    found = Wksbm.objects.filter(pk__in=keys).select_related("region")
    return {body.pk: Candidate(body.pk, body.name, [body.region.full_name]) for body in found}


def say(code: str, args: Mapping[str, Any]) -> str:
    """Put a conflict into words."""
    words = {
        "which_body": _("Desa ini punya beberapa WKSBM. Tulis namanya."),
        "differs_from_row": _("Berbeda dengan baris %(first)s tentang WKSBM yang sama."),
        "wksbm_dissolved": _("WKSBM ini sudah dibubarkan."),
        "seat_taken": _("Jabatan ini sudah dipegang %(name)s pada masa itu."),
        "two_matches": _("Ada dua orang dengan nama ini. Tulis nomor HP-nya."),
    }
    return words[code] % args
