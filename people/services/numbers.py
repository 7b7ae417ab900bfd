"""The numbers that are kept sealed: writing down a NIK, and showing a number whole."""

from __future__ import annotations

from datetime import date
from typing import Final, NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.limits import DailyLimit
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common.errors import RuleBroken
from common.nik import doubts
from common.versions import save_version
from people.models import BankAccount, FamilyCard, Person, Presence
from people.rules import beside, read_nik
from people.services.persons import nearest_presence, refuse_gone
from regions.codes import Level, dotted
from regions.models import Region

# Whether a NIK is known is not to be asked in bulk; nobody mistypes or reads so many in a day.
TAKEN_A_DAY: Final = DailyLimit("nik_taken", 20)
SHOWN_A_DAY: Final = DailyLimit("numbers_shown", 200)

Kind = SensitiveLook.Kind
PURPOSES: Final = (
    SensitiveLook.Purpose.MATCH,
    SensitiveLook.Purpose.PAYMENT,
    SensitiveLook.Purpose.REPORT,
    SensitiveLook.Purpose.SUBJECT,
)


def set_nik(person: Person, nik: str, *, version: int | None = None, actor: User) -> list[str]:
    """Write down the person's NIK, or take it away (""); return what looks odd about it, in words.

    Refuses what no NIK can be (422, `domain.md` 6.1). Raises nik_taken, the same whether the actor
    may see whose it is or not, noted and limited a day (too_many_today); person_erased,
    person_merged, stale_version.
    """
    presence = nearest_presence(person, actor)
    require(actor, Can.KEEP_BODY, on=presence)
    refuse_gone(person)  # who is erased or merged from now on has another version
    TAKEN_A_DAY.refuse_if_spent(actor)
    digits = _read(nik) if nik.strip() else ""
    if digits and Person.objects.with_nik(digits).exclude(pk=person.pk).exists():
        _refuse_taken(person, presence, actor)
    person.write_nik(digits)
    try:
        save_version(person, ["nik_sealed", "nik_index"], version=version)
    except RuleBroken as error:
        if error.code != "taken_meanwhile":
            raise
        _refuse_taken(person, presence, actor)
    return nik_doubts(digits, born=person.birth_date, sex=person.sex) if digits else []


def nik_doubts(nik: str, *, born: date | None, sex: str) -> list[str]:
    """Return what looks odd about a valid NIK, in words; none of it is a fault."""
    begins = nik[:6]
    known = Region.objects.filter(pk=dotted(begins), level=Level.DISTRICT).exists()
    return doubts(nik, born=born, sex=sex, prefixes={begins} if known else ())


@transaction.atomic
def reveal(
    record: Person | FamilyCard | BankAccount,
    *,
    purpose: SensitiveLook.Purpose,
    actor: User,
) -> str:
    """Return a NIK, family card's or account's number whole, and note who saw it and what for.

    Raises nothing_to_show, too_many_today.
    """
    person = record if isinstance(record, Person) else record.person
    presence = nearest_presence(person, actor, can=Can.SEE_NIK)
    require(actor, Can.SEE_NIK, on=presence)
    number = record.nik if isinstance(record, Person) else record.number
    if not number:
        raise RuleBroken("nothing_to_show", _("NIK orang ini belum tercatat."))
    SHOWN_A_DAY.count(actor)
    kind = _kind_of(record)
    note_look(record, by=actor, kind=kind, purpose=purpose, region=presence.region_id)
    return number


def _read(nik: str) -> str:
    try:
        return read_nik(nik)
    except ValidationError as fault:
        raise beside("nik", fault) from fault


def _refuse_taken(person: Person, presence: Presence, actor: User) -> NoReturn:
    """Note that the actor has learned it, in a transaction that the refusal doesn't take back."""
    TAKEN_A_DAY.count(actor)
    note_look(person, by=actor, kind=Kind.NIK_TAKEN, region=presence.region_id)
    raise RuleBroken("nik_taken", _("NIK ini sudah tercatat atas nama orang lain; hubungi Dinas."))


def _kind_of(record: Person | FamilyCard | BankAccount) -> SensitiveLook.Kind:
    if isinstance(record, FamilyCard):
        return Kind.KK
    return Kind.ACCOUNT if isinstance(record, BankAccount) else Kind.NIK
