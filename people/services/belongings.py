"""Family cards and bank accounts of a person, each for a term."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from people.models import BankAccount, FamilyCard, Person
from people.rules import beside, read_account, read_kk
from people.services.persons import hold, nearest_presence


@transaction.atomic
def add_family_card(person: Person, *, number: str, since: date, actor: User) -> FamilyCard:
    """Write down the card on which the person stands since a day; the former one ends before it.

    A card of the same day is the same card with its number corrected. Raises card_is_current,
    person_erased, person_merged.
    """
    require(actor, Can.KEEP_BODY, on=nearest_presence(person, actor))
    hold(person)
    digits = _read(read_kk, number)
    former = person.family_cards.filter(term__contains=since).first()
    if former is not None and former.number == digits:
        raise RuleBroken("card_is_current", _("Nomor KK ini sudah tercatat untuk tanggal itu."))
    if former is not None and first_day(former.term) == since:
        former.write_number(digits)
        return save_version(former, ["number_sealed", "number_index"], version=None)
    until = None
    if former is not None:
        until = last_day(former.term)
        former.term = term(first_day(former.term), since - timedelta(days=1))
        save_version(former, ["term"], version=None)
    card = FamilyCard(person=person, term=term(since, until))
    card.write_number(digits)
    return insert(card)


@transaction.atomic
def add_bank_account(
    person: Person,
    *,
    bank_code: str,
    number: str,
    holder_name: str,
    since: date,
    actor: User,
) -> BankAccount:
    """Write down an account that the person's money may go to from a day on.

    A holder of another name is kept and shown as a doubt: banks return such payments. Raises
    person_erased, person_merged.
    """
    require(actor, Can.KEEP_BODY, on=nearest_presence(person, actor))
    hold(person)
    account = BankAccount(
        person=person,
        bank_code=bank_code,
        holder_name=tidy(holder_name),
        term=term(since, None),
    )
    account.write_number(_read(read_account, number))
    return insert(account)


@transaction.atomic
def end_bank_account(
    account: BankAccount, *, on: date, version: int | None = None, actor: User
) -> BankAccount:
    """Let the account be used until this day, included. Raises already_ended, ends_too_early."""
    require(actor, Can.KEEP_BODY, on=nearest_presence(account.person, actor))
    first, last = first_day(account.term), last_day(account.term)
    if last is not None and last <= on:
        raise RuleBroken("already_ended", _("Rekening ini sudah berakhir lebih dahulu."))
    if first is not None and on < first:
        raise RuleBroken("ends_too_early", _("Tanggal ini mendahului masa rekening ini."))
    account.term = term(first, on)
    return save_version(account, ["term"], version=version)


def _read(reader: Any, number: str) -> str:
    try:
        return str(reader(number))
    except ValidationError as fault:
        raise beside("number", fault) from fault
