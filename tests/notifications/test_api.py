import pytest

from accounts.access import Role
from tests.factories.accounts import make_user
from tests.factories.notifications import STARTS_AT, hours, make_delivery, make_reminded
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db

URL = "/api/v1/deliveries/"


@pytest.fixture
def coordinator(client):
    user = make_user(Role.VILLAGE_COORDINATOR, make_village())
    client.force_login(user)
    return user


def ids(client, query=""):
    response = client.get(URL + query)
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def test_lists_what_lies_in_my_region_and_what_is_mine(client, coordinator):
    meeting, [person] = make_reminded()
    here = make_delivery(meeting, person)
    elsewhere, [stranger, mine] = make_reminded(2, village=make_village("52.07.02.2014"))
    mine.user = coordinator
    mine.save()
    make_delivery(elsewhere, stranger)
    own = make_delivery(elsewhere, mine)

    assert sorted(ids(client)) == sorted([here.pk, own.pk])


def test_a_role_that_reads_no_messages_gets_its_own_only(client):
    meeting, [person, own] = make_reminded(2)
    treasurer = make_user(Role.VILLAGE_TREASURER, make_village())
    own.user = treasurer
    own.save()
    make_delivery(meeting, person)
    mine = make_delivery(meeting, own)
    client.force_login(treasurer)

    assert ids(client) == [mine.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=sent", 1),
        ("?state=planned", 1),
        ("?rule=meeting_ahead", 2),
        ("?rule=other", 0),
        ("?region=52.07", 2),
        ("?region=52.08", 0),
        ("?due_at__lte=2026-11-27T07:00:00Z", 2),
        ("?due_at__gte=2026-11-27T07:00:01Z", 0),
    ],
)
def test_filters(client, coordinator, query, found):
    meeting, people = make_reminded(2)
    for person, state in zip(people, ["sent", "planned"], strict=True):
        make_delivery(meeting, person, state=state, due_at=STARTS_AT - hours(24))

    assert len(ids(client, query)) == found


def test_filters_by_occasion_and_person(client, coordinator):
    meeting, people = make_reminded(2)
    first, second = (make_delivery(meeting, person) for person in people)

    assert ids(client, f"?person={people[0].pk}") == [first.pk]
    assert ids(client, f"?occasion={first.occasion}") == [second.pk, first.pk]
    assert client.get(f"{URL}?person=x").status_code == 400
    assert client.get(f"{URL}?region=abc").status_code == 400


def test_says_little_about_the_person(client, coordinator):
    meeting, [person] = make_reminded(email="siti@desa.example", phone="+6281234567890")
    delivery = make_delivery(meeting, person, state="sent", body="Yth. Ibu")

    answer = client.get(f"{URL}{delivery.pk}/")

    assert set(answer.json()) == {
        "id",
        "region",
        "rule",
        "occasion",
        "step",
        "person_id",
        "state",
        "reason",
        "due_at",
        "not_after",
        "subject",
        "planned_at",
        "sent_at",
        "ended_at",
        "read_at",
        "asked_at",
        "delivered_at",
        "asked_channel",
    }
    assert "siti@desa" not in answer.content.decode()


def test_only_its_receiver_marks_it_read(client, coordinator):
    meeting, [other, mine] = make_reminded(2)
    mine.user = coordinator
    mine.save()
    theirs = make_delivery(meeting, other, state="sent")
    own = make_delivery(meeting, mine, state="sent")

    assert client.post(f"{URL}{theirs.pk}/read/").status_code == 403
    answer = client.post(f"{URL}{own.pk}/read/")
    assert answer.status_code == 200
    assert answer.json()["read_at"] is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    client, coordinator, django_assert_num_queries, rows
):
    meeting, people = make_reminded(rows)
    for person in people:
        make_delivery(meeting, person)

    with django_assert_num_queries(4):
        assert len(ids(client)) == rows
