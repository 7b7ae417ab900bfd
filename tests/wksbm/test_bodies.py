from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken, StaleVersion
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_membership, make_seat, make_wksbm
from wksbm.models import Membership, Seat, Wksbm
from wksbm.services import (
    add_member,
    add_members,
    change_wksbm,
    dissolve_wksbm,
    end_membership,
    found_wksbm,
)

pytestmark = pytest.mark.django_db
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def body():
    return make_wksbm(name="Peduli Goa")


@pytest.fixture
def coordinator(body):
    return make_user(Role.VILLAGE_COORDINATOR, body.region)


def test_several_bodies_in_a_village_are_normal(body, coordinator):
    for unit in ("003", "004"):
        found_wksbm(
            body.region, level="rw", unit=unit, name=f"Sari  Manunggal {unit}", actor=coordinator
        )

    assert sorted(Wksbm.objects.visible_to(coordinator).values_list("name", flat=True)) == [
        "Peduli Goa",
        "Sari Manunggal 003",
        "Sari Manunggal 004",
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "Peduli Goa"}, "WKSBM dengan nama ini sudah ada di desa ini."),
        ({"name": "Baru", "level": "rw"}, "Tulis nama dusun atau nomor RW-nya."),
    ],
)
def test_what_the_database_refuses_is_said(body, coordinator, facts, said):
    with pytest.raises(ValidationError) as refused:
        found_wksbm(body.region, actor=coordinator, **facts)

    assert refused.value.messages == [said]


def test_a_body_works_in_a_village():
    district = make_region("52.07.01")
    officer = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))

    with pytest.raises(ValidationError) as refused:
        found_wksbm(district, name="Peduli", actor=officer)

    assert refused.value.messages == ["WKSBM harus berada di sebuah desa atau kelurahan."]


def test_the_next_village_founds_nothing_here(body):
    stranger = make_user(Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014"))

    with pytest.raises(NotAllowed):
        found_wksbm(body.region, name="Lain", actor=stranger)


def test_a_body_is_changed_once_a_version(body, coordinator):
    change_wksbm(body, changes={"name": "Peduli  Sesama"}, version=1, actor=coordinator)

    with pytest.raises(StaleVersion):
        change_wksbm(body, changes={"name": "Lain"}, version=1, actor=coordinator)

    assert Wksbm.objects.get().name == "Peduli Sesama"


def test_a_dissolved_body_keeps_its_past(body, coordinator):
    seat = make_seat(wksbm=body, since=JANUARY)
    past = make_seat(wksbm=body, since=date(2020, 1, 1), until=date(2025, 12, 31))
    member = make_membership(wksbm=body, since=JANUARY, until=date(2026, 12, 31))

    dissolve_wksbm(body, on=JULY, actor=coordinator)

    for row in (seat, past, member):
        row.refresh_from_db()
    assert (seat.term.lower, seat.term.upper) == (JANUARY, JULY)
    assert past.term.upper == JANUARY
    assert member.term.upper == JULY
    assert list(Wksbm.objects.at_work(date(2026, 6, 30))) == [body]
    assert list(Wksbm.objects.at_work(JULY)) == []


def test_a_body_is_dissolved_once(body, coordinator):
    dissolve_wksbm(body, on=JULY, actor=coordinator)

    with pytest.raises(RuleBroken) as refused:
        dissolve_wksbm(body, on=JULY, actor=coordinator)

    assert refused.value.code == "already_dissolved"


def test_a_body_ends_after_its_board_began(body, coordinator):
    make_seat(wksbm=body, since=JULY)

    with pytest.raises(RuleBroken) as refused:
        dissolve_wksbm(body, on=JULY, actor=coordinator)

    assert refused.value.code == "terms_begin_later"
    assert Wksbm.objects.get().dissolved_on is None


# --- Members -------------------------------------------------------------------------------------


def test_a_pasted_list_doubles_nobody(body, coordinator):
    make_membership(wksbm=body, person=make_person("Siti Aminah"))
    chair = make_seat(wksbm=body, holder=make_person("Nurhayati")).holder

    outcome = add_members(
        body,
        names="1. SITI  aminah\n2. Nurhayati\n\n- Budi 0812-3456-7890\n- budi",
        since=JANUARY,
        actor=coordinator,
    )

    assert [row.person.name for row in outcome.added] == ["Nurhayati", "Budi"]
    assert outcome.added[0].person == chair
    assert (outcome.already, outcome.twice) == (["SITI aminah"], ["budi"])
    assert sorted(Person.objects.visible_to(coordinator).values_list("name", "phone")) == [
        ("Budi", "+6281234567890"),
        ("Nurhayati", ""),
        ("Siti Aminah", ""),
    ]


def test_who_comes_back_is_the_same_person(body, coordinator):
    past = make_membership(wksbm=body, since=JANUARY, until=date(2026, 3, 31))

    outcome = add_members(body, names=past.person.name, since=JULY, actor=coordinator)

    assert [row.person for row in outcome.added] == [past.person]
    assert Person.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n---\n 17 \n"])
def test_an_empty_list_is_refused(body, coordinator, text):
    with pytest.raises(ValidationError) as refused:
        add_members(body, names=text, since=JANUARY, actor=coordinator)

    assert refused.value.message_dict == {"names": ["Tulis nama, satu nama per baris."]}


def test_a_line_that_is_no_name_is_named(body, coordinator):
    with pytest.raises(ValidationError) as refused:
        add_members(body, names="Siti\n" + "a" * 121, since=JANUARY, actor=coordinator)

    assert refused.value.message_dict == {"names": ["Baris 2: nama paling panjang 120 huruf."]}
    assert Person.objects.count() == 0


def test_a_list_of_any_length_takes_the_same_queries(
    body, coordinator, django_assert_max_num_queries
):
    coordinator.grants_on(date.today())  # noqa: DTZ011 (only warms what a request has read)
    names = "\n".join(f"Warga {number}" for number in range(200))

    with django_assert_max_num_queries(10):
        outcome = add_members(body, names=names, since=JANUARY, actor=coordinator)

    assert len(outcome.added) == Membership.objects.count() == 200


def test_a_person_belongs_once(body, coordinator):
    member = make_membership(wksbm=body)

    with pytest.raises(ValidationError) as refused:
        add_member(body, person=member.person, since=JULY, actor=coordinator)

    assert refused.value.messages == ["Orang ini sudah menjadi anggota pada masa itu."]


def test_a_membership_ends_and_stays_readable(body, coordinator):
    member = make_membership(wksbm=body, since=JANUARY)

    end_membership(member, on=JULY, actor=coordinator)

    assert list(Membership.objects.held(JULY)) == [member]
    assert list(Membership.objects.held(date(2026, 7, 2))) == []
    with pytest.raises(RuleBroken):
        end_membership(member, on=JULY, actor=coordinator)


def test_a_dissolved_body_takes_nobody(body, coordinator):
    dissolve_wksbm(body, on=JULY, actor=coordinator)

    with pytest.raises(RuleBroken) as refused:
        add_members(body, names="Siti", since=JULY, actor=coordinator)

    assert refused.value.code == "wksbm_dissolved"
    assert Seat.objects.count() == 0
