"""The pages: one's own messages, what was sent to whom, and the demo's."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from meetings.models import Meeting
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.notifications import STARTS_AT, hours, make_delivery, make_reminded, move
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return make_user(Role.VILLAGE_COORDINATOR, make_village())


def make_received(user, number=1, state="sent", **overrides):
    meeting, [person] = make_reminded(user=user)
    facts = {"subject": f"Pengingat {number}", "body": "Mohon hadir.", "sent_at": STARTS_AT}
    received = [make_delivery(meeting, person, state=state, **(facts | overrides))]
    more = ["2_hours", "7_days"][: number - 1]
    return received + [
        make_delivery(meeting, person, state=state, step=step, **facts) for step in more
    ]


def test_inbox_shows_what_reached_me_by_whatever_channel(client):
    reader = make_user()
    meeting, [mine, *_others] = make_reminded(people=2)
    mine.user = reader
    mine.save()
    for step, state in [("7_days", "sent"), ("1_day", "maybe_sent"), ("2_hours", "planned")]:
        make_delivery(meeting, mine, step=step, state=state, subject=f"Pesan {state}")
    make_delivery(meeting, _others[0], state="sent", subject="Pesan orang lain")
    client.force_login(reader)

    page = client.get(reverse("notifications:inbox")).content.decode()

    assert re.findall(r">(Pesan [a-z_ ]+)</a>", page) == ["Pesan maybe_sent", "Pesan sent"]


def test_reading_is_noted_by_the_button_and_not_by_the_page(client):
    reader = make_user()
    [delivery] = make_received(reader)
    client.force_login(reader)

    client.get(reverse("notifications:message", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.read_at is None

    response = client.post(reverse("notifications:mark_read", args=[delivery.pk]))
    delivery.refresh_from_db()
    first = delivery.read_at
    assert response.status_code == 302
    assert first is not None
    assert delivery.delivered_at == first  # read, so it had arrived

    client.post(reverse("notifications:mark_read", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.read_at == first


def test_all_are_marked_read_at_once_and_nobody_else_s(client):
    reader, other = make_user(), make_user()
    make_received(reader, 2)
    [others] = make_received(other)
    client.force_login(reader)

    client.post(reverse("notifications:mark_all_read"))

    assert Delivery.objects.received_by(reader).unread().count() == 0
    others.refresh_from_db()
    assert others.read_at is None


def test_another_s_message_does_not_exist(client):
    [delivery] = make_received(make_user())
    client.force_login(make_user())

    for name in ("message", "delivery"):
        assert client.get(reverse(f"notifications:{name}", args=[delivery.pk])).status_code == 404
    url = reverse("notifications:mark_read", args=[delivery.pk])
    assert client.post(url).status_code == 404


def test_the_list_of_messages_is_for_those_who_may_read_them(client):
    client.force_login(make_user(Role.VILLAGE_TREASURER, make_village()))

    assert client.get(reverse("notifications:deliveries")).status_code == 403


def test_failed_ones_come_first_and_other_villages_not_at_all(client, coordinator):
    meeting, people = make_reminded(people=4)
    for person, state in zip(people, ["dead", "expired", "sent", "planned"], strict=True):
        make_delivery(meeting, person, state=state)
    elsewhere, [stranger] = make_reminded(village=make_village("52.07.02.2014"))
    make_delivery(elsewhere, stranger, state="dead")
    client.force_login(coordinator)

    def names(query):
        page = client.get(reverse("notifications:deliveries") + query).content.decode()
        return re.findall(r">(Anggota \d+)</a>\s+</th>", page)

    assert names("") == [people[1].name, people[0].name]
    assert names("?show=sent") == [people[2].name]
    assert names("?show=waiting") == [people[3].name]
    assert len(names("?show=all")) == 4
    assert client.get(reverse("notifications:deliveries") + "?show=x").status_code == 404


def test_long_lists_are_paged_without_gaps(client, coordinator):
    meeting, people = make_reminded(people=65)
    for person in people:
        make_delivery(meeting, person, state="sent")
    client.force_login(coordinator)
    seen, query = [], "?show=sent"

    while query:
        page = client.get(reverse("notifications:deliveries") + query).content.decode()
        seen += re.findall(r">(Anggota \d+)</a>", page)
        following = re.search(r'href="(\?show=sent&amp;after=\d+)" rel="next"', page)
        query = following[1].replace("&amp;", "&") if following else ""

    assert seen == [person.name for person in reversed(people)]


def test_one_to_tell_has_its_text_ready_for_whatsapp(client, coordinator):
    meeting, [person] = make_reminded(phone="+6281234567890")
    reason = "Tidak ada surel atau akun: mohon disampaikan langsung."
    delivery = make_delivery(meeting, person, state="by_hand", reason=reason)
    client.force_login(coordinator)

    page = client.get(delivery.get_absolute_url()).content.decode()

    assert reason in page
    assert (
        f"https://wa.me/6281234567890?text=Yth.%20Ibu%2FBapak%20{person.name.replace(' ', '%20')}"
        in page
    )


def test_a_sent_one_tells_its_story(client, coordinator):
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person, state="sent", sent_at=STARTS_AT, ended_at=STARTS_AT)
    client.force_login(coordinator)

    page = client.get(delivery.get_absolute_url()).content.decode()

    assert f"Direncanakan, karena {person.name} pengurus atau anggota" in page
    assert "28 November 2026, 15.00 WITA" in page
    assert "wa.me" not in page


def test_who_is_reminded_when(client, coordinator):
    meeting, people = make_reminded(people=2)
    for person in people:
        make_delivery(meeting, person)
    make_delivery(
        meeting,
        people[0],
        step="2_hours",
        due_at=STARTS_AT - timedelta(hours=2),
        not_after=STARTS_AT,
    )
    client.force_login(coordinator)

    page = client.get(reverse("notifications:of_meeting", args=[meeting.pk])).content.decode()

    assert re.findall(r'<h2 id="langkah-\d">(.*?)</h2>', page) == [
        "Sehari sebelumnya",
        "2 jam sebelumnya",
    ]
    assert page.count("Menunggu waktunya") == 3
    assert "Sabtu, 28 November 2026 pukul 15.00 WITA" in page
    assert "pengingat untuk jadwal sebelumnya" not in page


@pytest.mark.parametrize(
    ("role", "up"),
    [
        (Role.VILLAGE_SECRETARY, "notifications:deliveries"),
        (Role.VILLAGE_TREASURER, "notifications:inbox"),
    ],
)
def test_the_way_up_from_a_delivery_is_open_to_its_reader(client, role, up):
    reader = make_user(role, make_village())
    [delivery] = make_received(reader)
    client.force_login(reader)

    page = client.get(reverse("notifications:delivery", args=[delivery.pk])).content.decode()

    crumbs = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == [reverse(up)]
    assert client.get(reverse(up)).status_code == 200


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.VILLAGE_SECRETARY, True), (Role.VILLAGE_TREASURER, False)]
)
def test_a_meeting_leads_to_who_was_reminded_of_it(client, role, shown):
    meeting, _people = make_reminded()
    client.force_login(make_user(role, make_village()))

    page = client.get(meeting.get_absolute_url()).content.decode()

    url = reverse("notifications:of_meeting", args=[meeting.pk])
    assert (f'href="{url}"' in page) is shown


def test_what_was_for_an_earlier_date_stands_apart(client, coordinator):
    meeting, [person] = make_reminded()
    make_delivery(meeting, person, state="withdrawn", reason="Pertemuan dipindah.")
    move(meeting, STARTS_AT + hours(24))
    make_delivery(meeting, person, step="7_days")
    client.force_login(coordinator)

    page = client.get(reverse("notifications:of_meeting", args=[meeting.pk])).content.decode()

    assert re.findall(r'<h2 id="langkah-\d">(.*?)</h2>', page) == ["7 hari sebelumnya"]
    assert "1 pengingat untuk jadwal sebelumnya" in page


def test_the_fragment_asks_again_only_while_something_is_near(client, coordinator):
    meeting, [person] = make_reminded()
    now = timezone.now()
    delivery = make_delivery(
        meeting, person, due_at=now + timedelta(minutes=1), not_after=now + timedelta(hours=1)
    )
    client.force_login(coordinator)
    url = reverse("notifications:of_meeting", args=[meeting.pk])

    near = client.get(url, headers={"HX-Request": "true"})
    whole = client.get(url).content.decode()
    Delivery.objects.filter(pk=delivery.pk).update(state="sent")
    done = client.get(url, headers={"HX-Request": "true"})

    assert 'hx-trigger="every 2s"' in near.content.decode()
    assert "<html" not in near.content.decode()
    assert "HX-Request" in near["Vary"]
    assert '<meta http-equiv="refresh"' in whole
    assert "hx-trigger" not in done.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("inbox", 8), ("deliveries", 9), ("of_meeting", 7)],
)
def test_lists_ask_the_same_whatever_their_length(
    client, coordinator, django_assert_num_queries, page, queries, rows
):
    meeting, people = make_reminded(people=rows)
    for person in people:
        make_delivery(meeting, person, state="dead", subject="Pengingat")
    if page == "inbox":
        Delivery.objects.all().delete()
        make_received(coordinator, rows)
    client.force_login(coordinator)
    arguments = [meeting.pk] if page == "of_meeting" else []
    url = reverse(f"notifications:{page}", args=arguments)
    client.get(url)

    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


def test_a_message_asks_the_same_whatever_was_tried(client, coordinator, django_assert_num_queries):
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person, state="sent")
    for _try in range(3):
        delivery.attempts.create(channel="email", state="deferred", started_at=STARTS_AT)
    client.force_login(coordinator)

    with django_assert_num_queries(8):
        assert client.get(delivery.get_absolute_url()).status_code == 200


# --- The demo -------------------------------------------------------------------------------------


def test_remind_in_a_minute(client, coordinator, settings):
    settings.DEMO = True
    body = make_body()
    person = make_member(body)
    meeting = make_meeting(body)
    client.force_login(coordinator)

    response = client.post(reverse("notifications:remind_in_a_minute"))

    assert response["Location"] == reverse("notifications:of_meeting", args=[meeting.pk])
    delivery = Delivery.objects.get(person=person, step="2_hours")
    wait = delivery.due_at - timezone.now()
    assert timedelta(seconds=50) < wait <= timedelta(seconds=60)
    meeting.refresh_from_db()
    assert meeting.revision == 1


def test_remind_in_a_minute_needs_a_meeting_that_one_may_plan(client, settings):
    settings.DEMO = True
    make_meeting(make_body(make_village("52.07.02.2014")))
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, make_village()))

    assert client.post(reverse("notifications:remind_in_a_minute")).status_code == 403
    assert Meeting.objects.get().revision == 0


def test_nothing_of_the_demo_exists_elsewhere(client, coordinator, settings):
    settings.DEMO = False
    make_meeting()
    client.force_login(coordinator)

    assert client.post(reverse("notifications:remind_in_a_minute")).status_code == 404
    assert client.get(reverse("notifications:caught_mail")).status_code == 404


def test_caught_mail_is_shown_escaped_and_newest_first(client, coordinator, settings, tmp_path):
    settings.DEMO, settings.MAIL_CATCHER_DIR = True, tmp_path
    for name, subject in [("1", "Pertama"), ("2", "<b>Kedua</b>")]:
        (tmp_path / f"{name}.eml").write_bytes(
            f"Subject: {subject}\r\nTo: siti@desa.example\r\n\r\n<script>x</script>\r\n".encode()
        )
    client.force_login(coordinator)

    page = client.get(reverse("notifications:caught_mail")).content.decode()

    assert re.findall(r'<h2><span lang="id">(.*?)</span></h2>', page) == [
        "&lt;b&gt;Kedua&lt;/b&gt;",
        "Pertama",
    ]
    assert "siti@desa.example" in page
    assert "<script>x" not in page
