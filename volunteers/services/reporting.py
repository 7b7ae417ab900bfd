"""Writing the monthly activity report: by the volunteer, or by the village for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can
from accounts.models import User
from common.dates import today, wall_time
from common.errors import RuleBroken
from common.names import tidy
from common.races import constraints_speak
from common.versions import save_version
from volunteers.models import ActivityReport, Appointment, Assignment, ReportEntry
from volunteers.months import last_of, month_of, months_before, said_month
from volunteers.own import require_own_or

MOST_ENTRIES = 150  # of one month: five a day


class Entry(NamedTuple):
    """One activity as it is written. With `id` it is one that the report has already."""

    on: date
    activity: str
    place: str = ""
    minutes: int | None = None
    id: int | None = None


@transaction.atomic
def write_report(
    appointment: Appointment,
    *,
    month: date,
    entries: Sequence[Entry] | None = None,
    from_duties: bool = False,
    version: int | None = None,
    actor: User,
) -> ActivityReport:
    """Open the report of a month, begin it where there is none, and write its activities.

    `entries` are all of them: what is not among them goes, what has an `id` is changed. With
    `from_duties`, the month's confirmed hours are added. For oneself, or by whoever keeps the
    roster there. Raises report_outside_term, report_of_month_to_come, report_not_draft,
    stale_version; ValidationError names the row ("entries/2/on").
    """
    require_own_or(appointment.person, Can.KEEP_ROSTER, on=appointment, actor=actor)
    report = _opened(appointment, month_of(month))
    if entries is not None:
        _claim(report, version)
        _write(report, entries)
    if from_duties:
        _require_draft(report)
        _add_duties(report)
    return report


@transaction.atomic
def keep_entries(
    report: ActivityReport,
    *,
    entries: Sequence[Entry],
    version: int | None = None,
    actor: User,
) -> ActivityReport:
    """Write the activities of a draft, all of them, as `write_report` does. Raises as it does."""
    _require_writer(report, actor)
    _claim(report, version)
    _write(report, entries)
    return report


@transaction.atomic
def fill_from_duties(
    report: ActivityReport, *, version: int | None = None, actor: User
) -> list[ReportEntry]:
    """Add the confirmed hours of the month that no report has yet; return what was added.

    Hours of a duty for one pillar belong to the report of that pillar. Raises report_not_draft,
    stale_version.
    """
    _require_writer(report, actor)
    _claim(report, version)
    return _add_duties(report)


@transaction.atomic
def submit_report(
    report: ActivityReport, *, version: int | None = None, actor: User
) -> ActivityReport:
    """Hand the report in, to be printed and signed. Raises report_not_draft, report_empty."""
    _require_writer(report, actor)
    _require_draft(report)
    if not report.entries.exists():
        raise RuleBroken("report_empty", _("Laporan ini belum berisi kegiatan."))
    report.status = ActivityReport.Status.SUBMITTED
    report.submitted_at, report.submitted_by = timezone.now(), actor
    return save_version(report, ["status", "submitted_at", "submitted_by"], version=version)


@transaction.atomic
def take_back_report(
    report: ActivityReport, *, version: int | None = None, actor: User
) -> ActivityReport:
    """Make a report that nobody signed a draft again. Raises report_not_submitted."""
    _require_writer(report, actor)
    if not report.is_submitted:
        raise RuleBroken(
            "report_not_submitted", _("Hanya laporan yang diajukan dapat ditarik kembali.")
        )
    report.status = ActivityReport.Status.DRAFT
    report.submitted_at, report.submitted_by = None, None
    return save_version(report, ["status", "submitted_at", "submitted_by"], version=version)


def duties_to_report(appointment: Appointment, month: date) -> list[Assignment]:
    """Return the confirmed hours of the month that no report has yet, the earliest first.

    A month is as the village's clocks have it.
    """
    zone = appointment.region.tz
    first = month_of(month)
    start = datetime.combine(first, time.min, tzinfo=zone)
    end = datetime.combine(months_before(first, -1), time.min, tzinfo=zone)
    hours = Assignment.objects.filter(
        Q(duty__pillar=None) | Q(duty__pillar=appointment.pillar_id),
        person=appointment.person_id,
        status=Assignment.Status.ACCEPTED,
        confirmed_at__isnull=False,
        minutes__gt=0,
        entries__isnull=True,
        period__startswith__gte=start,
        period__startswith__lt=end,
    )
    return [
        one
        for one in hours.select_related("duty").order_by("period", "pk")
        if appointment.is_serving(wall_time(one.period.lower, zone).date())
    ]


# --- Parts of the above --------------------------------------------------------------------------


def _require_writer(report: ActivityReport, actor: User) -> None:
    person = report.appointment.person
    require_own_or(person, Can.KEEP_ROSTER, on=report, actor=actor)


def _require_draft(report: ActivityReport) -> None:
    if not report.is_draft:
        raise RuleBroken(
            "report_not_draft", _("Laporan ini sudah diajukan dan tidak dapat diubah lagi.")
        )


def _claim(report: ActivityReport, version: int | None) -> None:
    """Take the draft as it was read: whoever comes second hears it."""
    _require_draft(report)
    save_version(report, [], version=version)


def _opened(appointment: Appointment, month: date) -> ActivityReport:
    known = ActivityReport.objects.filter(appointment=appointment, month=month).first()
    if known is not None:
        return known
    _check_month(appointment, month)
    made = ActivityReport(appointment=appointment, region_id=appointment.region_id, month=month)
    made.full_clean()
    # Two who open it at once get the same one.
    ActivityReport.objects.bulk_create([made], ignore_conflicts=True)
    return ActivityReport.objects.get(appointment=appointment, month=month)


def _check_month(appointment: Appointment, month: date) -> None:
    since, until = appointment.since, appointment.until
    outside = (since and since > last_of(month)) or (until and until < month)
    if outside or appointment.ended_kind == Appointment.Ending.MISTAKE:
        raise RuleBroken(
            "report_outside_term",
            _("Relawan ini tidak bertugas pada %(month)s.") % {"month": said_month(month)},
        )
    if month > month_of(today(appointment.region.tz)):
        raise RuleBroken(
            "report_of_month_to_come",
            _("%(month)s belum mulai. Laporan ditulis setelah kegiatannya.")
            % {"month": said_month(month)},
        )


def _write(report: ActivityReport, entries: Sequence[Entry]) -> None:
    if len(entries) > MOST_ENTRIES:
        words = _("Paling banyak %(most)d kegiatan sebulan.") % {"most": MOST_ENTRIES}
        raise ValidationError({"entries": ValidationError(words, code="too_many_entries")})
    known = {entry.pk: entry for entry in report.entries.all()}
    kept = _checked(report, entries, known)
    gone = known.keys() - {entry.pk for entry in kept}
    report.entries.filter(pk__in=gone).delete()
    ReportEntry.objects.bulk_update(
        [entry for entry in kept if entry.pk], ["on", "activity", "place", "minutes"]
    )
    ReportEntry.objects.bulk_create([entry for entry in kept if not entry.pk])


def _checked(
    report: ActivityReport, entries: Sequence[Entry], known: dict[int, ReportEntry]
) -> list[ReportEntry]:
    """Return the rows as they shall be. Raises ValidationError with the faults of all rows."""
    rows, faults, free = [], {}, dict(known)
    here = today(report.region.tz)
    for place, entry in enumerate(entries):
        row = free.pop(entry.id, None) if entry.id else ReportEntry(report=report)
        if row is None:
            faults[f"entries/{place}/id"] = ValidationError(_("Kegiatan ini tidak ada lagi."))
            continue
        row.on, row.minutes = entry.on, entry.minutes
        row.activity, row.place = tidy(entry.activity), tidy(entry.place)
        fault = _fault_of_day(report, entry.on, here)
        if fault:
            faults[f"entries/{place}/on"] = ValidationError(fault, code="day_outside_report")
        try:
            row.full_clean(exclude=["report", "assignment"], validate_unique=False)
        except ValidationError as error:
            for field, found in error.error_dict.items():
                faults[f"entries/{place}/{field}"] = ValidationError(found)
        rows.append(row)
    if faults:
        raise ValidationError(faults)
    return rows


def _fault_of_day(report: ActivityReport, on: date, here: date) -> str:
    if month_of(on) != report.month:
        return _("Tanggal ini tidak dalam %(month)s.") % {"month": said_month(report.month)}
    if on > here:
        return _("Tanggal kegiatan tidak boleh setelah hari ini.")
    if not report.appointment.is_serving(on):
        return _("Tanggal ini di luar masa tugasnya.")
    return ""


def _add_duties(report: ActivityReport) -> list[ReportEntry]:
    zone = report.region.tz
    rows = [
        ReportEntry(
            report=report,
            on=wall_time(one.period.lower, zone).date(),
            activity=one.duty.title,
            place=one.duty.place,
            minutes=one.minutes,
            assignment=one,
        )
        for one in duties_to_report(report.appointment, report.month)
    ]
    if rows:
        with constraints_speak(rows[0]):
            ReportEntry.objects.bulk_create(rows)
    return rows
