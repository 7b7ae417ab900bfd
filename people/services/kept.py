"""What a merge keeps of two records so that it can be undone, in words for whom it is about."""

from __future__ import annotations

from typing import Any, Final

import orjson
from django.apps import apps
from django.db.models import CharField, DateField, TextField
from django.utils.translation import gettext as _

from people.models import Merge
from people.services.facts import LABELS
from people.services.moving import all_kept
from people.subjects import Rows, Secret

_SECRET: Final = {"nik"}


def kept_rows(merge: Merge) -> Rows:
    """Return the rows that were set aside, and the facts of the survivor that were replaced."""
    if not merge.kept_sealed:
        return []
    kept = orjson.loads(merge.kept)
    return [*map(_row, all_kept(kept["aside"])), *_facts(kept["facts"])]


def _row(kept: dict[str, Any]) -> dict[str, Any]:
    model = apps.get_model(kept["copy"]["model"])
    told = {_("Disimpan"): str(model._meta.verbose_name)}
    for field in model._meta.concrete_fields:
        value = kept["copy"]["fields"].get(field.name)
        if isinstance(field, CharField | TextField | DateField) and field.editable and value:
            told[str(field.verbose_name)] = str(value)
    return told | ({_("Nomor"): Secret(kept["number"])} if kept["number"] else {})


def _facts(facts: dict[str, dict[str, Any]]) -> Rows:
    before, after = facts["before"], facts["after"]
    return [
        {
            _("Disimpan"): str(LABELS[name]),
            _("Sebelumnya"): Secret(value) if name in _SECRET else str(value),
        }
        for name, value in before.items()
        if value and value != after[name] and name in LABELS
    ]
