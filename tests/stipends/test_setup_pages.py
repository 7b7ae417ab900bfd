"""Setting up honoraria by pages and by the API: sources, schemes, rates, policy, signers, taxes."""

from datetime import date

import pytest

from accounts.access import Role
from common.dates import first_day, last_day, term
from stipends.models import FundingSource, Official, Scheme, StipendPolicy, TaxStatus
from tests.factories.accounts import make_grant, make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.stipends import make_officer, make_scheme, make_source
from tests.factories.volunteers import make_pillar

pytestmark = pytest.mark.django_db

SOURCE = {
    "region": "52.07",
    "budget": "regency",
    "name": "Belanja jasa tenaga sosial",
    "fiscal_year": 2026,
    "sub_activity": "1.06.02",
    "account_code": "5.1.02.02.01",
    "ceiling": "Rp 480.000.000,00",
}


def budget_of_the_regency():
    return FundingSource._meta.get_field("budget").choices[2][0]


@pytest.fixture
def officer(client):
    make_region("52.07")
    user = make_officer()
    client.force_login(user)
    return user


def test_a_source_is_written_changed_and_closed(client, officer):
    facts = SOURCE | {"budget": budget_of_the_regency()}

    added = client.post("/stipends/sources/add/", facts)
    source = FundingSource.objects.get()
    page = client.get(f"/stipends/sources/{source.pk}/").content.decode()
    stale = client.post(
        f"/stipends/sources/{source.pk}/change/",
        facts | {"ceiling": "500.000.000", "version": 7},
    )
    wrong = client.post(
        f"/stipends/sources/{source.pk}/change/", facts | {"ceiling": "480 juta", "version": 1}
    )
    changed = client.post(
        f"/stipends/sources/{source.pk}/change/", facts | {"ceiling": "500000000", "version": 1}
    )
    closed = client.post("/stipends/sources/close-year/", {"region": "52.07", "fiscal_year": 2026})
    source.refresh_from_db()
    listed = client.get("/stipends/sources/").content.decode()

    assert (added.status_code, stale.status_code, wrong.status_code) == (302, 412, 422)
    assert "Tulis 1.250.000 untuk" in wrong.content.decode()
    assert "Rp480.000.000" in page
    assert (changed.status_code, source.ceiling, source.version) == (302, 500_000_000, 3)
    assert closed.status_code == 302
    assert source.is_closed
    assert "Ditutup" in listed


def test_a_scheme_gets_its_rate(client, officer):
    pillar = make_pillar("tagana")
    facts = {
        "region": "52.07",
        "name": "Tali asih Tagana",
        "word": "tali_asih",
        "pillar": pillar.pk,
        "budget": budget_of_the_regency(),
        "payer": "Dinas Sosial",
        "rhythm": "quarterly",
        "event_kind": "meeting",
        "since": "2026-01-01",
        "needs_decree": "on",
        "least_attendances": 0,
        "tax": "",
    }

    form = client.get("/stipends/schemes/add/")
    added = client.post("/stipends/schemes/add/", facts)
    scheme = Scheme.objects.get()
    rated = client.post(
        f"/stipends/schemes/{scheme.pk}/rate/",
        {"tier": "", "since": "2026-01-01", "amount": "200.000", "basis": "SK Bupati"},
    )
    raised = client.post(
        f"/stipends/schemes/{scheme.pk}/rate/",
        {"tier": "", "since": "2026-07-01", "amount": "250.000"},
    )
    changed = client.post(
        f"/stipends/schemes/{scheme.pk}/change/",
        facts | {"name": "Tali asih", "needs_account": "on", "version": 1},
    )
    page = client.get(f"/stipends/schemes/{scheme.pk}/").content.decode()
    scheme.refresh_from_db()

    assert form.status_code == 200
    assert added.status_code == rated.status_code == raised.status_code == 302
    assert added["Location"] == f"/stipends/schemes/{scheme.pk}/rate/"
    assert changed.status_code == 302
    assert (scheme.name, scheme.needs_account, scheme.version) == ("Tali asih", True, 2)
    rates = scheme.rates.standing().order_by("term")
    assert [(rate.amount, first_day(rate.term), last_day(rate.term)) for rate in rates] == [
        (200_000, date(2026, 1, 1), date(2026, 6, 30)),
        (250_000, date(2026, 7, 1), None),
    ]
    assert "Rp250.000" in page
    assert "SK yang berlaku" in page


def test_a_place_says_how_it_pays_and_who_signs(client, officer):
    policy = client.post(
        "/stipends/rules/policy/",
        {"region": "52.07", "second_over": "25.000.000", "dispute_days": 7},
    )
    official = client.post(
        "/stipends/rules/officials/add/",
        {
            "region": "52.07",
            "post": "treasurer",
            "title": "Bendahara Pengeluaran",
            "name": "Sri Wahyuni",
            "capacity": "holder",
            "since": "2026-01-01",
        },
    )
    row = Official.objects.get()
    ended = client.post(
        f"/stipends/rules/officials/{row.pk}/change/",
        {
            "post": "treasurer",
            "title": "Bendahara Pengeluaran",
            "name": "Sri Wahyuni",
            "capacity": "holder",
            "since": "2026-01-01",
            "until": "2026-06-30",
            "version": 1,
        },
    )
    page = client.get("/stipends/rules/").content.decode()
    again = client.get("/stipends/rules/policy/?region=52.07").content.decode()

    assert (policy.status_code, official.status_code, ended.status_code) == (302, 302, 302)
    assert StipendPolicy.objects.get().second_over == 25_000_000
    assert "Dua persetujuan di atas Rp25.000.000" in page
    assert "Sri Wahyuni" in page
    assert 'value="25.000.000"' in again


def test_a_tax_status_is_noted_where_the_person_serves(client, officer):
    person = make_person("Ani", at=make_village())

    opened = client.get(f"/stipends/taxes/people/{person.pk}/")
    noted = client.post(
        f"/stipends/taxes/people/{person.pk}/", {"group": "civil_3", "since": "2026-01-01"}
    )
    rules = client.get("/stipends/taxes/")

    assert (opened.status_code, noted.status_code, rules.status_code) == (200, 302, 200)
    assert [one.group for one in person.tax_statuses.all()] == ["civil_3"]


def test_a_tax_status_is_shown_only_where_its_reader_keeps_honoraria(client, officer):
    """To keep honoraria in one place and to see somebody in another is not enough."""
    here = make_person("Ani", at=make_village("52.07.01.2001"))
    there = make_person("Budi", at=make_village("52.08.01.2001"))
    for person in (here, there):
        TaxStatus.objects.create(person=person, group="civil_3", term=term(date(2026, 1, 1), None))
    make_grant(officer, Role.TKSK, "52.08.01")
    faces = ("/stipends/taxes/people/%s/", "/api/v1/stipend-payees/%s/tax-statuses/")

    answers = [client.get(face % one.pk) for face in faces for one in (here, there)]

    assert [answer.status_code for answer in answers] == [200, 403, 200, 403]
    assert [one["group"] for one in answers[2].json()["results"]] == ["civil_3"]


def test_who_keeps_none_is_told_so(client):
    make_source()
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, "52.07.01.2001"))

    for page in ("", "rules/", "taxes/"):
        assert client.get(f"/stipends/{page}").status_code == 403, page
    assert "Belum ada sumber dana" in client.get("/stipends/sources/").content.decode()
    refused = client.post("/stipends/sources/add/", SOURCE)
    assert refused.status_code == 422
    assert FundingSource.objects.count() == 1


def test_programs_write_what_pages_write(client, officer):
    body = SOURCE | {"budget": budget_of_the_regency(), "ceiling": 480_000_000}
    made = client.post("/api/v1/funding-sources/", body, content_type="application/json")
    url = made["Location"]

    without = client.patch(url, {"ceiling": 1}, content_type="application/json")
    star = client.patch(
        url, {"ceiling": 1}, content_type="application/json", headers={"If-Match": "*"}
    )
    stale = client.patch(
        url, {"ceiling": 1}, content_type="application/json", headers={"If-Match": '"9"'}
    )
    done = client.patch(
        url, {"ceiling": 5}, content_type="application/json", headers={"If-Match": made["ETag"]}
    )
    scheme = make_scheme()
    rates = client.get(f"/api/v1/stipend-schemes/{scheme.pk}/rates/").json()["results"]
    policy = {"region": "52.07", "second_over": 5, "dispute_days": 7}
    first = client.post("/api/v1/stipend-policies/", policy, content_type="application/json")
    second = client.post("/api/v1/stipend-policies/", policy, content_type="application/json")

    assert made.status_code == 201
    assert (without.status_code, without.json()["code"]) == (428, "version_missing")
    assert star.status_code == 428
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert (done.status_code, done.json()["left"], done["ETag"]) == (200, 5, '"2"')
    assert [rate["amount"] for rate in rates] == [200_000]
    assert (first.status_code, second.status_code) == (201, 412)
    assert client.get("/api/v1/tax-rules/").status_code == 200
    assert client.get("/api/v1/stipend-officials/").json()["results"] == []
