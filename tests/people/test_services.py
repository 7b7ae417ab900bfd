from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken, StaleVersion
from people.models import Person, Presence
from people.services import (
    add_bank_account,
    add_family_card,
    add_person,
    change_person,
    give_consent,
    link_user,
    note_presence,
    set_nik,
)
from tests.factories.accounts import make_user
from tests.factories.imports import checked, make_import, told
from tests.factories.people import a_kk, a_nik, make_person
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db


def test_a_person_is_kept_as_written_and_seen_where_they_serve():
    here, there = make_village("52.07.01.2001"), make_village("52.07.02.2014")
    actor = make_user(Role.VILLAGE_COORDINATOR, here)

    person = add_person("  Hj. Siti   Aminah, S.Sos ", phone="0812 3456 7890", at=here, actor=actor)

    assert (person.name, person.phone) == ("Hj. Siti Aminah, S.Sos", "+6281234567890")
    assert list(Person.objects.visible_to(actor)) == [person]
    assert list(Person.objects.visible_to(make_user(Role.VILLAGE_COORDINATOR, there))) == []


def test_a_number_that_is_none_is_refused_beside_its_field():
    here = make_village()
    actor = make_user(Role.VILLAGE_COORDINATOR, here)

    with pytest.raises(ValidationError) as refused:
        add_person("Siti", phone="12", at=here, actor=actor)

    assert refused.value.message_dict == {
        "phone": ["Nomor HP ini tidak terbaca. Tulis seperti 0812-3456-7890."]
    }
    assert Person.objects.count() == 0


@pytest.mark.parametrize("name", ["", "   "])
def test_a_person_has_a_name(name):
    here = make_village()

    with pytest.raises(ValidationError):
        add_person(name, at=here, actor=make_user(Role.VILLAGE_COORDINATOR, here))


def test_families_share_a_phone():
    here = make_village()
    actor = make_user(Role.VILLAGE_COORDINATOR, here)

    add_person("Siti", phone="081234567890", at=here, actor=actor)
    add_person("Budi", phone="081234567890", at=here, actor=actor)

    assert Person.objects.filter(phone="+6281234567890").count() == 2


def test_presence_is_noted_once():
    person, there = make_person(), make_village("52.07.02.2014")

    note_presence(person, there)
    note_presence(person, there)

    assert sorted(Presence.objects.values_list("region_id", flat=True)) == [
        "52.07.01.2001",
        "52.07.02.2014",
    ]


def test_whoever_keeps_a_region_of_the_persons_may_correct_them():
    there = make_village("52.07.02.2014")
    person = make_person("Siti Aminh")
    note_presence(person, there)
    actor = make_user(Role.VILLAGE_COORDINATOR, there)

    change_person(
        person, changes={"name": "Siti  Aminah", "phone": "+62 812-3456-7890"}, actor=actor
    )

    person.refresh_from_db()
    assert (person.name, person.phone, person.version) == ("Siti Aminah", "+6281234567890", 2)


def test_a_stranger_corrects_nobody():
    person = make_person()
    stranger = make_user(Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014"))

    with pytest.raises(NotAllowed):
        change_person(person, changes={"name": "Lain"}, actor=stranger)


def test_an_old_version_is_refused():
    person = make_person()
    actor = make_user(Role.VILLAGE_COORDINATOR)
    change_person(person, changes={"name": "Siti A."}, version=1, actor=actor)

    with pytest.raises(StaleVersion):
        change_person(person, changes={"name": "Siti B."}, version=1, actor=actor)

    assert Person.objects.get().name == "Siti A."


def test_a_user_is_told_who_they_are():
    person, user = make_person(), make_user()

    link_user(person, user)

    assert Person.objects.get(user=user) == person
    assert list(Person.objects.visible_to(user)) == [person]


def test_nothing_is_written_of_who_was_erased_or_merged():
    village = make_village()
    actor = make_user(Role.VILLAGE_COORDINATOR, village)
    day = date(2024, 1, 1)
    account = {"bank_code": "128", "number": "0012345678", "holder_name": "Siti", "since": day}
    gone = {
        "person_erased": {"erased_at": timezone.now()},
        "person_merged": {"merged_into": make_person("Siti A.", at=village)},
    }
    for code, facts in gone.items():
        person = make_person("Siti", at=village)
        Person.objects.filter(pk=person.pk).update(**facts)  # as the page of another tab has it
        for deed in (
            lambda one: change_person(one, changes={"rt": "001"}, actor=actor),
            lambda one: set_nik(Person.objects.get(pk=one.pk), a_nik(), actor=actor),
            lambda one: add_family_card(one, number=a_kk(), since=day, actor=actor),
            lambda one: add_bank_account(one, **account, actor=actor),
            lambda one: give_consent(one, purpose="messages", means="paper", actor=actor),
            lambda one: note_presence(one, make_village("52.07.01.2002")),
            lambda one: link_user(one, actor),
        ):
            with pytest.raises(RuleBroken) as refused:
                deed(person)
            assert refused.value.code == code


def test_a_sheet_finds_whom_a_nik_is_of_after_several_merges_and_nobody_erased():
    village = make_village()
    first, last, erased = (a_nik() for _number in range(3))
    stays = make_person("Siti Aminah", at=village, nik=last)
    between = make_person("Siti Aminah", at=village, merged_into=stays)
    make_person("Siti Aminah", at=village, nik=first, merged_into=between)
    make_person("Budi", at=village, nik=erased, erased_at=timezone.now())

    batch = checked(
        make_import([("Siti Aminah", first), ("Budi", "")], ("Nama", "NIK"), region=village)
    )

    assert [row.target for row in batch.rows.order_by("number")] == [stays.pk, None]
    assert told(batch) == {2: ("skip", []), 3: ("create", [])}
