"""The signed list comes back to its run as a scan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common.dates import wall_time
from common.documents.keeping import take_scan
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from stipends.models import Run, SignedList

_PRINTED: Final = {Run.State.APPROVED, Run.State.RELEASED, Run.State.CLOSED}


@transaction.atomic
def attach_signed_list(
    run: Run, *, files: Sequence[File[bytes]], note: str = "", actor: User
) -> SignedList:
    """Keep the scan of a signed list: a PDF, or photos of its pages; `note` says of which part.

    Raises list_not_printed; the same file twice is refused (422).
    """
    require(actor, Can.KEEP_STIPENDS, on=run)
    if run.state not in _PRINTED:
        raise RuleBroken(
            "list_not_printed", _("Pindaian dilampirkan setelah daftarnya disetujui dan dicetak.")
        )
    at = timezone.now()
    row = SignedList(region=run.region, run=run, note=tidy(note), by=actor, at=at)
    day = wall_time(at, run.region.tz).date()
    take_scan(row, files, name=f"daftar-{run.pk}-{day:%Y-%m-%d}")
    return insert(row)


@transaction.atomic
def open_signed_list(row: SignedList, *, actor: User) -> FieldFile:
    """Return the scan to give out; it names people, so that the look is noted."""
    require(actor, Can.READ_STIPENDS, on=row)
    note_look(row, by=actor, kind=SensitiveLook.Kind.SCAN)
    return row.scan
