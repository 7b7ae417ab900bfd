"""Persons for tests, with numbers that nobody has."""

from datetime import date
from itertools import count

from django.utils import timezone

from common.dates import term
from people.models import BankAccount, Consent, DuplicatePair, FamilyCard, Person, Presence
from people.wordings import current
from tests.factories.regions import make_village

_serials = count(9000)


def make_person(name="Siti Aminah", *, at=None, nik="", **overrides):
    """Return a person who is present in a village; with a NIK if one is named."""
    person = Person.objects.create(name=name, **overrides)
    Presence.objects.create(person=person, region=at or make_village())
    if nik:
        person.write_nik(nik)
        person.save()
    return person


def a_nik(*, woman=True, born=date(1980, 8, 17), district="520701"):
    """Return a NIK of the right form that was not given before; its serial begins with 9."""
    day = born.day + (40 if woman else 0)
    return f"{district}{day:02d}{born:%m%y}{next(_serials)}"


def a_kk(*, on=date(2020, 1, 5), district="520701"):
    return f"{district}{on:%d%m%y}{next(_serials)}"


def make_family_card(person, number=None, *, since=date(2020, 1, 5), until=None):
    card = FamilyCard(person=person, term=term(since, until))
    card.write_number(number or a_kk())
    card.save()
    return card


def make_bank_account(person, number="0012345678", *, since=date(2024, 1, 1), until=None, **facts):
    usual = {"bank_code": "128", "holder_name": person.name}
    account = BankAccount(person=person, term=term(since, until), **(usual | facts))
    account.write_number(number)
    account.save()
    return account


def make_consent(person, purpose=Consent.Purpose.MESSAGES, **overrides):
    usual = {
        "wording": current(purpose).version,
        "means": Consent.Means.SPOKEN,
        "given_at": timezone.now(),
    }
    return Consent.objects.create(person=person, purpose=purpose, **(usual | overrides))


def make_pair(*, at=None, **overrides):
    """Return two persons of a village who may be one, as a pair to decide."""
    village = at or make_village()
    lower, higher = make_person(at=village), make_person(at=village)
    reasons = [{"sign": "name_same", "weight": 50, "percent": 100}]
    facts = {"lower": lower, "higher": higher, "region": village, "score": 60, "reasons": reasons}
    return DuplicatePair.objects.create(**(facts | overrides))
