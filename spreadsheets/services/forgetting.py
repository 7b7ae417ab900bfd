"""What a sheet said of people is kept for thirty days; its counts and its history stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import official
from common.retention import Retention, register_retention
from spreadsheets.models import KEPT_FOR, Import, ImportRow

ENDED = (Import.State.SAVED, Import.State.UNDONE)


def register() -> None:
    register_retention(
        Retention("sheets", gettext_lazy("Lembar yang diimpor"), KEPT_FOR, sent_before, swept=True)
    )


def sent_before(instant: datetime) -> QuerySet[Import]:
    """Return what came in before and was not forgotten yet; what is being saved waits."""
    old = Import.objects.filter(created_at__lt=instant).exclude(file="", labels={})
    return old.exclude(state=Import.State.SAVING)


def forget_sheets() -> int:
    """Delete sheets older than thirty days and empty their rows; return how many sheets.

    An import that was never saved goes as a whole.
    """
    forgotten = 0
    for batch in sent_before(timezone.now() - KEPT_FOR):
        if batch.file:
            batch.file.delete(save=False)
        if batch.state in ENDED:
            ImportRow.objects.filter(batch=batch).update(
                values={}, keys={}, typed={}, notes=[], differs=[], candidates=[], made={}
            )
            Import.objects.filter(pk=batch.pk).update(file="", labels={})
        else:
            batch.delete()
        forgotten += 1
    return forgotten


@official
def forget_rows(rows: Iterable[ImportRow]) -> None:
    """Take what these rows said, and their sheets: whom they are of was erased.

    What a saved row made stays noted, by keys alone, so that an undo still knows it. A row that
    was not saved can't be saved any more. A sheet that is not done with yet goes within its thirty
    days, sealed as it is. Called within the transaction of the erasure.
    """
    words = _("Data orang ini sudah dihapus atas permintaannya.")
    fault = {"field": "name", "code": "person_erased", "text": words, "by": "row"}
    keys: dict[bool, list[int]] = {True: [], False: []}
    batches = {}
    for row in rows:
        keys[row.batch.state in ENDED].append(row.pk)
        batches[row.batch_id] = row.batch
    ImportRow.objects.filter(pk__in=keys[True]).update(**_BLANK, faults=[])
    ImportRow.objects.filter(pk__in=keys[False]).update(
        **_BLANK, faults=[fault], action=ImportRow.Action.FAIL, choice="", chosen=None, target=None
    )
    for batch in batches.values():
        _forget_samples(batch)
        if batch.state in ENDED and batch.file:
            transaction.on_commit(partial(batch.file.storage.delete, str(batch.file.name)))
            Import.objects.filter(pk=batch.pk).update(file="")


_BLANK: dict[str, Any] = {
    "values": {},
    "keys": {},
    "typed": {},
    "notes": [],
    "conflicts": [],
    "candidates": [],
    "differs": [],
}


def _forget_samples(batch: Import) -> None:
    labels = {column: {**found, "samples": []} for column, found in batch.labels.items()}
    Import.objects.filter(pk=batch.pk).update(labels=labels)
