"""Each night: what was due against what became of it, and what should not be."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.access import Role
from notifications.channels import Accepted, Grade
from notifications.models import Attempt, ChannelHealth, Delivery, SelfCheck
from notifications.services import check_days, findings_of, plan, self_check, send_due
from tests.factories.accounts import make_user
from tests.factories.meetings import make_member
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    hours,
    make_delivery,
    make_reminded,
    make_start,
)
from tests.factories.regions import make_region

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 27)  # when the one-day step of the meeting is due, at 15.00 WITA
DUE = STARTS_AT - hours(24)
NIGHT = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)  # 01.30 WIB on the 28th


def make_due(people=1, **overrides):
    meeting, told = make_reminded(people=people)
    return meeting, [make_delivery(meeting, person, **overrides) for person in told]


def found(check):
    return {one["kind"]: one["count"] for one in check.findings}


def test_a_day_on_which_all_went_well_has_nothing_missing():
    make_reminded(people=5)
    plan(now=DUE - hours(3))
    knows = Provider(Grade.HONOURS_KEYS, *[Accepted("ok", has_arrived=True)] * 2)
    send_due(now=DUE, ladder=[knows])

    check = self_check(DAY, now=NIGHT)

    assert (check.due, check.sent, check.delivered) == (5, 5, 2)
    assert (check.missing, check.findings) == (0, [])


def test_every_end_is_counted_once_and_the_sum_is_what_was_due():
    meeting, [*rows] = make_due(people=9)
    ends = {
        "sent": "sent",
        "maybe_sent": "maybe_sent",
        "by_hand": "by_hand",
        "withdrawn": "withdrawn",
        "expired": "expired",
        "dead": "failed",
        "planned": "waiting",
    }
    for row, state in zip(rows, ends, strict=False):
        Delivery.objects.filter(pk=row.pk).update(state=state, next_try_at=NIGHT)
    digest = make_delivery(
        meeting, rows[0].person, rule="digest", occasion="digest:1", step="at_once", state="expired"
    )
    Delivery.objects.filter(pk__in=[row.pk for row in rows[7:]]).update(
        state="digested", digest=digest
    )

    check = self_check(DAY, now=NIGHT)

    counts = {name: getattr(check, name) for name in ends.values()}
    # What a digest told, and the digest itself, ended as the digest did.
    assert counts == dict.fromkeys(ends.values(), 1) | {"expired": 4}
    assert check.due == sum(counts.values()) == 10
    assert check.sent == 1


def test_what_should_not_be_is_found_and_named():
    meeting, [*rows] = make_due(people=6)
    overdue, not_ended, stuck, unproven, endless, twice = [row.pk for row in rows]
    late = NIGHT - timedelta(minutes=11)

    def put(pk, **facts):
        Delivery.objects.filter(pk=pk).update(**facts)

    def tried(pk, state):
        Attempt.objects.create(delivery_id=pk, channel="gateway", state=state, started_at=DUE)

    put(overdue, next_try_at=NIGHT - timedelta(minutes=6))
    put(not_ended, not_after=late)
    put(stuck, state="sending", lease_until=late, lease_token=meeting.pk)
    put(unproven, state="sent")
    put(endless, state="withdrawn")
    tried(endless, "sending")
    put(twice, state="sent")
    tried(twice, "accepted")
    tried(twice, "accepted")

    check = self_check(DAY, now=NIGHT)

    assert {one["kind"]: one["deliveries"] for one in check.findings} == {
        "overdue": [overdue],
        "not_ended": [not_ended],
        "stuck": [stuck],
        "unproven": [unproven],
        "endless": [endless],
        "twice": [twice],
    }
    assert check.missing == 6
    assert findings_of(check)[0].words == "Sudah waktunya dikirim, dan masih menunggu"

    put(overdue, next_try_at=NIGHT)
    assert self_check(DAY, now=NIGHT).missing == 5  # repeated, it replaces
    assert SelfCheck.objects.count() == 1


def test_what_nobody_planned_is_missing_and_who_came_later_is_not():
    meeting, _people = make_reminded(people=3)

    check = self_check(DAY, now=NIGHT)
    assert found(check) == {"unplanned": 3}
    assert check.findings[0]["rule"] == "meeting_ahead"
    assert check.findings[0]["occasions"] == [f"meeting:{meeting.pk}:0"]

    plan(now=DUE - hours(3))
    send_due(now=DUE, ladder=[Provider()])
    assert found(self_check(DAY, now=NIGHT)) == {}

    make_member(meeting.wksbm, "Anggota baru")
    assert found(self_check(DAY, now=NIGHT)) == {"unplanned": 1}  # it could still go
    after = STARTS_AT + hours(3)
    assert found(self_check(DAY, now=after)) == {}  # the time is over: the person came later

    Delivery.objects.all().delete()  # the planner stood still the whole time
    assert found(self_check(DAY, now=after)) == {"unplanned": 4}


def test_a_place_that_does_not_send_yet_is_behind_with_nothing():
    make_due()
    make_start(make_region("52.07"))
    Delivery.objects.update(next_try_at=DUE)

    check = self_check(DAY, now=NIGHT)

    assert (check.waiting, check.findings) == (1, [])


def test_a_day_is_that_of_the_villages_clock():
    """15.30 UTC is 22.30 in the west and half past midnight, the next day, in the east."""
    _meeting, rows = make_due(people=2)
    at = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
    make_village_east(rows[0])
    Delivery.objects.update(due_at=at, next_try_at=NIGHT)

    days = {day: self_check(day, now=NIGHT).due for day in (DAY, date(2026, 11, 28))}

    assert days == {DAY: 1, date(2026, 11, 28): 1}


def make_village_east(delivery):
    place = make_region("92.71.01.1001", time_zone="Asia/Jayapura")
    Delivery.objects.filter(pk=delivery.pk).update(region=place)


def test_each_night_checks_the_days_that_are_over_and_that_none_has_checked():
    before_one = datetime(2026, 11, 27, 17, 59, tzinfo=UTC)

    assert [check.day for check in check_days(now=before_one)] == [date(2026, 11, 26)]
    assert [check.day for check in check_days(now=NIGHT)] == [DAY]
    assert check_days(now=NIGHT) == []
    SelfCheck.objects.filter(day=DAY).delete()  # three nights without a worker
    days = [check.day.day for check in check_days(now=NIGHT + timedelta(days=2))]
    assert days == [27, 28, 29]


def test_the_command_says_it_and_ends_with_one():
    make_due(state="sent")
    out = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("self_check", "--day", "2026-11-27", stdout=out)

    assert end.value.code == 1
    assert "2026-11-27: due 1, sent 1," in out.getvalue()
    assert "unproven 1" in out.getvalue()


# --- Shown ----------------------------------------------------------------------------------------


@pytest.fixture
def trouble():
    _meeting, [delivery] = make_due(state="sent")
    self_check(DAY, now=NIGHT)
    ChannelHealth.objects.create(
        channel="email", state="paused", failures=6, last_words="421 busy", last_bad_at=NIGHT
    )
    return delivery


def test_the_operator_sees_channels_and_nights_and_nobody_else_does(client, trouble):
    client.force_login(make_user(Role.OPERATOR, None))
    page = client.get(reverse("notifications:health")).content.decode()
    assert "Pengiriman lewat surel dijeda, karena gagal berturut-turut." in page
    assert "421 busy" in page
    assert "27 November 2026" in page
    assert "Tercatat terkirim tanpa percobaan yang diterima: 1" in page
    [channel] = client.get("/api/v1/channels/").json()["results"]
    assert (channel["channel"], channel["state"], channel["failures"]) == ("email", "paused", 6)
    [night] = client.get("/api/v1/self-checks/").json()["results"]
    assert (night["day"], night["due"], night["missing"]) == ("2026-11-27", 1, 1)
    assert night["findings"] == [
        {"kind": "unproven", "count": 1, "deliveries": [trouble.pk]},
    ]

    client.force_login(make_user(Role.VILLAGE_COORDINATOR, trouble.region))
    assert client.get(reverse("notifications:health")).status_code == 403
    assert client.get("/api/v1/self-checks/").json()["results"] == []
    pesan = client.get(reverse("notifications:deliveries")).content.decode()
    assert "Pengiriman lewat surel dijeda, karena gagal berturut-turut." in pesan
    assert reverse("notifications:health") not in pesan


def test_what_arrived_and_what_was_read_have_their_tabs(client, trouble):
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, trouble.region))
    for show, fact in [("delivered", "delivered_at"), ("read", "read_at")]:
        tab = f"/notifications/deliveries/?show={show}"
        assert trouble.person.name not in client.get(tab).text, show
        Delivery.objects.update(**{fact: NIGHT})
        assert trouble.person.name in client.get(tab).text, show


def test_healthz_alarms_and_readyz_never_takes_a_server_out_for_it(client, trouble):
    assert client.get("/healthz").status_code == 200

    Delivery.objects.update(state="planned", next_try_at=NIGHT, sent_at=None)
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.text.startswith("late: the oldest due message waits for ")
    assert client.get("/readyz").status_code == 200
