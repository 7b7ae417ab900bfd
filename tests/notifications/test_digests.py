"""Many messages to one person are one: with more than three on a day, and when a place begins."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from notifications.channels import Accepted, Grade, Refused
from notifications.models import Delivery, SendingStart
from notifications.rules import RULES
from notifications.services import (
    describe,
    opt_out,
    plan,
    send_due,
    set_sending_start,
    tally,
    would_have_gone,
)
from notifications.services.outcomes import begin_attempt, record
from tests.factories.accounts import make_user
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    hours,
    make_delivery,
    make_plan,
    make_reminded,
)
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_decree, make_seat, make_wksbm
from tests.threads import at_once

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)  # 09.00 WITA on a Friday
REGENCY = "52.07"


def make_lapsing(number, *, chair, last_day=date(2026, 11, 26)):
    """Return decrees that end on this day, of boards which this person leads."""
    make_plan("decree_lapsing")
    bodies = [make_wksbm() for _ in range(number)]
    for body in bodies:
        make_seat(wksbm=body, holder=chair)
    return [make_decree(bodies=[body], valid_until=last_day) for body in bodies]


class Reading(Provider):
    """Remembers the words as well."""

    def __init__(self, *answers):
        super().__init__(Grade.KNOWS_NOTHING, *answers)
        self.messages = []

    def send(self, message):
        self.messages.append(message)
        return super().send(message)


def states(**which):
    found = Delivery.objects.filter(**which).exclude(rule="digest").values_list("state", flat=True)
    return {state: list(found).count(state) for state in set(found)}


def test_two_hundred_lapsed_decrees_are_one_message():
    chair = make_person("Bu Ketua")
    make_lapsing(200, chair=chair)
    gateway = Reading()

    plan(now=NINE)
    send_due(now=NINE + hours(1), ladder=[gateway])

    [message] = gateway.messages
    assert message.subject == "Ringkasan 200 hal"
    lines = message.body.splitlines()
    assert lines[4].startswith("1. SK ")
    assert "Dan 150 hal lain di halaman WKSBM." in lines
    assert states() == {"digested": 200}
    digest = Delivery.objects.get(rule="digest")
    assert (digest.state, digest.told.count(), digest.region_id) == ("sent", 200, "52.07.01.2001")
    told = Delivery.objects.filter(state="digested").first()
    assert told.reason == "Banyak pesan untuk hari yang sama: diringkas dalam satu."
    assert [line.title for line in describe([digest])] == ["Ringkasan 200 hal"]

    again = plan(now=NINE + hours(2))  # what a digest told is not planned anew
    assert (again.new, again.withdrawn) == (0, 0)
    assert send_due(now=NINE + hours(2), ladder=[gateway]) == {}


def test_three_go_by_themselves_and_hours_and_urgent_ones_always_do():
    meetings = [make_reminded()[0] for _ in range(5)]
    person = make_person("Pak Sibuk")
    urgent = {"rule": "meeting_changed", "step": "at_once"}
    cases = [
        ("three of a day", [{}] * 3, 3),
        ("a fourth", [{}] * 4, 1),
        ("a fourth in hours", [{}] * 3 + [{"step": "2_hours"}], 4),
        ("a fourth that is urgent", [{}] * 3 + [urgent], 4),
        ("a fourth later today", [{}] * 3 + [{"due_at": NINE + hours(8)}], 1),
        ("a fourth tomorrow", [{}] * 3 + [{"due_at": NINE + hours(20)}], 3),
    ]
    for words, wanted, calls in cases:
        Delivery.objects.exclude(digest=None).delete()
        Delivery.objects.all().delete()
        for meeting, facts in zip(meetings, wanted, strict=False):
            usual = {"due_at": NINE, "not_after": NINE + hours(28), "rule": "spoken"}
            make_delivery(meeting, person, **(usual | facts))
        gateway = Provider()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("spoken", "meeting_changed"):
                patch.setitem(RULES, name, everlasting(RULES["meeting_ahead"], name))
            send_due(now=NINE, ladder=[gateway])
        assert len(gateway.calls) == calls, words


def everlasting(rule, name):
    """Return a rule that wants whatever there is."""
    select = f"""
        SELECT region_id, rule, occasion, step, person_id, due_at, not_after
          FROM notifications_delivery WHERE rule = '{name}'
           AND %(now)s IS NOT NULL AND %(until)s IS NOT NULL
           AND (%(subjects)s::text[] IS NULL OR true)
    """
    return replace(rule, name=name, select=select, may_hurry=name == "meeting_changed")


def test_what_a_digest_tells_is_checked_again_and_an_empty_one_does_not_leave():
    decrees = make_lapsing(5, chair=make_person("Bu Ketua"))
    plan(now=NINE)
    gateway = Reading(*[Refused("later", for_good=False)] * 2)
    assert send_due(now=NINE, ladder=[gateway]) == {"digested": 5, "deferred": 1}

    supersede(decrees[:3])
    assert send_due(now=NINE + hours(1), ladder=[gateway]) == {"deferred": 1}
    assert gateway.messages[-1].subject == "Ringkasan 2 hal"
    assert states() == {"withdrawn": 3, "digested": 2}

    supersede(decrees[3:])
    assert send_due(now=NINE + hours(2), ladder=[gateway]) == {"withdrawn": 1}
    digest = Delivery.objects.get(rule="digest")
    assert (digest.state, digest.reason) == ("withdrawn", "Tidak ada lagi yang perlu diringkas.")
    assert (len(gateway.messages), states()) == (2, {"withdrawn": 5})
    assert plan(now=NINE + hours(3)).new == 0


def test_who_wants_none_gets_no_digest_of_it():
    chair = make_person("Bu Ketua")
    make_lapsing(4, chair=chair)
    plan(now=NINE)
    gateway = Reading(Refused("later", for_good=False))
    send_due(now=NINE, ladder=[gateway])

    opt_out(chair, rule="decree_lapsing", how="word")

    assert send_due(now=NINE + hours(1), ladder=[gateway]) == {"withdrawn": 1}
    assert states() == {"withdrawn": 4}


def supersede(decrees):
    for decree in decrees:
        bodies = [line.wksbm for line in decree.mandates.all()]
        make_decree(bodies=bodies, effective_from=date(2026, 11, 27))


def test_before_its_day_a_regency_holds_everything_and_begins_with_a_digest():
    officer = make_user(Role.DISTRICT_OFFICER, make_region(REGENCY))
    chair = make_person("Bu Ketua", email="ketua@desa.example")
    make_lapsing(20, chair=chair, last_day=date(2026, 12, 31))
    _elsewhere, [stranger] = make_reminded(village=make_village("53.01.01.2001"))
    gateway = Reading()
    start = SendingStart(region=make_region(REGENCY), starts_on=date(2026, 12, 20))
    start.save()

    for days in (0, 5, 21):  # sixty, thirty and fourteen days before the decrees end
        now = NINE + timedelta(days=days)
        plan(now=now)
        send_due(now=now, ladder=[gateway])
    assert {message.address for message in gateway.messages} == {f"gerbang-{stranger.pk}"}
    held = Delivery.objects.filter(person=chair, state="planned")
    assert held.first().reason == (
        "Kabupaten Sumbawa Barat mulai mengirim Minggu, 20 Desember 2026: ditahan sampai saat itu."
    )
    seen = would_have_gone(Delivery.objects.visible_to(officer), start, now)
    assert [(row.messages, row.people) for row in tally(seen)] == [(60, 1)]
    expired = Delivery.objects.filter(person=chair, state="expired").first()
    assert expired.reason == "Waktunya lewat sebelum wilayah ini mulai mengirim."

    gateway.messages.clear()
    begins = datetime(2026, 12, 19, 16, 0, tzinfo=UTC)  # midnight in Sumbawa Barat
    plan(now=begins)
    assert send_due(now=begins - timedelta(seconds=30), ladder=[gateway]) == {}
    counts = send_due(now=begins, ladder=[gateway])

    assert (counts["digested"], counts["sent"]) == (20, 1)
    assert [m.subject for m in gateway.messages] == ["Ringkasan 20 hal"]
    start.refresh_from_db()
    assert start.collapsed_at is not None
    newer = begins + timedelta(days=5)  # seven days before the end: of the place's own days
    plan(now=newer)
    assert send_due(now=newer, ladder=[gateway])["digested"] == 20


def test_the_day_is_set_for_a_regency_and_once_begun_it_stays():
    region = make_region(REGENCY)
    officer = make_user(Role.DISTRICT_OFFICER, region)
    day = date(2099, 1, 1)

    start = set_sending_start(region, starts_on=day, actor=officer)
    assert set_sending_start(region, starts_on=date(2099, 2, 1), version=1, actor=officer) == start

    with pytest.raises(RuleBroken) as caught:
        set_sending_start(make_village(), starts_on=day, actor=officer)
    assert caught.value.code == "not_a_district"
    with pytest.raises(ValidationError):
        set_sending_start(region, starts_on=date(2020, 1, 1), actor=officer)
    with pytest.raises(NotAllowed):
        set_sending_start(
            region, starts_on=day, actor=make_user(Role.VILLAGE_COORDINATOR, make_village())
        )
    SendingStart.objects.update(collapsed_at=STARTS_AT)
    with pytest.raises(RuleBroken) as caught:
        set_sending_start(region, starts_on=day, actor=officer)
    assert caught.value.code == "already_sending"


def test_an_officer_sets_the_day_and_looks_at_what_waits(client):
    officer = make_user(Role.DISTRICT_OFFICER, make_region(REGENCY))
    client.force_login(officer)
    make_lapsing(2, chair=make_person("Bu Ketua"))
    page = f"/notifications/starts/of/{REGENCY}/"
    assert client.get("/notifications/starts/").headers["Location"] == page
    assert client.get(page).status_code == 200

    assert client.post(page, {"starts_on": "2099-01-01"}).status_code == 302
    assert client.post(page, {"starts_on": "2020-01-01", "version": "1"}).status_code == 422
    plan(now=NINE)
    send_due(now=NINE, ladder=[Provider()])

    words = client.get(page).content.decode()
    assert words.count("Bu Ketua") == 2
    assert "ditahan sampai Kamis, 1 Januari 2099" in words
    assert "SK segera berakhir" in words
    tksk = make_user(Role.TKSK, make_region("52.07.01"))
    client.force_login(tksk)
    assert client.get(page).status_code == 404


def test_wishes_and_days_by_the_api(client):
    officer = make_user(Role.DISTRICT_OFFICER, make_region(REGENCY))
    client.force_login(officer)
    person = make_person()

    def post(url, **body):
        return client.post(f"/api/v1/{url}/", body, content_type="application/json")

    noted = post("opt-outs", person=person.pk, rule="decree_lapsing")
    assert (noted.status_code, noted.json()["how"]) == (201, "noted")
    assert post("opt-outs", person=person.pk, rule="gossip").status_code == 422
    ended = post(f"opt-outs/{noted.json()['id']}/end")
    assert (ended.status_code, ended.json()["until"] is None) == (200, False)
    standing = client.get("/api/v1/opt-outs/?is_standing=true").json()["results"]
    assert standing == []

    start = post("sending-starts", region=REGENCY, starts_on="2099-01-01")
    assert (start.status_code, start.json()["has_begun"]) == (201, False)
    url = f"/api/v1/sending-starts/{start.json()['id']}/"
    for version, expected in (("1", 200), ("1", 412)):
        moved = client.patch(
            url,
            {"starts_on": "2099-02-01"},
            content_type="application/json",
            headers={"If-Match": f'"{version}"'},
        )
        assert moved.status_code == expected
    assert post("sending-starts", region=REGENCY, starts_on="2020-01-01").status_code == 422


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_many_senders_at_once_make_one_digest(attempt):
    """Each has claimed some of one person's messages when the first begins to gather."""
    chair = make_person("Bu Ketua", email="ketua@desa.example")
    make_lapsing(30, chair=chair)
    plan(now=NINE)
    gateway = Reading()
    gateway.batch = 5

    faults = at_once(*[lambda: send_due(now=NINE + hours(1), ladder=[gateway])] * 6)

    assert faults == []
    [message] = gateway.messages
    assert message.subject == "Ringkasan 30 hal"
    assert Delivery.objects.filter(rule="digest").count() == 1
    assert states() == {"digested": 30}


@pytest.mark.django_db(transaction=True)
def test_what_another_sender_is_calling_with_stays_out_of_the_digest():
    """It has lost nothing: a call that has begun is never gathered, whoever claimed it."""
    chair = make_person("Bu Ketua", email="ketua@desa.example")
    make_lapsing(6, chair=chair)
    plan(now=NINE)
    first = Delivery.objects.order_by("pk").first()
    token = uuid.uuid4()
    later = NINE + hours(2)
    Delivery.objects.filter(pk=first.pk).update(
        state="sending", lease_token=token, lease_until=later
    )
    first.refresh_from_db()
    attempt = begin_attempt(first, Reading(), NINE + hours(1))
    gateway = Reading()

    send_due(now=NINE + hours(1), ladder=[gateway])

    assert [message.subject for message in gateway.messages] == ["Ringkasan 5 hal"]
    assert record(first, attempt, Accepted("ok"), gateway, later) == "sent"
    assert states() == {"digested": 5, "sent": 1}
