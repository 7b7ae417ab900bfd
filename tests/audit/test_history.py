from datetime import date

import pytest

from accounts.access import Role
from audit.services import history_of
from common.errors import NotAllowed
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region
from tests.factories.wksbm import make_decree, make_seat, make_wksbm

pytestmark = pytest.mark.django_db


def told(record, actor):
    return [
        (
            change.who,
            change.is_first,
            [(field.label, field.before, field.after) for field in change.fields],
        )
        for change in history_of(record, actor=actor)
    ]


def test_a_change_is_told_with_who_and_from_what(client):
    body = make_wksbm(name="Peduli Goa")
    coordinator = make_user(Role.VILLAGE_COORDINATOR, body.region, name="Siti Aminah")
    client.force_login(coordinator)
    client.post(
        f"/wksbm/{body.pk}/change/", {"name": "Peduli Sesama", "level": "village", "version": 1}
    )
    auditor = make_user(Role.AUDITOR, make_region("52.07"))

    newest, first = told(body, auditor)

    assert newest == ("Siti Aminah", False, [("nama WKSBM", "Peduli Goa", "Peduli Sesama")])
    assert first[:2] == ("Sistem", True)
    assert ("nama WKSBM", "", "Peduli Goa") in first[2]


def test_people_decrees_and_terms_are_said_by_name(client):
    body = make_wksbm()
    decree = make_decree(bodies=[body], number="SK-7")
    seat = make_seat(wksbm=body, holder=make_person("Nurhayati"), since=date(2026, 1, 1))
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, body.region, name="Siti"))
    client.post(f"/wksbm/seats/{seat.pk}/decree/", {"decree": decree.pk, "version": 1})
    client.post(f"/wksbm/seats/{seat.pk}/end/", {"on": "2026-06-30", "version": 2})
    auditor = make_user(Role.AUDITOR, make_region("52.07"))

    ended, granted, first = told(seat, auditor)

    assert ended[2] == [
        ("masa bakti", "1 Januari 2026 \u2013 \u2026", "1 Januari 2026 \u2013 30 Juni 2026")
    ]
    assert granted[2] == [("SK", "", "SK-7")]
    assert ("pemegang", "", "Nurhayati") in first[2]
    assert ("jabatan", "", "Ketua") in first[2]
    assert ("WKSBM", "", seat.wksbm.name) in first[2]


def test_only_who_may_reads_it():
    body = make_wksbm()

    with pytest.raises(NotAllowed):
        history_of(body, actor=make_user(Role.VILLAGE_COORDINATOR, body.region))
    with pytest.raises(NotAllowed):
        history_of(body, actor=make_user(Role.AUDITOR, make_region("52.08")))


@pytest.mark.parametrize("page", ["wksbm/{}/history/", "wksbm/decrees/{}/history/"])
def test_the_page_takes_the_same_queries(client, django_assert_num_queries, page):
    body = make_wksbm()
    record = make_decree(bodies=[body]) if "decrees" in page else body
    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))
    address = f"/{page.format(record.pk)}"
    client.get(address)
    queries = 9 if "decrees" in page else 8

    with django_assert_num_queries(queries):
        client.get(address)
    for number in range(3):
        type(record).objects.filter(pk=record.pk).update(version=number + 2)
        record.refresh_from_db()
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
