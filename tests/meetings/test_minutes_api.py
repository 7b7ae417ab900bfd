"""Minutes by API: a whole meeting in one request, conflicts told, approval and quorum."""

import uuid
from datetime import date

import pytest

from accounts.access import Role
from meetings import services
from meetings.models import Attendance, Meeting
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_member
from tests.factories.minutes import make_musdes, make_training_meeting

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def body(db):
    return make_body()


@pytest.fixture
def coordinator(body, client):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region)
    client.force_login(user)
    return user


def send(client, url, facts=None, **headers):
    return client.post(
        f"/api/v1/meetings/{url}", facts or {}, content_type="application/json", headers=headers
    )


def test_a_meeting_with_twenty_attendances_is_one_request(
    client, body, coordinator, django_assert_max_num_queries
):
    people = [make_member(body, f"Warga {number}") for number in range(20)]
    facts = {
        "wksbm": body.pk,
        "purpose": "Rapat",
        "on": "2026-11-21",
        "at": "08:00",
        "place": "Balai",
    }
    minutes = {
        "present_ids": [person.pk for person in people[:17]],
        "absent_ids": [person.pk for person in people[17:]],
        "late_ids": [people[0].pk],
        "marks": [{"name": "Pak Lurah", "sex": "male", "phone": "0812-3456-7890"}],
        "agenda": [{"title": "Kas", "decided": "Iuran"}],
        "until": "10:00",
        "guest_women": 1,
        "guests": 2,
        "led_by": "Bu Ani",
    }

    with django_assert_max_num_queries(20):
        made = send(client, "", facts | {"id": str(uuid.uuid4()), "minutes": minutes})

    assert made.status_code == 201
    told = made.json()
    assert (told["status"], told["until"], told["led_by"]) == ("held", "10:00:00", "Bu Ani")
    assert [item["decided"] for item in told["agenda"]] == ["Iuran"]
    rows = client.get(f"{made.headers['Location']}attendances/").json()["results"]
    assert (len(rows), sum(row["present"] for row in rows)) == (21, 18)
    [guest] = [row for row in rows if row["person"] is None]
    assert (guest["name"], guest["phone"], guest["how"]) == (
        "Pak Lurah",
        "+6281234567890",
        "ticked",
    )
    client.force_login(make_user(Role.PKK_LEADER, body.region))
    rows = client.get(f"{made.headers['Location']}attendances/").json()["results"]
    assert {row["phone"] for row in rows} == {""}


def test_conflicts_are_told_with_both_versions(client, body, coordinator):
    meeting = make_meeting(body, on=date(2026, 11, 20))
    item = services.item_of_kind(meeting.pk, "Kas")
    first = send(client, f"{meeting.pk}/log/", {"present_ids": [], "agenda": [item], "guests": 1})
    seen = {"If-Match": first.headers["ETag"]}
    theirs = {"present_ids": [], "agenda": [item | {"decided": "Naik"}], "led_by": "Bu Ani"}
    send(client, f"{meeting.pk}/log/", theirs, **seen)

    merged = send(client, f"{meeting.pk}/log/", {"present_ids": [], "guests": 5}, **seen)
    clash = send(
        client,
        f"{meeting.pk}/log/",
        {"present_ids": [], "agenda": [item | {"decided": "Turun"}]},
        **seen,
    )

    found = merged.json()
    assert (found["guests"], found["led_by"], found["agenda"][0]["decided"]) == (
        5,
        "Bu Ani",
        "Naik",
    )
    problem = clash.json()
    assert (clash.status_code, problem["code"], problem["version"]) == (412, "stale_version", 4)
    assert problem["conflicts"] == [
        {
            "pointer": f"/agenda/{item['id']}/decided",
            "base": "",
            "mine": "Turun",
            "theirs": "Naik",
        }
    ]


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"agenda": [{"title": ""}]}, "/agenda/0/title", "blank"),
        ({"marks": [{"name": "X", "sex": "lain"}]}, "/marks/0/sex", "invalid_choice"),
        ({"marks": [{"nama": "X"}]}, "/marks/0/nama", "unknown_field"),
        ({"marks": [{"name": "X", "phone": "12"}]}, "/marks", "invalid"),
        ({"marks": [{}]}, "/marks", "required"),
        ({"marks": [{"person": 999999}]}, "/present_ids", "unknown_person"),
        ({"late_ids": ["a"]}, "/late_ids/0", "invalid"),
        ({"until": "25:00"}, "/until", "invalid"),
    ],
)
def test_what_minutes_refuse(client, body, coordinator, wrong, pointer, code):
    meeting = make_meeting(body, on=date(2026, 11, 20))

    answer = send(client, f"{meeting.pk}/log/", {"present_ids": []} | wrong)

    assert answer.status_code == 422
    assert [(f["pointer"], f["code"]) for f in answer.json()["errors"]] == [(pointer, code)]
    assert not Attendance.objects.exists()


def test_approval_revisions_and_grants(client, body, coordinator):
    meeting = make_held_meeting(body, logged_by=coordinator)
    trained, _grants = make_training_meeting(body, on=date(2026, 11, 20))
    ani = make_member(body, "Ani")

    answers = [
        send(client, f"{meeting.pk}/approve/"),
        send(client, f"{meeting.pk}/approve/", {"on_paper": "Bu Ani"}),
        send(client, f"{meeting.pk}/log/", {"present_ids": []}),
        send(client, f"{meeting.pk}/reopen/", {"because": "Salah tulis"}),
        send(client, f"{trained.pk}/log/", {"present_ids": [ani.pk]}),
        send(client, f"{trained.pk}/grant/"),
    ]
    revisions = client.get(f"/api/v1/meetings/{meeting.pk}/revisions/").json()["results"]

    assert [answer.status_code for answer in answers] == [422, 200, 409, 200, 200, 200]
    assert answers[2].json()["code"] == "minutes_approved"
    assert [(one["version"], one["reopened_because"]) for one in revisions] == [
        (3, "Salah tulis"),
        (2, ""),
        (1, ""),
    ]
    assert answers[5].json()["training"] == ani.qualifications.get().training_id


def test_quorum_delay_and_second_session(client, body, coordinator):
    meeting, persons = make_musdes(body.region, invited=3, on=date(2026, 11, 21))
    send(client, f"{meeting.pk}/attendances/", {"present_ids": [persons[0].pk]})

    quorum = client.get(f"/api/v1/meetings/{meeting.pk}/quorum/").json()
    below = send(client, f"{meeting.pk}/log/", {"present_ids": []})
    delayed = send(client, f"{meeting.pk}/delay/", {"to": "17:00"})
    second = send(
        client,
        f"{meeting.pk}/second-session/",
        {"on": "2026-11-21", "at": "17:00", "place": "Balai"},
    )

    assert quorum == {"invited": 3, "needed": 2, "came": 1, "is_met": False}
    assert (below.status_code, below.json()["code"]) == (409, "below_quorum")
    assert delayed.json()["delayed_to"] == "17:00:00"
    assert (second.status_code, second.json()["second_session_of"]) == (201, str(meeting.pk))
    assert Meeting.objects.get(pk=meeting.pk).is_cancelled
    routine = make_held_meeting(body, logged_by=coordinator)
    none = client.get(f"/api/v1/meetings/{routine.pk}/quorum/").json()
    assert none["needed"] == 0
