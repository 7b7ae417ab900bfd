from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from common.dates import today
from meetings.models import Meeting
from tests.factories.accounts import make_grant, make_user
from tests.factories.meetings import make_held_meeting, make_meeting, make_member, make_series
from tests.factories.notifications import make_delivery, make_reminded
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.wksbm import make_decree, make_seat, make_wksbm

pytestmark = pytest.mark.django_db

REGENCY = "52.07"
HERE, NEAR, FAR = "52.07.02.2014", "52.07.01.2001", "51.08.01.2001"
HOMES = {
    Role.VILLAGE_COORDINATOR: (HERE, "portal/village_home.html"),
    Role.VILLAGE_SECRETARY: (HERE, "portal/village_home.html"),
    Role.VILLAGE_TREASURER: (HERE, "portal/village_home.html"),
    Role.TKSK: ("52.07.02", "portal/district_home.html"),
    Role.DISTRICT_OFFICER: (REGENCY, "portal/district_home.html"),
    Role.DISTRICT_APPROVER: (REGENCY, "portal/district_home.html"),
    Role.PKK_LEADER: (REGENCY, "portal/summary/summary.html"),
    Role.AUDITOR: (REGENCY, "portal/auditor_home.html"),
    Role.OPERATOR: (None, "portal/operator_home.html"),
}
QUERIES = {
    Role.TKSK: 18,
    Role.VILLAGE_COORDINATOR: 16,
    Role.DISTRICT_OFFICER: 18,
    Role.PKK_LEADER: 11,
    Role.AUDITOR: 11,
    Role.OPERATOR: 9,
}


def make_body(code, **overrides):
    """Return a body with a decree, a chair, a member, a series, a held and a coming meeting."""
    body = make_wksbm(region=make_village(code), **overrides)
    make_seat(
        wksbm=body,
        since=today() - timedelta(days=400),
        decree=make_decree(
            bodies=[body],
            effective_from=today() - timedelta(days=400),
            valid_until=today() + timedelta(days=400),
        ),
    )
    make_member(body)
    make_series(body, starts_on=today() - timedelta(days=200))
    make_meeting(body)
    make_held_meeting(body, logged_by=make_user())
    return body


def home(client, role, region, **facts):
    client.force_login(make_user(role, region, **facts))
    response = client.get("/")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("role", HOMES)
def test_each_role_has_its_home(client, role):
    region, template = HOMES[role]
    make_body(HERE)

    response = home(client, role, region)

    assert response.templates[0].name == template


@pytest.mark.parametrize("role", QUERIES)
@pytest.mark.parametrize("villages", [1, 3])
def test_a_home_asks_the_same_of_few_and_of_many(client, django_assert_num_queries, role, villages):
    region, _template = HOMES[role]
    for number in range(villages):
        code = HERE if role == Role.VILLAGE_COORDINATOR else f"52.07.02.{2014 + number}"
        make_body(code)
    client.force_login(make_user(role, region))
    client.get("/")

    with django_assert_num_queries(QUERIES[role]):
        client.get("/")


def test_who_is_not_signed_in_is_asked_to(client):
    response = client.get("/")

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_an_account_without_a_role_is_told_so(client):
    client.force_login(make_user())

    assert client.get("/").templates[0].name == "portal/stranger_home.html"


# --- The village ---------------------------------------------------------------------------------


def body_home(client, role=Role.VILLAGE_COORDINATOR):
    [found] = home(client, role, HERE).context["bodies"]
    return found


def test_a_village_sees_its_bodies_and_no_other(client):
    first, second = make_body(HERE, name="Anggrek"), make_body(HERE, name="Bakung")
    make_body(NEAR)

    bodies = home(client, Role.VILLAGE_COORDINATOR, HERE).context["bodies"]

    assert [one.wksbm for one in bodies] == [first, second]


def test_a_village_without_a_body_is_helped_on(client):
    make_village(HERE)

    assert "Belum ada WKSBM" in home(client, Role.VILLAGE_COORDINATOR, HERE).content.decode()


def test_the_next_meeting_is_ready_for_whatsapp(client):
    body = make_body(HERE)
    later = make_meeting(body, on=today() + timedelta(days=2), place="Rumah Ketua")

    response = home(client, Role.VILLAGE_COORDINATOR, HERE)

    assert response.context["bodies"][0].next_meeting == later
    assert "https://wa.me/?text=Yth." in response.content.decode()
    assert "Rumah%20Ketua" in response.content.decode()


def test_what_is_in_order_is_no_task(client):
    body = make_body(HERE)
    decree = body.seats.get().decree
    for post in ("secretary", "treasurer"):
        make_seat(wksbm=body, post=post, decree=decree)

    assert body_home(client).tasks == []


def test_what_is_not_in_order_is_a_task(client):
    body = make_wksbm(region=make_village(HERE))
    decree = make_decree(
        bodies=[body],
        effective_from=today() - timedelta(days=400),
        valid_until=today() + timedelta(days=30),
    )
    make_seat(wksbm=body, post="chair", decree=decree)
    make_seat(wksbm=body, post="secretary")
    make_meeting(body, on=today() - timedelta(days=3))

    tasks = [(task.tone, task.text.split()[0]) for task in body_home(client).tasks]

    assert tasks == [
        ("warn", "Pertemuan"),
        ("warn", "SK"),
        ("info", "Menunggu"),
        ("warn", "Belum"),
        ("info", "Pertemuan"),
    ]


def test_a_treasurer_is_asked_only_for_what_a_treasurer_may_do(client):
    body = make_wksbm(region=make_village(HERE))
    make_meeting(body, on=today() - timedelta(days=3))

    assert [task.action for task in body_home(client, Role.VILLAGE_TREASURER).tasks] == [
        "Catat pertemuan"
    ]


def test_the_year_counts_what_is_held_and_what_will_be(client, time_machine):
    time_machine.move_to("2026-11-21T08:00:00+00:00")
    body = make_wksbm(region=make_village(HERE))
    held = today() - timedelta(days=90)
    make_held_meeting(body, on=held, logged_by=make_user())
    make_meeting(body, on=today() - timedelta(days=40))
    make_meeting(body, status="cancelled", cancelled_because="hujan")
    make_held_meeting(body, on=held - timedelta(days=365), logged_by=make_user())
    make_series(body, made_until=today(), rrule="FREQ=MONTHLY;BYMONTHDAY=10")

    found = body_home(client)

    assert (found.held, found.total) == (1, 3)  # held; unlogged; 10 December, not yet a row


def test_who_has_neither_address_nor_account_is_reached_by_hand(client):
    body = make_wksbm(region=make_village(HERE))
    make_member(body, email="siti@contoh.invalid")
    make_member(body)
    make_seat(wksbm=body, holder=make_person(user=make_user(), at=body.region))

    found = body_home(client)

    assert (found.invited, found.unreached) == (3, 1)


# --- The district --------------------------------------------------------------------------------


def district(client, role=Role.DISTRICT_OFFICER, region=REGENCY):
    return home(client, role, region).context["home"]


def test_a_district_counts_its_villages_by_decree(client):
    for number, days in enumerate((400, 30, -5)):
        make_decree(
            bodies=[make_wksbm(region=make_village(f"52.07.02.{2014 + number}"))],
            effective_from=today() - timedelta(days=500),
            valid_until=today() + timedelta(days=days),
        )
    make_wksbm(region=make_village(NEAR))
    make_village("52.07.02.1004")
    make_body(FAR)

    assert district(client).decrees == {
        "in_force": 1,
        "lapsing": 1,
        "lapsed": 1,
        "no_decree": 1,
        "no_body": 1,
    }


def test_a_village_is_one_thing_in_a_month(client, time_machine):
    time_machine.move_to("2026-11-21T08:00:00+00:00")
    met, coming, unlogged, silent = (
        make_wksbm(region=make_village(f"52.07.02.{code}")) for code in range(2014, 2018)
    )
    make_village("52.07.02.1004")
    make_held_meeting(met, logged_by=make_user())
    make_meeting(met)
    make_meeting(coming)
    make_meeting(unlogged, on=today() - timedelta(days=3))
    make_held_meeting(silent, on=today() - timedelta(days=100), logged_by=make_user())
    make_body(FAR)

    found = district(client)

    assert found.totals.by_state == {
        "met": 1,
        "coming": 1,
        "unlogged": 1,
        "silent": 1,
        "no_body": 1,
    }
    assert (found.totals.villages, found.totals.met_in_quarter) == (5, 1)
    assert [row.code for row in found.silent] == [silent.region_id]
    assert [row.code for row in found.without_body] == ["52.07.02.1004"]
    assert found.unlogged == 1


def test_a_tksk_sees_the_own_kecamatan(client):
    make_body(HERE)
    make_body(NEAR)

    found = district(client, Role.TKSK, "52.07.02")

    assert found.totals.villages == 1
    assert [(line.village.code, line.decree) for line in found.villages] == [(HERE, "in_force")]
    assert found.lines == []


def test_the_table_is_by_kecamatan(client):
    make_body(HERE)
    make_body(NEAR)

    lines = district(client).lines

    assert [(line.group.code, line.in_force) for line in lines] == [
        ("52.07.01", 1),
        ("52.07.02", 1),
    ]


# --- Several roles -------------------------------------------------------------------------------


def test_one_chooses_as_whom_to_go_on_and_sees_no_less(client):
    make_body(HERE)
    user = make_user(Role.VILLAGE_COORDINATOR, HERE)
    as_officer = make_grant(user, Role.DISTRICT_OFFICER, REGENCY)
    make_body(NEAR)
    client.force_login(user)
    seen = set(Meeting.objects.visible_to(user))

    before = client.get("/")
    client.post("/act-as/", {"grant": as_officer.pk})
    after = client.get("/")

    assert before.templates[0].name == "portal/village_home.html"
    assert after.templates[0].name == "portal/district_home.html"
    assert set(Meeting.objects.visible_to(user)) == seen


def test_somebody_elses_role_cannot_be_chosen(client):
    officer = make_user(Role.DISTRICT_OFFICER, REGENCY)
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, HERE))

    assert client.post("/act-as/", {"grant": officer.grants.get().pk}).status_code == 404
    assert client.post("/act-as/", {"grant": "x"}).status_code == 404


def test_a_role_that_has_ended_is_no_longer_acted(client):
    user = make_user(Role.VILLAGE_COORDINATOR, HERE)
    grant = make_grant(user, Role.DISTRICT_OFFICER, REGENCY)
    client.force_login(user)
    client.post("/act-as/", {"grant": grant.pk})

    grant.delete()

    assert client.get("/").templates[0].name == "portal/village_home.html"


# --- The operator --------------------------------------------------------------------------------


def test_the_operator_is_warned_when_sending_is_behind(client):
    hour_ago = timezone.now() - timedelta(hours=1)
    meeting, [person] = make_reminded()
    make_delivery(meeting, person, due_at=hour_ago, not_after=hour_ago + timedelta(hours=3))

    response = home(client, Role.OPERATOR, None)

    assert response.context["home"].is_behind
    assert response.context["home"].due == 1
