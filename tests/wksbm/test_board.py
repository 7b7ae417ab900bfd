from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken, StaleVersion
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_decree, make_office, make_seat, make_wksbm
from wksbm.models import Mandate, Seat
from wksbm.services import end_seat, grant_seat_decree, replace_holder, seat_holder
from wksbm.services.board import NewPerson

pytestmark = pytest.mark.django_db
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def body():
    return make_wksbm()


@pytest.fixture
def coordinator(body):
    return make_user(Role.VILLAGE_COORDINATOR, body.region)


def test_a_holder_is_seated_and_written_down(body, coordinator):
    seat = seat_holder(
        body,
        post=Seat.Post.CHAIR,
        holder=NewPerson("Siti  Aminah", phone="081234567890"),
        since=JANUARY,
        tie_to_head=Seat.TieToHead.SPOUSE,
        actor=coordinator,
    )

    assert (seat.holder.name, seat.holder.phone) == ("Siti Aminah", "+6281234567890")
    assert (seat.region_id, seat.decree) == (body.region_id, None)
    assert list(Person.objects.visible_to(coordinator)) == [seat.holder]


@pytest.mark.parametrize("post", ["chair", "secretary", "treasurer"])
def test_one_post_has_one_holder_on_a_day(body, coordinator, post):
    make_seat(wksbm=body, post=post, since=JANUARY, until=JULY)

    with pytest.raises(ValidationError) as refused:
        seat_holder(body, post=post, holder=make_person(), since=JULY, actor=coordinator)

    assert refused.value.messages == ["Jabatan ini sudah dipegang orang lain pada masa itu."]
    assert Seat.objects.count() == 1


def test_the_database_itself_refuses_two_chairs(body):
    make_seat(wksbm=body, since=JANUARY, until=JULY)

    with pytest.raises(IntegrityError, match="wksbm_seat_one_holder"), transaction.atomic():
        make_seat(wksbm=body, since=JULY)


def test_other_posts_may_be_shared(body, coordinator):
    make_seat(wksbm=body, post="vice_chair")

    seat_holder(body, post="vice_chair", holder=make_person(), since=JANUARY, actor=coordinator)

    assert Seat.objects.held(JANUARY).count() == 2


def test_a_section_has_a_name(body, coordinator):
    with pytest.raises(ValidationError) as refused:
        seat_holder(body, post="section", holder=make_person(), since=JANUARY, actor=coordinator)

    assert refused.value.messages == ["Tulis nama seksinya."]


def test_a_person_holds_a_post_once(body, coordinator):
    seat = make_seat(wksbm=body, post="adviser")

    with pytest.raises(ValidationError) as refused:
        seat_holder(body, post="adviser", holder=seat.holder, since=JULY, actor=coordinator)

    assert refused.value.messages == ["Orang ini sudah memegang jabatan itu pada masa itu."]


def test_replacing_a_chair_keeps_the_old_term_and_its_decree(body, coordinator):
    old_decree, new_decree = make_decree(bodies=[body]), make_decree(bodies=[body])
    old = make_seat(wksbm=body, since=JANUARY, decree=old_decree)

    new = replace_holder(
        old,
        successor=NewPerson("Nurhayati"),
        since=JULY,
        decree=new_decree,
        reason="Pindah  domisili",
        version=1,
        actor=coordinator,
    )

    old.refresh_from_db()
    assert (old.term.lower, old.term.upper) == (JANUARY, JULY)
    assert (old.decree, old.ended_because) == (old_decree, "Pindah domisili")
    assert (new.post, new.holder.name, new.decree) == ("chair", "Nurhayati", new_decree)
    assert [seat.holder for seat in Seat.objects.held(date(2026, 6, 30))] == [old.holder]
    assert [seat.holder for seat in Seat.objects.held(JULY)] == [new.holder]


def test_a_successor_comes_after_the_first_day(body, coordinator):
    seat = make_seat(wksbm=body, since=JULY)

    with pytest.raises(RuleBroken) as refused:
        replace_holder(seat, successor=make_person(), since=JULY, actor=coordinator)

    assert refused.value.code == "successor_too_early"


def test_a_failed_succession_leaves_the_holder_in_office(body, coordinator):
    seat = make_seat(wksbm=body, since=JANUARY)

    with pytest.raises(ValidationError):
        replace_holder(seat, successor=NewPerson(" "), since=JULY, actor=coordinator)

    assert [found.holder for found in Seat.objects.held(JULY)] == [seat.holder]


def test_an_old_version_replaces_nobody(body, coordinator):
    seat = make_seat(wksbm=body, since=JANUARY)
    end_seat(seat, on=date(2026, 12, 31), actor=coordinator)

    with pytest.raises(StaleVersion):
        replace_holder(seat, successor=make_person(), since=JULY, version=1, actor=coordinator)


def test_a_seat_ends_once(body, coordinator):
    seat = make_seat(wksbm=body, since=JANUARY)
    end_seat(seat, on=JULY, reason="Wafat", actor=coordinator)

    with pytest.raises(RuleBroken) as refused:
        end_seat(seat, on=JULY, actor=coordinator)

    assert refused.value.code == "already_ended"
    assert Seat.objects.get().ended_because == "Wafat"


def test_an_awaited_decree_comes(body, coordinator):
    seat, decree = make_seat(wksbm=body), make_decree(issuer=make_office())

    grant_seat_decree(seat, decree=decree, actor=coordinator)

    assert Seat.objects.get().decree == decree
    assert [line.wksbm for line in Mandate.objects.filter(decree=decree)] == [body]


def test_a_decree_reaches_only_below_its_office(body, coordinator):
    elsewhere = make_decree(issuer=make_office(region=make_region("52.07.02"), kind="camat"))

    with pytest.raises(RuleBroken) as refused:
        seat_holder(
            body,
            post="chair",
            holder=make_person(),
            since=JANUARY,
            decree=elsewhere,
            actor=coordinator,
        )

    assert refused.value.code == "body_beyond_issuer"


def test_a_lapsed_decree_seats_a_holder_all_the_same(body, coordinator):
    lapsed = make_decree(
        bodies=[body], effective_from=date(2020, 1, 1), valid_until=date(2023, 1, 1)
    )

    seat = seat_holder(
        body,
        post="chair",
        holder=make_person(),
        since=JANUARY,
        decree=lapsed,
        actor=coordinator,
    )

    assert seat.decree == lapsed


@pytest.mark.parametrize("role", [Role.VILLAGE_TREASURER, Role.AUDITOR, Role.PKK_LEADER])
def test_who_only_reads_seats_nobody(body, role):
    with pytest.raises(NotAllowed):
        seat_holder(
            body,
            post="chair",
            holder=NewPerson("Siti"),
            since=JANUARY,
            actor=make_user(role, body.region),
        )


def test_the_next_village_seats_nobody(body):
    stranger = make_user(Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014"))

    with pytest.raises(NotAllowed):
        seat_holder(body, post="chair", holder=NewPerson("Siti"), since=JANUARY, actor=stranger)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_seat_one_chair():
    body = make_wksbm()
    coordinator = make_user(Role.VILLAGE_COORDINATOR, body.region)
    together = Barrier(4)
    outcomes = []

    def seat(name):
        together.wait()
        try:
            seat_holder(
                body,
                post="chair",
                holder=NewPerson(name),
                since=JANUARY,
                actor=coordinator,
            )
            outcomes.append("seated")
        except ValidationError as refused:
            outcomes.append(refused.messages[0])
        finally:
            connection.close()

    threads = [Thread(target=seat, args=(f"Calon {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [
        "Jabatan ini sudah dipegang orang lain pada masa itu.",
        "Jabatan ini sudah dipegang orang lain pada masa itu.",
        "Jabatan ini sudah dipegang orang lain pada masa itu.",
        "seated",
    ]
    assert Seat.objects.count() == Person.objects.count() == 1
