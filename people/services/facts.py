"""The facts of two persons who become one: which come from whom, and how they go back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.versions import save_version
from people.models import Person

# What goes together goes together: an address without its village is nobody's.
FACTS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name",),
    "nik": ("nik",),
    "sex": ("sex",),
    "birth_place": ("birth_place",),
    "birth_date": ("birth_date", "birth_date_is_uncertain"),
    "died_on": ("died_on",),
    "residence": ("village_id", "address", "hamlet", "rt", "rw"),
    "phone": ("phone",),
    "email": ("email",),
}
LABELS: Final[dict[str, str | Promise]] = {
    "name": gettext_lazy("Nama"),
    "nik": gettext_lazy("NIK"),
    "sex": gettext_lazy("Jenis kelamin"),
    "birth_place": gettext_lazy("Tempat lahir"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "died_on": gettext_lazy("Meninggal"),
    "residence": gettext_lazy("Tempat tinggal"),
    "phone": gettext_lazy("Nomor HP"),
    "email": gettext_lazy("Surel"),
    "other_phones": gettext_lazy("Nomor HP lain"),
    "user": gettext_lazy("Akun"),
}
# Numbers come together and the account goes along: there is nothing to choose.
_GROUPS: Final[dict[str, tuple[str, ...]]] = FACTS | {
    "other_phones": ("other_phones",),
    "user": ("user_id",),
}
_MOST_PHONES: Final = 5

Image = dict[str, Any]


def take(stays: Person, goes: Person, wanted: Collection[str] | None) -> dict[str, Image]:
    """Give the survivor these facts of the other (None: those that it lacks). Return what was."""
    before, theirs = _image(stays), _image(goes)
    wanted = missing_in(stays) if wanted is None else wanted
    merged = dict(before)
    for fact in wanted:
        merged |= {column: theirs[column] for column in FACTS[fact] if theirs[FACTS[fact][0]]}
    merged["other_phones"] = _other_phones(merged["phone"], before, theirs)
    merged["user_id"] = before["user_id"] or theirs["user_id"]
    gives = {"nik": "", "user_id": None}
    _set(goes, {name: gives[name] for name in gives if merged[name] == theirs[name] != gives[name]})
    _set(stays, merged)
    return {"before": before, "after": _image(stays), "theirs": theirs}


def give_back(stays: Person, goes: Person, kept: dict[str, Image]) -> list[str]:
    """Let both have their facts again. Return the labels of those that were changed since."""
    before, after, theirs, now = kept["before"], kept["after"], kept["theirs"], _image(stays)
    restored, remarks = dict(now), []
    for group, columns in _GROUPS.items():
        was, became, found = (_only(columns, image) for image in (before, after, now))
        if was == became:
            continue
        if found == became:
            restored |= was
        else:
            remarks.append(_("%(fact)s diubah sesudahnya; tetap.") % {"fact": LABELS[group]})
    _set(stays, restored)
    mine = _image(goes)
    taken = [name for name in ("nik", "user_id") if theirs[name] != mine[name]]
    for name, value in _only(taken, theirs).items():
        if _is_free(name, value, goes):
            _set(goes, {name: value})
        else:
            remarks.append(
                _("%(fact)s kini milik orang lain.") % {"fact": LABELS[name.removesuffix("_id")]}
            )
    return remarks


def missing_in(person: Person) -> list[str]:
    """Return the facts that are not known of the person."""
    image = _image(person)
    return [fact for fact, columns in FACTS.items() if not image[columns[0]]]


def differing(one: Person, other: Person) -> list[str]:
    """Return the facts in which two persons differ."""
    images = _image(one), _image(other)
    return [
        fact
        for fact, columns in FACTS.items()
        if _only(columns, images[0]) != _only(columns, images[1])
    ]


def _image(person: Person) -> Image:
    columns = [column for group in _GROUPS.values() for column in group]
    return {column: _plain(getattr(person, column)) for column in columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _only(columns: Collection[str], image: Image) -> Image:
    return {column: image[column] for column in columns}


def _set(person: Person, image: Image) -> None:
    """Write the facts that change."""
    now = _image(person)
    image = {column: value for column, value in image.items() if value != now[column]}
    if not image:
        return
    nik = image.pop("nik", None)
    for column, value in image.items():
        is_day = column in {"birth_date", "died_on"} and value
        setattr(person, column, parse_date(value) if is_day else value)
    if nik is not None:
        person.write_nik(nik)
    names = [column.removesuffix("_id") for column in image]
    save_version(person, [*names, "bare_name", "nik_sealed", "nik_index"], version=None)


def _other_phones(main: str, *images: Image) -> list[str]:
    numbers = [number for image in images for number in image["other_phones"]]
    numbers += [image["phone"] for image in images]
    others = dict.fromkeys(number for number in numbers if number and number != main)
    return list(others)[:_MOST_PHONES]


def _is_free(name: str, value: Any, goes: Person) -> bool:
    others = Person.objects.exclude(pk=goes.pk)
    if name == "nik":
        return not others.with_nik(value).exists()
    return not others.filter(**{name: value}).exists()
