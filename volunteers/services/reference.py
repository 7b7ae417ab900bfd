"""The nation's pillars and qualifications into the database: the same again changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from common.dates import term
from volunteers.models import Pillar, QualificationKind
from volunteers.reference import PILLARS, QUALIFICATIONS


@transaction.atomic
def load_pillars() -> dict[str, int]:
    """Write what `volunteers/reference.py` says; return how many rows were new or changed.

    What a district added stays as it is.
    """
    changed = {"pillars": 0, "qualifications": 0}
    for line in PILLARS:
        facts = line._asdict()
        facts["term"] = term(date(facts.pop("since"), 1, 1), None)
        changed["pillars"] += _written(Pillar, facts)
    for kind in QUALIFICATIONS:
        facts = kind._asdict()
        facts.pop("includes")
        changed["qualifications"] += _written(QualificationKind, facts)
    known = {row.code: row for row in QualificationKind.objects.filter(region=None)}
    for kind in QUALIFICATIONS:
        known[kind.code].includes.set(known[code] for code in kind.includes)
    return changed


def _written(model: type[Pillar] | type[QualificationKind], facts: dict[str, Any]) -> int:
    row: Any = model._default_manager.filter(code=facts["code"]).first()
    if row is None:
        row = model(**facts)
    elif all(getattr(row, name) == value for name, value in facts.items()):
        return 0
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return 1
