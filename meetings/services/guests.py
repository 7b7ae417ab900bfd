"""Guests are no persons of the register: who knows their name and phone finds what is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

from common.names import bare
from people.models import Person

Row = TypeVar("Row", bound=models.Model)


def of_guest(
    rows: models.QuerySet[Row], persons: Iterable[Person], *, name: str = "name"
) -> list[Row]:
    """Return the rows that have the name of one of these persons beside one of their phones.

    A name alone is shared by too many, a phone by a family. The phone's field is called as the
    name's is: `deputy_name` has `deputy_phone`.
    """
    phone = name.removesuffix("name") + "phone"
    known = {
        (person.bare_name, number)
        for person in persons
        for number in (person.phone, *person.other_phones)
        if number
    }
    found = rows.filter(**{f"{phone}__in": {number for _name, number in known}})
    return [
        row
        for row in found.order_by("pk")
        if (bare(getattr(row, name)), getattr(row, phone)) in known
    ]
