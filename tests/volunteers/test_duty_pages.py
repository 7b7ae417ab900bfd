"""The week, the duty, the volunteer's own page, and the API: one set of refusals."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import (
    make_absence,
    make_appointment,
    make_assignment,
    make_duty,
    make_pillar,
    make_qualification,
    make_qualification_kind,
    make_report,
)
from volunteers.models import Absence, Assignment, Duty

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def planner(village, client):
    user = make_user(Role.VILLAGE_COORDINATOR, village)
    client.force_login(user)
    return user


def page(client, name, *args, **query):
    return client.get(reverse(f"volunteers:{name}", args=args), query).content.decode()


def press(client, name, pk, **facts):
    return client.post(reverse(f"volunteers:{name}", args=[pk]), facts, follow=True)


def send(client, path, facts=None, method="post"):
    return getattr(client, method)(f"{API}{path}", facts or {}, content_type="application/json")


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- The week ------------------------------------------------------------------------------------


def test_the_week_shows_hours_people_gaps_and_who_is_away(client, village, planner):
    duty = make_duty(region=village, seats=3, title="Posko banjir")
    make_assignment(duty=duty, person=make_person("Ani", at=village), status="accepted")
    make_absence(person=make_person("Budi", at=village), region=village)
    make_duty(region=make_village("52.07.01.2002"), title="Desa tetangga")

    shown = words(page(client, "duties", week="2026-W18"))
    next_week = words(page(client, "duties", week="2026-W19"))

    assert "Sabtu, 2 Mei Posko banjir kurang 2 orang 09.00 \u2013 13.00 WITA" in shown
    assert "Balai desa, Desa Goa Ani Berhalangan: Budi" in shown
    assert "Minggu ini masih kurang 2 orang" in shown
    assert "Desa tetangga" not in shown
    assert "Belum ada tugas minggu ini" in next_week
    assert 'href="?week=2026-W17"' in page(client, "duties", week="2026-W18")


def test_the_week_is_narrowed_in_its_address(client, village, planner):
    full = make_duty(region=village, title="Penuh")
    make_assignment(duty=full, status="accepted")
    make_duty(region=village, title="Kosong", kind="watch")
    off = {"cancelled_at": timezone.now(), "cancelled_because": "Hujan lebat"}
    cancelled = make_duty(region=village, title="Batal", **off)

    def titles(**query):
        html = page(client, "duties", week="2026-W18", **query)
        return sorted(re.findall(r'/duties/\d+/">([^<]+)<', html))

    assert titles() == ["Batal", "Kosong", "Penuh"]
    assert titles(gaps="yes") == ["Kosong"]
    assert titles(kind="watch") == ["Kosong"]
    assert titles(q="penuh") == ["Penuh"]
    told = page(client, "duty", cancelled.pk)
    assert ("Hujan lebat" in told, "Tawarkan tugas" in told) == (True, False)


def test_a_night_shift_stands_under_both_days(client, village, planner):
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    make_duty(region=village, title="Piket", starts_at=start, hours=10)

    shown = words(page(client, "duties", week="2026-W18"))

    assert "Jumat, 1 Mei Piket kurang 1 orang 20.00 \u2013 2 Mei 06.00 WITA" in shown
    assert "Sabtu, 2 Mei Piket kurang 1 orang 1 Mei 20.00 \u2013 06.00 WITA (lanjutan)" in shown


def test_lists_and_pages_take_as_many_queries_for_three_rows_as_for_one(client, village, planner):
    kind = make_qualification_kind()
    mine = make_person("Saya", at=village, user=planner)

    def add():
        duty = make_duty(region=village, seats=9, needs=[kind])
        start = timezone.now() + timedelta(days=Duty.objects.count())
        ahead = make_duty(region=village, starts_at=start)
        for status in ("accepted", "offered"):
            make_assignment(duty=big, status=status)
        served = {"minutes": 60, "logged_at": timezone.now(), "status": "accepted"}
        make_assignment(duty=duty, **served)
        make_assignment(duty=duty, status="accepted")
        make_assignment(duty=ahead, person=mine, status="accepted")
        day = date(2026, 5, 1) + timedelta(days=9 * Duty.objects.count())
        make_absence(person=mine, region=village, since=day, until=day)
        make_appointment(region=village, person=make_person(at=village))
        make_appointment(region=village, person=mine, pillar=make_pillar())
        make_qualification(region=village, person=mine)
        make_report(appointment=make_appointment(region=village, person=mine, pillar=make_pillar()))

    big = make_duty(region=village, seats=99)
    addresses = {
        "/volunteers/duties/?week=2026-W18": 7,
        f"/volunteers/duties/{big.pk}/": 16,
        "/volunteers/duties/hours/?month=2026-05": 6,
        "/volunteers/me/": 14,
        f"{API}/duties/": 4,
        f"{API}/duties/{big.pk}/": 4,
        f"{API}/assignments/": 4,
        f"{API}/absences/": 4,
    }
    for added in (1, 2):
        for _ in range(added):
            add()
        counted = {}
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200, address
            counted[address] = len(queries)
        assert counted == addresses


# --- Planning ------------------------------------------------------------------------------------


def test_a_duty_is_planned_offered_and_filled_on_pages(client, village, planner):
    ani, budi = (make_person(name, at=village) for name in ("Ani", "Budi"))
    for person in (ani, budi):
        make_appointment(person=person, region=village)
    make_absence(person=budi, region=village)
    facts = {
        "region": village.code,
        "title": "Posko",
        "kind": "post",
        "place": "Balai desa",
        "on": "2026-05-02",
        "at": "08.00",
        "until_at": "12.00",
        "seats": 1,
    }

    planned = client.post(reverse("volunteers:plan_duty"), facts, follow=True)
    duty = Duty.objects.get()
    html = planned.content.decode()
    none = press(client, "offer_duty", duty.pk)
    offered = press(client, "offer_duty", duty.pk, persons=[ani.pk, budi.pk])
    accepted = press(client, "accept_duty", Assignment.objects.get().pk)

    assert duty.starts_at == datetime(2026, 5, 2, 0, tzinfo=UTC)
    assert html.index(f'value="{ani.pk}"') < html.index(f'value="{budi.pk}"')
    assert "berhalangan 1 Mei 2026 sampai 3 Mei 2026" in html
    assert (none.status_code, "Pilih paling sedikit satu orang." in none.content.decode()) == (
        422,
        True,
    )
    assert "1 orang ditawari." in words(offered.content.decode())
    assert "Tidak ditawari: Budi (berhalangan" in words(offered.content.decode())
    assert "Lengkap" in words(accepted.content.decode())


def test_where_a_duty_is_is_chosen_among_ones_own_regions(client, village):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    make_village("52.08.01.2001", name=village.name)

    own = page(client, "plan_duty")
    sought = page(client, "plan_duty", q=village.name)

    assert re.findall(r"\?region=([\d.]+)", own) == ["52.07"]
    assert re.findall(r"\?region=([\d.]+)", sought) == [village.code]
    refused = client.get(
        reverse("volunteers:plan_duty"), {"region": make_village("52.08.01.2001").pk}
    )
    assert refused.status_code == 403


def test_page_and_api_refuse_alike(client, village, planner):
    """The same wrong facts, the same words: by form and by program."""
    full = make_duty(region=village)
    make_assignment(duty=full, status="accepted")
    late = make_assignment(duty=full)
    moved = make_duty(region=village, starts_at=full.starts_at + timedelta(days=1))
    make_assignment(duty=moved, person=full.assignments.taken().get().person, status="accepted")
    backward = {
        "on": "2026-05-02",
        "at": "08:00",
        "until_on": "2026-05-01",
        "until_at": "10:00",
    }
    onto = {"on": "2026-05-02", "at": "09:30", "until_at": "10:00"}
    cases = [
        ("move_duty", moved.pk, f"/duties/{moved.pk}/move/", backward, 422),
        ("move_duty", moved.pk, f"/duties/{moved.pk}/move/", onto, 409),
        ("accept_duty", late.pk, f"/assignments/{late.pk}/accept/", {}, 409),
        ("offer_duty", full.pk, f"/duties/{full.pk}/offer/", {"persons": [late.person_id]}, 409),
    ]
    for name, pk, path, facts, status in cases:
        by_page = press(client, name, pk, **facts)
        by_api = send(client, path, facts)

        said = by_api.json()
        told = [fault["detail"] for fault in said.get("errors", [])] or [said["detail"]]
        assert (by_page.status_code, by_api.status_code) == (status, status), (name, said)
        for sentence in told:
            assert sentence in words(by_page.content.decode()).replace("&#x27;", "'"), (name, said)


# --- The API -------------------------------------------------------------------------------------


def test_a_duty_lives_by_api(client, village, planner):
    kind = make_qualification_kind()
    able, unable = (make_person(name, at=village) for name in ("Ani", "Budi"))
    make_qualification(person=able, kind=kind, region=village)
    facts = {
        "region": village.code,
        "kind": "watch",
        "title": "Piket",
        "place": "Posko",
        "on": "2026-05-02",
        "at": "20:00",
        "until_at": "06:00",
        "needs": [kind.pk],
    }

    made = send(client, "/duties/", facts)
    duty = made.json()
    path = f"/duties/{duty['id']}"
    changed = send(client, f"{path}/", {"seats": 2}, "patch").json()
    moved = send(client, f"{path}/move/", {"on": "2026-05-03", "at": "19:00", "until_at": "23:00"})
    offered = send(client, f"{path}/offer/", {"persons": [able.pk, unable.pk]}).json()
    repeated = send(client, f"{path}/repeat/", {"weeks": 2}).json()
    cancelled = send(client, f"/duties/{repeated['duties'][0]}/cancel/", {"because": "Libur"})

    assert made.status_code == 201
    assert (duty["starts_at"], duty["ends_at"], duty["zone"], duty["needs"]) == (
        "2026-05-02T12:00:00+00:00",
        "2026-05-02T22:00:00+00:00",
        "Asia/Makassar",
        [kind.pk],
    )
    assert (changed["seats"], changed["needs"], changed["version"]) == (2, [kind.pk], 2)
    assert moved.json()["starts_at"] == "2026-05-03T11:00:00+00:00"
    assert offered["refused"] == [
        {
            "person": unable.pk,
            "reasons": [
                {
                    "code": "not_qualified",
                    "detail": f"belum punya kualifikasi {kind.name}",
                }
            ],
        }
    ]
    assert len(repeated["duties"]) == 2
    assert cancelled.json()["cancelled_because"] == "Libur"


def test_an_assignment_lives_by_api(client, village, planner):
    past = make_duty(region=village, starts_at=timezone.now() - timedelta(days=1), seats=2)
    first, second = make_assignment(duty=past), make_assignment(duty=past)
    substitute = make_person("Citra", at=village)

    accepted = send(client, f"/assignments/{first.pk}/accept/")
    declined = send(client, f"/assignments/{second.pk}/decline/", {"reason": "Sakit"})
    taken_over = send(client, f"/assignments/{first.pk}/take-over/", {"person": substitute.pk})
    path = f"/assignments/{taken_over.json()['id']}"
    logged = send(client, f"{path}/log-hours/", {"minutes": 90})
    own = send(client, f"{path}/confirm-hours/")
    client.force_login(make_user(Role.VILLAGE_SECRETARY, village))
    confirmed = send(client, f"{path}/confirm-hours/")
    corrected = send(client, f"{path}/correct-hours/", {"minutes": 80})

    answers = [accepted, declined, taken_over, logged, own, confirmed, corrected]
    assert [one.status_code for one in answers] == [200, 200, 200, 200, 409, 200, 200]
    assert declined.json()["reason"] == "Sakit"
    assert taken_over.json()["takes_over"] == first.pk
    assert own.json()["code"] == "logged_by_oneself"
    assert confirmed.json()["confirmed_at"] is not None
    assert (corrected.json()["minutes"], corrected.json()["confirmed_at"]) == (80, None)


def test_lists_are_filtered(client, village, planner):
    start = datetime(2026, 5, 2, 1, tzinfo=UTC)
    may2 = make_duty(region=village, starts_at=start, kind="watch")
    may9 = make_duty(region=village, starts_at=start + timedelta(days=7), pillar=make_pillar())
    off = make_duty(region=village, cancelled_at=timezone.now(), cancelled_because="x")
    served = make_assignment(duty=may2, status="accepted", minutes=60, logged_at=timezone.now())
    open_offer = make_assignment(duty=may9)
    absence = make_absence(person=make_person(at=village), region=village)

    def keys(path, **query):
        answer = client.get(f"{API}/{path}/", query)
        assert answer.status_code == 200, answer.json()
        return {row["id"] for row in answer.json()["results"]}

    cases = [
        ("duties", {"starts_at__gte": "2026-05-09T09:00:00+08:00"}, {may9.pk}),
        ("duties", {"starts_at__lt": "2026-05-09T09:00:00+08:00"}, {may2.pk, off.pk}),
        ("duties", {"week": "2026-W19"}, {may9.pk}),
        ("duties", {"kind": "watch"}, {may2.pk}),
        ("duties", {"pillar": may9.pillar_id}, {may9.pk}),
        ("duties", {"gaps": "yes"}, {may9.pk}),
        ("duties", {"cancelled": "true"}, {off.pk}),
        ("duties", {"cancelled": "false"}, {may2.pk, may9.pk}),
        ("duties", {"region": "52.08"}, set()),
        ("assignments", {"duty": may2.pk}, {served.pk}),
        ("assignments", {"person": open_offer.person_id}, {open_offer.pk}),
        ("assignments", {"status": "offered"}, {open_offer.pk}),
        ("assignments", {"logged": "true"}, {served.pk}),
        ("assignments", {"confirmed": "true"}, set()),
        ("assignments", {"week": "2026-W18"}, {served.pk}),
        ("assignments", {"month": "2026-05"}, {served.pk, open_offer.pk}),
        ("assignments", {"month": "2026-06"}, set()),
        ("assignments", {"starts_at__gte": "2026-05-05T00:00:00Z"}, {open_offer.pk}),
        ("absences", {"on": "2026-05-03"}, {absence.pk}),
        ("absences", {"on": "2026-05-04"}, set()),
        ("absences", {"person": absence.person_id}, {absence.pk}),
    ]
    for path, query, wanted in cases:
        assert keys(path, **query) == wanted, (path, query)
    for path, query in [("duties", {"week": "2026-18"}), ("assignments", {"month": "5"})]:
        assert client.get(f"{API}/{path}/", query).status_code == 400


def test_a_months_hours_are_summed_and_what_waits_is_shown(client, village, planner):
    """23.00 of 30 April in Jereweh is April, though UTC and Jayapura say otherwise of its end."""
    ani = make_person("Ani", at=village)
    starts = [datetime(2026, 4, 30, 15, tzinfo=UTC), datetime(2026, 4, 30, 16, tzinfo=UTC)]
    for start, confirmed in zip(starts, (None, timezone.now()), strict=True):
        make_assignment(
            duty=make_duty(region=village, starts_at=start, title=f"Piket {start:%H}", hours=1),
            person=ani,
            status="accepted",
            minutes=90,
            logged_at=timezone.now(),
            confirmed_at=confirmed,
            confirmed_by=planner if confirmed else None,
        )

    april = words(page(client, "hours", month="2026-04"))
    may_ = words(page(client, "hours", month="2026-05"))

    assert "Menunggu disahkan Ani Piket 15, 30 April 2026 1 jam 30 menit" in april
    assert "Ani 1 jam 30 menit 0 jam menunggu disahkan" in april
    assert ("Menunggu disahkan" in may_, "Ani 1 jam 30 menit 1 jam 30 menit" in may_) == (
        False,
        True,
    )
    assert client.get(reverse("volunteers:hours"), {"month": "2026-13"}).status_code == 404


def test_a_candidate_is_sought_by_name_and_a_no_is_remembered(client, village, planner):
    duty = make_duty(region=village)
    for name in ("Ani Suryani", "Budi"):
        make_appointment(person=make_person(name, at=village), region=village)
    budi = make_appointment(person=make_person("Budiman", at=village), region=village).person
    make_assignment(duty=duty, person=budi, status="declined")

    sought = words(page(client, "duty", duty.pk, q="budi"))

    assert "Budi PSM Budiman PSM tadi menjawab tidak bisa" in sought
    assert "Ani Suryani" not in sought


# --- One's own -----------------------------------------------------------------------------------


@pytest.fixture
def volunteer(client, village):
    """Somebody without any role, signed in, who is a person of the village."""
    person = make_person("Rahmawati", at=village, village=village, user=make_user())
    client.force_login(person.user)
    return person


def test_ones_own_page_needs_no_role(client, village, volunteer):
    tomorrow = timezone.now() + timedelta(days=1)
    make_appointment(person=volunteer, region=village, number="NIA-7")
    offer = make_assignment(
        duty=make_duty(region=village, starts_at=tomorrow, title="Posko"), person=volunteer
    )
    other = make_assignment(duty=make_duty(region=village, title="Rahasia"))
    past = make_assignment(
        duty=make_duty(region=village, starts_at=timezone.now() - timedelta(days=1), hours=2),
        person=volunteer,
        status="accepted",
    )
    make_qualification(person=volunteer, region=village)
    report = make_report(appointment=volunteer.appointments.get())

    html = words(page(client, "own"))
    accepted = press(client, "accept_duty", offer.pk)
    hours = press(client, "log_hours", past.pk, hours=1, minutes=30)
    foreign = [
        client.post(reverse(f"volunteers:{name}", args=[other.pk])).status_code
        for name in ("accept_duty", "decline_duty", "log_hours", "confirm_hours", "take_over")
    ]
    duty = client.get(reverse("volunteers:duty", args=[other.duty_id]))
    confirm = client.post(reverse("volunteers:confirm_hours", args=[past.pk]))

    for part in ("Menunggu jawaban saya Posko", "Menunggu SK", "Tanpa honor", "NIA-7"):
        assert part in html
    assert report.get_status_display() in html
    assert "Rahasia" not in html
    assert "Tugas saya berikutnya Posko" in words(accepted.content.decode())
    assert "1 jam 30 menit 0 jam menunggu disahkan" in words(hours.content.decode())
    assert (foreign, duty.status_code, confirm.status_code) == ([404] * 5, 404, 403)


def test_ones_own_assignments_and_absences_by_api(client, village, volunteer):
    offer = make_assignment(
        duty=make_duty(region=village, starts_at=timezone.now() + timedelta(days=1)),
        person=volunteer,
    )
    make_assignment(duty=make_duty(region=village))

    listed = client.get(f"{API}/assignments/").json()["results"]
    declined = send(client, f"/assignments/{offer.pk}/decline/", {"reason": "Mudik"})
    blocked = send(
        client,
        "/absences/",
        {"person": volunteer.pk, "since": "2026-05-01", "until": "2026-05-03"},
    )
    twice = send(client, "/absences/", {"person": volunteer.pk, "since": "2026-05-03"})
    freed = client.delete(f"{API}/absences/{blocked.json()['id']}/")

    assert [row["id"] for row in listed] == [offer.pk]
    assert declined.json()["status"] == "declined"
    assert (blocked.status_code, blocked.json()["until"]) == (201, "2026-05-03")
    assert (twice.status_code, twice.json()["errors"][0]["detail"]) == (
        422,
        "Hari-hari itu sudah tercatat berhalangan.",
    )
    assert (freed.status_code, Absence.objects.count()) == (204, 0)


def test_absences_on_pages(client, village, volunteer):
    there = reverse("volunteers:block_dates", args=[volunteer.pk])
    future = (timezone.now() + timedelta(days=30)).date()

    backward = client.post(there, {"since": "2026-05-03", "until": "2026-05-01"})
    blocked = client.post(there, {"since": future.isoformat()}, follow=True)
    freed = press(client, "free_dates", Absence.objects.get().pk)

    assert (backward.status_code, "mendahului hari pertama" in backward.content.decode()) == (
        422,
        True,
    )
    assert blocked.redirect_chain[0][0] == reverse("volunteers:own")
    assert "Tidak ada hari berhalangan" in words(freed.content.decode())


def test_the_way_to_ones_own_page(client, village, volunteer, planner):
    client.force_login(volunteer.user)
    home = client.get("/").content.decode()
    client.force_login(planner)
    more = client.get("/more/").content.decode()
    unknown = page(client, "own")

    own = reverse("volunteers:own")
    assert (home.count(f'href="{own}"') >= 2, f'href="{own}"' in more) == (True, True)
    assert "Akun ini belum terhubung dengan data orang" in unknown
