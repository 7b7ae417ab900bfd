"""Whoever holds a role can be written to: their account is a person's."""

import pytest

from accounts.access import Role
from people.models import Person
from people.services import let_users_receive
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village

pytestmark = pytest.mark.django_db

PHONE = "+6281234567890"


def test_an_officer_whom_a_page_invited_becomes_a_person_whom_no_village_sees():
    district, village = make_region("52.07"), make_village("52.07.01.2001")
    officer = make_user(
        Role.DISTRICT_OFFICER, district, name="Ratna Juwita", phone=PHONE, email="ratna@dinas.test"
    )
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    make_person("Ketua", at=village, user=coordinator)

    assert (let_users_receive(), let_users_receive()) == (1, 0)

    person = Person.objects.get(user=officer)
    assert (person.name, person.phone, person.email) == ("Ratna Juwita", PHONE, "ratna@dinas.test")
    assert person not in Person.objects.visible_to(coordinator)


@pytest.mark.parametrize(
    ("written", "is_known"),
    [
        ([("Hj. Ratna Juwita, S.Sos", PHONE)], True),
        ([("Ratna Juwita", "+6281200000000")], False),  # a namesake
        ([("Siti Aminah", PHONE)], False),  # somebody of the family
        ([("Ratna Juwita", PHONE), ("Ratna Juwita", PHONE)], False),  # which of the two?
    ],
)
def test_who_is_written_down_once_with_name_and_number_is_that_person(written, is_known):
    district = make_region("52.07")
    persons = [make_person(name, phone=phone) for name, phone in written]
    officer = make_user(Role.TKSK, district, name="Ratna Juwita", phone=PHONE)

    let_users_receive()

    assert (Person.objects.get(user=officer) in persons) is is_known


def test_who_holds_no_role_or_has_left_is_not_written_to():
    make_user()
    make_user(Role.DISTRICT_OFFICER, make_region("52.07"), is_active=False)

    assert let_users_receive() == 0
