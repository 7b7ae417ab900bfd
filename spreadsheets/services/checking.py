"""Every row is read, repaired where that is safe, and compared: the first of two long works."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.versions import save_version
from jobs.services import start_job
from spreadsheets import reading, repairs
from spreadsheets.kinds import kind_of, label_of
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.bulk import count_rows_anew
from spreadsheets.services.staging import copy_drafts, drafts_of
from spreadsheets.services.states import require_idle
from spreadsheets.services.uploading import content_of

if TYPE_CHECKING:
    from jobs.kinds import JobRun

JOB: Final = "spreadsheets.check"


@transaction.atomic
def check_again(batch: Import, *, actor: User) -> Import:
    """Compare all rows anew with each other and with what is there; corrections stay.

    Raises at_work, wrong_state.
    """
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require_idle(batch, Import.State.CHECKED)
    return start_check(batch, read=False, fields=[], version=None, user=actor)


def start_check(
    batch: Import, *, read: bool, fields: Iterable[str], version: int | None, user: User
) -> Import:
    """Let the rows be checked by a job; `read` reads them from the sheet first."""
    batch.state = Import.State.CHECKING
    batch.job = start_job(
        JOB,
        title=_("Memeriksa impor %(number)d: %(kind)s")
        % {"number": batch.pk, "kind": label_of(batch.kind)},
        arguments={"import": batch.pk, "read": read},
        link=reverse("spreadsheets:check", args=[batch.pk]),
        user=user,
    )
    return save_version(batch, [*fields, "state", "job"], version=version)


def check_sheet(run: JobRun) -> None:
    """Do the work of a check. It may run twice: the rows are read anew from the beginning."""
    batch = Import.objects.get(pk=run.arguments["import"])
    if batch.state != Import.State.CHECKING:
        return
    if run.arguments["read"]:
        _stage(batch, run)
    count_rows_anew()
    with transaction.atomic():
        kind_of(batch).check(batch, None)
        Import.objects.filter(pk=batch.pk, state=Import.State.CHECKING).update(
            state=Import.State.CHECKED,
            rows_in=batch.rows.count(),
            version=F("version") + 1,
            updated_at=timezone.now(),
        )


def _stage(batch: Import, run: JobRun) -> None:
    kind = kind_of(batch)
    ImportRow.objects.filter(batch=batch).delete()
    places = repairs.Places(batch.region_id)
    done = 0
    with reading.rows(content_of(batch), name=batch.name, sheet=batch.sheet) as sheet:
        for drafts in drafts_of(sheet, batch, kind, places):
            copy_drafts(batch, drafts)
            done += len(drafts)
            run.progress(done)
