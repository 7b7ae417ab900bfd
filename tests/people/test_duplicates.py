"""Who may be one person: the score and its reasons, the search, and what people decide."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Can, Role
from common.dates import term
from people.models import DuplicatePair, FamilyCard, Person, Presence
from people.rules import Facts, common_code, reasons_for, score_of
from people.services import (
    find_duplicates,
    merge_persons,
    possible_twins,
    reopen_pair,
    tell_apart,
    undo_merge,
    why,
)
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village

HERE, NEXT, FAR, OTHER_PROVINCE = (
    "52.07.01.2001",
    "52.07.01.2002",
    "52.08.01.2001",
    "51.08.01.2001",
)
NIK = "5207014107800001"


def facts(born=None, nik="", phone="", card=b"", village="", sex="", unsure=False):
    return Facts(
        key=0,
        sex=sex,
        birth_date=born,
        birth_is_uncertain=unsure,
        nik=nik,
        phones=frozenset([phone] if phone else []),
        cards=frozenset([card] if card else []),
        villages=frozenset([village] if village else []),
    )


BORN = date(1980, 3, 7)
OTHER_DAY, USUAL = date(1991, 8, 21), date(1970, 12, 31)
OTHER_NIK, SWAPPED = "5207015203850002", "5207014107080001"
FAMILY = {"phone": "+6281234567890", "card": b"k", "village": HERE}
SIGNS = {
    # how alike the names are, what is known of both -> the signs, the score
    "the name": (1.0, {}, {}, "name_same", 50),
    "and village": (1.0, {"village": HERE}, {"village": HERE}, "name_same village_same", 60),
    "and kecamatan": (1.0, {"village": HERE}, {"village": NEXT}, "name_same district_same", 55),
    "birth": (0.8, {"born": BORN}, {"born": BORN}, "name_similar born_same", 75),
    "a family": (0.2, FAMILY, FAMILY, "name_differs phone_same card_same village_same", 20),
    "swapped": (1.0, {"born": BORN}, {"born": date(1980, 7, 3)}, "name_same born_swapped", 75),
    "a year": (1.0, {"born": BORN}, {"born": date(1981, 3, 7)}, "name_same born_year_off", 70),
    "a digit": (1.0, {"born": BORN}, {"born": date(1980, 3, 17)}, "name_same born_near", 70),
    "another day": (1.0, {"born": BORN}, {"born": OTHER_DAY}, "name_same born_differs", 20),
    "who knows": (1.0, {"born": BORN, "unsure": True}, {"born": OTHER_DAY}, "name_same", 50),
    "usual day": (1.0, {"born": USUAL}, {"born": USUAL}, "name_same born_same_unsure", 60),
    "NIK, a digit": (0.6, {"nik": NIK}, {"nik": f"{NIK[:-1]}2"}, "name_similar nik_near", 70),
    "NIK, swapped": (0.6, {"nik": NIK}, {"nik": SWAPPED}, "name_similar nik_near", 70),
    "two NIK": (1.0, {"nik": NIK}, {"nik": OTHER_NIK}, "name_same nik_differs", 10),
    "man, woman": (1.0, {"sex": "male"}, {"sex": "female"}, "name_same sex_differs", 30),
}


def test_signs_weigh_as_the_table_says():
    for case, (likeness, one, other, signs, score) in SIGNS.items():
        reasons = reasons_for(facts(**one), facts(**other), likeness=likeness)

        assert [reason.sign for reason in reasons] == signs.split(), case
        assert score_of(reasons) == score, case
    similar = reasons_for(facts(), facts(), likeness=0.92)[0]
    assert similar.words == "Nama mirip (92%)"


def test_the_nearest_region_covers_all():
    cases = {
        (HERE,): HERE,
        (HERE, HERE): HERE,
        (HERE, NEXT): "52.07.01",
        (HERE, FAR): "52",
        (HERE, "52.07"): "52.07",
        (HERE, OTHER_PROVINCE): "",
        (): "",
    }
    for codes, region in cases.items():
        assert common_code(codes) == region, codes


@pytest.mark.django_db
def test_pairs_are_found_scored_and_lie_where_both_are_known():
    here, next_village, far = make_village(HERE), make_village(NEXT), make_village(FAR)
    known = make_person("Hj. Siti Aminah, S.Sos", at=here, phone="+6281234567890")
    twin = make_person("Siti Aminah", at=here)
    by_phone = make_person("Siti Amina", at=next_village, phone="+6281234567890")
    born = make_person("Muh. Saleh", at=far, birth_date=date(1980, 3, 7))
    swapped = make_person("Muhammad Saleh", at=next_village, birth_date=date(1980, 7, 3))
    make_person("Budi", at=here, phone="+6281234567890")  # of the same family
    make_person("Rahmat Hidayat", at=far)

    assert find_duplicates() == 7
    assert find_duplicates() == 0  # nobody has changed since

    found = {
        (pair.lower, pair.higher): (pair.region_id, [reason.words for reason in why(pair)])
        for pair in DuplicatePair.objects.select_related("lower", "higher")
    }
    assert found == {
        (known, twin): (HERE, ["Nama sama (tanpa gelar)", "Desa sama"]),
        (known, by_phone): ("52.07.01", ["Nama mirip (77%)", "Nomor HP sama", "Kecamatan sama"]),
        (born, swapped): ("52", ["Nama sama (tanpa gelar)", "Tanggal dan bulan lahir tertukar"]),
    }
    village = DuplicatePair.objects.where_may(
        make_user(Role.VILLAGE_COORDINATOR, here), Can.DECIDE_DUPLICATES
    )
    district = DuplicatePair.objects.where_may(
        make_user(Role.DISTRICT_OFFICER, make_region("52.07")), Can.DECIDE_DUPLICATES
    )
    assert (village.count(), district.count()) == (1, 2)


@pytest.mark.django_db
def test_what_people_said_is_remembered_and_what_is_past_goes():
    here = make_village(HERE)
    actor = make_user(Role.TKSK, make_region("52.07.01"))
    one, other = make_person("Siti Aminah", at=here), make_person("Siti Aminah", at=here)
    find_duplicates()
    pair = DuplicatePair.objects.get()

    tell_apart(pair, actor=actor)
    Person.objects.update(version=7)
    find_duplicates()

    assert list(DuplicatePair.objects.values_list("status", "decided_by")) == [
        ("different", actor.pk)
    ]
    reopen_pair(pair, actor=actor)
    assert list(DuplicatePair.objects.to_decide()) == [pair]
    other.name = "Rahmat Hidayat"
    other.version = 8
    other.save()
    find_duplicates()
    assert list(DuplicatePair.objects.all()) == []
    assert one.name == "Siti Aminah"


@pytest.mark.django_db
def test_who_is_written_down_is_compared_at_once_and_refused_nothing():
    here = make_village(HERE)
    actor = make_user(Role.TKSK, make_region("52.07.01"))
    known = make_person("Siti Aminah", at=here, birth_date=date(1980, 8, 17))
    new = make_person("SITI AMINAH", at=here, birth_date=date(1980, 8, 17))
    for person in (known, new):
        card = FamilyCard(person=person, term=term(date(2020, 1, 1), None))
        card.write_number("5207010101200001")
        card.save()

    [pair] = possible_twins(new)

    assert (pair.score, pair.lower, pair.higher) == (100, known, new)
    merge = merge_persons(known, new, actor=actor)
    pair.refresh_from_db()
    assert (pair.status, possible_twins(known)) == ("merged", [])
    undo_merge(merge, actor=actor)
    pair.refresh_from_db()
    assert (pair.status, possible_twins(known)) == ("open", [pair])


@pytest.mark.django_db
def test_the_search_asks_as_much_for_many_as_for_few():
    here = make_village(HERE)
    counts = []
    for _ in range(2):
        people = [Person(name=f"Siti Aminah {number % 7}") for number in range(40)]
        Person.objects.bulk_create(people)
        Presence.objects.bulk_create(Presence(person=person, region=here) for person in people)
        with CaptureQueriesContext(connection) as queries:
            find_duplicates()
        counts.append(len(queries))

    assert counts[0] == counts[1]
    # However many are alike, nobody is put before people with all of them.
    assert DuplicatePair.objects.count() <= 80 * 10
