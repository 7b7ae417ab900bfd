"""What a sheet said of people is kept for thirty days; its counts and its history stay."""

from __future__ import annotations

from django.utils import timezone

from spreadsheets.models import KEPT_FOR, Import, ImportRow

ENDED = (Import.State.SAVED, Import.State.UNDONE)


def forget_sheets() -> int:
    """Delete sheets older than thirty days and empty their rows; return how many sheets.

    An import that was never saved goes as a whole.
    """
    old = Import.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).exclude(file="")
    forgotten = 0
    for batch in old.exclude(state=Import.State.SAVING):
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
