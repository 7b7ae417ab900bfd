"""What the roster holds of a person, what an erasure takes of it, and what the law keeps."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import first_day, last_day, today
from people.models import Person
from people.subjects import (
    Emptied,
    Rows,
    past_and_present,
    register_eraser,
    register_holdings,
    register_stay,
)
from volunteers.importers.erasing import empty_rows
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    OfficeHolder,
    Qualification,
    TierStep,
    TrainingMark,
)

# What of a person's rows goes with an erasure; the same goes from their history (`@track`).
PERSONAL: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Appointment: ("number", "ended_because"),
    Qualification: ("certificate",),
    Absence: ("reason",),
    Assignment: ("reason",),
}


def register() -> None:
    for key, label, rows, relations in (
        (
            "appointments",
            gettext_lazy("Penugasan relawan"),
            appointments_of,
            ["volunteers.Appointment.person"],
        ),
        ("tiers", gettext_lazy("Jenjang relawan"), tiers_of, ["volunteers.TierStep.person"]),
        (
            "offices",
            gettext_lazy("Jabatan di lembaga"),
            offices_of,
            ["volunteers.OfficeHolder.person"],
        ),
        (
            "qualifications",
            gettext_lazy("Kualifikasi"),
            qualifications_of,
            ["volunteers.Qualification.person"],
        ),
        (
            "trainings",
            gettext_lazy("Pelatihan"),
            trainings_of,
            ["volunteers.TrainingMark.person"],
        ),
        ("absences", gettext_lazy("Halangan"), absences_of, ["volunteers.Absence.person"]),
        ("duties", gettext_lazy("Tugas relawan"), duties_of, ["volunteers.Assignment.person"]),
        ("reports", gettext_lazy("Laporan kegiatan"), reports_of, []),
    ):
        register_holdings(key, label, rows, relations=relations)
    register_eraser("volunteers", empty_volunteers, holds=service_that_holds)
    register_eraser("volunteer_sheets", empty_rows)
    register_stay(
        "roster",
        gettext_lazy(
            "Penugasan, tugas dan pelatihannya tetap tercatat tanpa nama dan tanpa nomor anggota: "
            "siapa yang bertugas menurut SK adalah arsip resmi (UU 43/2009)."
        ),
    )
    register_stay(
        "activity_reports",
        gettext_lazy(
            "Laporan kegiatan bulanan dan pindaiannya: bukti pembayaran honorarium yang "
            "diperiksa BPK, wajib disimpan sebagai dokumen keuangan (UU 43/2009)."
        ),
    )


# --- What is held --------------------------------------------------------------------------------


def appointments_of(person: Person) -> Rows:
    found = Appointment.objects.filter(person=person).select_related(
        "pillar", "area", "region", "decree"
    )
    return [
        {
            _("Pilar"): str(one.pillar),
            _("Wilayah pengangkatan"): str(one.area),
            _("Bertugas dari"): str(one.region),
            **_term(one.term),
            _("SK"): one.decree.number if one.decree else "",
            _("Nomor anggota"): one.number,
            _("Honor"): one.get_honorarium_display(),
            _("Tidak mengambil honornya"): one.stipend_waived,
            _("Kata desa"): one.get_answer_display(),
            _("Terakhir dikonfirmasi"): one.confirmed_on,
            _("Sebab berhenti"): one.get_ended_kind_display(),
            _("Alasan berhenti"): one.ended_because,
        }
        for one in found.order_by("pk")
    ]


def tiers_of(person: Person) -> Rows:
    found = TierStep.objects.filter(person=person).select_related("pillar").order_by("since")
    return [
        {
            _("Pilar"): str(one.pillar),
            _("Jenjang"): one.get_tier_display(),
            _("Sejak"): one.since,
            _("Bukti"): one.evidence,
        }
        for one in found
    ]


def offices_of(person: Person) -> Rows:
    found = OfficeHolder.objects.filter(person=person).select_related("organisation", "decree")
    return [
        {
            _("Lembaga"): str(one.organisation),
            _("Jabatan"): str(one),
            **_term(one.term),
            _("SK"): one.decree.number if one.decree else "",
            _("Alasan berhenti"): one.ended_because,
        }
        for one in found.order_by("pk")
    ]


def qualifications_of(person: Person) -> Rows:
    found = Qualification.objects.filter(person=person).select_related("kind").order_by("pk")
    return [
        {
            _("Kualifikasi"): str(one.kind),
            **_term(one.term),
            _("Nomor sertifikat"): one.certificate,
            _("Diberikan oleh"): one.granted_by,
            _("Alasan dicabut"): one.withdrawn_because,
        }
        for one in found
    ]


def trainings_of(person: Person) -> Rows:
    found = TrainingMark.objects.filter(person=person).select_related("training").order_by("pk")
    return [
        {
            _("Pelatihan"): one.training.title,
            **_term(one.training.days),
            _("Hadir"): one.attended,
        }
        for one in found
    ]


def absences_of(person: Person) -> Rows:
    return [
        {**_term(one.days), _("Keterangan"): one.reason}
        for one in Absence.objects.filter(person=person).order_by("pk")
    ]


def duties_of(person: Person) -> Rows:
    found = Assignment.objects.filter(person=person).select_related("duty").order_by("pk")
    return [
        {
            _("Tugas"): one.duty.title,
            _("Tempat"): one.duty.place,
            _("Mulai"): one.duty.starts_at,
            _("Keadaan"): one.get_status_display(),
            _("Alasan"): one.reason,
            _("Lama bertugas (menit)"): one.minutes,
            _("Disahkan"): one.confirmed_at,
        }
        for one in found
    ]


def reports_of(person: Person) -> Rows:
    """Return the monthly reports, each with its activities."""
    found = ActivityReport.objects.filter(appointment__person=person)
    found = found.select_related("appointment__pillar").prefetch_related("entries")
    return [
        {
            _("Pilar"): str(report.appointment.pillar),
            _("Bulan"): report.month,
            _("Keadaan"): report.get_status_display(),
            _("Kegiatan"): "; ".join(
                f"{entry.on:%d/%m/%Y} {entry.activity} {entry.place}".strip()
                for entry in sorted(report.entries.all(), key=lambda entry: (entry.on, entry.pk))
            ),
            _("Ditandatangani pada"): report.signed_on,
            _("Ditandatangani oleh"): report.signed_by,
        }
        for report in found.order_by("month", "pk")
    ]


def _term(term: Any) -> dict[str, object]:
    return {_("Sejak"): first_day(term), _("Sampai"): last_day(term)}


# --- What goes -----------------------------------------------------------------------------------


def empty_volunteers(persons: list[Person]) -> Emptied:
    """Take the numbers and the free words from what these persons did; that they did it stays."""
    emptied: Emptied = {}
    for model, names in PERSONAL.items():
        rows = model._default_manager.filter(person__in=persons)
        filled = Q()
        for name in names:
            filled |= ~Q(**{name: ""})
        rows.filter(filled).update(
            **dict.fromkeys(names, ""), version=F("version") + 1, updated_at=timezone.now()
        )
        emptied[model] = past_and_present(model, persons)
    return emptied


def service_that_holds(persons: list[Person]) -> list[str]:
    """Return what has not ended: nobody serves, or is expected at a duty, without a name."""
    lasting = Q(term__endswith=None) | Q(term__endswith__gt=today())
    serving = Appointment.objects.filter(lasting, person__in=persons).select_related(
        "pillar", "area"
    )
    offices = OfficeHolder.objects.filter(lasting, person__in=persons).select_related(
        "organisation"
    )
    duties = Assignment.objects.filter(
        person__in=persons,
        status=Assignment.Status.ACCEPTED,
        period__endswith__gt=timezone.now(),
    ).select_related("duty")
    return [
        *(
            _("masih bertugas sebagai %(pillar)s %(area)s")
            % {"pillar": one.pillar, "area": one.area}
            for one in serving.order_by("pk")
        ),
        *(
            _("masih menjabat %(post)s %(body)s") % {"post": one, "body": one.organisation}
            for one in offices.order_by("pk")
        ),
        *(_("sudah bersedia bertugas: %s") % one.duty for one in duties.order_by("pk")),
    ]
