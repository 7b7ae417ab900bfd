"""What the plan says, written beside each row; who a row could be, and conflicts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.importers.matching import say as say_of_persons
from people.importers.saving import lock as lock_persons
from regions.codes import Level
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.bulk import write_rows
from volunteers.importers.planning import plan_of
from volunteers.importers.plans import RowPlan

# A regency has fewer volunteers than this; the nation's come regency by regency.
MOST_ROWS: Final = 20_000
WRITTEN: Final = ("action", "conflicts", "candidates", "fills", "differs", "target", "notes")

ALONE: Final = "SELECT pg_advisory_xact_lock(7301004)"


def lock(batch: Import) -> None:
    """Wait until nobody else saves persons or volunteers from a sheet; hold whom rows name."""
    lock_persons(batch)
    with connection.cursor() as cursor:
        cursor.execute(ALONE)


def check_rows(batch: Import, _only: Sequence[int] | None) -> None:
    """Plan all rows anew and write down what changed. Raises too_many_rows."""
    if batch.rows.count() > MOST_ROWS:
        words = _("Paling banyak %(most)d baris untuk sekali impor. Kirim per kecamatan.")
        raise RuleBroken("too_many_rows", words % {"most": MOST_ROWS})
    changed = [plan.row for plan in plan_of(batch) if _written(plan)]
    write_rows(changed, WRITTEN)
    batch.rows.exclude(faults=[]).exclude(action=ImportRow.Action.FAIL).update(
        action=ImportRow.Action.FAIL, conflicts=[], candidates=[], fills=[], differs=[], target=None
    )


def _written(plan: RowPlan) -> bool:
    """Put the plan on its row; say whether that changed anything."""
    row = plan.row
    before = [getattr(row, name) for name in WRITTEN]
    row.action = plan.action
    row.conflicts = plan.conflicts
    row.candidates = list(plan.match.candidates)
    row.fills, row.differs = [*plan.fills, *plan.person_fills], plan.differs
    row.target = plan.match.person
    row.notes = [*row.notes, *(note for note in plan.notes if note not in row.notes)]
    return before != [getattr(row, name) for name in WRITTEN]


def say(code: str, args: Mapping[str, Any]) -> str:
    """Put a conflict into words."""
    near = args.get("near")
    words = {
        "pillar_unknown": _("Pilar “%(text)s” tidak dikenal. Mungkin: %(near)s.")
        if near
        else _("Pilar “%(text)s” tidak dikenal. Tulis seperti di halaman Pilar."),
        "not_a_persons_pillar": _(
            "%(name)s adalah lembaga. Catat orangnya sebagai pengurus lembaga itu."
        ),
        "village_missing": _("Tulis tempatnya lebih rinci, menurut tingkat pilar %(pillar)s."),
        "wrong_level": _("Wilayah pengangkatan pilar ini: %(level)s."),
        "area_of_another": _("Pilar ini diangkat oleh wilayah di atasnya, bukan oleh Ibu/Bapak."),
        "issuer_missing": _("Tulis pejabat penerbit SK ini, misalnya Bupati atau Dinas Sosial."),
        "decree_beyond_issuer": _("Pejabat penerbit SK ini tidak membawahi wilayah itu."),
        "pillar_not_in_use": _("Pilar ini tidak dipakai pada tanggal itu."),
        "person_died": _("Orang ini tercatat sudah meninggal."),
        "twice_in_sheet": _("Penugasan ini sudah ada di baris %(first)s dengan isi yang berbeda."),
        "maybe_row": _(
            "Nama ini juga ada di baris %(first)s. Tulis NIK, tanggal lahir atau nomor HP-nya."
        ),
        "sole_taken": _("Pilar ini hanya satu orang per wilayah, dan dipegang %(name)s."),
        "sole_taken_by_row": _(
            "Pilar ini hanya satu orang per wilayah, dan sudah ada di baris %(first)s."
        ),
        "without_tiers": _("%(pillar)s tidak punya jenjang. Kosongkan jenjangnya."),
    }
    if code not in words:
        return say_of_persons(code, args)
    told = dict(args)
    if code == "wrong_level":
        told["level"] = Level(args["level"]).label
    return words[code] % told
