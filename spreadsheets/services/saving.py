"""The rows become records, all in one transaction: the second of two long works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.races import constraints_speak
from jobs.models import Job
from jobs.services import start_job
from spreadsheets.kinds import kind_of, label_of
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.bulk import check_keys_at_once, count_rows_anew
from spreadsheets.services.states import require_idle

if TYPE_CHECKING:
    from jobs.kinds import JobRun

JOB: Final = "spreadsheets.save"


@transaction.atomic
def confirm_import(batch: Import, *, version: int | None = None, actor: User) -> Import:
    """Save the rows that can be saved; those that are faulty or undecided are left out.

    A second confirmation finds nothing to do. Raises at_work, wrong_state, stale_version,
    another_is_saving, nothing_to_save.
    """
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require(actor, kind_of(batch).can, on=batch)
    # A save whose work broke off is confirmed anew.
    require_idle(batch, Import.State.CHECKED, Import.State.SAVING)
    others = Import.objects.filter(
        kind=batch.kind, region=batch.region_id, state=Import.State.SAVING
    )
    if others.exclude(pk=batch.pk).exists():
        raise RuleBroken("another_is_saving", _("Impor lain untuk wilayah ini sedang disimpan."))
    if not batch.rows.exclude(action__in=LEFT_OUT).exists():
        raise RuleBroken("nothing_to_save", _("Tidak ada baris yang dapat disimpan."))
    seen = batch.version if version is None else version
    before = batch.state
    batch.state = Import.State.SAVING
    batch.saved_by = actor
    batch.job = start_job(
        JOB,
        title=_("Menyimpan impor %(number)d: %(kind)s")
        % {"number": batch.pk, "kind": label_of(batch.kind)},
        arguments={"import": batch.pk},
        link=batch.get_absolute_url(),
        user=actor,
    )
    with constraints_speak(batch):
        claimed = Import.objects.filter(pk=batch.pk, state=before, version=seen).update(
            state=batch.state,
            saved_by=actor,
            job=batch.job,
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
    if not claimed:
        raise RuleBroken("at_work", _("Impor ini sudah dikerjakan di halaman lain."))
    batch.version += 1
    return batch


LEFT_OUT: Final = (ImportRow.Action.FAIL, ImportRow.Action.ASK)


def save_rows(run: JobRun) -> None:
    """Do the work of saving, once: whoever comes second finds it saved.

    Everything is checked again under the kind's lock; what changed meanwhile becomes a fault.
    """
    with transaction.atomic():
        batch = Import.objects.select_for_update().get(pk=run.arguments["import"])
        if batch.state != Import.State.SAVING:
            return
        kind = kind_of(batch)
        count_rows_anew()
        check_keys_at_once()
        kind.lock(batch)
        kind.check(batch, None)
        kind.save(batch)
        counts = batch.rows.aggregate(
            rows_in=Count("pk"),
            created=Count("pk", filter=Q(action=ImportRow.Action.CREATE)),
            updated=Count("pk", filter=Q(action=ImportRow.Action.UPDATE)),
            skipped=Count("pk", filter=Q(action=ImportRow.Action.SKIP)),
            failed=Count("pk", filter=Q(action__in=LEFT_OUT)),
        )
        now = timezone.now()
        Import.objects.filter(pk=batch.pk).update(
            state=Import.State.SAVED,
            saved_at=now,
            version=F("version") + 1,
            updated_at=now,
            **counts,
        )


def is_broken_off(batch: Import) -> bool:
    """Whether the last work on the import ended without its result."""
    return (
        batch.state in {Import.State.CHECKING, Import.State.SAVING}
        and batch.job is not None
        and batch.job.status in {Job.Status.FAILED, Job.Status.CANCELLED}
    )
