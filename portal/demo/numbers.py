"""Birth dates, addresses, and the numbers that are kept sealed: made up, never anybody's.

Their form is right (the district is the demo's), and each serial begins with 9, which no office
reaches on one day.
"""

from datetime import date, timedelta
from random import Random
from typing import Final

from common.dates import term
from people.models import BankAccount, FamilyCard, Person
from portal.demo.names import SUMBAWA, Naming

# Of the province: most have their account at its own bank, the others at BRI.
BANKS: Final = {"16": "120", "19": "120", "51": "129", "52": "128", "81": "131"}
HOME: Final = "52.07"  # elsewhere these are the people who are paid
BATCH: Final = 1000


def describe(person: Person, day: date, chance: Random, naming: Naming = SUMBAWA) -> None:
    """Say when and where the person was born, and at which RT they live."""
    is_woman = any(person.name.startswith(name) for name in naming.women)
    person.sex = Person.Sex.FEMALE if is_woman else Person.Sex.MALE
    if chance.random() < 0.9:
        person.birth_date = day - timedelta(days=chance.randint(24 * 365, 68 * 365))
        person.birth_place = chance.choice(naming.birth_places)
    if person.birth_date and chance.random() < 0.08:  # nobody knew it when it was written down
        month, of_month = chance.choice(((12, 31), (7, 1)))
        person.birth_date = date(person.birth_date.year, month, of_month)
        person.birth_date_is_uncertain = True
    person.hamlet = chance.choice(naming.hamlets)
    person.rt, person.rw = (f"{chance.randint(1, most):03d}" for most in (8, 3))


def give(persons: list[Person], day: date) -> None:
    """Give most of the persons, who are written by now, a NIK, and some a card and an account."""
    chance = Random("numbers")  # noqa: S311 (each demo is equal)
    given: set[str] = set()
    cards, accounts, found = [], [], []
    for person in persons:
        district = (person.village_id or "")[:8].replace(".", "")
        if person.birth_date and chance.random() < 0.7:
            person.write_nik(_nik(person, district, given, chance))
            found.append(person)
        if chance.random() < 0.6:
            cards.append(_card(person, district, day, chance))
        if chance.random() < (0.12 if (person.village_id or "").startswith(HOME) else 0.95):
            accounts.append(_account(person, day, chance))
    Person.objects.bulk_update(found, ["nik_sealed", "nik_index"], batch_size=BATCH)
    FamilyCard.objects.bulk_create(cards, batch_size=BATCH)
    BankAccount.objects.bulk_create(accounts, batch_size=BATCH)


def _nik(person: Person, district: str, given: set[str], chance: Random) -> str:
    born = person.birth_date or date.min
    day = born.day + (40 if person.sex == Person.Sex.FEMALE else 0)
    while True:
        nik = f"{district}{day:02d}{born:%m%y}{chance.randint(9000, 9999)}"
        if nik not in given:
            given.add(nik)
            return nik


def _card(person: Person, district: str, day: date, chance: Random) -> FamilyCard:
    since = day - timedelta(days=chance.randint(200, 4000))
    card = FamilyCard(person=person, term=term(since, None))
    card.write_number(f"{district}{since:%d%m%y}{chance.randint(9000, 9999)}")
    return card


def _account(person: Person, day: date, chance: Random) -> BankAccount:
    """Return an account, now and then in the name of somebody of the family."""
    holder = person.called.name if chance.random() < 0.85 else f"Keluarga {person.called.name}"
    since = day - timedelta(days=chance.randint(100, 1500))
    local = BANKS.get((person.village_id or "")[:2], "002")
    account = BankAccount(
        person=person,
        bank_code=chance.choice((local, local, "002")),
        holder_name=holder.upper(),
        term=term(since, None),
    )
    account.write_number(f"00{chance.randrange(10**9):09d}99")
    return account
