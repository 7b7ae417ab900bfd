"""The lists of the apps below, which cannot register them: they know nothing of spreadsheets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Role
from accounts.filters import GrantFilter
from accounts.models import Grant
from audit.filters import LookFilter
from audit.models import SensitiveLook
from audit.services import looks_shown_to
from common.terms import FirstDay, LastDay
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns, yes_no
from spreadsheets.exporting.lists import ListExport, register_list


def register_lists() -> None:
    register_list(
        ListExport(
            key="users",
            title=_("Siapa yang punya akses"),
            queryset=lambda user: Grant.objects.where_may(user, Can.INVITE_USERS),
            filterset_class=GrantFilter,
            can=Can.INVITE_USERS,
            order=("region_id", "user__name", "pk"),
            columns=[
                *place_columns(),
                Column(_("Nama"), "user__name"),
                Column(_("Peran"), "role", say=chosen(Role)),
                Column(_("Sejak"), FirstDay("period"), Kind.DATE),
                Column(_("Sampai"), LastDay("period"), Kind.DATE),
                Column(_("Akun aktif"), "user__is_active", say=yes_no),
            ],
        )
    )
    register_list(
        ListExport(
            key="looks",
            title=_("Siapa melihat apa"),
            queryset=looks_shown_to,
            filterset_class=LookFilter,
            can=Can.READ_HISTORY,
            columns=[
                *place_columns(),
                Column(_("Waktu"), "at", Kind.INSTANT),
                Column(_("Nama"), "user__name"),
                Column(_("Yang dilihat"), "kind", say=chosen(SensitiveLook.Kind)),
                Column(_("Rincian"), "detail"),
                Column(_("Nomor data"), "record_key", Kind.DIGITS),
                Column(_("Banyaknya"), "count", Kind.NUMBER),
                Column(_("Keperluan"), "purpose", say=chosen(SensitiveLook.Purpose)),
                Column(_("Token API"), "token"),
                Column(_("Jaringan"), "network"),
            ],
        )
    )
