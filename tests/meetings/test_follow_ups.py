"""Follow-ups: who does what by when, done with evidence, seen by another, carried on."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings import services
from meetings.models import FollowUp
from notifications.models import Delivery
from notifications.services import plan, send_due
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf, make_photo
from tests.factories.follow_ups import make_follow_up
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_member
from tests.factories.notifications import make_plan
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import make_organisation

pytestmark = pytest.mark.usefixtures("noon")

TODAY = date(2026, 11, 21)


@pytest.fixture
def body(db):
    return make_body(name="WKSBM Melati")


@pytest.fixture
def secretary(body):
    return make_user(Role.VILLAGE_SECRETARY, body.region, name="Siti Aminah")


@pytest.fixture
def coordinator(body):
    return make_user(Role.VILLAGE_COORDINATOR, body.region, name="Abdul Karim")


@pytest.fixture
def meeting(body, secretary):
    item = {"id": str(uuid.uuid4()), "title": "Keadaan warga", "discussed": "", "decided": ""}
    return make_held_meeting(body, logged_by=secretary, agenda=[item])


def photo(content=None):
    return SimpleUploadedFile("bukti.jpg", content or make_photo(), "image/jpeg")


def code_of(error):
    """Return the code of a refusal: of its rule, or by the field it names."""
    if isinstance(error, RuleBroken):
        return error.code
    return {field: fault[0].code for field, fault in error.error_dict.items()}


def test_a_task_is_asked_done_and_closed(meeting, body, secretary):
    owner = make_member(body, "Budi Santoso")

    task = services.add_follow_up(
        meeting,
        task="  Data lansia\n RT 03 ",
        owner=owner,
        due_on=date(2026, 11, 30),
        item=uuid.UUID(meeting.agenda[0]["id"]),
        actor=secretary,
    )
    services.finish_follow_up(task, evidence="Sudah didata", picture=[photo()], actor=secretary)

    task = FollowUp.objects.get()
    assert (task.task, task.host, task.owner_called) == ("Data lansia RT 03", body, "Budi Santoso")
    assert (task.status, task.done_on, task.done_by) == ("closed", TODAY, secretary)
    kept = task.picture.read()
    assert kept[:3] == b"\xff\xd8\xff"
    assert b"Exif" in make_photo()
    assert b"Exif" not in kept


def test_who_asks_oneself_is_verified_by_another(meeting, body, secretary, coordinator):
    oneself = make_member(body, "Siti Aminah", user=secretary)
    task = services.add_follow_up(meeting, task="Beli ATK", owner=oneself, actor=secretary)
    assert task.needs_verifying

    given = make_follow_up(meeting, asked_by=secretary)
    services.change_follow_up(given, task="Beli ATK", owner=oneself, version=1, actor=coordinator)
    assert given.needs_verifying

    services.finish_follow_up(task, evidence="Dibeli", actor=secretary)

    assert task.status == "done"
    with pytest.raises(RuleBroken) as refused:
        services.verify_follow_up(task, actor=secretary)
    assert refused.value.code == "own_follow_up"
    with pytest.raises(IntegrityError, match="verified_by_another"), transaction.atomic():
        FollowUp.objects.filter(pk=task.pk).update(verified_by=secretary)
    services.verify_follow_up(task, actor=coordinator)
    task.refresh_from_db()
    assert (task.status, task.verified_by) == ("closed", coordinator)

    services.reopen_follow_up(task, actor=coordinator)

    task.refresh_from_db()
    assert (task.status, task.evidence, task.verified_by, task.done_on) == ("open", "", None, None)


def test_the_owner_of_what_another_noted_as_done_does_not_verify_it(meeting, body, secretary):
    other = make_user(Role.VILLAGE_COORDINATOR, body.region)
    owner = make_member(body, user=other)
    task = services.add_follow_up(
        meeting, task="Beli ATK", owner=owner, needs_verifying=True, actor=secretary
    )
    services.finish_follow_up(task, evidence="Dibeli", actor=secretary)

    with pytest.raises(RuleBroken) as refused:
        services.verify_follow_up(task, actor=other)

    assert refused.value.code == "own_follow_up"


def test_what_is_refused(meeting, body, secretary):
    stranger = make_person(at=make_village("52.08.01.2001"))
    finished = make_follow_up(meeting, status="dropped", dropped_because="Pindah")
    opened = make_follow_up(meeting)
    cancelled = make_meeting(body, status="cancelled", cancelled_because="Hujan")
    approved = make_held_meeting(
        body,
        logged_by=secretary,
        approved_at=meeting.logged_at,
        approved_by=secretary,
        approved_as="Ketua",
        on=date(2026, 11, 2),
    )
    who = {"owner_name": "Ketua RT"}
    add, finish = services.add_follow_up, services.finish_follow_up
    cases = [
        (add, meeting, {"task": "A", "owner": stranger}, {"owner": "unknown_person"}),
        (add, meeting, {"task": "A", **who, "item": uuid.uuid4()}, {"item": "unknown_item"}),
        (
            add,
            meeting,
            {"task": "A", **who, "due_on": date(2026, 11, 1)},
            {"due_on": "due_before_meeting"},
        ),
        (add, meeting, {"task": "A", **who, "id": opened.pk}, "id_taken"),
        (add, cancelled, {"task": "A", **who}, "meeting_cancelled"),
        (add, approved, {"task": "A", **who}, "minutes_approved"),
        (finish, finished, {"evidence": "A"}, "follow_up_not_open"),
        (
            finish,
            opened,
            {"evidence": "A", "done_on": TODAY + timedelta(days=1)},
            {"done_on": "day_to_come"},
        ),
        (
            finish,
            opened,
            {"evidence": "A", "done_on": date(2026, 11, 1)},
            {"done_on": "day_too_early"},
        ),
        (
            finish,
            opened,
            {"evidence": "A", "picture": [photo(make_pdf())]},
            {"picture": "photo_only"},
        ),
        (finish, opened, {"evidence": "A", "version": 7}, "stale_version"),
        (services.drop_follow_up, finished, {"because": "A"}, "follow_up_over"),
        (services.drop_follow_up, opened, {"because": " "}, {"because": "required"}),
        (services.verify_follow_up, opened, {}, "follow_up_not_done"),
        (services.reopen_follow_up, opened, {}, "follow_up_open"),
        (
            services.change_follow_up,
            finished,
            {"task": "A", **who, "version": 1},
            "follow_up_not_open",
        ),
    ]

    for service, subject, facts, expected in cases:
        subject.refresh_from_db()
        with pytest.raises((RuleBroken, ValidationError)) as refused, transaction.atomic():
            service(subject, **facts, actor=secretary)
        assert code_of(refused.value) == expected, (service.__name__, facts)
    with pytest.raises(ValidationError, match="siapa yang mengerjakan"):
        add(meeting, task="A", actor=secretary)


def test_open_tasks_are_carried_to_the_next_meeting_of_the_same_host(meeting, body, secretary):
    later = make_meeting(body)
    carried = make_follow_up(meeting, task="Dibawa")
    make_follow_up(meeting, task="Selesai", status="dropped", dropped_because="Pindah")
    make_follow_up(later, task="Dari pertemuan itu sendiri")
    for other in (make_body(body.region), make_organisation(region=body.region), body.region):
        make_follow_up(make_held_meeting(other, logged_by=secretary), task="Milik lain")

    assert list(FollowUp.objects.carried_to(later)) == [carried]


# --- Pages ---------------------------------------------------------------------------------------


def text(response):
    return " ".join(response.content.decode().split())


def test_tasks_stand_on_the_pages_of_both_meetings(client, meeting, body, coordinator):
    client.force_login(coordinator)
    later = make_meeting(body)
    owner = make_member(body, "Budi Santoso")

    page = client.get(f"/meetings/{meeting.pk}/add-follow-up/")
    sent = client.post(
        f"/meetings/{meeting.pk}/add-follow-up/",
        {
            "id": page.context["form"].initial["id"],
            "task": "Data lansia RT 03",
            "owner": owner.pk,
            "due_on": "2026-11-20",
            "item": meeting.agenda[0]["id"],
        },
    )

    assert (sent.status_code, sent.url) == (302, meeting.get_absolute_url())
    task = FollowUp.objects.get()
    next_page = client.get(later.get_absolute_url())
    assert "Dari pertemuan lalu: 1 belum selesai" in text(next_page)
    assert "Tindak lanjut yang dibahas:\n1. Data lansia RT 03" in next_page.context["invitation"]
    assert "Budi" not in next_page.context["invitation"]
    assert (
        "Tindak lanjut:\n1. Data lansia RT 03" in client.get(sent.url).context["result"]["minutes"]
    )
    assert "Data lansia RT 03" in text(client.get(f"/meetings/{later.pk}/log/"))
    home = text(client.get("/"))
    assert "Tindak lanjut lewat waktu: 1." in home
    assert f"?part=overdue&amp;wksbm={body.pk}" in home
    assert "Keadaan warga" in text(client.get(task.get_absolute_url()))


def test_the_list_in_its_parts(
    client, meeting, body, secretary, coordinator, django_assert_num_queries
):
    client.force_login(secretary)
    oneself = make_member(body, user=secretary)
    make_follow_up(meeting, task="tanpa hari")
    make_follow_up(meeting, task="terlambat", due_on=date(2026, 11, 20), owner=oneself)
    make_follow_up(meeting, task="nanti", due_on=date(2026, 11, 25))
    done = {"evidence": "a", "done_on": TODAY, "done_by": secretary}
    make_follow_up(meeting, task="menunggu", status="done", needs_verifying=True, **done)
    make_follow_up(meeting, task="selesai", status="closed", **done)
    make_follow_up(make_meeting(make_body(make_village("52.08.01.2001"))), task="Rahasia tetangga")
    url = "/meetings/follow-ups/"
    cases = [
        ({}, ["terlambat", "nanti", "tanpa hari"]),
        ({"part": "overdue"}, ["terlambat"]),
        ({"part": "done"}, ["menunggu"]),
        ({"part": "over"}, ["selesai"]),
        ({"mine": "on"}, ["terlambat"]),
        ({"q": "tetangga"}, []),
        ({"wksbm": body.pk, "q": "hari"}, ["tanpa hari"]),
    ]

    for query, expected in cases:
        page = client.get(url, query)
        assert [line["row"].task for line in page.context["rows"]] == expected, query
    for number in range(32):
        make_follow_up(meeting, task=f"banyak {number}", due_on=date(2026, 12, 1))
    with django_assert_num_queries(5):  # session, user, grants, unread, the list
        first = client.get(url)
    second = client.get(f"{url}{first.context['next_url']}")
    seen = [line["row"].pk for page in (first, second) for line in page.context["rows"]]
    assert (len(seen), len(set(seen)), second.context["next_url"]) == (35, 35, "")


def test_the_owner_needs_no_role(client, meeting, body):
    user = make_user(name="Budi Santoso")
    owner = make_member(body, "Budi Santoso", user=user)
    task = make_follow_up(meeting, owner=owner)
    other = make_follow_up(meeting, task="Milik orang lain")
    client.force_login(user)
    url = task.get_absolute_url()

    page = client.get(url)
    listed = client.get("/meetings/follow-ups/")
    home = client.get("/")
    sent = client.post(
        f"{url}finish/", {"evidence": "Sudah", "picture": photo(), "done_on": "2026-11-21"}
    )

    assert page.status_code == 200
    assert "1 tugas menunggu Ibu/Bapak" in text(home)
    assert meeting.get_absolute_url() not in text(page)
    assert [line["row"] for line in listed.context["rows"]] == [task]
    assert (sent.status_code, sent.url) == (302, url)
    task.refresh_from_db()
    assert (task.status, task.done_by) == ("closed", user)
    assert client.get(f"{url}picture/")["Content-Type"] == "image/jpeg"
    assert client.get(other.get_absolute_url()).status_code == 404
    for action in ("verify", "reopen", "drop"):
        assert client.post(f"{url}{action}/", {"because": "a"}).status_code == 403, action
    stranger = make_user()
    with pytest.raises(NotAllowed):
        services.open_picture(task, actor=stranger)
    with pytest.raises(NotAllowed):
        services.finish_follow_up(other, evidence="Sudah", actor=stranger)


def test_done_verified_dropped_on_the_page(client, meeting, secretary, coordinator):
    task = make_follow_up(meeting, needs_verifying=True, asked_by=secretary)
    url = task.get_absolute_url()
    client.force_login(secretary)

    empty = client.post(f"{url}finish/", {"evidence": "", "done_on": "2026-11-21"})
    client.post(f"{url}finish/", {"evidence": "Sudah", "done_on": "2026-11-21"})
    own = client.post(f"{url}verify/")
    client.force_login(coordinator)
    offered = client.get(url)
    client.post(f"{url}verify/")

    assert (empty.status_code, own.status_code) == (422, 409)
    assert offered.context["may_verify"]
    task.refresh_from_db()
    assert (task.status, task.verified_by) == ("closed", coordinator)
    client.post(f"{url}reopen/")
    client.post(f"{url}change/", {"task": "Lain", "owner_name": "Pak RT", "version": 4})
    client.post(f"{url}drop/", {"because": "Sudah pindah"})
    task.refresh_from_db()
    assert (task.status, task.task, task.owner_called) == ("dropped", "Lain", "Pak RT")
    assert task.dropped_because == "Sudah pindah"


# --- API -----------------------------------------------------------------------------------------


def test_by_api(client, meeting, body, secretary, coordinator):
    client.force_login(secretary)
    owner = make_member(body, "Budi Santoso")
    url = "/api/v1/follow-ups/"

    def send(address, facts=None, method="post", **headers):
        return getattr(client, method)(
            address, facts or {}, content_type="application/json", headers=headers or None
        )

    made = send(
        url,
        {
            "id": str(uuid.UUID(int=7)),
            "meeting": str(meeting.pk),
            "task": "Data lansia",
            "owner": owner.pk,
            "due_on": "2026-11-20",
            "needs_verifying": True,
        },
    )
    one = made.headers["Location"]
    again = send(
        url,
        {"id": str(uuid.UUID(int=7)), "meeting": str(meeting.pk), "task": "A", "owner_name": "B"},
    )
    changed = send(one, {"due_on": "2026-11-30"}, "patch", **{"If-Match": made.headers["ETag"]})
    stale = send(one, {"due_on": None}, "patch", **{"If-Match": made.headers["ETag"]})
    finished = client.post(f"{one}finish/", {"evidence": "Sudah", "picture": photo()})
    own = send(f"{one}verify/")
    client.force_login(coordinator)
    verified = send(f"{one}verify/")

    answers = (made, again, changed, stale, finished, own, verified)
    assert [answer.status_code for answer in answers] == [201, 409, 200, 412, 200, 409, 200]
    assert made.json()["owner_called"] == "Budi Santoso"
    row = verified.json()
    assert (row["status"], row["due_on"], row["verified_by_name"]) == (
        "closed",
        "2026-11-30",
        "Abdul Karim",
    )
    assert client.get(f"{one}picture/").status_code == 200
    assert [row["id"] for row in client.get(f"{url}?overdue=true").json()["results"]] == []
    assert len(client.get(f"{url}?meeting={meeting.pk}&status=closed").json()["results"]) == 1
    assert send(f"{one}reopen/").json()["status"] == "open"
    assert send(f"{one}drop/", {"because": "Pindah"}).json()["dropped_because"] == "Pindah"


# --- Reminders -----------------------------------------------------------------------------------


def due_rows():
    return list(Delivery.objects.order_by("due_at").values_list("step", "state"))


def test_the_owner_is_reminded_in_the_village_s_morning(meeting, body):
    make_plan("follow_up_due")
    owner = make_member(body, "Budi Santoso", email="budi@example.org")
    make_follow_up(meeting, owner=owner, due_on=date(2026, 11, 25))
    make_follow_up(meeting, due_on=date(2026, 11, 25))  # nobody who could be told
    zone = body.region.tz

    plan(now=timezone.now())

    first = Delivery.objects.get()
    due = first.due_at.astimezone(zone)
    assert (first.rule, first.step, first.person) == ("follow_up_due", "3_days", owner)
    assert (due.date(), due.hour) == (date(2026, 11, 22), 8)

    plan(now=first.due_at + timedelta(days=2))

    last = Delivery.objects.get(step="on_the_day")
    assert last.due_at.astimezone(zone).date() == date(2026, 11, 25)
    assert last.not_after.astimezone(zone).isoformat() == "2026-11-26T00:00:00+08:00"


def test_a_reminder_follows_its_task(meeting, body, secretary):
    make_plan("follow_up_due")
    owner = make_member(body, "Budi Santoso")
    task = make_follow_up(meeting, owner=owner, due_on=date(2026, 11, 24))
    plan(now=timezone.now())
    assert due_rows() == [("3_days", "planned")]

    FollowUp.objects.update(due_on=date(2026, 11, 25))
    plan(now=timezone.now())
    assert due_rows() == [("3_days", "withdrawn"), ("3_days", "planned")]
    assert Delivery.objects.get(state="withdrawn").reason == "Batas waktunya diubah."

    task.refresh_from_db()
    services.finish_follow_up(task, evidence="Sudah", actor=secretary)
    plan(now=timezone.now())
    assert due_rows() == [("3_days", "withdrawn")] * 2


def test_a_reminder_says_what_is_asked(meeting, body, mailoutbox):
    make_plan("follow_up_due")
    user = make_user(name="Budi")
    owner = make_member(body, "Budi Santoso", user=user)
    task = make_follow_up(meeting, owner=owner, due_on=TODAY)

    plan(now=timezone.now())
    send_due(now=timezone.now())

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.link) == ("sent", task.get_absolute_url())
    assert "Data lansia RT 03" in delivery.body
    assert "Paling lambat: Sabtu, 21 November 2026" in delivery.body
