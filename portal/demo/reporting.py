"""Monthly reports of the demo's paid volunteers: the last three months, some still missing."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from dateutil.relativedelta import relativedelta

from portal.demo.districts import District
from portal.demo.rows import Rows
from volunteers.models import ActivityReport, Appointment, ReportEntry, month_of

MONTHS: Final = 3
DONE: Final = {
    "tksk": ("Verifikasi data di desa", "Mendampingi penyaluran bantuan", "Rapat di kecamatan"),
    "tagana": ("Piket posko", "Dapur umum", "Pendataan warga terdampak", "Apel kesiapsiagaan"),
    "tsm": ("Kunjungan rumah", "Pendataan warga", "Rapat di dinas"),
}


def build(district: District, serving: dict[str, list[Appointment]], rows: Rows, day: date) -> None:
    """Gather the reports; the present month's are drafts."""
    chance = Random(f"reports {district.code}")  # noqa: S311 (each demo is equal)
    for pillar in DONE:
        for appointment in serving.get(pillar, []):
            for back in range(MONTHS):
                month = month_of(day) - relativedelta(months=back)
                share = (0.12, 0.7, 0.95)[back]
                if appointment.term.lower < month and chance.random() < share:
                    _report(appointment, month, rows, day, chance)


def _report(appointment: Appointment, month: date, rows: Rows, day: date, chance: Random) -> None:
    report = ActivityReport(appointment=appointment, region=appointment.region, month=month)
    last = min(month + relativedelta(months=1, days=-1), day)
    if last < day:
        handed_in = min(last + timedelta(days=chance.randint(1, 7)), day)
        report.status = ActivityReport.Status.SUBMITTED
        report.submitted_at = datetime.combine(handed_in, time(2, 30), UTC)
        report.submitted_by = appointment.person.user
    rows.add(report)
    texts = DONE[appointment.pillar.code]
    for text in chance.sample(texts, chance.randint(1, len(texts))):
        entry = ReportEntry(
            report=report,
            on=month + timedelta(days=chance.randint(0, (last - month).days)),
            activity=text,
            place=f"{appointment.region}",
            minutes=60 * chance.randint(2, 6),
        )
        rows.add(entry)
