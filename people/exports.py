"""Persons as spreadsheets: with numbers masked for everybody, and whole for who may see them."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Func, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from common import vault
from people.filters import PersonFilter
from people.models import Person
from people.services import PURPOSES
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns, yes_no
from spreadsheets.exporting.lists import ListExport, register_list

# The sealed NIK together with the key of the row that it opens for; "7:" where there is none.
_NIK = Func(
    Cast("pk", TextField()),
    Value(":"),
    Func("nik_sealed", Value("hex"), function="encode"),
    function="concat",
    output_field=TextField(),
)


class PersonNumbersFilter(PersonFilter):
    """As the list, and what the numbers are for: it stands in the note of who took them."""

    purpose = filters.ChoiceFilter(
        method="noted",
        label=_("Untuk keperluan"),
        choices=[(one.value, one.label) for one in PURPOSES],
        required=True,
    )

    def noted(self, rows: Any, _name: str, _purpose: str) -> Any:
        return rows

    class Meta(PersonFilter.Meta):
        pass


def register_lists() -> None:
    for list_export in (PERSONS, PERSON_NUMBERS):
        register_list(list_export)


def _whole(bound: str) -> str:
    key, _colon, sealed = bound.partition(":")
    return vault.unseal(bytes.fromhex(sealed), purpose=Person.NIK, of=key) if sealed else ""


def _masked(bound: str) -> str:
    key, _colon, sealed = bound.partition(":")
    return vault.masked_seal(bytes.fromhex(sealed), purpose=Person.NIK, of=key)


_WHO = [
    Column(_("Nama"), "name"),
    Column(_("Jenis kelamin"), "sex", say=chosen(Person.Sex)),
    Column(_("Tempat lahir"), "birth_place"),
    Column(_("Tanggal lahir"), "birth_date", Kind.DATE),
    Column(_("Tanggal lahir kira-kira"), "birth_date_is_uncertain", say=yes_no),
]
_WHERE = [
    *place_columns("village_id"),
    Column(_("Alamat"), "address"),
    Column(_("Dusun"), "hamlet"),
    Column(_("RT"), "rt", Kind.DIGITS),
    Column(_("RW"), "rw", Kind.DIGITS),
    Column(_("Nomor HP"), "phone", Kind.PHONE),
]

PERSONS = ListExport(
    key="persons",
    title=_("Daftar orang"),
    queryset=lambda user: Person.objects.visible_to(user).standing(),
    filterset_class=PersonFilter,
    columns=[*_WHO, Column(_("NIK"), _NIK, Kind.DIGITS, say=_masked, masked=True), *_WHERE],
    place="village_id",
)

PERSON_NUMBERS = ListExport(
    key="person-numbers",
    title=_("Daftar orang dengan NIK utuh"),
    queryset=lambda user: Person.objects.where_may(user, Can.SEE_NIK).standing(),
    filterset_class=PersonNumbersFilter,
    columns=[*_WHO, Column(_("NIK"), _NIK, Kind.DIGITS, say=_whole), *_WHERE],
    can=Can.SEE_NIK,
    place="village_id",
    may_be_kept=False,
)
