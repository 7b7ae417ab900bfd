"""Who of the rows is known already: set by set in SQL, for ten rows or a hundred thousand.

NIK decides; else the bare name with the birth date in one village; else the bare name with the
phone. Two who fit are never one by guess. What merely looks alike is put to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from common.phones import shown as shown_phone
from people.importers.statements import (
    BY_NIK,
    COMPARED,
    FAULTY,
    FOUND,
    HERE,
    MATCHED,
    OUTCOME,
    READ,
    SAME_BIRTH,
    SAME_NIK,
    STAGE,
    TABLES,
    TWINS,
    WRITE,
)
from people.models import Person
from regions.cache import names_of
from spreadsheets.kinds import Candidate
from spreadsheets.models import Import, ImportRow


class Match(NamedTuple):
    """Who a row's person is among those who are known, and what the row adds to what is known.

    `refused` is the code of what stands in the way; `is_open`: people say whether one of the
    candidates is meant.
    """

    person: int | None
    candidates: Sequence[int]
    refused: str
    is_open: bool
    fills: Sequence[str]
    differs: Sequence[str]


@transaction.atomic
def matches_of(batch: Import) -> dict[int, Match]:
    """Return who the faultless rows of any sheet that names persons are, by the rows' keys.

    Two rows of one sheet may be one person here: what that means is the kind's affair.
    """
    with connection.cursor() as cursor:
        _match(batch, None, cursor)
        cursor.execute(READ)
        return {
            key: Match(
                person,
                orjson.loads(candidates),
                refused,
                is_open,
                *map(orjson.loads, (fills, differs)),
            )
            for key, person, candidates, refused, is_open, fills, differs in cursor.fetchall()
        }


@transaction.atomic
def check_rows(batch: Import, only: Sequence[int] | None) -> None:
    """Compare the rows of an import (or some of them) with each other and with who is known.

    The table `outcome` stays until the end of the transaction, for saving.
    """
    with connection.cursor() as cursor:
        _match(batch, only, cursor)
        cursor.execute(OUTCOME)
        cursor.execute(WRITE)
        cursor.execute(FAULTY, {"batch": batch.pk})


def _match(batch: Import, only: Sequence[int] | None, cursor: Any) -> None:
    facts: dict[str, Any] = {
        "batch": batch.pk,
        "only": None if only is None else list(only),
        "region": batch.region_id,
        "below": f"{batch.region_id}.%",
        "same_nik": SAME_NIK,
        "same_birth": SAME_BIRTH,
    }
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
    cursor.execute(STAGE, facts)
    cursor.execute("CREATE INDEX ON staged (number)")
    cursor.execute("ANALYZE staged")
    cursor.execute(TWINS)
    cursor.execute(HERE, facts)
    cursor.execute("CREATE INDEX ON here (person_id)")
    cursor.execute("ANALYZE here")
    cursor.execute(BY_NIK, facts)
    cursor.execute("CREATE INDEX ON by_nik (id)")
    cursor.execute("ANALYZE by_nik")
    cursor.execute(FOUND, facts)
    cursor.execute("ANALYZE found")
    cursor.execute(MATCHED)
    cursor.execute("CREATE INDEX ON matched (id)")
    cursor.execute("ANALYZE matched")
    cursor.execute(COMPARED)
    cursor.execute("ANALYZE compared")


def candidates_of(rows: Sequence[ImportRow]) -> Mapping[int, Candidate]:
    """Return who the rows may be, told without what is nobody's business."""
    keys = {pk for row in rows for pk in row.candidates}
    found = Person.objects.filter(pk__in=keys).annotate(place=Min("presences__region"))
    persons: list[Any] = list(found)  # each with its place
    names = names_of([person.place for person in persons if person.place])
    regions = {row.batch.region_id for row in rows}
    told = {}
    for person in persons:
        place = names.get(person.place or "")
        is_here = any((person.place or "").startswith(code) for code in regions)
        facts = [place.full_name if is_here else _elsewhere()] if place else []
        if is_here and person.birth_date:
            facts.append(_("lahir %(year)d") % {"year": person.birth_date.year})
        if is_here and person.phone:
            facts.append(f"{shown_phone(person.phone)[:5]}…{person.phone[-2:]}")
        told[person.pk] = Candidate(person.pk, person.name, facts)
    return told


def say(code: str, args: Mapping[str, Any]) -> str:
    """Put a conflict into words."""
    words = {
        "nik_of_two_in_sheet": _("NIK ini ada di dua baris dengan nama yang berbeda."),
        "nik_of_another": _("NIK ini sudah tercatat atas nama orang lain. Periksa lagi angkanya."),
        "twice_in_sheet": _("Orang ini sudah ada di baris %(first)s dengan isi yang berbeda."),
        "match_gone": _("Orang yang dipilih sudah tidak ada. Pilih lagi."),
        "two_matches": _("Ada dua orang yang cocok. Pilih yang mana, tidak ada yang ditimpa."),
        "nik_taken_meanwhile": _("NIK ini baru saja dicatat untuk orang lain."),
        "changed_meanwhile": _("Data orang ini baru saja diubah. Unggah barisnya sekali lagi."),
    }
    return words[code] % args


def _elsewhere() -> str:
    return _("tercatat di wilayah lain")
