"""A place's quiet hours on pages and by the API: what holds, whose it is, and its own set."""

import re
from datetime import time

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.access import Role
from common.errors import RuleBroken
from notifications import services
from notifications.models import QuietTime
from tests.factories.accounts import make_user
from tests.factories.meetings import make_holiday
from tests.factories.notifications import EVERY_DAY, make_nations_set, make_quiet
from tests.factories.regions import make_region, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def coordinator(village):
    return make_user(Role.VILLAGE_COORDINATOR, village)


def of(name, region):
    return reverse(f"notifications:{name}", args=[region.code])


def shown(client, region):
    """Return the lines of the page: each name with its days and hours."""
    page = client.get(of("quiet_times_of", region)).content.decode()
    lines = re.findall(r'<p class="row__title">([^<]+)</p>\s*<p>\s*([^<]+?)\s*(<span|</p>)', page)
    return [
        f"{name}: {' '.join(hours.split())}".replace("\u2013", "-") for name, hours, _end in lines
    ], page


def own(region):
    rows = QuietTime.objects.of(region).order_by("name")
    return [(row.name, row.days, f"{row.since:%H.%M}", f"{row.until:%H.%M}") for row in rows]


def test_the_nation_s_set_is_loaded_once_and_what_an_operator_made_of_it_stays():
    call_command("load_quiet_times")
    assert own(None) == [
        ("Malam", EVERY_DAY, "21.00", "06.00"),
        ("Salat Jumat", [5], "11.30", "13.00"),
    ]

    QuietTime.objects.filter(name="Malam").update(since=time(22))
    call_command("load_quiet_times")

    assert own(None)[0] == ("Malam", EVERY_DAY, "22.00", "06.00")


def test_the_page_says_what_holds_and_where_it_comes_from(client, village, coordinator):
    make_nations_set()
    client.force_login(coordinator)
    front = reverse("notifications:quiet_times")
    assert client.get(front)["Location"] == of("quiet_times_of", village)

    lines, page = shown(client, village)
    assert lines == ["Malam: Setiap hari, 21.00-06.00", "Salat Jumat: Jumat, 11.30-13.00"]
    assert "Berlaku di seluruh Indonesia" in page
    assert "Tidak ada hari hening" in page

    make_quiet("Malam panjang", "19.00", "07.00", [1, 2], region=make_region("52.07"))
    first_of_march = services.database_now().date().replace(month=3, day=1)
    silent = first_of_march.replace(year=first_of_march.year + 1)
    make_holiday(silent, kind="silent", name="Nyepi")
    lines, page = shown(client, village)
    assert lines == ["Malam panjang: Senin, Selasa, 19.00-07.00"]
    assert "Mengikuti Kabupaten Sumbawa Barat." in page
    assert "Nyepi" in page


def test_a_village_gets_a_set_of_its_own_adds_to_it_and_gives_it_up(client, village, coordinator):
    make_nations_set()
    client.force_login(coordinator)

    client.post(of("keep_own_quiet_times", village))
    client.post(of("keep_own_quiet_times", village))  # twice makes nothing twice
    sunday = {"name": "Ibadah Minggu", "days": ["7"], "since": "06.00", "until": "12.00"}
    added = client.post(of("add_quiet_time", village), sunday)

    assert added["Location"] == of("quiet_times_of", village)
    assert own(village) == [
        ("Ibadah Minggu", [7], "06.00", "12.00"),
        ("Malam", EVERY_DAY, "21.00", "06.00"),
        ("Salat Jumat", [5], "11.30", "13.00"),
    ]
    assert "Diatur sendiri oleh Desa Goa" in shown(client, village)[1]

    night = QuietTime.objects.of(village).get(name="Malam")
    url = reverse("notifications:change_quiet_time", args=[night.pk])
    facts = {"name": "Malam", "days": EVERY_DAY, "since": "22", "until": "05.30"}
    stale = client.post(url, facts | {"version": 7})
    assert stale.status_code == 412
    assert client.post(url, facts | {"version": 1}).status_code == 302
    client.post(reverse("notifications:remove_quiet_time", args=[night.pk + 1]))
    assert own(village) == [
        ("Ibadah Minggu", [7], "06.00", "12.00"),
        ("Malam", EVERY_DAY, "22.00", "05.30"),
    ]
    assert own(None)[0] == ("Malam", EVERY_DAY, "21.00", "06.00")
    assert [event.pgh_label for event in night.events.order_by("pk")] == ["insert", "update"]

    client.post(of("follow_quiet_times_above", village))
    assert own(village) == []
    assert list(QuietTime.objects.holding_in(village.code)) == list(QuietTime.objects.of(None))


def test_a_district_sees_which_villages_keep_their_own(client, village):
    make_quiet("Malam", "22.00", "05.00", region=village)
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))

    page = client.get(of("quiet_times_of", make_region("52.07"))).content.decode()

    assert re.findall(r'<a href="([^"]+)">Desa Goa</a>', page) == [of("quiet_times_of", village)]
    assert client.get(of("add_quiet_time", village)).status_code == 200


def test_page_and_api_refuse_alike(client, village, coordinator):
    make_quiet("Malam", "21.00", "06.00", region=village)
    client.force_login(coordinator)
    good = {"name": "Pagi", "days": [7], "since": "06:00", "until": "12:00"}
    cases = [
        ({"days": []}, 422, "days"),
        ({"days": [8]}, 422, "days"),
        ({"name": "Malam"}, 422, "sudah ada"),
        ({"name": " "}, 422, "name"),
        ({"since": "25:00"}, 422, "since"),
        ({"days": EVERY_DAY, "since": "05:30", "until": "21:04"}, 409, "sisakan waktu kirim"),
    ]
    for faults, status, word in cases:
        facts = good | faults
        page = client.post(of("add_quiet_time", village), facts)
        answer = client.post(
            "/api/v1/quiet-times/",
            facts | {"region": village.code},
            content_type="application/json",
        )
        assert (page.status_code, answer.status_code) == (status, status), (faults, answer.json())
        assert word in page.content.decode(), faults
        assert word in answer.content.decode(), faults
    assert own(village) == [("Malam", EVERY_DAY, "21.00", "06.00")]


def test_the_api_adds_to_a_copy_of_what_held_and_answers_what_holds(client, village, coordinator):
    make_nations_set()
    client.force_login(coordinator)

    added = client.post(
        "/api/v1/quiet-times/",
        {
            "region": village.code,
            "name": "Ibadah Minggu",
            "days": [7, 7],
            "since": "06:00",
            "until": "12:00",
        },
        content_type="application/json",
    )

    assert added.status_code == 201
    assert added.json()["days"] == [7]
    url = f"/api/v1/quiet-times/{added.json()['id']}/"
    changed = client.patch(url, {"until": "11:00"}, content_type="application/json")
    assert (changed.json()["until"], changed["ETag"]) == ("11:00:00", '"2"')
    holding = client.get("/api/v1/quiet-times/", {"holding_in": f"{village.code}"}).json()
    assert sorted(row["name"] for row in holding["results"]) == [
        "Ibadah Minggu",
        "Malam",
        "Salat Jumat",
    ]
    assert {row["region"] for row in holding["results"]} == {village.code}
    assert client.get("/api/v1/quiet-times/", {"holding_in": "xx"}).status_code == 400
    assert client.delete(url).status_code == 204
    nations = QuietTime.objects.of(None).first()
    assert client.delete(f"/api/v1/quiet-times/{nations.pk}/").status_code == 403
    assert len(own(village)) == 2


def test_a_region_s_last_free_hour_is_not_taken(village, coordinator):
    """By a change as well as by an addition, in the region alone or for the nation."""
    row = make_quiet("Malam", "21.00", "06.00", region=village)
    nations = make_quiet("Malam", "21.00", "06.00")
    always = {"name": "Malam", "days": EVERY_DAY, "since": time(0), "until": time(0)}

    with pytest.raises(RuleBroken) as refused:
        services.change_quiet_time(row, **always, actor=coordinator)
    assert refused.value.code == "no_time_left"
    operator = make_user(is_superuser=True)
    with pytest.raises(RuleBroken):
        services.change_quiet_time(nations, **always, actor=operator)
    assert {(r.since, r.until) for r in QuietTime.objects.all()} == {(time(21), time(6))}


def test_pages_ask_the_same_however_many_there_are(
    client, village, coordinator, django_assert_num_queries
):
    client.force_login(coordinator)
    client.get(of("quiet_times_of", village))
    counts = set()
    for number in range(3):
        make_quiet(f"Jam {number}", "21.00", "06.00", region=village)
        with django_assert_num_queries(9):
            counts.add(client.get(of("quiet_times_of", village)).status_code)
    assert counts == {200}
