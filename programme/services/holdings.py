"""What plans and guest books hold of a person, and what an erasure takes of it."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.services.guests import of_guest
from people.models import Person
from people.services.erasing import neutral_name
from people.subjects import (
    Emptied,
    Rows,
    past_and_present,
    register_eraser,
    register_holdings,
    register_stay,
)
from programme.models import Activity, Visit


def register() -> None:
    register_holdings(
        "activities",
        gettext_lazy("Rencana kerja"),
        activities_of,
        relations=["programme.Activity.in_charge"],
    )
    register_holdings("visits", gettext_lazy("Buku tamu"), visits_of)
    register_eraser("programme", empty_books)
    register_stay(
        "letters",
        gettext_lazy(
            "Buku agenda surat dan pindaiannya: arsip resmi (UU 43/2009). Baris buku tamu tetap "
            "tercatat tanpa nama dan nomor."
        ),
    )


def activities_of(person: Person) -> Rows:
    found = Activity.objects.filter(in_charge=person).select_related(
        "wksbm", "organisation", "region"
    )
    return [
        {
            _("Penyelenggara"): one.host_name,
            _("Tahun"): one.year,
            _("Kegiatan"): one.name,
            _("Keadaan"): one.get_status_display(),
            _("Hasil"): one.result,
        }
        for one in found.order_by("year", "from_month", "pk")
    ]


def visits_of(person: Person) -> Rows:
    """Return the lines of guest books that have the person's name and phone."""
    visits = Visit.objects.select_related("wksbm", "organisation", "region")
    return [
        {
            _("Buku tamu dari"): one.host_name,
            _("Tanggal"): one.on,
            _("Nama tamu"): one.name,
            _("Instansi atau alamat"): one.office,
            _("Jabatan"): one.post,
            _("Nomor HP"): one.phone,
            _("Maksud kunjungan"): one.purpose,
            _("Pesan dan kesan"): one.message,
        }
        for one in of_guest(visits, [person])
    ]


def empty_books(persons: list[Person]) -> Emptied:
    """Take name, phone and words from the lines of guest books; that somebody came stays."""
    visits = [one.pk for one in of_guest(Visit.objects.all(), persons)]
    Visit.objects.filter(pk__in=visits).update(
        name=neutral_name(persons[0]),
        phone="",
        message="",
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    return {Visit: visits, Activity: past_and_present(Activity, persons, field="in_charge")}
