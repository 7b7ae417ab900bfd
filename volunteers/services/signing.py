"""The village head's signature on a monthly report: noted with its scan, and undone in the open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common.dates import today
from common.documents.keeping import SCAN, take_scan
from common.errors import RuleBroken
from common.names import tidy
from common.versions import save_version
from volunteers.models import ActivityReport
from volunteers.own import is_own, require_own_or

SIGNATURE = ("status", "signed_on", "signed_by", "signed_as", "noted_by")


class NoScan(RuleBroken):
    status = 404


@transaction.atomic
def sign_report(
    report: ActivityReport,
    *,
    signed_on: date,
    signed_by: str,
    signed_as: str,
    scan: Sequence[File[bytes]],
    version: int | None = None,
    actor: User,
) -> ActivityReport:
    """Note that the village head signed the report on paper, with the scan of the paper.

    A report filled in by hand has no activities here: its scan has them, so it may be signed as
    it was begun. Nobody notes the signature under one's own. What a treasurer pays upon: "laporan
    yang ditandatangani kades" (docs: BPK asks for it). Raises own_report, report_signed,
    report_not_submitted, stale_version.
    """
    require(actor, Can.CONFIRM_WORK, on=report)
    _refuse_own(report, actor)
    if report.is_signed:
        raise RuleBroken("report_signed", _("Laporan ini sudah ditandatangani."))
    if report.is_draft and report.entries.exists():
        raise RuleBroken(
            "report_not_submitted", _("Laporan ini masih ditulis. Ajukan dahulu, lalu cetak.")
        )
    _check_day(report, signed_on)
    report.status = ActivityReport.Status.SIGNED
    report.signed_on, report.noted_by = signed_on, actor
    report.signed_by, report.signed_as = tidy(signed_by), tidy(signed_as)
    take_scan(report, scan, name=f"laporan-{report.month:%Y-%m}")
    return save_version(report, [*SIGNATURE, *SCAN], version=version)


@transaction.atomic
def reopen_report(
    report: ActivityReport, *, because: str, version: int | None = None, actor: User
) -> ActivityReport:
    """Make a signed report a draft again, for a reason that its history keeps with the old scan.

    Raises own_report, report_not_signed, stale_version.
    """
    require(actor, Can.CONFIRM_WORK, on=report)
    _refuse_own(report, actor)
    if not report.is_signed:
        raise RuleBroken("report_not_signed", _("Laporan ini belum ditandatangani."))
    reason = tidy(because)
    if not reason:
        raise ValidationError({"because": ValidationError(_("Tulis alasannya."), code="required")})
    report.status = ActivityReport.Status.DRAFT
    report.reopened_because = reason
    report.signed_on, report.signed_by, report.signed_as, report.noted_by = None, "", "", None
    report.submitted_at, report.submitted_by = None, None
    for field in SCAN:
        setattr(report, field, "")
    changed = [*SIGNATURE, *SCAN, "reopened_because", "submitted_at", "submitted_by"]
    return save_version(report, changed, version=version)


@transaction.atomic
def open_report_scan(report: ActivityReport, *, actor: User) -> FieldFile:
    """Return the scan to give out: to whom it is of, or who reads scans. The look is noted.

    Raises no_scan.
    """
    require_own_or(report.appointment.person, Can.READ_SCANS, on=report, actor=actor)
    if not report.scan:
        raise NoScan("no_scan", _("Laporan ini belum ada pindaiannya."))
    note_look(report, by=actor, kind=SensitiveLook.Kind.SCAN)
    return report.scan


def _refuse_own(report: ActivityReport, actor: User) -> None:
    if is_own(report.appointment.person, actor):
        raise RuleBroken(
            "own_report", _("Laporan sendiri dicatat tanda tangannya oleh orang lain.")
        )


def _check_day(report: ActivityReport, signed_on: date) -> None:
    if signed_on > today(report.region.tz):
        words = _("Tanggal tanda tangan tidak boleh setelah hari ini.")
        raise ValidationError({"signed_on": ValidationError(words, code="day_to_come")})
    if signed_on < report.month:
        words = _("Tanggal tanda tangan mendahului bulan laporan.")
        raise ValidationError({"signed_on": ValidationError(words, code="day_too_early")})
