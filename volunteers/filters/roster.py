"""How the roster and the pillars are narrowed: one address that can be shared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import InstantFilter, KeyFilter, UnderFilter
from people.models import Person
from volunteers.models import Appointment, AppointmentQuerySet, AppointmentState, Pillar, TierStep
from volunteers.rules import semester_start

SERVING, UNCONFIRMED, GONE = "serving", "unconfirmed", "gone"
STATES = [
    (SERVING, _("Bertugas")),
    *AppointmentState.choices,
    (UNCONFIRMED, _("Belum dikonfirmasi semester ini")),
    (GONE, _("Kata desa: tidak lagi bertugas")),
]
IN_FORCE = [AppointmentState.ACTIVE, AppointmentState.LAPSING]
WAIVED = "waived"
PAY = [*Appointment.Honorarium.choices, (WAIVED, _("Tidak mengambil honornya"))]
GONE_ANSWERS = [
    answer for answer in Appointment.Answer.values if answer != Appointment.Answer.ACTIVE
]


class AppointmentFilter(filters.FilterSet):
    """`q` is a name, or digits of a decree's or a member's number."""

    q = filters.CharFilter(method="search", label=_("Nama atau nomor SK"), max_length=100)
    pillar = KeyFilter("pillar_id", label=_("Pilar"))
    region = UnderFilter(label=_("Wilayah"))
    state = filters.ChoiceFilter(
        method="in_state", choices=STATES, label=_("Status"), empty_label=_("Semua")
    )
    honorarium = filters.ChoiceFilter(
        method="paid", choices=PAY, label=_("Honor"), empty_label=_("Semua")
    )
    lapsing_within = filters.NumberFilter(
        method="lapsing", label=_("SK berakhir dalam (hari)"), min_value=0, max_value=3650
    )
    person = KeyFilter("person_id", label=_("Orang"))
    area = filters.CharFilter(field_name="area_id", label=_("Wilayah pengangkatan"), max_length=13)
    decree = KeyFilter("decree_id", label=_("SK"))
    updated_at__gt = InstantFilter(
        field_name="updated_at", lookup_expr="gt", label=_("Diubah setelah")
    )

    class Meta:
        model = Appointment
        fields: tuple[str, ...] = ()

    def search(self, rows: AppointmentQuerySet, _name: str, text: str) -> AppointmentQuerySet:
        words = " ".join(text.split())
        if any(sign.isdigit() for sign in words):
            return rows.filter(Q(decree__number__icontains=words) | Q(number__icontains=words))
        named = Person.objects.visible_to(self.request.user).named_like(words)
        return rows.filter(person__in=named.values("pk"))

    def in_state(self, rows: AppointmentQuerySet, _name: str, state: str) -> AppointmentQuerySet:
        on = today()
        if state == SERVING:
            return rows.serving(on)
        if state == UNCONFIRMED:
            return rows.serving(on).unconfirmed(semester_start(on))
        if state == GONE:
            return rows.serving(on).filter(answer__in=GONE_ANSWERS)
        described: Any = rows.with_state(on)
        found: AppointmentQuerySet = described.filter(state=state)
        return found

    def paid(self, rows: AppointmentQuerySet, _name: str, pay: str) -> AppointmentQuerySet:
        if pay == WAIVED:
            return rows.filter(stipend_waived=True)
        return rows.filter(honorarium=pay, stipend_waived=False)

    def lapsing(self, rows: AppointmentQuerySet, _name: str, days: Any) -> AppointmentQuerySet:
        """Keep who serves by a decree that is in force and ends so soon, or whose term does."""
        on = today()
        ends = on + timedelta(days=int(days) + 1)  # PostgreSQL keeps the day after the last
        soon = Q(decree__term__endswith__lte=ends) | Q(term__endswith__lte=ends)
        described: Any = rows.serving(on).filter(soon).with_state(on)
        found: AppointmentQuerySet = described.filter(state__in=IN_FORCE)
        return found


class PillarFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Cari"))
    holder = filters.ChoiceFilter(choices=Pillar.Holder.choices, label=_("Dipegang oleh"))
    code = filters.CharFilter(label=_("Kode"), max_length=40)

    class Meta:
        model = Pillar
        fields: tuple[str, ...] = ()


class TierStepFilter(filters.FilterSet):
    person = KeyFilter("person_id")
    pillar = KeyFilter("pillar_id")
    region = UnderFilter()

    class Meta:
        model = TierStep
        fields: tuple[str, ...] = ()
