"""Runs for programs: which version was seen, who acts once more, and the same refusals as pages."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache

from stipends.models import Run
from tests.factories.accounts import make_token, with_second_step
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_recipients_decree,
    make_run,
    make_scheme,
    make_source,
    make_submitted_run,
)
from tests.stipends.second_step import code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(datetime(2026, 9, 10, 3, tzinfo=UTC), tick=False):
        cache.clear()
        yield


class Program:
    """Asks as the holder of a token, naming the version that it saw last."""

    def __init__(self, client, user):
        self.client, self.key = client, make_token(user)[1]

    def send(self, url, body=None, **headers):
        return self.client.post(
            f"/api/v1/{url}",
            body or {},
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}", **headers},
        )

    def step(self, run, step, body=None, **headers):
        run.refresh_from_db()
        url = f"stipend-runs/{run.pk}/{step}/"
        return self.send(url, body, **{"If-Match": f'"{run.version}"', **headers})

    def get(self, url):
        headers = {"Authorization": f"Bearer {self.key}"}
        return self.client.get(f"/api/v1/{url}", headers=headers).json()


def test_programs_take_a_run_its_way(client):
    officer = Program(client, with_second_step(make_officer()))
    approver = Program(client, with_second_step(make_approver()))
    decree = make_recipients_decree()
    make_recipient("Ani", decree=decree)
    budi = make_recipient("Budi", decree=decree)
    make_recipient("Wati", decree=decree, account=False)
    body = {
        "scheme": make_scheme().pk,
        "source": make_source().pk,
        "period_from": "2026-08-01",
        "period_to": "2026-08-31",
        "title": "Tali asih Agustus",
        "with_arrears": False,
    }

    started = officer.send("stipend-runs/", body)
    half = officer.send("stipend-runs/", body | {"period_to": "2026-08-30"})
    run = Run.objects.get()
    url = f"stipend-runs/{run.pk}"
    out = officer.get(f"stipend-left-out/?run={run.pk}")["results"]
    without = officer.send(f"{url}/submit/")
    stale = officer.send(f"{url}/submit/", **{"If-Match": '"99"'})
    decided = officer.step(
        run, "decisions", {"person": budi.person_id, "pays": False, "because": "Mundur"}
    )
    decisions = officer.get(f"{url}/decisions/")["results"]
    submitted = officer.step(run, "submit")

    assert started.status_code == 201
    assert started.json()["period_to"] == "2026-08-31"
    assert half.status_code == 422
    assert [(one["because"], one["units"]) for one in out] == [("no_account", ["2026-08"])]
    assert (without.status_code, without.json()["code"]) == (428, "version_missing")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert decided.status_code == 200
    assert [(one["person"], one["pays"]) for one in decisions] == [(budi.person_id, False)]
    assert (submitted.status_code, submitted.json()["line_count"]) == (200, 1)

    seen = {"fingerprint": submitted.json()["fingerprint"]}
    own = officer.step(run, "approve", seen)
    asked = approver.step(run, "approve", seen)
    wrong = approver.step(run, "approve", seen, **{"Second-Step": "000000"})
    approved = approver.step(run, "approve", seen, **{"Second-Step": code()})
    sp2d = {"sp2d_number": "12/SP2D", "sp2d_on": "2026-09-09"}
    released_without = officer.step(run, "release", sp2d)
    released = officer.step(run, "release", sp2d, **{"Second-Step": code()})

    assert own.status_code == 403
    assert (asked.status_code, asked.json()["code"]) == (401, "reauthentication_required")
    assert wrong.status_code == 401
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert released_without.status_code == 401
    assert (released.status_code, released.json()["state"]) == (200, "released")

    line = officer.get(f"stipend-lines/?run={run.pk}")["results"][0]
    pay = {"kind": "transferred", "on": "2026-09-10", "reference": "BPD 7"}
    foreign = officer.send(f"{url}/pay/", pay | {"lines": [line["id"], line["id"] + 1]})
    paid = officer.send(f"{url}/pay/", pay | {"lines": [line["id"]]})
    again = officer.send(f"{url}/pay/", pay)
    excepted = officer.get(f"{url}/exceptions/")
    unlocked = officer.send(f"{url}/close/")
    closed = officer.step(run, "close")

    assert (line["name"], line["net"], line["state"]) == ("Ani", 200_000, "released")
    assert foreign.status_code == 422
    assert (paid.status_code, paid.json()) == (200, {"paid": 1})
    assert again.status_code == 409
    assert excepted == {"results": []}
    assert (unlocked.status_code, closed.json()["state"]) == (428, "closed")


def test_programs_decide_on_all_who_wait_and_note_how_one_is_taxed(client):
    officer = Program(client, make_officer())
    make_recipient("Ani", confirmed_on=date(2026, 6, 1))
    run = make_run()
    facts = {"held": "unconfirmed", "pays": True, "because": "Dikenal dinas"}
    person = run.left_out.get().person
    url = f"stipend-payees/{person.pk}/tax-statuses/"

    wrong = officer.step(run, "held-decisions", facts | {"held": "no_account"})
    done = officer.step(run, "held-decisions", facts)
    status = {"group": "civil_3", "without_npwp": True, "since": "2026-02-01"}
    noted = officer.send(url, status)
    earlier = officer.send(url, status | {"since": "2026-01-01"})
    stranger = Program(client, make_officer("52.08")).send(url, status)

    codes = [one.status_code for one in (wrong, done, noted, earlier, stranger)]
    assert codes == [422, 200, 201, 422, 404]
    assert run.lines.get().person == person
    assert officer.get(url) == {"results": [status | {"until": None}]}


def test_a_missing_version_is_asked_for_again_under_the_same_key(client):
    """The version is a header, which the ledger of requests does not see: 428 is not kept."""
    officer = Program(client, make_officer())
    make_recipient()
    run = officer.send(
        "stipend-runs/",
        {
            "scheme": make_scheme().pk,
            "source": make_source().pk,
            "period_from": "2026-08-01",
            "period_to": "2026-08-31",
            "title": "Agustus",
        },
    ).json()
    url, key = f"stipend-runs/{run['id']}/submit/", {"Idempotency-Key": "k-1"}

    first = officer.send(url, **key)
    second = officer.send(url, **key, **{"If-Match": f'"{run["version"]}"'})
    third = officer.send(url, **key, **{"If-Match": f'"{run["version"]}"'})

    assert (first.status_code, second.status_code, third.status_code) == (428, 200, 200)
    assert third["Idempotent-Replayed"] == "true"


def test_wrong_codes_are_counted_under_whatever_keys_they_are_sent(client):
    approver = Program(client, with_second_step(make_approver()))
    make_recipient()
    run = make_submitted_run()
    seen = {"fingerprint": run.fingerprint}

    def guess(typed, key):
        return approver.step(
            run, "approve", seen, **{"Second-Step": typed, "Idempotency-Key": key}
        ).status_code

    assert [guess("000000", f"k-{number}") for number in range(5)] == [401] * 5
    assert guess(code(), "k-right") == 401  # too many tries: nobody guesses on
    run.refresh_from_db()
    assert run.state == "submitted"
