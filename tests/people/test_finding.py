"""Finding persons: by name with mistakes, by number, and beyond one's regions only masked."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.access import Role
from accounts.limits import DailyLimit
from audit.models import SensitiveLook
from common.errors import NotAllowed, RuleBroken, TooManyTries
from people.models import Person
from people.services import find_by_birth, find_by_number, take_in
from tests.factories.accounts import make_user
from tests.factories.people import a_nik, make_person
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db
FAR = "11.01.01.2001"


@pytest.fixture
def coordinator():
    return make_user(Role.VILLAGE_COORDINATOR)


def names(found):
    return [person.name for person in found.likest_first()]


def test_names_are_found_with_mistakes_and_without_titles():
    for name in ("Hj. Siti Aminah, S.Sos", "Siti Aminah Abdullah", "Siti Fatimah", "M. Yasin"):
        make_person(name)
    cases = {
        "siti aminah": ["Hj. Siti Aminah, S.Sos", "Siti Aminah Abdullah"],
        "Siti Amnah": ["Hj. Siti Aminah, S.Sos", "Siti Aminah Abdullah"],
        "aminah": ["Hj. Siti Aminah, S.Sos", "Siti Aminah Abdullah"],
        "Dra. Siti Aminnah": ["Hj. Siti Aminah, S.Sos", "Siti Aminah Abdullah"],
        "fatima": ["Siti Fatimah"],
        "Muhammad Yasin": ["M. Yasin"],
        "muh yassin": ["M. Yasin"],
        "si": ["Hj. Siti Aminah, S.Sos", "Siti Aminah Abdullah", "Siti Fatimah"],
        "zulkarnain": [],
    }
    for text, found in cases.items():
        assert sorted(names(Person.objects.named_like(text))) == sorted(found), text
    assert names(Person.objects.named_like("siti aminah"))[0] == "Hj. Siti Aminah, S.Sos"


def test_a_number_finds_in_ones_own_regions_by_nik_and_by_phone(coordinator):
    here = make_village()
    siti = make_person("Siti", nik=(nik := a_nik()), phone="+6281234567890")
    budi = make_person("Budi", other_phones=["+6281234567890"])
    make_person("Jauh", at=make_village(FAR), phone="+6281234567890")

    by_nik = find_by_number(nik, at=here, actor=coordinator)
    by_phone = find_by_number("0812-3456-7890", at=here, actor=coordinator)

    assert (by_nik.persons, by_nik.candidates) == ([siti], [])
    assert (by_phone.persons, by_phone.candidates) == ([budi, siti], [])
    assert SensitiveLook.objects.count() == 0


def test_beyond_ones_regions_somebody_is_masked_noted_and_taken_in_at_will(coordinator):
    here = make_village()
    far = make_village(FAR)
    facts = {"birth_date": date(1980, 8, 17), "sex": "female", "village": far}
    person = make_person("Hj. Siti Aminah", at=far, nik=(nik := a_nik()), **facts)

    found = find_by_number(nik, at=here, actor=coordinator)
    again = find_by_birth("siti aminah", born=date(1980, 8, 17), at=here, actor=coordinator)

    [candidate] = found.candidates
    assert found.persons == []
    assert (candidate.initials, candidate.sex, candidate.birth_year) == ("S. A.", "Perempuan", 1980)
    assert candidate.regency == "Kabupaten Wilayah 11.01"
    assert [one.initials for one in again.candidates] == ["S. A."]
    looks = SensitiveLook.objects.values_list("kind", "record_key", "region_id")
    assert list(looks) == [("candidate", str(person.pk), FAR)] * 2
    assert not Person.objects.visible_to(coordinator).exists()

    other = make_user(Role.VILLAGE_COORDINATOR)
    for token, asker in ((candidate.token, other), ("made:up", coordinator)):
        with pytest.raises(RuleBroken) as refused:
            take_in(token, at=here, actor=asker)
        assert refused.value.code == "candidate_expired"
    with time_machine.travel(timezone.now() + timedelta(hours=1)), pytest.raises(RuleBroken):
        take_in(candidate.token, at=here, actor=coordinator)

    assert take_in(candidate.token, at=here, actor=coordinator) == person
    assert list(Person.objects.visible_to(coordinator)) == [person]


def test_asking_beyond_ones_regions_is_limited_a_day(coordinator, monkeypatch):
    monkeypatch.setattr("people.services.finding.ASKED_A_DAY", DailyLimit("asked_test", 2))
    here = make_village()
    make_person(nik=(own := a_nik()))

    for _time in range(2):
        assert find_by_number(a_nik(), at=here, actor=coordinator).candidates == []
    with pytest.raises(TooManyTries):
        find_by_number(a_nik(), at=here, actor=coordinator)

    assert len(find_by_number(own, at=here, actor=coordinator).persons) == 1
    with pytest.raises(NotAllowed):
        find_by_number(own, at=make_village(FAR), actor=coordinator)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert find_by_number(a_nik(), at=here, actor=coordinator).persons == []


def test_who_was_merged_or_erased_is_not_found(coordinator):
    here, far = make_village(), make_village(FAR)
    kept = make_person("Siti", at=far)
    make_person("Siti", at=far, nik=(merged := a_nik()), merged_into=kept)
    make_person("Siti", at=far, nik=(erased := a_nik()), erased_at=timezone.now())

    for nik in (merged, erased):
        found = find_by_number(nik, at=here, actor=coordinator)
        assert (found.persons, found.candidates) == ([], [])
