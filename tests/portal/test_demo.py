from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Grant, User
from common.dates import today
from meetings.models import (
    Attendance,
    FollowUp,
    Invitation,
    InvitedGroup,
    Meeting,
    MeetingPhoto,
    Series,
)
from people.models import DuplicatePair, Person
from portal.demo import DISTRICT, PASSWORD, REGENCY, USERS, VILLAGE, fates, renewal, twins
from programme.models import Activity, Book, Letter, Visit
from regions.models import Region
from wksbm.models import Decree, DecreeState, Membership, Office, Seat, Wksbm

pytestmark = pytest.mark.django_db


def counts():
    models = (User, Grant, Person, Wksbm, Decree, Seat, Membership, Series, Meeting, Attendance)
    return {model.__name__: model.objects.count() for model in models}


def states():
    bodies = Wksbm.objects.with_decree_state(today())
    return {body.region_id: body.decree_state for body in bodies}


def test_each_desa_has_a_body_and_no_kelurahan(demo):
    bodies = Counter(Wksbm.objects.values_list("region__kind", flat=True))

    assert bodies == {"desa": 58}
    assert Region.objects.villages().under(REGENCY).filter(kind="kelurahan").count() == 7


def test_each_body_is_proved_by_its_village_head_and_chaired_by_the_spouse(demo):
    forming = Decree.objects.filter(kind=Decree.Kind.FORMATION)
    chairs = Seat.objects.held(today()).filter(post=Seat.Post.CHAIR)

    assert set(forming.values_list("issuer__kind", flat=True)) == {Office.Kind.VILLAGE_HEAD}
    assert set(forming.values_list("region", flat=True)) == set(states())
    assert Counter(chairs.values_list("tie_to_head", flat=True)) == {Seat.TieToHead.SPOUSE: 58}


def test_decrees_lapse_and_are_about_to_where_told(demo):
    found = states()

    assert Counter(found.values()) == {
        DecreeState.IN_FORCE: 47,
        DecreeState.LAPSING: 6,
        DecreeState.LAPSED: 5,
    }
    assert {c for c, state in found.items() if state == DecreeState.LAPSED} == set(fates.LAPSED)
    assert {c for c, state in found.items() if state == DecreeState.LAPSING} == set(fates.LAPSING)


def test_one_decree_of_the_regent_names_many_boards(demo):
    regents = Decree.objects.get(kind=Decree.Kind.RECIPIENTS)

    assert regents.mandates.count() == 24


def test_new_chairs_keep_the_term_before_and_some_await_their_decree(demo):
    chairs = Seat.objects.filter(post=Seat.Post.CHAIR)
    awaiting = chairs.held(today()).filter(decree=None)
    twice = {code for code, n in Counter(chairs.values_list("region", flat=True)).items() if n > 1}

    assert twice == fates.REPLACED | fates.AWAITED
    assert set(awaiting.values_list("region", flat=True)) == fates.AWAITED


def test_some_people_are_there_twice_and_wait_to_be_decided(demo):
    twins.write()

    found = DuplicatePair.objects.to_decide().select_related("lower", "higher")
    pairs = {(pair.lower.name, pair.higher.name): pair.region_id for pair in found}
    assert pairs == {
        twins.TWINS[0].names: VILLAGE,
        twins.TWINS[1].names: VILLAGE,
        twins.TWINS[2].names: DISTRICT,
    }


def test_three_villages_are_silent(demo):
    recent = Meeting.objects.held().filter(on__gt=today() - timedelta(days=75))
    met = set(recent.values_list("region", flat=True))

    assert set(states()) - met == set(fates.SILENT)
    assert not Meeting.objects.planned().filter(region__in=fates.SILENT).exists()


def test_meetings_reach_a_year_back_and_a_year_ahead(demo):
    first, last = (Meeting.objects.order_by(key).first().on for key in ("on", "-on"))

    assert today() - first > timedelta(days=330)
    assert last - today() > timedelta(days=330)


def test_held_meetings_have_attendance_and_minutes(demo):
    held = Meeting.objects.held()

    assert not held.filter(attendances=None).exists()
    assert not held.filter(discussed="", agenda=[]).exists()
    came_in_vain = Meeting.objects.filter(second_session__isnull=False)
    others = Attendance.objects.exclude(meeting__status="held")
    assert set(others.values_list("meeting", flat=True)) == set(
        came_in_vain.values_list("pk", flat=True)
    )


def test_all_that_meetings_leave_behind_is_there(demo):
    held = Meeting.objects.held()
    first = Meeting.objects.get(second_session__isnull=False)
    tasks = Counter(FollowUp.objects.values_list("status", flat=True))

    kinds = set(held.values_list("kind", flat=True))
    assert kinds == {"pertemuan_rutin", "musdes", "rakor_kecamatan", "studi_tiru"}
    assert (first.is_cancelled, first.second_session.without_quorum) == (True, True)
    assert held.filter(organisation__isnull=False).count() == 6
    assert held.exclude(approved_at=None).count() > 100
    assert min(tasks[status] for status in ("open", "done", "closed", "dropped")) > 0
    assert FollowUp.objects.overdue(today()).exists()
    assert FollowUp.objects.filter(region=VILLAGE).open().exists()
    assert Attendance.objects.filter(person=None).exclude(name="").count() > 100
    answers = set(Invitation.objects.values_list("answer", flat=True))
    assert answers == {"", "coming", "not_coming", "deputy"}
    village = {"region": VILLAGE, "wksbm__isnull": False}
    books = [model.objects.filter(**village).count() for model in (Activity, Letter, Visit)]
    assert books == [8, 9, 5]
    for book in Book.objects.exclude(last=0):
        where = {"wksbm": book.wksbm, "year": book.year, "direction": book.kind.split("_")[1]}
        assert Letter.objects.filter(**where).count() == book.last
    for model in (Activity, FollowUp, Invitation, Letter, Visit, InvitedGroup):
        for row in model.objects.all()[:20]:
            row.full_clean()
    for meeting in held.order_by("pk")[:20]:
        meeting.full_clean()
    chosen = Meeting.objects.filter(region=DISTRICT).held().get()
    came = set(chosen.attendances.values_list("person", flat=True))
    assert came == {person.pk for person in chosen.invited()}


def test_people_are_invented(demo):
    phones = set(Person.objects.values_list("phone", flat=True)) - {""}

    assert all(phone.startswith("+628120000") for phone in phones)
    assert {
        email.split("@")[1] for email in Person.objects.values_list("email", flat=True) if email
    } == {"contoh.invalid"}


def test_each_role_signs_in(demo, client):
    for known in USERS:
        user = User.objects.get(username=known.username)

        assert user.check_password(PASSWORD)
        assert [(g.role, g.region_id or "") for g in user.grants.all()] == [
            (known.role, known.region)
        ]


def test_only_the_admin_is_above_the_roles(demo):
    above = User.objects.filter(is_superuser=True)

    assert [(user.username, user.grants.count()) for user in above] == [("admin", 0)]


def test_the_coordinator_chairs_her_village(demo):
    person = Person.objects.get(user__username="koordinator")

    assert person.email
    assert [(seat.post, seat.region_id) for seat in person.seats.all()] == [("chair", VILLAGE)]


def test_seeding_again_changes_nothing(demo, settings):
    settings.DEMO = True
    before = counts()

    for _again in range(2):
        call_command("seed_demo")

    assert counts() == before
    assert Counter(MeetingPhoto.objects.values_list("kind", flat=True)) == {
        "gathering": 2,
        "sheet": 1,
    }


def test_a_later_start_brings_a_meeting_near(demo, settings):
    settings.DEMO = True
    before = counts()

    with time_machine.travel(demo + timedelta(days=9), tick=False):
        call_command("seed_demo")
        planned = Meeting.objects.filter(region=VILLAGE, wksbm__isnull=False).planned()
        near = planned.starting_between(timezone.now(), timezone.now() + timedelta(days=2))

        assert near.count() == 1
        assert near.get().attendances.count() == 0
    assert counts()["Meeting"] - before["Meeting"] in {0, 1}


def test_a_meeting_that_passed_is_moved_and_not_doubled(demo):
    first = renewal.renew(demo + timedelta(days=400))
    second = renewal.renew(demo + timedelta(days=800))

    assert second.pk == first.pk
    assert second.revision == first.revision + 1
