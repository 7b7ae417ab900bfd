"""Organisations, qualifications and trainings as spreadsheets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.terms import FirstDay, LastDay
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns, yes_no
from spreadsheets.exporting.lists import ListExport
from volunteers.filters.keeping import OrganisationFilter, QualificationFilter, TrainingFilter
from volunteers.models import Organisation, Qualification, Training, Validity

ORGANISATIONS = ListExport(
    key="organisations",
    title=_("Daftar lembaga"),
    queryset=lambda user: Organisation.objects.visible_to(user).with_validity(today()),
    filterset_class=OrganisationFilter,
    columns=[
        *place_columns(),
        Column(_("Nama lembaga"), "name"),
        Column(_("Jenis"), "pillar__short_name"),
        Column(_("Rincian jenis"), "sub_kind"),
        Column(_("Di bawah payung WKSBM"), "wksbm__name"),
        Column(_("Berbadan hukum"), "is_legal_entity", say=yes_no),
        Column(_("Nomor badan hukum"), "legal_entity_number"),
        Column(_("Tanda daftar"), "registration_state", say=chosen(Validity)),
        Column(_("Nomor tanda daftar"), "registration_number"),
        Column(_("Tanda daftar berlaku sampai"), "registered_until", Kind.DATE),
        Column(_("Akreditasi"), "accreditation", say=chosen(Organisation.Grade)),
        Column(_("Akreditasi berlaku sampai"), "accredited_until", Kind.DATE),
        Column(_("Klasifikasi"), "stage", say=chosen(Organisation.Stage)),
        Column(_("Berdiri"), "founded_on", Kind.DATE),
        Column(_("Bubar"), "dissolved_on", Kind.DATE),
        Column(_("Alamat"), "address"),
        Column(_("Nomor HP"), "phone", Kind.PHONE),
    ],
)

QUALIFICATIONS = ListExport(
    key="qualifications",
    title=_("Daftar kualifikasi"),
    queryset=Qualification.objects.visible_to,
    filterset_class=QualificationFilter,
    columns=[
        *place_columns(),
        Column(_("Nama"), "person__name"),
        Column(_("Kualifikasi"), "kind__name"),
        Column(_("Berlaku sejak"), FirstDay("term"), Kind.DATE),
        Column(_("Berlaku sampai"), LastDay("term"), Kind.DATE),
        Column(_("Nomor sertifikat"), "certificate"),
        Column(_("Diberikan oleh"), "granted_by"),
        Column(_("Pelatihan"), "training__title"),
        Column(_("Dicabut sejak"), "withdrawn_on", Kind.DATE),
        Column(_("Alasan dicabut"), "withdrawn_because"),
    ],
)

TRAININGS = ListExport(
    key="trainings",
    title=_("Daftar pelatihan"),
    queryset=lambda user: Training.objects.visible_to(user).with_counts(),
    filterset_class=TrainingFilter,
    columns=[
        *place_columns(),
        Column(_("Nama pelatihan"), "title"),
        Column(_("Hari pertama"), FirstDay("days"), Kind.DATE),
        Column(_("Hari terakhir"), LastDay("days"), Kind.DATE),
        Column(_("Jam pelajaran"), "hours", Kind.NUMBER),
        Column(_("Tempat"), "place"),
        Column(_("Penyelenggara"), "organiser"),
        Column(_("Memberi kualifikasi"), "grants__name"),
        Column(_("Peserta"), "asked", Kind.NUMBER),
        Column(_("Hadir"), "came", Kind.NUMBER),
        Column(_("Perempuan"), "women", Kind.NUMBER),
        Column(_("Laki-laki"), "men", Kind.NUMBER),
        Column(_("Kualifikasi diberikan"), "granted_at", Kind.INSTANT),
    ],
)
