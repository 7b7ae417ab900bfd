"""The roster by API: what goes out, what it does, and that pages and API refuse alike."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from common.dates import today
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_duty,
    make_pillar,
    make_tier_step,
)
from tests.factories.wksbm import make_decree, make_office
from volunteers.models import Appointment, Pillar

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
VILLAGE = "52.07.01.2001"


@pytest.fixture
def officer(client):
    make_village()
    user = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    client.force_login(user)
    return user


def address(name, *args):
    return reverse(f"v1:{name}", args=args)


def send(client, route, *args, method="post", **body):
    return getattr(client, method)(address(route, *args), body, **JSON)


def test_a_volunteer_is_appointed_changed_renewed_and_ended(client, officer):
    tagana = make_pillar("tagana", level="regency", has_tiers=True)
    decree = make_decree(issuer=make_office(region=make_region("52.07"), kind="regent"))
    facts = {"pillar": tagana.pk, "region": VILLAGE, "effective_from": "2026-01-01"}

    made = send(client, "volunteer-list", person_name="Siti Rahma", honorarium="paid", **facts)
    assert made.status_code == 201
    pk, tag = made.json()["id"], made["ETag"]
    changed = client.patch(
        address("volunteer-detail", pk), {"decree": decree.pk}, headers={"If-Match": tag}, **JSON
    )
    stale = client.patch(
        address("volunteer-detail", pk), {"number": "7"}, headers={"If-Match": tag}, **JSON
    )
    tier = {"tier": "madya", "since": "2026-02-01"}
    raised = send(client, "volunteer-raise-tier", pk, **tier).json()
    renewed = send(client, "volunteer-renew", pk, effective_from="2026-07-01").json()
    ended = send(client, "volunteer-end", renewed["id"], on="2026-08-31", kind="moved").json()

    assert (changed.json()["decree_number"], stale.status_code) == (decree.number, 412)
    assert (raised["tier"], raised["state"], raised["area"]) == ("madya", "active", "52.07")
    assert (renewed["person_name"], renewed["honorarium"]) == ("Siti Rahma", "paid")
    assert (ended["valid_until"], ended["ended_kind"]) == ("2026-08-31", "moved")
    old = client.get(address("volunteer-detail", pk)).json()
    assert (old["valid_until"], old["ended_kind"]) == ("2026-06-30", "renewed")


def test_many_are_renewed_at_once_and_a_village_gives_its_word(client, officer):
    rows = [make_appointment(until=date(2026, 12, 31)) for _ in range(3)]
    keys = [row.pk for row in rows]

    renewed = send(
        client, "volunteer-renew-many", appointments=keys[:2], effective_from="2026-07-01"
    )
    answers = [{"volunteer": keys[2], "answer": "moved"}]
    said = send(client, "volunteer-confirm", region=VILLAGE, answers=answers)

    assert renewed.status_code == 201
    assert len(renewed.json()["ids"]) == 2
    assert said.json() == {"active": 0, "ended": 1, "told": 0}
    assert Appointment.objects.get(pk=keys[2]).ended_kind == "moved"


def test_a_district_keeps_its_own_pillars(client, officer):
    nation = make_pillar("psm")
    facts = {"name": "Kader Sosial", "short_name": "Kader", "holder": "person"}

    made = send(client, "pillar-list", region="52.07", effective_from="2026-01-01", **facts).json()
    changed = send(client, "pillar-detail", made["id"], method="patch", level="village").json()
    ended = send(client, "pillar-end", made["id"], on="2026-12-31").json()
    refused = send(client, "pillar-detail", nation.pk, method="patch", name="Lain")

    assert (changed["level"], ended["valid_until"]) == ("village", "2026-12-31")
    assert refused.status_code == 403
    listed = client.get(address("pillar-list")).json()["results"]
    assert {row["code"] for row in listed} == {"psm", made["code"]}


def test_page_and_api_refuse_alike(client, officer):
    """The same rule, the same words: which face was asked makes no difference."""
    on = today()
    psm = make_pillar("psm", level="village")
    sole = make_pillar("tksk", level="district", is_sole=True)
    past = make_pillar("lama", level="village")
    Pillar.objects.filter(pk=past.pk).update(term=(date(2012, 1, 1), date(2020, 1, 1)))
    known = make_person("Budi", at=make_village())
    other = make_person("Citra", at=make_village())
    dead = make_person("Umar", at=make_village(), died_on=date(2025, 1, 1))
    make_appointment(person=known, pillar=psm)
    make_appointment(pillar=sole, area=make_region("52.07.01"))
    make_village("52.08.01.2001")
    foreign = make_decree(issuer=make_office(region=make_village("52.07.02.2014")))
    day = on.isoformat()
    earlier = (on - timedelta(days=1)).isoformat()
    cases = [
        (409, "person_died", {"person": dead.pk, "pillar": psm.pk}),
        (422, None, {"person": known.pk, "pillar": psm.pk}),
        (422, None, {"person": known.pk, "pillar": sole.pk}),
        (422, None, {"person": other.pk, "pillar": psm.pk, "until": earlier}),
    ]
    api_only = [
        (409, "pillar_not_in_use", {"person": known.pk, "pillar": past.pk}),
        (409, "decree_beyond_issuer", {"person": known.pk, "pillar": psm.pk, "decree": foreign.pk}),
        (409, "wrong_level", {"person": known.pk, "pillar": psm.pk, "region": "52.07.01"}),
        (403, "not_allowed", {"person": known.pk, "pillar": psm.pk, "region": "52.08.01.2001"}),
    ]
    before = Appointment.objects.count()

    for status, code, facts in cases + api_only:
        sent = {"region": VILLAGE, "honorarium": "unpaid", **facts}
        until = sent.pop("until", None)
        term = {"effective_from": day, **({"valid_until": until} if until else {})}
        answer = send(client, "volunteer-list", **sent, **term)
        assert answer.status_code == status, answer.json()
        assert (answer.status_code, code and answer.json()["code"]) == (status, code), facts
        if (status, code, facts) in api_only:
            continue  # the page does not offer it: its choices leave it out
        form = {**sent, "at": sent["region"], "since": day, "until": until or ""}
        page = client.post(reverse("volunteers:appoint_volunteer"), form)
        assert page.status_code == status, facts
        words = answer.json()["errors"][0]["detail"] if code is None else answer.json()["detail"]
        assert words in page.content.decode(), facts
    assert Appointment.objects.count() == before
    assert Person.objects.filter(name="Budi").count() == 1


def test_a_tier_that_was_noted_wrongly_is_corrected(client, officer):
    row = make_appointment(
        pillar=make_pillar("tagana", level="regency", has_tiers=True), area=make_region("52.07")
    )
    step = make_tier_step(row, tier="muda", since=date(2026, 1, 1))
    make_tier_step(make_appointment(region=make_village("51.08.01.2001")))

    listed = client.get(address("tier-step-list"), {"person": row.person_id}).json()["results"]
    changed = send(client, "tier-step-detail", step.pk, method="patch", tier="madya")
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, VILLAGE))
    refused = send(client, "tier-step-detail", step.pk, method="patch", tier="utama")

    assert [one["id"] for one in listed] == [step.pk]
    assert (changed.json()["tier"], changed.json()["since"]) == ("madya", "2026-01-01")
    assert refused.status_code == 403


def test_the_hours_of_a_month_are_summed_by_person(client, officer):
    served = {"status": "accepted", "minutes": 90, "logged_at": timezone.now()}
    one = make_assignment(**served)
    make_assignment(duty=make_duty(region=make_village("51.08.01.2001")), **served)

    hours = client.get(address("assignment-hours"), {"month": "2026-05"})
    other = client.get(address("assignment-hours"), {"month": "2026-06"})
    wrong = client.get(address("assignment-hours"), {"month": "Mei"})

    assert hours.json()["results"] == [
        {
            "person": one.person_id,
            "person_name": one.person.name,
            "logged": 90,
            "confirmed": 0,
        }
    ]
    assert other.json()["results"] == []
    assert wrong.status_code == 400
