"""What the bodies hold of a person: posts, memberships and who looked at their decrees' scans."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import SensitiveLook
from common.dates import first_day, last_day, today
from people.models import Person
from people.services import look_rows
from people.subjects import Rows, register_eraser, register_holdings, register_stay
from wksbm.importers.erasing import empty_rows
from wksbm.models import Decree, Membership, Seat


def register() -> None:
    register_holdings(
        "seats", gettext_lazy("Jabatan pengurus"), seats_of, relations=["wksbm.Seat.holder"]
    )
    register_holdings(
        "memberships",
        gettext_lazy("Keanggotaan"),
        memberships_of,
        relations=["wksbm.Membership.person"],
    )
    register_holdings("scan_looks", gettext_lazy("Siapa membuka pindaian SK saya"), looks_of)
    register_eraser("wksbm", empty_rows, holds=posts_that_hold)
    register_stay(
        "archive",
        gettext_lazy(
            "Pindaian SK, surat cetak yang sudah terbit dan catatan rapat: arsip resmi "
            "(UU 43/2009). Jabatan dan kehadirannya tetap tercatat tanpa nama."
        ),
    )


def seats_of(person: Person) -> Rows:
    seats = Seat.objects.filter(holder=person).select_related("wksbm", "decree").order_by("pk")
    return [
        {
            _("WKSBM"): str(seat.wksbm),
            _("Jabatan"): str(seat),
            _("Sejak"): first_day(seat.term),
            _("Sampai"): last_day(seat.term),
            _("SK"): seat.decree.number if seat.decree else "",
            _("Hubungan dengan kepala desa"): seat.get_tie_to_head_display(),
            _("Alasan berhenti"): seat.ended_because,
        }
        for seat in seats
    ]


def memberships_of(person: Person) -> Rows:
    found = Membership.objects.filter(person=person).select_related("wksbm").order_by("pk")
    return [
        {
            _("WKSBM"): str(one.wksbm),
            _("Sejak"): first_day(one.term),
            _("Sampai"): last_day(one.term),
        }
        for one in found
    ]


def looks_of(person: Person) -> Rows:
    seats = Seat.objects.filter(holder=person).exclude(decree=None)
    keys = [str(key) for key in seats.values_list("decree_id", flat=True).distinct()]
    return look_rows(
        SensitiveLook.objects.filter(record_model=Decree._meta.label_lower, record_key__in=keys)
    )


def posts_that_hold(persons: list[Person]) -> list[str]:
    """Return the posts and memberships that have not ended: an office cannot be held by nobody."""
    lasting = Q(term__endswith=None) | Q(term__endswith__gt=today())
    seats = Seat.objects.filter(lasting, holder__in=persons).select_related("wksbm").order_by("pk")
    belongs = Membership.objects.filter(lasting, person__in=persons).select_related("wksbm")
    return [
        *(
            _("masih menjabat %(post)s %(body)s") % {"post": seat, "body": seat.wksbm}
            for seat in seats
        ),
        *(_("masih anggota %s") % one.wksbm for one in belongs.order_by("pk")),
    ]
