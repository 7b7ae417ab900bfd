"""Monthly reports for programs: the whole month in one request, signed with its scan."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access import Role
from tests.factories.accounts import make_user
from tests.factories.documents import acting, make_pdf
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment
from tests.volunteers.test_reporting import served
from volunteers.models import ActivityReport

pytestmark = pytest.mark.django_db
REPORTS = "/api/v1/activity-reports/"
VISIT = {"on": "2026-05-04", "activity": "Kunjungan", "place": "Dusun Barat", "minutes": 90}


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(datetime(2026, 6, 10, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def secretary(client, village):
    user = make_user(Role.VILLAGE_SECRETARY, village)
    client.force_login(user)
    return user


@pytest.fixture
def appointment(village):
    return make_appointment(person=make_person("Nurhayati", at=village), region=village)


def sent(client, path, body=None, method="post", **headers):
    call = getattr(client, method)
    return call(f"{REPORTS}{path}", body or {}, content_type="application/json", headers=headers)


def a_signature(content):
    return {
        "signed_on": "2026-06-02",
        "signed_by": "Abdul Karim",
        "signed_as": "Kepala Desa Goa",
        "scan": [SimpleUploadedFile("x.pdf", content)],
    }


def test_a_report_goes_its_whole_way(client, secretary, appointment):
    served(appointment, title="Posko")
    made = sent(
        client,
        "",
        {
            "appointment": appointment.pk,
            "month": "2026-05-17",
            "entries": [VISIT],
            "from_duties": True,
        },
    )
    report = made.json()
    assert (made.status_code, report["month"], report["person_name"]) == (
        201,
        "2026-05-01",
        "Nurhayati",
    )
    assert [(one["on"], one["activity"], one["minutes"]) for one in report["entries"]] == [
        ("2026-05-02", "Posko", 240),
        ("2026-05-04", "Kunjungan", 90),
    ]
    path, duty = f"{report['id']}/", report["entries"][0]

    kept = [{"id": duty["id"], "on": duty["on"], "activity": "Posko banjir", "minutes": 200}]
    written = sent(client, f"{path}entries/", {"entries": kept}, "put", **{"If-Match": '"2"'})
    assert written.json()["entries"] == [{**kept[0], "place": "", "assignment": duty["assignment"]}]
    stale = sent(client, f"{path}entries/", {"entries": []}, "put", **{"If-Match": '"2"'})
    assert stale.status_code == 412
    faults = sent(
        client,
        f"{path}entries/",
        {"entries": [VISIT, {**VISIT, "on": "2026-06-01"}, {**VISIT, "minutes": 0}]},
        "put",
    )
    assert [one["pointer"] for one in faults.json()["errors"]] == ["/entries/2/minutes"]
    late = sent(
        client, f"{path}entries/", {"entries": [VISIT, {**VISIT, "on": "2026-06-01"}]}, "put"
    )
    assert [(one["pointer"], one["code"]) for one in late.json()["errors"]] == [
        ("/entries/1/on", "day_outside_report")
    ]
    assert sent(client, f"{path}fill/").status_code == 200
    assert sent(client, f"{path}submit/").json()["status"] == "submitted"
    assert sent(client, f"{path}take-back/").json()["status"] == "draft"
    assert client.post(f"{REPORTS}{path}sign/", a_signature(make_pdf())).status_code == 409
    assert sent(client, f"{path}submit/").json()["status"] == "submitted"
    hostile = acting()["script at opening"]
    assert client.post(f"{REPORTS}{path}sign/", a_signature(hostile)).status_code == 422
    signed = client.post(f"{REPORTS}{path}sign/", a_signature(make_pdf()))
    assert (signed.status_code, signed.json()["status"]) == (200, "signed")
    scan = client.get(f"{REPORTS}{path}scan/")
    assert b"".join(scan.streaming_content).startswith(b"%PDF-")
    opened = sent(client, f"{path}reopen/", {"because": "Salah bulan"}).json()
    assert (opened["status"], opened["reopened_because"], opened["scan_name"]) == (
        "draft",
        "Salah bulan",
        "",
    )


def test_the_list_is_narrowed(client, secretary, appointment):
    for month in ("2026-05-01", "2026-04-01"):
        sent(client, "", {"appointment": appointment.pk, "month": month})
    may = ActivityReport.objects.get(month=date(2026, 5, 1))
    for asked, found in [
        ({"month": "2026-05-20"}, [may.pk]),
        ({"status": "signed"}, []),
        ({"appointment": appointment.pk, "month": "2026-05-01", "status": "draft"}, [may.pk]),
        ({"pillar": appointment.pillar_id, "region": "52.08"}, []),
    ]:
        rows = client.get(REPORTS, asked).json()["results"]
        assert [row["id"] for row in rows] == found, asked


def test_a_volunteer_sends_the_own_and_no_other(client, village, appointment):
    user = make_user()
    own = make_appointment(person=make_person(at=village, user=user), region=village)
    client.force_login(user)

    mine = sent(client, "", {"appointment": own.pk, "month": "2026-05-01", "entries": [VISIT]})
    theirs = sent(client, "", {"appointment": appointment.pk, "month": "2026-05-01"})

    assert mine.status_code == 201
    assert theirs.status_code == 422
    assert [one["pointer"] for one in theirs.json()["errors"]] == ["/appointment"]
    report = mine.json()["id"]
    assert client.post(f"{REPORTS}{report}/sign/", a_signature(make_pdf())).status_code == 403


def test_queries_do_not_grow_with_rows(client, village, secretary, django_assert_num_queries):
    def made():
        body = {"month": "2026-05-01", "entries": [VISIT, VISIT]}
        return sent(client, "", {"appointment": make_appointment(region=village).pk, **body})

    made()
    with django_assert_num_queries(4):
        client.get(REPORTS)
    last = [made() for _ in range(2)][-1].json()
    with django_assert_num_queries(4):
        client.get(REPORTS)
    with django_assert_num_queries(4):
        client.get(f"{REPORTS}{last['id']}/")
    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))
    assert sent(client, f"{last['id']}/submit/").status_code == 403
