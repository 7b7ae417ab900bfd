"""A saved import is taken back as a whole, within seven days, unless something was built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.versions import save_version
from jobs.services import start_job
from spreadsheets.kinds import Use, kind_of, label_of
from spreadsheets.models import Import
from spreadsheets.services.bulk import check_keys_at_once, count_rows_anew
from spreadsheets.services.states import require_idle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobs.kinds import JobRun

JOB: Final = "spreadsheets.undo"
TOLD: Final = 20


class UsedSince(RuleBroken):
    """What the import made has been used or changed: `uses` says where."""

    def __init__(self, uses: Sequence[Use]) -> None:
        told = [
            _("Baris %(number)d: %(reason)s") % {"number": use.number, "reason": use.reason}
            for use in uses[:TOLD]
        ]
        if len(uses) > TOLD:
            told.append(_("dan %(count)d baris lain") % {"count": len(uses) - TOLD})
        message = _("Impor ini tidak dapat diurungkan, karena datanya sudah dipakai. ")
        super().__init__("used_since", message + "; ".join(told))
        self.uses = uses


@transaction.atomic
def undo_import(batch: Import, *, version: int | None = None, actor: User) -> Import:
    """Take back everything the import made and filled in. The counts and the history stay.

    Raises at_work, wrong_state, too_late_to_undo, used_since, stale_version.
    """
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require(actor, kind_of(batch).can, on=batch)
    require_idle(batch, Import.State.SAVED)
    if not batch.may_be_undone(timezone.now()):
        raise RuleBroken("too_late_to_undo", _("Impor hanya dapat diurungkan selama tujuh hari."))
    uses = kind_of(batch).used_since(batch)
    if uses:
        raise UsedSince(uses)
    batch.undone_by = actor
    batch.job = start_job(
        JOB,
        title=_("Mengurungkan impor %(number)d: %(kind)s")
        % {"number": batch.pk, "kind": label_of(batch.kind)},
        arguments={"import": batch.pk},
        link=batch.get_absolute_url(),
        user=actor,
    )
    return save_version(batch, ["undone_by", "job"], version=version)


def uses_of(batch: Import, *, actor: User) -> Sequence[Use]:
    """Return what stands in the way of an undo."""
    require(actor, Can.IMPORT_SHEETS, on=batch)
    return kind_of(batch).used_since(batch) if batch.state == Import.State.SAVED else []


def undo_rows(run: JobRun) -> None:
    """Do the work of an undo, once. Raises used_since for what was used in the meantime."""
    with transaction.atomic():
        batch = Import.objects.select_for_update().get(pk=run.arguments["import"])
        if batch.state != Import.State.SAVED:
            return
        kind = kind_of(batch)
        count_rows_anew()
        check_keys_at_once()
        kind.lock(batch)
        uses = kind.used_since(batch)
        if uses:
            raise UsedSince(uses)
        kind.undo(batch)
        now = timezone.now()
        Import.objects.filter(pk=batch.pk).update(
            state=Import.State.UNDONE, undone_at=now, version=F("version") + 1, updated_at=now
        )
