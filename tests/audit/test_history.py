from datetime import date

import pytest
from django.db import connection

from accounts.access import Role
from accounts.models import ApiToken, SignInLink, User
from audit.services import history_of
from audit.services.history import LABELS, _fields
from audit.tables import history_models
from common.errors import NotAllowed
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_series
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
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


def test_updates_in_bulk_and_by_sql_and_deletes_are_told():
    person = make_person("Siti")
    Person.objects.filter(pk=person.pk).update(name="Siti Aminah")
    Person.objects.bulk_update([Person(pk=person.pk, name="Siti A.", phone="")], ["name"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name = %s WHERE id = %s", ["St. A.", person.pk])
    Person.objects.bulk_create([Person(name="Borongan")])
    person.presences.all().delete()
    key = person.pk
    person.delete()

    events = Person.events.rel.related_model.objects.order_by("pgh_id")

    assert list(events.filter(pgh_obj=key).values_list("pgh_label", "name")) == [
        ("insert", "Siti"),
        ("update", "Siti Aminah"),
        ("update", "Siti A."),
        ("update", "St. A."),
        ("delete", "St. A."),
    ]
    assert events.filter(name="Borongan").count() == 1


def test_who_is_told_with_the_role_of_that_day(client):
    body = make_wksbm()
    coordinator = make_user(Role.VILLAGE_COORDINATOR, body.region, name="Siti")
    client.force_login(coordinator)
    client.post(f"/wksbm/{body.pk}/change/", {"name": "Baru", "level": "village", "version": 1})

    newest = history_of(body, actor=make_user(Role.AUDITOR, make_region("52.07")))[0]

    assert (newest.who, newest.role) == ("Siti", "Koordinator desa")
    assert newest.at.endswith("WITA")


def test_a_row_says_from_which_network_and_request(client):
    body = make_wksbm()
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, body.region))
    response = client.post(
        f"/wksbm/{body.pk}/change/",
        {"name": "Baru", "level": "village", "version": 1},
        REMOTE_ADDR="203.0.113.77",
    )

    context = body.events.order_by("-pgh_id").first().pgh_context

    assert context["network"] == "203.0.113.0/24"
    assert context["request"] == response["X-Request-ID"]
    assert "203.0.113.77" not in str(context)


def test_no_secret_is_in_the_history_of_accounts():
    kept = {
        model.__name__: {field.name for field in model.events.rel.related_model._meta.fields}
        for model in (User, SignInLink, ApiToken)
    }

    assert not kept["User"] & {"password", "session_salt", "last_login"}
    assert "secret_hash" not in kept["SignInLink"]
    assert "key_hash" not in kept["ApiToken"]


def test_an_account_tells_of_its_roles_too(client):
    user = make_user(Role.VILLAGE_SECRETARY, "52.07.01.2001", name="Siti")
    officer = make_user(Role.DISTRICT_OFFICER, "52.07", name="Bu Dinas")
    client.force_login(officer)
    client.post(f"/accounts/grants/{user.grants.get().pk}/end/")

    page = client.get(f"/audit/users/{user.pk}/").content.decode()

    assert "Hak akses:" in page
    assert "Bu Dinas" in page
    assert "Petugas Dinas Sosial" in page


def test_a_series_tells_its_rule_in_words(client):
    series = make_series(make_body(make_village("52.07.01.2001")))
    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))

    page = client.get(f"/meetings/series/{series.pk}/history/").content.decode()

    assert "FREQ=" not in page
    assert "Setiap " in page


def test_every_field_that_is_told_has_a_name():
    """A label that Django made of the field's name would be English."""
    nameless = []
    for kept in history_models():
        model = kept.pgh_tracked_model
        nameless += [
            str(field)
            for field in _fields(model, kept)
            if field.name not in LABELS
            and field.related_model is None
            and field.verbose_name == field.name.replace("_", " ")
        ]

    assert nameless == []


@pytest.mark.parametrize(
    ("page", "make", "link"),
    [
        ("/meetings/{}/", lambda v: make_meeting(make_body(v)), "/meetings/{}/history/"),
        (
            "/meetings/series/{}/",
            lambda v: make_series(make_body(v)),
            "/meetings/series/{}/history/",
        ),
        ("/people/{}/change/", lambda v: make_person(at=v), "/people/{}/history/"),
        (
            "/accounts/users/{}/",
            lambda v: make_user(Role.VILLAGE_SECRETARY, v),
            "/audit/users/{}/",
        ),
    ],
)
def test_each_page_leads_to_its_history(client, page, make, link):
    village = make_village("52.07.01.2001")
    record = make(village)
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    assert link.format(record.pk) in client.get(page.format(record.pk)).content.decode()
    assert client.get(link.format(record.pk)).status_code == 200

    client.force_login(make_user(Role.TKSK, "52.07.01"))
    assert link.format(record.pk) not in client.get(page.format(record.pk)).content.decode()
