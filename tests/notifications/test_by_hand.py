"""What no channel can bring: told by people and ticked off, shared to the group, or expired."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings.models import Meeting
from notifications.channels import BY_HAND, Grade, Inbox, Refused, Unknown
from notifications.models import Attempt, Delivery, RulePlan
from notifications.services import (
    mark_shared,
    mark_told,
    plan,
    send_again,
    send_due,
    text_to_share,
)
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    hours,
    make_delivery,
    make_plan,
    make_reminded,
)
from tests.factories.regions import make_village
from wksbm.models import Membership

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - hours(24)
REFUSED = Refused("550 nobody", for_good=True)


@pytest.fixture
def coordinator(client):
    user = make_user(Role.VILLAGE_COORDINATOR, make_village())
    client.force_login(user)
    return user


class Mailer(Provider):
    """A gateway that reaches whoever has an e-mail address."""

    name = "email"

    def reaches(self):
        return ~Q(person__email="")

    def address(self, person):
        return person.email


def make_coming(people=1, *, state="planned", name="Anggota", village=None, **person):
    """Return a meeting in twenty hours, and its members' messages, due four hours ago."""
    body = make_body(village)
    there = timezone.localtime(timezone=body.region.tz) + timedelta(hours=20)
    meeting = make_meeting(body, on=there.date(), at=there.time().replace(microsecond=0))
    members = [make_member(body, name, **person) for _ in range(people)]
    return meeting, [make_delivery(meeting, one, state=state) for one in members]


def tries(delivery):
    return [(one.channel, one.state) for one in delivery.attempts.all()]


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


# --- The last of the ladder -----------------------------------------------------------------------


def test_what_no_channel_brings_is_left_to_people_and_expires_where_nobody_tells():
    meeting, [without, refused, reached] = make_reminded(3)
    messages = [make_delivery(meeting, person) for person in (without, refused, reached)]
    refused.email = "siti@desa.example"
    refused.save()
    reached.user = make_user()
    reached.save()
    ladder = [Mailer(Grade.KNOWS_NOTHING, REFUSED), Inbox(), BY_HAND]

    counts = send_due(now=NOW, ladder=ladder)

    assert counts == {"refused": 1, "by_hand": 2, "sent": 1}
    assert [state_of(one) for one in messages] == ["by_hand", "by_hand", "sent"]
    assert [one.reason for one in messages] == [
        "Tidak ada surel atau akun: mohon disampaikan langsung.",
        "Tidak ada saluran yang berhasil: mohon disampaikan langsung.",
        "",
    ]
    assert messages[0].ended_at is None
    plan(now=NOW)  # what was refused stays with people, however often it is planned
    assert send_due(now=NOW, ladder=ladder) == {}
    assert send_due(now=messages[0].not_after, ladder=ladder)["expired"] == 2
    assert state_of(messages[0]) == "expired"
    assert messages[0].reason == "Tidak ada yang menyampaikannya sampai waktunya lewat."


def test_a_place_chooses_whether_people_are_asked_to_tell(coordinator):
    meeting, [message] = make_coming(user=make_user())
    chosen = make_plan(region=meeting.region, channels=["email"])
    assert send_due() == {"dead": 1}
    assert message.attempts.filter(channel="by_hand", state="refused").count() == 1

    send_again(message, channel="inbox", actor=coordinator)  # a person's word goes first
    assert send_due() == {"sent": 1}

    RulePlan.objects.filter(pk=chosen.pk).update(channels=["by_hand"])
    Delivery.objects.update(
        state="planned", delivered_at=None, asked_channel="", asked_at=timezone.now()
    )
    for _round in range(2):
        plan()
        assert send_due().get("sent", 0) == 0
        assert state_of(message) == "by_hand"


def test_what_is_to_be_told_is_withdrawn_where_it_holds_no_more():
    meeting, people = make_reminded(2)
    first, second = (make_delivery(meeting, one, state="by_hand") for one in people)
    Membership.objects.filter(person=people[0]).delete()

    plan(now=NOW)

    assert [state_of(first), state_of(second)] == ["withdrawn", "by_hand"]
    Meeting.objects.update(status="cancelled", cancelled_because="Hujan", revision=1)
    plan(now=NOW)
    assert (state_of(second), second.reason) == ("withdrawn", "Pertemuan dibatalkan: Hujan")


# --- Told -----------------------------------------------------------------------------------------


def test_telling_is_an_attempt_of_the_same_message_by_whoever_told(client, coordinator):
    _meeting, [message] = make_coming(state="by_hand")

    response = client.post(reverse("notifications:mark_told", args=[message.pk]))

    assert response.status_code == 302
    assert state_of(message) == "sent"
    assert message.delivered_at == message.sent_at
    told = message.attempts.get()
    assert (told.channel, told.state, told.by) == ("by_hand", "accepted", coordinator)
    assert message.body.startswith(f"Yth. Ibu/Bapak {message.person.name},")
    with pytest.raises(RuleBroken) as again:
        mark_told(message, actor=coordinator)
    assert again.value.code == "not_to_tell"
    assert message.attempts.count() == 1
    page = client.get(message.get_absolute_url()).content.decode()
    assert f"Disampaikan langsung oleh {coordinator}." in page
    late = make_coming(state="by_hand")[1][0]
    Delivery.objects.filter(pk=late.pk).update(not_after=timezone.now(), due_at=NOW - hours(90))
    with pytest.raises(RuleBroken):
        mark_told(late, actor=coordinator)
    with pytest.raises(NotAllowed):
        mark_told(late, actor=make_user(Role.AUDITOR, make_village()))


def test_the_group_is_told_at_once_of_one_meeting_and_by_name_of_nobody(client, coordinator):
    meeting, messages = make_coming(2, state="by_hand")
    other_meeting, [elsewhere] = make_coming(state="by_hand")
    sent = make_delivery(meeting, messages[0].person, step="7_days", state="sent")

    page = client.get(reverse("notifications:share", args=[meeting.pk])).content.decode()
    words = text_to_share(meeting)

    assert f"https://wa.me/?text={quote(words, safe='')}" in page
    assert words.startswith("Yth. Ibu/Bapak pengurus dan anggota")
    assert not any(one.person.name in words for one in messages)
    assert client.post(reverse("notifications:mark_shared", args=[meeting.pk])).status_code == 302
    assert [state_of(one) for one in (*messages, elsewhere)] == ["sent", "sent", "by_hand"]
    told = Attempt.objects.get(delivery=messages[0])
    assert (told.by, told.answer) == (coordinator, "Dibagikan ke grup.")
    assert sent.attempts.count() == 0
    with pytest.raises(RuleBroken) as nobody:
        mark_shared(meeting, actor=coordinator)
    assert nobody.value.code == "not_to_tell"

    other_meeting.status, other_meeting.cancelled_because = "cancelled", "Hujan"
    other_meeting.save()
    assert text_to_share(other_meeting).startswith("Batal: Pertemuan rutin")


def test_the_list_says_who_is_to_be_told_and_how(client, coordinator):
    _meeting, [phoned] = make_coming(state="by_hand", phone="+6281234567890")
    make_coming(state="by_hand", name="Tanpa nomor")
    make_coming(state="by_hand", name="Orang jauh", village=make_village("52.07.02.2014"))
    make_coming(state="sent", name="Sudah")

    page = client.get(reverse("notifications:to_tell")).content.decode()

    names = re.findall(r"deliveries/\d+/\">(.+?)</a>", page)
    assert sorted(names) == sorted([phoned.person.name, "Tanpa nomor"])
    assert "https://wa.me/6281234567890?text=Yth.%20Ibu%2FBapak%20" in page
    assert page.count("temui langsung") == 1
    assert page.count("Bagikan ke grup") == 2
    make_body()
    assert "2 pesan perlu disampaikan langsung." in client.get("/").content.decode()
    client.force_login(make_user(Role.VILLAGE_TREASURER, make_village()))
    assert client.get(reverse("notifications:to_tell")).status_code == 403


# --- Again, and by another channel ----------------------------------------------------------------


def test_after_the_address_was_corrected_it_is_sent_again_as_the_same_message(coordinator):
    _meeting, [message] = make_coming(email="salah@desa.example")
    ladder = [Mailer(Grade.KNOWS_NOTHING, REFUSED), BY_HAND]
    assert send_due(ladder=ladder) == {"refused": 1, "by_hand": 1}

    send_again(message, actor=coordinator)

    assert send_due(ladder=ladder) == {"sent": 1}
    assert state_of(message) == "sent"
    assert tries(message) == [("email", "refused"), ("email", "accepted")]
    with pytest.raises(RuleBroken) as sent:
        send_again(message, actor=coordinator)
    assert sent.value.code == "already_ended"
    assert Delivery.objects.count() == 1


def test_another_channel_takes_what_is_in_doubt_and_else_a_person(client, coordinator):
    _meeting, [message] = make_coming(email="siti@desa.example", user=make_user())
    mailer = Mailer(Grade.KNOWS_NOTHING, Unknown("no answer"))
    gateway = Provider(Grade.KNOWS_NOTHING, REFUSED)
    ladder = [mailer, gateway, Inbox(), BY_HAND]
    assert send_due(ladder=ladder) == {"maybe_sent": 1}

    again = reverse("notifications:send_again", args=[message.pk])
    assert client.post(again, {"channel": "inbox"}).status_code == 302
    assert send_due(ladder=ladder) == {"sent": 1}
    assert tries(message) == [("email", "unknown"), ("inbox", "accepted")]

    Delivery.objects.update(state="maybe_sent", asked_channel="gateway", asked_at=timezone.now())
    Delivery.objects.update(state="planned", delivered_at=None, next_try_at=timezone.now())
    assert send_due(ladder=ladder) == {"refused": 1, "by_hand": 1}
    assert len(mailer.calls) == 1
    plan()
    assert state_of(message) == "by_hand"
    assert send_due(now=message.not_after, ladder=ladder)["expired"] == 1
    assert state_of(message) == "maybe_sent"  # the first letter may have come after all


def test_what_cannot_be_sent_again_says_why(coordinator):
    _meeting, [message] = make_coming(state="dead")

    def refused(**facts):
        Delivery.objects.filter(pk=message.pk).update(**facts)
        message.refresh_from_db()
        with pytest.raises(RuleBroken) as broken:
            send_again(message, actor=coordinator, channel=facts.get("asked_channel", ""))
        return broken.value.code

    now = timezone.now()
    assert refused(asked_channel="inbox") == "not_reached"
    assert refused(asked_channel="", due_at=now + hours(1), not_after=now + hours(2)) == "not_due"
    assert refused(due_at=now - hours(2), not_after=now - hours(1)) == "too_late"
    assert refused(not_after=now + hours(1), state="withdrawn") == "already_ended"
    with pytest.raises(NotAllowed):
        send_again(message, actor=make_user(Role.AUDITOR, make_village()))


# --- Operations -----------------------------------------------------------------------------------


def test_the_list_can_be_narrowed_to_one_person_and_says_why_not(client, coordinator):
    meeting, [person, other] = make_reminded(2, phone="+6281234567890")
    now = timezone.now()
    soon = {"due_at": now + hours(1), "not_after": now + hours(2)}
    make_delivery(meeting, person, step="2_hours", **soon)
    make_delivery(meeting, person, state="by_hand", **soon, reason="Tidak ada surel.")
    held = {"held_until": now + hours(3), "reason": "Menunggu jam tenang lewat."}
    make_delivery(meeting, person, step="7_days", **held)
    late = make_delivery(meeting, other, due_at=now - hours(3000), not_after=now + hours(1))

    def page(query):
        return client.get(reverse("notifications:deliveries") + query).content.decode()

    def names(query):
        return re.findall(r">(Anggota \d+)</a>\s+</th>", page(query))

    mine = page(f"?person={person.pk}")
    assert "Mengapa belum terkirim?" in mine
    assert "Dapat dihubungi lewat: WhatsApp oleh pengurus." in mine
    assert "Belum waktunya: dikirim" in mine
    assert "Tidak ada surel. Belum ada yang menandainya; berguna sampai" in mine
    assert "Menunggu jam tenang lewat." in mine
    assert names(f"?person={person.pk}") == [person.name] * 3
    assert names(f"?person={person.pk}&show=held") == [person.name]
    assert names("?show=waiting") == [person.name, other.name]
    assert names("?show=by_hand") == [person.name]
    assert late.get_absolute_url() in page("?show=sent")  # the oldest that is due
    stranger = make_reminded(village=make_village("52.07.02.2014"))[1][0]
    for key in (stranger.pk, "x", "9" * 30):
        assert client.get(reverse("notifications:deliveries"), {"person": key}).status_code == 404


def test_the_api_tells_shares_and_sends_again(client, coordinator):
    meeting, [first, second] = make_coming(2, state="by_hand", user=None)
    url = "/api/v1/deliveries/"

    def post(path, data=None):
        return client.post(f"{url}{path}", data, content_type="application/json")

    again = post(f"{first.pk}/again/", {})
    assert (again.status_code, again.json()["state"]) == (200, "planned")
    assert post(f"{first.pk}/again/", {"channel": "pigeon"}).status_code == 422
    assert send_due() == {"by_hand": 1}
    assert post(f"{first.pk}/told/").json()["state"] == "sent"
    assert post(f"{first.pk}/told/").status_code == 409
    shared = post("shared/", {"meeting": str(meeting.pk)})
    assert (shared.status_code, shared.json()) == (200, {"told": 1})
    assert state_of(second) == "sent"
