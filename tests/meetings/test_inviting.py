"""Who is invited: the circle, groups, persons and guests, and who is left out."""

from datetime import date
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings import services
from meetings.models import Circle, InvitedGroup
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_member
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import (
    make_appointment,
    make_office_holder,
    make_organisation,
    make_pillar,
)
from tests.factories.wksbm import make_seat

pytestmark = pytest.mark.usefixtures("noon")

SATURDAY = date(2026, 11, 28)


@pytest.fixture
def body(db):
    return make_body(name="WKSBM Melati")


@pytest.fixture
def meeting(body):
    return make_meeting(body, on=SATURDAY)


@pytest.fixture
def planner(body, client):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region, name="Siti Aminah")
    client.force_login(user)
    return user


def invited(meeting):
    return [line.called for line in services.lines_of(meeting)]


def test_circle_groups_persons_and_guests_make_the_list(body, meeting, planner):
    member = make_member(body, "Anggota Biasa")
    make_seat(wksbm=body, holder=make_person("Ketua", at=body.region))
    pillar = make_pillar("psm")
    make_appointment(pillar=pillar, region=body.region, person=make_person("PSM", at=body.region))
    organisation = make_organisation(region=body.region)
    make_office_holder(organisation=organisation, person=make_person("LKS", at=body.region))
    neighbour = make_person("Tetangga", at=body.region)

    services.choose_circle(meeting, circle=Circle.BOARD, actor=planner)
    assert invited(meeting) == ["Ketua"]
    services.invite_group(meeting, group="pillar", pillar=pillar, actor=planner)
    services.invite_group(meeting, group="organisation", organisation=organisation, actor=planner)
    services.invite_person(meeting, person=neighbour, actor=planner)
    services.invite_person(meeting, person=neighbour, actor=planner)  # twice is once
    guest = services.invite_guest(meeting, name="Pak Camat", origin="Camat", actor=planner)
    assert invited(meeting) == ["Ketua", "LKS", "PSM", "Tetangga", "Pak Camat"]
    psm = meeting.invited().get(name="PSM")
    services.leave_out(meeting, person=psm, actor=planner)
    services.leave_out(meeting, guest=guest, actor=planner)
    assert invited(meeting) == ["Ketua", "LKS", "Tetangga"]
    assert [line.called for line in services.left_out_of(meeting)] == ["PSM", "Pak Camat"]
    services.invite_person(meeting, person=psm, actor=planner)
    services.invite_guest(meeting, name="Pak  Camat", actor=planner)
    for group in meeting.invited_groups.all():
        services.withdraw_group(group, actor=planner)

    assert invited(meeting) == ["Ketua", "PSM", "Tetangga", "Pak Camat"]
    assert member.name not in invited(meeting)


def test_what_is_refused(body, meeting, planner):
    member = make_member(body)
    held = make_held_meeting(body, logged_by=planner)
    services.invite_group(meeting, group="boards", actor=planner)
    treasurer = make_user(Role.VILLAGE_TREASURER, body.region)

    with pytest.raises(ValidationError, match="sudah diundang"):
        services.invite_group(meeting, group="boards", actor=planner)
    with pytest.raises(ValidationError, match="Pilih pilar atau lembaganya"):
        services.invite_group(meeting, group="pillar", actor=planner)
    with pytest.raises(ValidationError, match="tidak terbaca"):
        services.invite_guest(meeting, name="Ani", phone="12", actor=planner)
    with pytest.raises(RuleBroken, match="terlaksana"):
        services.invite_person(held, person=member, actor=planner)
    with pytest.raises(NotAllowed):
        services.leave_out(meeting, person=member, actor=treasurer)


def test_the_list_page(client, body, meeting, planner):
    make_member(body, "Ani Lestari", phone="+6281200000001")
    make_person("Budi Santoso", at=body.region)
    make_person("Budi Jauh", at=make_village("52.08.01.2001"))
    url = f"/meetings/{meeting.pk}/invitations/"

    found = client.get(url, {"q": "Budi"})
    budi = found.context["found"][0]
    client.post(f"/meetings/{meeting.pk}/invite-person/{budi.pk}/")
    client.post(
        f"/meetings/{meeting.pk}/invite-guest/", {"name": "Pak Camat", "phone": "0812345678"}
    )
    client.post(f"/meetings/{meeting.pk}/invite-group/", {"group": "boards"})
    wrong = client.post(f"/meetings/{meeting.pk}/invite-guest/", {"name": ""})
    [guest] = meeting.invitations.filter(person=None)
    noted = client.post(f"{url}g{guest.pk}/", {"answer": "not_coming", "reason": "Dinas luar"})
    page = client.get(url)
    of_one = client.get(f"{url}p{meeting.invited().get(name='Ani Lestari').pk}/")
    silent = client.get(url, {"answer": "none"})

    assert [person.name for person in found.context["found"]] == ["Budi Santoso"]
    assert (wrong.status_code, noted.status_code) == (422, 302)
    assert [line.called for line in page.context["lines"]] == [
        "Ani Lestari",
        "Budi Santoso",
        "Pak Camat",
    ]
    assert [line.called for line in silent.context["lines"]] == ["Ani Lestari", "Budi Santoso"]
    assert page.context["counts"] == {
        "coming": 0,
        "not_coming": 1,
        "deputy": 0,
        "unanswered": 2,
        "total": 3,
        "postponed": 0,
    }
    assert (guest.answered_how, meeting.invitations.get(pk=guest.pk).answered_how) == ("", "noted")
    assert services.key_for_all(meeting) in page.context["invitation"]
    assert of_one.context["phone"] == "6281200000001"
    assert "Yth. Ibu/Bapak Ani Lestari," in of_one.context["message"]
    client.post(f"{url}g{guest.pk}/leave-out/")
    assert [line.called for line in services.lines_of(meeting)] == ["Ani Lestari", "Budi Santoso"]


def test_a_number_that_the_planner_may_not_see_is_not_shown(client, meeting, planner):
    far = make_person("Budi Jauh", at=make_village("52.08.01.2001"), phone="+6281200000009")
    meeting.invitations.create(person=far)

    page = client.get(f"/meetings/{meeting.pk}/invitations/p{far.pk}/")

    assert page.context["phone"] == ""
    assert "081200000009" not in page.content.decode()
    assert "6281200000009" not in page.content.decode()


@pytest.mark.parametrize("who", ["p0", "g", "x1", f"g{'-' * 36}", f"g{UUID(int=1)}"])
def test_who_is_not_on_the_list_does_not_exist(client, meeting, planner, who):
    assert client.get(f"/meetings/{meeting.pk}/invitations/{who}/").status_code == 404


@pytest.mark.parametrize("number", [1, 25])
def test_the_list_takes_as_many_queries_for_many_as_for_one(client, body, meeting, planner, number):
    for each in range(number):
        make_member(body, f"Warga {each}")
        meeting.invitations.create(name=f"Tamu {each}")
    InvitedGroup.objects.create(meeting=meeting, group="chairs")
    client.get(f"/meetings/{meeting.pk}/invitations/")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/meetings/{meeting.pk}/invitations/")

    assert len(queries) == 13
