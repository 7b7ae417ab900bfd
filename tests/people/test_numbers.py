"""NIK, cards, accounts and consents: refused or doubted, sealed, and seen only with a note."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Role
from accounts.limits import DailyLimit
from audit.models import SensitiveLook
from common.dates import first_day, last_day
from common.errors import NotAllowed, RuleBroken, StaleVersion, TooManyTries
from people import services
from people.models import Consent, Person
from people.rules import tidied
from people.wordings import WORDINGS, text_of
from tests.factories.accounts import make_user
from tests.factories.people import (
    a_kk,
    a_nik,
    make_bank_account,
    make_consent,
    make_family_card,
    make_person,
)
from tests.factories.regions import make_region, make_village

pytestmark = pytest.mark.django_db
Purpose = SensitiveLook.Purpose


@pytest.fixture
def coordinator():
    return make_user(Role.VILLAGE_COORDINATOR)


@pytest.fixture
def officer():
    return make_user(Role.DISTRICT_OFFICER, "52.07")


def code_of(fault):
    return next(iter(fault.value.error_dict.values()))[0].code


def test_facts_are_kept_tidy_and_each_fault_stands_beside_its_field():
    kept = tidied(
        {
            "name": "  Siti   Aminah ",
            "rt": "RT 3",
            "rw": "07",
            "phone": "0812 3456 7890",
            "other_phones": ["0813-1111-2222", "0813 1111 2222", ""],
            "birth_place": " Taliwang  ",
        }
    )

    assert kept == {
        "name": "Siti Aminah",
        "rt": "003",
        "rw": "007",
        "phone": "+6281234567890",
        "other_phones": ["+6281311112222"],
        "birth_place": "Taliwang",
    }
    for written, read in {"003": "003", "RW.12": "012", "": "", "rt : 5": "005"}.items():
        assert tidied({"rt": written}) == {"rt": read}, written
    with pytest.raises(ValidationError) as refused:
        tidied({"rt": "belakang", "rw": "1234", "phone": "12", "other_phones": ["x"]})
    assert set(refused.value.error_dict) == {"rt", "rw", "phone", "other_phones"}


def test_a_nik_is_sealed_found_and_doubted_but_not_refused(coordinator):
    person = make_person(sex="male", birth_date=date(1980, 8, 17))
    nik = a_nik(woman=True, born=date(1981, 8, 17), district="999999")

    doubts = services.set_nik(person, f" {nik[:6]}.{nik[6:]} ", version=1, actor=coordinator)

    assert doubts == [
        "Enam angka pertama NIK bukan kode kecamatan sekarang (mungkin kode lama).",
        "Tanggal lahir berbeda dari yang ada di dalam NIK.",
        "Jenis kelamin berbeda dari yang ada di dalam NIK.",
    ]
    person = Person.objects.with_nik(nik).get()
    assert (person.nik, person.nik_masked, person.version) == (
        nik,
        f"{nik[:4]}**********{nik[-2:]}",
        2,
    )
    assert nik.encode() not in bytes(person.nik_sealed)
    with pytest.raises(StaleVersion):
        services.set_nik(person, "", version=1, actor=coordinator)
    assert services.set_nik(Person.objects.get(), "", actor=coordinator) == []
    assert Person.objects.get().nik_sealed is None


def test_what_no_nik_can_be_is_refused(coordinator):
    person = make_person()
    cases = {
        "0207014108800001": "nik_provisional",
        "520701410880001": "nik_length",
        "52070141088000O1": "nik_not_digits",
        "5207014113800001": "nik_impossible",
        "5207014108800000": "nik_impossible",
    }
    for nik, code in cases.items():
        with pytest.raises(ValidationError) as refused:
            services.set_nik(person, nik, actor=coordinator)
        assert code_of(refused) == code, nik
    assert Person.objects.get().nik_sealed is None


def test_that_a_nik_is_taken_is_said_alike_noted_and_limited(coordinator, monkeypatch):
    limit = DailyLimit("taken_test", 2)
    monkeypatch.setattr("people.services.numbers.TAKEN_A_DAY", limit)
    make_person("Tetangga", nik=(near := a_nik()))
    make_person("Jauh", at=make_village("11.01.01.2001"), nik=(far := a_nik()))
    person = make_person("Siti")

    said = []
    for nik in (near, far):
        with pytest.raises(RuleBroken) as refused:
            services.set_nik(person, nik, actor=coordinator)
        said.append((refused.value.code, refused.value.message))

    assert said[0] == said[1]
    assert said[0][0] == "nik_taken"
    looks = SensitiveLook.objects.values_list("kind", "record_key", "region_id", "user")
    assert list(looks) == [("nik_taken", str(person.pk), "52.07.01.2001", coordinator.pk)] * 2
    with pytest.raises(TooManyTries) as refused:  # also for a number that nobody has
        services.set_nik(person, a_nik(), actor=coordinator)
    assert refused.value.code == "too_many_today"


def test_a_number_is_shown_whole_to_whoever_may_and_says_what_for(coordinator, officer):
    person = make_person(nik=(nik := a_nik()))
    card = make_family_card(person, kk := a_kk())
    account = make_bank_account(person, "0012345678")

    seen = [
        services.reveal(record, purpose=Purpose.MATCH, actor=officer)
        for record in (person, card, account)
    ]

    assert seen == [nik, kk, "0012345678"]
    looks = SensitiveLook.objects.order_by("pk").values_list("kind", "purpose", "region_id")
    assert list(looks) == [(kind, "match", "52.07.01.2001") for kind in ("nik", "kk", "account")]
    abroad = make_user(Role.DISTRICT_OFFICER, make_region("52.08"))
    for stranger in (coordinator, abroad, make_user(Role.AUDITOR, "52.07")):
        with pytest.raises(NotAllowed):
            services.reveal(person, purpose=Purpose.MATCH, actor=stranger)
    with pytest.raises(RuleBroken) as refused:
        services.reveal(make_person(), purpose=Purpose.MATCH, actor=officer)
    assert refused.value.code == "nothing_to_show"
    assert SensitiveLook.objects.count() == 3


def test_a_new_card_ends_the_former_and_one_of_the_same_day_corrects_it(coordinator):
    person = make_person()
    first, second, corrected = a_kk(), a_kk(), a_kk()

    services.add_family_card(person, number=first, since=date(2020, 1, 5), actor=coordinator)
    services.add_family_card(person, number=second, since=date(2024, 3, 1), actor=coordinator)
    services.add_family_card(person, number=corrected, since=date(2024, 3, 1), actor=coordinator)

    cards = person.family_cards.order_by("term")
    assert [(card.number, first_day(card.term), last_day(card.term)) for card in cards] == [
        (first, date(2020, 1, 5), date(2024, 2, 29)),
        (corrected, date(2024, 3, 1), None),
    ]
    with pytest.raises(RuleBroken) as refused:
        services.add_family_card(
            person, number=corrected, since=date(2025, 1, 1), actor=coordinator
        )
    assert refused.value.code == "card_is_current"
    with pytest.raises(ValidationError):
        services.add_family_card(person, number="123", since=date(2025, 1, 1), actor=coordinator)
    with pytest.raises(ValidationError):  # before all others, it would overlap
        services.add_family_card(person, number=a_kk(), since=date(2019, 1, 1), actor=coordinator)


def test_an_account_keeps_its_zeros_and_ends_once(coordinator):
    person = make_person("Hj. Siti Aminah, S.Sos")
    facts = {"bank_code": "128", "holder_name": "SITI AMINAH", "since": date(2026, 1, 1)}

    account = services.add_bank_account(person, number="00-1234 5678", **facts, actor=coordinator)
    services.end_bank_account(account, on=date(2026, 6, 30), version=1, actor=coordinator)

    assert (account.number, account.number_masked) == ("0012345678", "0012****78")
    for number, code in {"12": "account_length", "12345A": "account_not_digits"}.items():
        with pytest.raises(ValidationError) as refused:
            services.add_bank_account(person, number=number, **facts, actor=coordinator)
        assert code_of(refused) == code
    for day, code in {
        date(2026, 7, 1): "already_ended",
        date(2025, 1, 1): "ends_too_early",
    }.items():
        with pytest.raises(RuleBroken) as refused:
            services.end_bank_account(account, on=day, actor=coordinator)
        assert refused.value.code == code


def test_a_consent_names_its_wording_stands_once_and_is_taken_back(coordinator):
    person = make_person()
    asked = {"purpose": Consent.Purpose.PHOTO, "means": Consent.Means.PAPER, "actor": coordinator}

    consent = services.give_consent(person, **asked)
    with pytest.raises(ValidationError):
        services.give_consent(person, **asked)
    services.withdraw_consent(consent, version=1, actor=coordinator)
    services.give_consent(person, **asked)

    assert text_of("photo", consent.wording) == WORDINGS["photo"][-1].text
    assert person.consents.count() == 2
    with pytest.raises(RuleBroken) as refused:
        services.withdraw_consent(consent, actor=coordinator)
    assert refused.value.code == "already_withdrawn"
    later = timezone.now() + timedelta(days=1)
    stranger = make_person()
    with pytest.raises(RuleBroken) as refused:
        services.give_consent(stranger, **asked, given_at=later)
    assert refused.value.code == "not_yet"
    assert set(WORDINGS) == set(Consent.Purpose.values)


def test_who_keeps_another_village_writes_nothing_here():
    stranger = make_user(Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014"))
    person = make_person()
    account, consent = make_bank_account(person), make_consent(person)
    deeds = [
        lambda: services.set_nik(person, a_nik(), actor=stranger),
        lambda: services.add_family_card(
            person, number=a_kk(), since=date(2026, 1, 1), actor=stranger
        ),
        lambda: services.end_bank_account(account, on=date(2026, 1, 1), actor=stranger),
        lambda: services.withdraw_consent(consent, actor=stranger),
    ]

    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
