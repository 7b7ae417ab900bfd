"""Two persons beside each other, in words: what is the same, what differs, what each has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.phones import shown
from people.models import Person
from people.services.facts import FACTS, LABELS, differing
from regions.cache import names_of


@dataclass(frozen=True)
class Compared:
    """A fact of both. An empty word says that it is not known."""

    fact: str
    label: str
    stays: str
    goes: str
    differs: bool

    @property
    def likely(self) -> str:
        """Whose fact is the likelier: the survivor's, unless only the other one is known."""
        return "stays" if self.stays else "goes"


def compared(stays: Person, goes: Person) -> list[Compared]:
    """Return every fact that is known of either. A NIK is shown masked."""
    different = differing(stays, goes)
    words = _words(stays), _words(goes)
    return [
        Compared(fact, str(LABELS[fact]), words[0][fact], words[1][fact], fact in different)
        for fact in FACTS
        if words[0][fact] or words[1][fact]
    ]


def _words(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "nik": person.nik_masked,
        "sex": person.get_sex_display(),
        "birth_place": person.birth_place,
        "birth_date": _day(person.birth_date, is_uncertain=person.birth_date_is_uncertain),
        "died_on": _day(person.died_on),
        "residence": _residence(person),
        "phone": shown(person.phone),
        "email": person.email,
    }


def _day(day: date | None, *, is_uncertain: bool = False) -> str:
    if day is None:
        return ""
    return f"{date_format(day)} ({_('kira-kira')})" if is_uncertain else date_format(day)


def _residence(person: Person) -> str:
    names = names_of([person.village_id]) if person.village_id else {}
    parts = [
        person.address,
        person.hamlet,
        f"RT {person.rt}" if person.rt else "",
        f"RW {person.rw}" if person.rw else "",
        *(name.full_name for name in names.values()),
    ]
    return ", ".join(part for part in parts if part)
