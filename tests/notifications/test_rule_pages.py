"""How rules go in a place, on pages and by the API: the district's word, and the group's own."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse

from accounts.access import Role
from notifications.models import Attempt, Delivery, RulePlan
from notifications.rules import RULES
from notifications.services import load_rules, plan, rules_in, send_due
from tests.factories.accounts import make_token, make_user
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    make_delivery,
    make_plan,
    make_reminded,
)
from tests.factories.regions import make_region, make_village

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def own(rule="meeting_ahead"):
    return [
        (found.region_id, found.wksbm_id, found.is_on, [step.code for step in found.steps.all()])
        for found in RulePlan.objects.filter(rule=rule).exclude(region=None).order_by("pk")
    ]


def shown(page):
    """Return what the page says of each rule, by its label."""
    rows = re.findall(r'<li class="row">(.*?)</li>', page, re.DOTALL)
    return {
        re.search(r'row__title">([^<]+)', row)[1]: " ".join(re.sub(r"<[^>]*>", " ", row).split())
        for row in rows
    }


def fields(*steps, **others):
    """Return a filled-in form with these steps, each a number and a unit."""
    data = {"is_on": "on"}
    for number, (count, unit) in enumerate(steps, 1):
        data |= {f"step_{number}_0": count, f"step_{number}_1": unit}
    return data | others


def test_a_group_sets_its_own_steps_and_follows_the_nation_again(client):
    load_rules()
    meeting, [person] = make_reminded()
    body, village = meeting.wksbm, meeting.region
    client.force_login(make_user(Role.VILLAGE_SECRETARY, village))
    plan(now=STARTS_AT - 25 * HOUR)

    front = client.get(reverse("notifications:rules"))
    assert front["Location"] == reverse("notifications:rules_of", args=[village.code])
    page = client.get(front["Location"]).content.decode()
    lines = shown(page)
    assert len(lines) == len([rule for rule in RULES.values() if rule.steps])  # no digests
    assert "7 hari sebelumnya, sehari sebelumnya, 2 jam sebelumnya" in lines["Pengingat pertemuan"]
    assert "Mengikuti aturan nasional." in lines["Pengingat pertemuan"]
    assert "3 hari sesudahnya, pukul 09.00" in lines["Pertemuan belum dicatat"]
    assert "Kepada: Sekretaris, Koordinator desa" in lines["Pertemuan belum dicatat"]
    listed = reverse("notifications:rules_of_body", args=[body.pk])
    assert f'href="{listed}"' in page

    change = reverse("notifications:change_rule_of_body", args=[body.pk, "meeting_ahead"])
    form = client.get(change).content.decode()
    assert re.findall(r'name="step_\d_0" value="(\d+)"', form) == ["7", "1", "2"]
    saved = client.post(change, fields((1, "day"), (90, "minute")))

    assert saved["Location"] == listed
    assert own() == [(village.code, body.pk, True, ["1_day", "90_minutes"])]
    assert "Diatur sendiri di sini." in client.get(listed).content.decode()
    plan(now=STARTS_AT - 25 * HOUR)
    found = Delivery.objects.order_by("due_at").values_list("step", "state", "reason")
    assert list(found) == [
        ("7_days", "withdrawn", "Langkah ini tidak dipakai lagi di sini."),
        ("1_day", "planned", ""),
        ("2_hours", "withdrawn", "Langkah ini tidak dipakai lagi di sini."),
        ("90_minutes", "planned", ""),
    ]

    off = fields((1, "day"), version=1)
    del off["is_on"]
    client.post(change, off)
    plan(now=STARTS_AT - 25 * HOUR)
    waiting = Delivery.objects.filter(step="1_day", person=person)
    assert list(waiting.values_list("state", "reason")) == [
        ("withdrawn", "Aturan ini tidak dipakai di sini.")
    ]
    assert "Tidak dikirim" in shown(client.get(listed).content.decode())["Pengingat pertemuan"]

    clear = reverse("notifications:clear_rule_of_body", args=[body.pk, "meeting_ahead"])
    assert client.post(clear)["Location"] == listed
    assert own() == []
    plan(now=STARTS_AT - 25 * HOUR)
    assert waiting.get().state == "planned"


def test_a_district_sets_hour_audience_and_channels_for_all_below(client):
    load_rules()
    village, district = make_village(), make_region("52.07")
    client.force_login(make_user(Role.DISTRICT_OFFICER, district))
    change = reverse("notifications:change_rule", args=["52.07", "minutes_missing"])

    client.post(change, fields((5, "day_after"), at="16.30", audience=["tksk"], channels=["inbox"]))

    [going] = [one for one in rules_in(village) if one.rule.name == "minutes_missing"]
    assert (going.plan.region, going.is_own, going.hour) == (district, False, time(16, 30))
    assert (going.plan.audience, going.plan.channels) == (["tksk"], ["inbox"])
    [step] = going.steps
    assert (step.code, step.useful_for) == ("5_days_after", timedelta(days=7))
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, village))
    page = client.get(reverse("notifications:rules_of", args=[village.code])).content.decode()
    assert "Mengikuti Kabupaten Sumbawa Barat." in shown(page)["Pertemuan belum dicatat"]


def test_a_group_says_how_long_a_late_reminder_is_still_worth_sending(client):
    load_rules()
    meeting, _people = make_reminded()
    village, body = meeting.region, meeting.wksbm
    client.force_login(make_user(Role.VILLAGE_SECRETARY, village))
    change = reverse("notifications:change_rule_of_body", args=[body.pk, "meeting_ahead"])

    refused = client.post(change, fields((1, "day"), useful_for_0=400, useful_for_1="day"))
    client.post(change, fields((1, "day"), (2, "hour"), useful_for_0=90, useful_for_1="minute"))

    assert "Tulis antara satu menit dan 366 hari." in refused.content.decode()
    form = client.get(change).content.decode()
    assert re.findall(r'name="useful_for_0" value="(\d+)"', form) == ["90"]
    plan(now=STARTS_AT - 25 * HOUR)
    found = Delivery.objects.filter(rule="meeting_ahead").order_by("due_at")
    assert [(one.step, one.not_after - one.due_at) for one in found] == [
        ("1_day", timedelta(minutes=90)),
        ("2_hours", timedelta(minutes=90)),
    ]


def test_steps_that_a_rule_cannot_have_are_refused_in_words(client):
    load_rules()
    village = make_village()
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, village))
    cases = {
        ("meeting_ahead", ()): "Tulis sedikitnya satu langkah.",
        ("meeting_ahead", ((400, "day"),)): "Langkah ini tidak cocok dengan aturannya.",
        ("minutes_missing", ((3, "day"),)): "Masukkan pilihan yang valid",
    }
    for (rule, steps), fault in cases.items():
        change = reverse("notifications:change_rule", args=[village.code, rule])
        answer = client.post(change, fields(*steps))
        assert (answer.status_code, rule) == (422, rule)
        assert fault in answer.content.decode(), (rule, steps)
    assert own() == own("minutes_missing") == []

    change = reverse("notifications:change_rule", args=[village.code, "meeting_ahead"])
    client.post(change, fields((1, "day")))
    assert client.post(change, fields((2, "day"), version=7)).status_code == 412
    assert own() == [(village.code, None, True, ["1_day"])]


@pytest.mark.django_db(transaction=True)
def test_a_channel_that_a_place_does_not_want_is_passed_by():
    meeting, [person] = make_reminded()
    other, [neighbour] = make_reminded()
    make_plan("meeting_ahead", region=meeting.region, wksbm=meeting.wksbm, channels=["second"])
    deliveries = [make_delivery(meeting, person), make_delivery(other, neighbour)]

    class Second(Provider):
        name = "second"

    first, second = Provider(), Second()
    assert send_due(now=STARTS_AT - 23 * HOUR, ladder=[first, second])["sent"] == 2

    tries = Attempt.objects.order_by("delivery", "pk").values_list(
        "delivery", "channel", "state", "answer"
    )
    assert list(tries) == [
        (deliveries[0].pk, "gateway", "refused", "Tidak dipakai untuk aturan ini di sini."),
        (deliveries[0].pk, "second", "accepted", "ok"),
        (deliveries[1].pk, "gateway", "accepted", "ok"),
    ]
    assert (len(first.calls), len(second.calls)) == (1, 1)


def test_the_api_sets_changes_and_clears_a_rule(client):
    load_rules()
    meeting, _people = make_reminded()
    village, body = meeting.region, meeting.wksbm
    _token, key = make_token(make_user(Role.VILLAGE_COORDINATOR, village))
    options = {
        "content_type": "application/json",
        "headers": {"Authorization": f"Bearer {key}"},
    }
    facts = {"rule": "decree_lapsing", "region": village.code, "wksbm": body.pk, "is_on": True}

    made = client.post(
        "/api/v1/reminder-rules/",
        facts
        | {"steps": ["45_days", "on_the_day"], "at": "10:00", "audience": ["chair"]}
        | {"useful_minutes": 1440},
        **options,
    )
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["steps"], row["at"], row["audience"]) == (
        ["45_days", "on_the_day"],
        "10:00:00",
        ["chair"],
    )
    one = f"/api/v1/reminder-rules/{row['id']}/"
    changed = client.patch(one, {"is_on": False}, **options)
    assert (changed.status_code, changed.json()["is_on"], changed.json()["steps"]) == (
        200,
        False,
        ["45_days", "on_the_day"],
    )
    assert (row["useful_minutes"], changed.json()["useful_minutes"]) == (1440, 1440)
    refused = client.patch(one, {"audience": ["person"]}, **options)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/audience")
    listed = client.get("/api/v1/reminder-rules/?rule=decree_lapsing", **options).json()["results"]
    assert [found["region"] for found in listed] == [village.code, None]
    nation = f"/api/v1/reminder-rules/{listed[1]['id']}/"
    assert client.delete(nation, **options).status_code == 403
    assert client.delete(one, **options).status_code == 204
    assert own("decree_lapsing") == []
