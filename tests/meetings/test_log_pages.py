"""Catat Pertemuan in the browser: looked over, saved, chosen from two versions, approved."""

import re
import uuid
from datetime import date, time

import pytest

from accounts.access import Role
from meetings import services
from meetings.models import Meeting
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.meetings import (
    make_body,
    make_held_meeting,
    make_kind,
    make_meeting,
    make_member,
)
from tests.factories.minutes import make_chair, make_musdes, make_training_meeting
from tests.factories.volunteers import make_organisation

pytestmark = pytest.mark.usefixtures("noon")
YESTERDAY, TODAY = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def body(db):
    make_kind(agenda=["Pembukaan", "Laporan kas"])
    return make_body(name="WKSBM Melati")


@pytest.fixture
def coordinator(body, client):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region)
    client.force_login(user)
    return user


def text(page):
    return " ".join(page.content.decode().split())


def filled(page):
    """Return what a browser would send of the log's form as it stands."""
    form = page.context["form"]
    facts = {}
    for bound in form:
        value = bound.value()
        if bound.name in {"present", "late"}:
            facts[bound.name] = list(value or [])
        elif value is not None:
            facts[bound.name] = value.strftime("%H.%M") if isinstance(value, time) else value
    for lines in (form.items, form.guest_lines):
        facts[lines.count_name] = lines.count
        for line in lines:
            for bound in line:
                value = bound.value()
                if value not in (None, "", False):
                    facts[bound.html_name] = value
    return facts


def test_a_meeting_is_looked_over_and_saved(client, body, coordinator):
    people = [make_member(body, name, sex="female") for name in ("Ani", "Budi", "Citra")]
    page = client.get(f"/meetings/of/{body.pk}/log/")
    facts = filled(page) | {"present": [people[0].pk, people[1].pk], "late": [people[1].pk]}
    facts |= {
        "place": "Balai",
        "until": "13.00",
        "item-1-decided": "Iuran naik",
        "guest-0-name": "Pak Lurah",
        "guest-0-sex": "male",
        "guests": "2",
        "guest_women": "1",
        "led_by": "Bu Ketua",
    }

    checked = client.post(page.request["PATH_INFO"], facts | {"check": "1"})
    unsaved = Meeting.objects.count()
    saved = client.post(page.request["PATH_INFO"], filled(checked), follow=True)

    assert (checked.status_code, unsaved) == (200, 0)
    assert "2 dari 3 hadir" in text(checked)
    assert "Laporan kas: Iuran naik" in text(checked)
    meeting = Meeting.objects.get()
    assert saved.redirect_chain == [(f"/meetings/{meeting.pk}/", 302)]
    assert [(item["title"], item["decided"]) for item in meeting.agenda] == [
        ("Laporan kas", "Iuran naik")
    ]
    assert (meeting.led_by, meeting.until, meeting.guest_women) == ("Bu Ketua", time(13), 1)
    marks = meeting.attendances.order_by("person__name", "name")
    assert [(mark.called, mark.present, mark.late) for mark in marks] == [
        ("Ani", True, False),
        ("Budi", True, True),
        ("Citra", False, False),
        ("Pak Lurah", True, False),
    ]
    shown = text(saved)
    assert "2 dari 3 hadir, 3 tamu" in shown
    assert "3 perempuan, 2 laki-laki" in shown


def test_a_page_opened_before_somebody_elses_marks_keeps_them(client, body, coordinator):
    ani, budi = make_member(body, "Ani"), make_member(body, "Budi")
    meeting = make_meeting(body, on=YESTERDAY, place="Balai")
    url = f"/meetings/{meeting.pk}/log/"
    mine = filled(client.get(url))
    services.mark_attendance(meeting, present_ids=[ani.pk], late_ids=[ani.pk], actor=coordinator)

    client.post(url, mine | {"present": [budi.pk]})

    rows = meeting.attendances.values_list("person__name", "present", "late")
    assert set(rows) == {("Ani", True, True), ("Budi", True, False)}


def test_two_versions_are_shown_side_by_side_and_one_is_chosen(client, body, coordinator):
    meeting = make_meeting(body, on=YESTERDAY, place="Balai")
    other = make_user(Role.VILLAGE_SECRETARY, body.region, name="Bu Sekretaris")
    url = f"/meetings/{meeting.pk}/log/"
    mine = filled(client.get(url))
    item = services.item_of_kind(meeting.pk, "Laporan kas")
    services.log_meeting(
        meeting,
        version=1,
        decided="Dari sekretaris",
        led_by="Bu Lain",
        agenda=[item | {"discussed": "Rp 2.000"}],
        actor=other,
    )

    clash = client.post(
        url, mine | {"decided": "Dari saya", "item-1-discussed": "Rp 1.000", "guests": "4"}
    )
    again = filled(clash)
    saved = client.post(
        url,
        again | {"choose-decided": "mine", f"choose-agenda.{item['id']}.discussed": "theirs"},
    )

    assert clash.status_code == 412
    for words in (
        "Ada dua versi",
        "Versi Bu Sekretaris",
        "Dari sekretaris",
        "Dari saya",
        "Rp 2.000",
    ):
        assert words in text(clash), words
    assert (again["version"], again["led_by"], again["guests"]) == ("2", "Bu Lain", "4")
    assert saved.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.decided, meeting.led_by, meeting.guests) == ("Dari saya", "Bu Lain", 4)
    assert [one["discussed"] for one in meeting.agenda] == ["Rp 2.000"]
    titles = [line["title"].value() for line in clash.context["form"].items]
    assert titles == ["Laporan kas", "Pembukaan", None]  # the usual ones are still offered


def test_kinds_and_hosts_of_every_sort_can_be_logged(client, body, coordinator):
    make_kind("sosialisasi", circle="nobody", agenda=["Tanya jawab"])
    make_kind("rakor_desa", held_by_bodies=False, name="Hanya wilayah")
    troop = make_organisation(region=body.region)
    page = client.get(f"/meetings/of/{body.pk}/log/?kind=sosialisasi")

    places = [
        f"/meetings/of-organisation/{troop.pk}/log/",
        f"/meetings/of-region/{body.region_id}/log/",
    ]
    for url in places:
        facts = filled(client.get(url)) | {"place": "Balai", "id": str(uuid.uuid4())}
        assert client.post(url, facts | {"kind": "sosialisasi"}).status_code == 302, url

    assert [line["title"].value() for line in page.context["form"].items][:1] == ["Tanya jawab"]
    assert "Hanya wilayah" not in text(page)
    hosts = {(one.host, one.kind_id) for one in Meeting.objects.all()}
    assert hosts == {(troop, "sosialisasi"), (body.region, "sosialisasi")}


def test_a_musdes_below_its_quorum_says_what_is_allowed(client, body, coordinator):
    meeting, persons = make_musdes(body.region, invited=3, on=TODAY, place="Balai")
    url = f"/meetings/{meeting.pk}/log/"
    facts = filled(client.get(url)) | {"present": [persons[0].pk]}

    page = client.get(f"/meetings/{meeting.pk}/")
    checked = client.post(url, facts | {"check": "1"})
    refused = client.post(url, facts)
    delayed = client.post(f"/meetings/{meeting.pk}/delay/", {"to": "16.30"})
    second = client.post(
        f"/meetings/{meeting.pk}/second-session/",
        {"on": "2026-11-21", "at": "17.00", "place": "Balai"},
    )

    assert "0 dari 3 yang diundang, perlu 2." in text(page)
    assert "Kuorum belum tercapai: perlu 2 orang." in text(checked)
    assert (refused.status_code, delayed.status_code, second.status_code) == (409, 302, 302)
    assert f"/meetings/{meeting.pk}/second-session/" in text(refused)
    later = Meeting.objects.get(second_session_of=meeting)
    assert second.url == f"/meetings/{later.pk}/"
    client.post(
        f"/meetings/{later.pk}/log/",
        filled(client.get(f"/meetings/{later.pk}/log/")) | {"present": [persons[0].pk]},
    )
    assert "dilanjutkan tanpa kuorum" in text(client.get(f"/meetings/{later.pk}/"))


def test_minutes_are_approved_opened_again_and_told_by_version(client, body, coordinator):
    make_chair(body, Person.objects.create(name="Bu Ani"), date(2020, 1, 1))
    meeting = make_held_meeting(body, logged_by=coordinator, decided="Iuran", place="Balai")
    url = f"/meetings/{meeting.pk}/"

    form = client.get(f"{url}approve/").context["form"]
    approved = client.post(f"{url}approve/", {"version": 1, "on_paper": form["on_paper"].value()})
    closed = client.get(url)
    led_on = client.get(f"{url}log/")
    refused = client.post(f"{url}log/", {"day": "2026-11-14", "at": "15.00", "place": "X"})
    wordless = client.post(f"{url}reopen/", {"because": ""})
    client.post(f"{url}reopen/", {"because": "Salah tulis"})
    told = text(client.get(f"{url}revisions/"))

    assert led_on.url == f"{url}reopen/"
    assert (approved.status_code, refused.status_code, wordless.status_code) == (302, 409, 422)
    assert "Notulen disetujui oleh Bu Ani, di atas kertas" in text(closed)
    assert f'href="{url}log/"' not in text(closed)
    assert f'href="{url}log/"' in text(client.get(url))
    assert re.findall(r"Versi (\d)", told) == ["3", "2", "1"]
    assert "Dibuka lagi: Salah tulis" in told


def test_a_training_meeting_offers_what_it_grants(client, body, coordinator):
    meeting, grants = make_training_meeting(body, on=YESTERDAY)
    ani = make_member(body, "Ani")
    services.log_meeting(meeting, version=1, present_ids=[ani.pk], actor=coordinator)

    offered = client.get(f"/meetings/{meeting.pk}/")
    granted = client.post(f"/meetings/{meeting.pk}/grant/")
    after = client.get(f"/meetings/{meeting.pk}/")

    assert f"Beri kualifikasi {grants} kepada yang hadir" in text(offered)
    meeting.refresh_from_db()
    assert granted.url == meeting.training.get_absolute_url()
    assert "Beri kualifikasi" not in text(after)
    assert ani.qualifications.count() == 1
