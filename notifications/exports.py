"""Messages as a spreadsheet: what was sent to whom, and what became of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from common.languages import said
from notifications.filters import DeliveryListFilter
from notifications.models import Delivery
from notifications.rules import RULES
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list


def register_lists() -> None:
    register_list(DELIVERIES)


def _rule(name: str) -> str:
    return str(RULES[name].label) if name in RULES else name


DELIVERIES = ListExport(
    key="deliveries",
    title=_("Daftar pesan"),
    queryset=lambda user: Delivery.objects.where_may(user, Can.READ_DELIVERIES),
    filterset_class=DeliveryListFilter,
    can=Can.READ_DELIVERIES,
    order=("-due_at", "-pk"),
    columns=[
        *place_columns(),
        Column(_("Kepada"), "person__name"),
        Column(_("Jenis"), "rule", say=_rule),
        Column(_("Judul"), "subject"),
        Column(_("Waktu kirim"), "due_at", Kind.INSTANT),
        Column(_("Keadaan"), "state", say=chosen(Delivery.State)),
        Column(_("Alasan"), "reason", say=said),
        Column(_("Terkirim"), "sent_at", Kind.INSTANT),
        Column(_("Sampai"), "delivered_at", Kind.INSTANT),
        Column(_("Dibaca"), "read_at", Kind.INSTANT),
    ],
)
