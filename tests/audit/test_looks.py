"""Who looked at what is sensitive: noted with the look itself, shown where one may read it."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.access import Role
from audit.models import SensitiveLook
from common.requests import network_of
from tests.factories.accounts import make_token, make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region
from tests.factories.wksbm import make_decree, make_seat, make_wksbm

pytestmark = pytest.mark.django_db

SCAN = {"scan_name": "sk.pdf", "scan_type": "application/pdf"}


@pytest.fixture
def decree(db):
    body = make_wksbm()
    decree = make_decree(bodies=[body], number="SK-7", scan=ContentFile(b"%PDF-1.7", "a"), **SCAN)
    make_seat(wksbm=body, holder=make_person("Nurhayati"), decree=decree)
    return decree


def facts(look):
    return (look.user.name, look.kind, look.purpose, look.record_key, look.region_id, look.network)


def test_opening_a_scan_is_noted(client, decree):
    reader = make_user(Role.VILLAGE_SECRETARY, decree.region, name="Siti")
    client.force_login(reader)

    response = client.get(f"/wksbm/decrees/{decree.pk}/scan/", REMOTE_ADDR="203.0.113.77")

    assert response.status_code == 200
    look = SensitiveLook.objects.get()
    assert facts(look) == (
        "Siti",
        "scan",
        "task",
        str(decree.pk),
        decree.region_id,
        "203.0.113.0/24",
    )
    assert look.request == response["X-Request-ID"]


def test_a_program_is_noted_with_its_token(client, decree):
    reader = make_user(Role.VILLAGE_SECRETARY, decree.region)
    token, key = make_token(reader)

    client.get(f"/api/v1/decrees/{decree.pk}/scan/", headers={"authorization": f"Bearer {key}"})

    look = SensitiveLook.objects.get()
    assert (look.purpose, look.token) == ("program", token.prefix)


def test_who_is_refused_has_seen_nothing(client, decree):
    client.force_login(make_user(Role.PKK_LEADER, "52.07"))
    assert client.get(f"/wksbm/decrees/{decree.pk}/scan/").status_code == 403

    client.force_login(make_user(Role.VILLAGE_SECRETARY, make_region("52.07.01.2009")))
    assert client.get(f"/wksbm/decrees/{decree.pk}/scan/").status_code == 404

    assert SensitiveLook.objects.count() == 0


def test_a_look_cannot_be_taken_back(client, decree):
    client.force_login(make_user(Role.VILLAGE_SECRETARY, decree.region))
    client.get(f"/wksbm/decrees/{decree.pk}/scan/")

    for deed in (
        lambda: SensitiveLook.objects.update(count=0),
        lambda: SensitiveLook.objects.all().delete(),
    ):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            deed()


def test_auditors_see_who_saw_what_in_their_region_alone(client, decree):
    client.force_login(make_user(Role.VILLAGE_SECRETARY, decree.region, name="Siti Aminah"))
    client.get(f"/wksbm/decrees/{decree.pk}/scan/")

    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))
    page = client.get("/audit/looks/").content.decode()
    assert "Siti Aminah" in page
    assert "Pindaian SK: SK-7" in page
    assert "Siti Aminah" not in client.get("/audit/looks/?q=Budi").content.decode()

    client.force_login(make_user(Role.AUDITOR, make_region("52.08")))
    assert "Siti Aminah" not in client.get("/audit/looks/").content.decode()

    client.force_login(make_user(Role.VILLAGE_COORDINATOR, decree.region))
    assert client.get("/audit/looks/").status_code == 403


def test_a_breach_report_names_whose_data_somebody_saw(client, decree):
    reader = make_user(Role.VILLAGE_SECRETARY, decree.region)
    client.force_login(reader)
    for _time in range(3):
        client.get(f"/wksbm/decrees/{decree.pk}/scan/")
    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))
    address = f"/audit/looks/of/{reader.pk}/"

    page = client.get(address)

    [seen] = page.context["seen"]
    assert (seen.times, seen.people) == (3, ["Nurhayati"])
    assert seen.last.endswith("WITA")
    assert page.context["people"] == ["Nurhayati"]
    assert "Nurhayati" in page.content.decode()
    long_ago = {"since": date(2020, 1, 1), "until": date(2020, 1, 2)}
    assert client.get(address, long_ago).context["seen"] == []
    assert client.get(address, {"since": "kemarin"}).status_code == 200


@pytest.mark.parametrize("looks", [1, 3])
def test_the_page_takes_the_same_queries(client, django_assert_num_queries, decree, looks):
    for number in range(looks):
        SensitiveLook.objects.create(
            user=make_user(Role.VILLAGE_SECRETARY, decree.region),
            region=decree.region,
            kind="scan",
            purpose="task",
            record_model="wksbm.decree",
            record_key=str(decree.pk),
            at=timezone.now() - timedelta(hours=number),
        )
    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))
    client.get("/audit/looks/")

    with django_assert_num_queries(7):
        client.get("/audit/looks/")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_kept_and_never_an_address(address, network):
    assert network_of(address) == network
