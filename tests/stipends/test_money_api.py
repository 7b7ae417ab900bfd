"""The API of money: what becomes of lines, corrections, others' payments, disputes, one's own."""

import json

import pytest

from accounts.access import Role
from common.dates import today
from stipends.models import Correction, Dispute, LedgerEntry
from stipends.services import decide_correction, propose_correction
from tests.factories.accounts import make_user, with_second_step
from tests.factories.people import make_bank_account, make_person
from tests.factories.regions import make_region, make_village
from tests.stipends.money import (
    a_line,
    approver,
    make_run,
    make_scheme,
    officer,
    released,
    stands,
)
from tests.stipends.second_step import code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


def post(client, user, path, body=None, **headers):
    client.force_login(user)
    return client.post(
        f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=headers
    )


def test_a_line_is_paid_returned_and_deposited(client):
    line = a_line()
    who, day = officer(line), today().isoformat()
    base = f"stipend-lines/{line.pk}"

    paid = post(client, who, f"{base}/pay/", {"kind": "transferred", "on": day})
    twice = post(client, who, f"{base}/pay/", {"kind": "transferred", "on": day})
    nothing = post(client, who, f"{base}/return/", {"on": day})
    back = post(client, who, f"{base}/return/", {"on": day, "because": "Nama berbeda"})
    noted = post(client, who, f"{base}/to-treasury/", {"on": day, "sts_number": "STS 1"})
    boss = with_second_step(approver(line))
    path = f"stipend-corrections/{noted.json()['id']}/approve/"
    decided = post(client, boss, path, second_step=code())

    assert [paid.json()["state"], back.json()["state"], noted.json()["kind"]] == [
        "paid",
        "returned",
        "treasury",
    ]
    assert (noted.status_code, noted.json()["gross"], decided.status_code) == (201, -200_000, 200)
    assert stands(line) == "to_treasury"
    assert (twice.status_code, twice.json()["code"]) == (409, "line_moved_on")
    assert nothing.status_code == 422
    refused = post(client, approver(line), f"{base}/pay/", {"kind": "transferred", "on": day})
    assert refused.status_code == 403


def test_what_was_added_is_owed_and_paid_on_its_own(client):
    line = a_line(state="paid")
    who = officer(line)
    made = propose_correction(
        line, kind="adjustment", gross=50_000, because="Tarif lama", actor=who
    )
    decide_correction(made, approve=True, actor=approver(line))
    pay = {"kind": "handed_over", "on": today().isoformat(), "reference": "BKU 4"}

    client.force_login(who)
    owed = client.get(f"/api/v1/stipend-lines/{line.pk}/").json()["owed"]
    paid = post(client, who, f"stipend-lines/{line.pk}/pay-owed/", pay)
    twice = post(client, who, f"stipend-lines/{line.pk}/pay-owed/", pay)
    [told] = client.get(f"/api/v1/stipend-lines/{line.pk}/settlements/").json()["results"]
    paper = {"kind": "stipends.settlement", "subject": str(told["id"])}
    printed = post(client, who, "papers/", paper)

    assert (owed, paid.status_code, paid.json()["owed"]) == (50_000, 200, 0)
    assert (twice.status_code, twice.json()["code"]) == (409, "nothing_owed")
    assert (told["net"], told["kind"], told["reference"]) == (50_000, "handed_over", "BKU 4")
    assert (printed.status_code, printed.json()["kind"]) == (201, "stipends.settlement")


def test_a_held_line_is_released_to_an_account_that_one_sees(client):
    run = make_run(people=1)
    line = run.lines.get()
    released(run, blocked=[line])
    new = make_bank_account(line.person, "0077665544")
    far = make_bank_account(make_person(at=make_village("52.08.01.2001")), "0066554433")
    path = f"stipend-lines/{line.pk}/unblock/"

    unseen = post(client, officer(line), path, {"account": far.pk})
    done = post(client, officer(line), path, {"account": new.pk})

    assert (unseen.status_code, done.status_code, stands(line)) == (422, 200, "released")


def test_corrections_are_proposed_and_decided_by_two(client):
    line = a_line(state="approved")
    who, boss = officer(line), with_second_step(approver(line))
    far = a_line(make_region("52.08"), at=make_village("52.08.01.2001"), state="approved")
    facts = {"line": line.pk, "kind": "adjustment", "gross": -50_000, "because": "Tarif lama"}

    made = post(client, who, "stipend-corrections/", facts)
    unseen = post(client, who, "stipend-corrections/", facts | {"line": far.pk})
    again = post(client, who, "stipend-corrections/", facts)
    path = f"stipend-corrections/{made.json()['id']}"
    own = post(client, who, f"{path}/approve/")
    asked = post(client, boss, f"{path}/approve/")
    done = post(client, boss, f"{path}/approve/", second_step=code())
    late = post(client, boss, f"{path}/refuse/", {"because": "x"})

    codes = [one.status_code for one in (made, unseen, again, own, done, late)]
    assert codes == [201, 422, 422, 403, 200, 409]
    assert (asked.status_code, asked.json()["code"]) == (401, "reauthentication_required")
    assert done.json()["state"] == "approved"
    assert LedgerEntry.objects.get(kind="adjustment").gross == -50_000
    assert Correction.objects.count() == 1


def test_what_others_pay_is_recorded_and_withdrawn(client):
    scheme = make_scheme(make_region("52"), is_recorded=True)
    person = make_person()
    who = make_user(Role.DISTRICT_OFFICER, "52.07")
    facts = {
        "person": person.pk,
        "scheme": scheme.pk,
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "amount": 1_500_000,
        "paid_on": "2026-07-02",
        "evidence": "Daftar provinsi",
    }

    made = post(client, who, "recorded-payments/", facts)
    twice = post(client, who, "recorded-payments/", facts)
    unknown = post(client, who, "recorded-payments/", facts | {"scheme": make_scheme().pk})
    path = f"recorded-payments/{made.json()['id']}/withdraw/"
    gone = post(client, who, path, {"because": "Salah orang"})

    assert [one.status_code for one in (made, twice, unknown, gone)] == [201, 422, 422, 200]
    told = {key: made.json()[key] for key in ("period_from", "period_to", "amount", "region")}
    assert told == {
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "amount": 1_500_000,
        "region": person.presences.get().region_id,
    }
    listed = client.get("/api/v1/recorded-payments/?withdrawn=true").json()["results"]
    assert [one["id"] for one in listed] == [made.json()["id"]]


def test_one_reads_confirms_and_objects_to_ones_own_alone(client):
    line, other = a_line(state="paid"), a_line(state="paid")
    me = make_user()
    line.person.user = me
    line.person.save()

    client.force_login(me)
    listed = client.get("/api/v1/own-stipends/").json()["results"]
    seen = client.get(f"/api/v1/own-stipends/{other.pk}/")
    confirmed = post(client, me, f"own-stipends/{line.pk}/confirm/")
    twice = post(client, me, f"own-stipends/{line.pk}/confirm/")
    foreign = post(client, me, f"own-stipends/{other.pk}/confirm/")
    text = {"person": line.person_id, "line": line.pk, "text": "Kurang"}
    raised = post(client, me, "stipend-disputes/", text)
    not_mine = post(client, me, "stipend-disputes/", text | {"line": other.pk})

    assert ([one["id"] for one in listed], seen.status_code) == ([line.pk], 404)
    codes = [one.status_code for one in (confirmed, twice, foreign, raised, not_mine)]
    assert codes == [200, 409, 404, 201, 422]
    dispute = Dispute.objects.get()
    path, body = f"stipend-disputes/{dispute.pk}/answer/", {"answer": "Dibayar"}
    who = officer(line)
    codes = [
        post(client, who, path, body).status_code,
        post(client, who, path, body, if_match='"9"').status_code,
        post(client, who, path, body, if_match=raised["ETag"]).status_code,
    ]
    assert codes == [428, 412, 200]
