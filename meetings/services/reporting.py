"""The monthly report of a region: it is there once it is printed or written on."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.access import Can, require
from accounts.models import User
from common.versions import save_version
from meetings.models import MonthlyReport
from regions.models import Region


@transaction.atomic
def open_report(region: Region, *, month: date, actor: User) -> MonthlyReport:
    """Return the region's report of the month (its first day), the same one for everybody."""
    require(actor, Can.OVERSEE, on=region)
    report = MonthlyReport(region=region, month=month)
    report.full_clean(validate_unique=False, validate_constraints=False)
    MonthlyReport.objects.bulk_create([report], ignore_conflicts=True)
    found: MonthlyReport = MonthlyReport.objects.get(region=region, month=month)
    return found


@transaction.atomic
def note_report(
    region: Region, *, month: date, note: str, version: int | None = None, actor: User
) -> MonthlyReport:
    """Write the office's own words into the report of the month. Raises stale_version."""
    require(actor, Can.KEEP_BODY, on=region)
    report = open_report(region, month=month, actor=actor)
    report.note = note
    return save_version(report, ["note"], version=version)
