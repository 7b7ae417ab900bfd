import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.errors import NotAllowed, StaleVersion
from people.models import Person, Presence
from people.services import add_person, change_person, link_user, note_presence
from tests.factories.accounts import make_user
from tests.factories.people import make_person
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
