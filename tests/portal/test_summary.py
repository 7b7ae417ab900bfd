"""PKK's summary, who falls silent, and the monthly report: figures, scope, papers, programs."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.access import Role
from common.dates import today
from meetings.models import Attendance, MonthlyReport
from meetings.summaries import months_since, silent_for, with_record
from papers.models import Paper
from regions.shaping import load_shapes
from tests.factories.accounts import make_grant, make_user
from tests.factories.follow_ups import make_follow_up
from tests.factories.meetings import make_held_meeting, make_meeting
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.shapes import board, geojson
from tests.factories.wksbm import make_seat, make_wksbm
from wksbm.models import Wksbm

pytestmark = pytest.mark.django_db

REGENCY = "52.07"
HERE, NEAR, FAR = "52.07.02.2014", "52.07.01.2001", "51.08.01.2001"
NOW = "2026-11-21T08:00:00+00:00"


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to(NOW)


def met(body, days=7, **facts):
    return make_held_meeting(
        body, on=today() - timedelta(days=days), logged_by=make_user(), **facts
    )


def make_bodies(*codes):
    return [make_wksbm(region=make_village(code)) for code in codes]


def opened(client, path, role=Role.PKK_LEADER, region=REGENCY, **query):
    client.force_login(make_user(role, region))
    response = client.get(path, query)
    assert response.status_code == 200
    return response.context


# --- The summary ---------------------------------------------------------------------------------


def test_the_longest_without_a_meeting_come_first(client):
    never, long_ago, lately = make_bodies("52.07.02.2014", "52.07.02.2015", "52.07.02.2016")
    met(long_ago, 200)
    met(lately, 1)
    make_village("52.07.02.1004")

    rows = opened(client, "/")["rows"]

    assert [row.code for row in rows] == [never.region_id, long_ago.region_id, lately.region_id]


def test_an_earlier_month_is_shown_as_it_was(client):
    [body] = make_bodies(HERE)
    met(body, 35)  # 17 October

    found = [
        opened(client, "/", month=month)["total"].by_state["met"]
        for month in ("2026-09", "2026-10", "2026-11")
    ]

    assert found == [0, 1, 0]


def test_only_what_the_body_itself_held_counts(client):
    """A musdes is held by the village, not by its WKSBM."""
    [body] = make_bodies(HERE)
    make_held_meeting(body.region, on=today(), logged_by=make_user())

    assert opened(client, "/")["total"].by_state["silent"] == 1


def test_months_states_and_regions_that_are_none_are_not_found(client):
    make_village(HERE)
    make_village(FAR)
    client.force_login(make_user(Role.PKK_LEADER, REGENCY))
    asked = [
        "month=2026-13",
        "month=nanti",
        "month=2099-01",
        "state=lupa",
        "region=51.08",
        "region=52",
        "region=52.07.99",
        "region=x",
    ]

    for page in ("", "monthly/"):
        found = [client.get(f"/summary/{page}?{one}").status_code for one in asked]
        assert found == [404, 404, 404, 404 if not page else 200, 404, 404, 404, 404]
    assert client.get("/summary/silence/?months=4").status_code == 404
    assert client.get("/summary/silence/?region=51.08").status_code == 404


def test_these_pages_are_for_those_who_oversee(client):
    make_village(HERE)
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, HERE))

    found = [client.get(f"/summary/{page}").status_code for page in ("", "silence/", "monthly/")]
    written = client.post("/summary/monthly/", {"note": "x"}).status_code

    assert [*found, written] == [403] * 4
    assert client.get("/api/v1/summaries/monthly/").status_code == 403
    assert client.get("/api/v1/summaries/silence/").json()["results"] == []


def test_whoever_acts_in_a_village_oversees_where_that_role_reaches(client):
    make_bodies(HERE, FAR)
    user = make_user(Role.VILLAGE_COORDINATOR, FAR)
    make_grant(user, Role.TKSK, "52.07.02")
    client.force_login(user)

    scope = client.get("/summary/monthly/").context["scope"]

    assert (scope.code, scope.own) == ("52.07.02", "52.07.02")


def test_one_region_of_ones_own_is_looked_at_alone(client):
    make_bodies(HERE, NEAR)

    whole = opened(client, "/summary/")
    part = opened(client, "/summary/", region="52.07.02")

    assert [code for code, _name in whole["scope"].choices] == ["52.07.01", "52.07.02"]
    assert [row.code for row in part["rows"]] == [HERE]
    assert whole["total"].villages == 2
    assert part["total"].villages == 1


def test_the_nation_is_summed_up_by_province_and_has_no_paper(client):
    make_bodies(HERE, FAR)

    context = opened(client, "/summary/", region=None)
    client.force_login(make_user(Role.PKK_LEADER, None))

    assert [(row.code, row.tally.with_body) for row in context["groups"]] == [("51", 1), ("52", 1)]
    assert context["print_url"] == ""
    assert client.post("/summary/print/").status_code == 404
    odd = [client.get("/summary/", {"region": code}).status_code for code in ("\0", "5", "9" * 40)]
    assert odd == [404] * 3


def test_the_silent_are_greeted_through_the_chair_or_else_the_secretary(client):
    first, second, third = make_bodies(HERE, NEAR, "52.07.01.2002")
    chair = make_person("Ketua", at=first.region, phone="+628111111111")
    secretary = make_person("Sekretaris", at=second.region, phone="+628222222222")
    make_seat(
        wksbm=first, holder=make_person("S", at=first.region, phone="+62833"), post="secretary"
    )
    make_seat(wksbm=first, holder=chair)
    make_seat(wksbm=second, holder=secretary, post="secretary")
    make_seat(wksbm=third, holder=make_person("Tanpa nomor", at=third.region))

    villages = {row.code: row.greet_url for row in opened(client, "/")["rows"]}
    bodies = {row.key: row.greet_url for row in opened(client, "/summary/silence/")["rows"]}

    assert villages[HERE].startswith("https://wa.me/628111111111?text=Yth.")
    assert villages[NEAR].startswith("https://wa.me/628222222222?")
    assert villages[third.region_id] == ""
    assert [url.partition("?")[0] for url in bodies.values()] == [
        "https://wa.me/628222222222",
        "",
        "https://wa.me/628111111111",
    ]


# --- The map -------------------------------------------------------------------------------------


def test_the_map_stands_where_shapes_are_loaded_and_the_table_always(client, tmp_path):
    _silent, active, _unmapped = make_bodies(HERE, NEAR, "52.07.01.2003")
    met(active)
    without = opened(client, "/summary/")
    load_shapes(geojson(tmp_path, board([HERE, NEAR])), source="BIG <2026>", licence="CC BY")

    client.force_login(make_user(Role.PKK_LEADER, REGENCY))
    response = client.get("/summary/")

    found = response.context["map"]
    assert without["map"] is None
    assert [(area.code, area.mark) for area in found.areas] == [(NEAR, "met"), (HERE, "silent")]
    assert (found.missing, found.credit) == (1, "BIG <2026> (CC BY)")
    page = response.content.decode()
    assert page.count("<path class=") == 2
    assert "BIG &lt;2026&gt; (CC BY)" in page
    assert len(response.context["rows"]) == 3


def test_above_a_regency_the_map_shows_the_part_that_met(client, tmp_path):
    _silent, active = make_bodies(HERE, NEAR)
    met(active)
    load_shapes(geojson(tmp_path, board([REGENCY])), source="Contoh", licence="CC0")

    found = opened(client, "/summary/", region="52")["map"]

    assert [(area.code, area.mark) for area in found.areas] == [(REGENCY, "share-2")]
    assert "svg" in found.as_svg()


# --- Who falls silent ----------------------------------------------------------------------------


def test_months_without_a_meeting_are_whole_ones():
    cases = [
        (date(2026, 11, 21), date(2026, 11, 21), 0),
        (date(2026, 10, 22), date(2026, 11, 21), 0),
        (date(2026, 10, 21), date(2026, 11, 21), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 2, 28), date(2026, 3, 31), 1),
        (date(2024, 11, 21), date(2026, 11, 21), 24),
    ]
    [body] = make_bodies(HERE)
    for last, on, months in cases:
        meeting = make_held_meeting(body, on=last, logged_by=make_user())
        record = with_record(
            Wksbm.objects.all(), first=date(2026, 1, 1), last=on, now=meeting.logged_at
        )

        assert months_since(last, on) == months, (last, on)
        assert record.filter(silent_for(months, on)).exists(), (last, on)
        assert not record.filter(silent_for(months + 1, on)).exists(), (last, on)
        meeting.delete()


def test_each_body_shows_what_it_did_and_what_would_help(client):
    unlogged, planned, never, active = make_bodies(HERE, "52.07.02.2015", NEAR, "52.07.01.2002")
    met(unlogged, 120)
    make_meeting(unlogged, on=today() - timedelta(days=30))
    into = met(planned, 200)
    make_meeting(planned, status="cancelled", cancelled_because="hujan", on=today())
    make_meeting(
        planned, status="cancelled", cancelled_because="digabung", on=today(), merged_into=into
    )
    make_meeting(planned, on=today() + timedelta(days=14))
    met(active)
    met(active, 40)
    make_wksbm(region=never.region, dissolved_on=date(2026, 1, 1))

    context = opened(client, "/summary/silence/", Role.DISTRICT_OFFICER)
    everybody = opened(client, "/summary/silence/", months="")

    found = [(row.key, row.held, row.dropped, row.unlogged, row.months) for row in context["rows"]]
    assert found == [
        (never.pk, 0, 0, 0, None),
        (unlogged.pk, 1, 0, 1, 3),
        (planned.pk, 1, 1, 0, 6),
    ]
    assert [row.hint.partition(" ")[0] for row in context["rows"]] == [
        "Tidak",
        "Bantu",
        "Dijadwalkan",
    ]
    assert (active.pk, 2, 0) in [(row.key, row.held, row.months) for row in everybody["rows"]]


@pytest.mark.parametrize(
    ("path", "queries"), [("/summary/", 12), ("/summary/silence/", 9), ("/summary/monthly/", 16)]
)
def test_the_pages_ask_the_same_of_few_and_of_many(
    client, django_assert_num_queries, path, queries
):
    client.force_login(make_user(Role.DISTRICT_OFFICER, REGENCY))
    for codes in ([HERE], ["52.07.02.2015", NEAR]):
        for body in make_bodies(*codes):
            met(body, 100)
            make_seat(wksbm=body)
        client.get(path)

        with django_assert_num_queries(queries):
            client.get(path)


# --- The monthly report --------------------------------------------------------------------------


def make_month():
    """Return the bodies of two kecamatan: five meetings of two bodies, in two months."""
    active, other, silent = make_bodies(HERE, NEAR, "52.07.01.2002")
    first = met(active, 7, guests=3, guest_women=2)
    for sex in ("female", "female", "male", ""):
        person = make_person("Hadir", at=active.region, sex=sex)
        Attendance.objects.create(meeting=first, person=person, present=True)
    Attendance.objects.create(meeting=first, name="Tamu", sex="male", present=True)
    Attendance.objects.create(meeting=first, name="Tidak datang", present=False)
    met(active, 14)
    met(active, 35)
    met(other, 35)
    make_meeting(other, on=today() - timedelta(days=2))
    make_meeting(silent, status="cancelled", cancelled_because="hujan", on=today())
    return active, other, silent


def test_the_month_is_told_beside_the_one_before(client):
    make_month()

    report = opened(client, "/summary/monthly/", Role.DISTRICT_APPROVER)["report"]

    now, before = report.figures, report.before
    assert (now.held, now.bodies) == (2, 1)
    assert (now.women, now.men, now.unstated, now.came) == (4, 3, 1, 8)
    assert (before.held, before.bodies, before.came) == (2, 2, 0)
    assert report.work == (2, 1, 1)
    assert [(line.group.code, line.work) for line in report.lines] == [
        ("52.07.01", (0, 1, 1)),
        ("52.07.02", (2, 0, 0)),
    ]
    assert [str(one.month) for one in report.trend[::11]] == ["2025-12", "2026-11"]
    assert report.silent_count == 1


def test_a_task_is_late_once_its_day_is_over_and_nobody_did_it(client):
    [body] = make_bodies(HERE)
    meeting = met(body)
    make_follow_up(meeting, due_on=today() - timedelta(days=1))
    make_follow_up(meeting, due_on=today() + timedelta(days=2))  # within the month
    made = {"due_on": today() - timedelta(days=1), "status": "done", "evidence": "x"}
    make_follow_up(meeting, done_on=today(), done_by=make_user(), **made)

    report = opened(client, "/summary/monthly/")["report"]

    assert report.follow_ups == {"open": 3, "overdue": 1, "done": 1}


def test_the_office_keeps_its_note_on_the_month(client):
    make_village(HERE)
    client.force_login(make_user(Role.DISTRICT_OFFICER, REGENCY))
    path = "/summary/monthly/?month=2026-10"

    first = client.post(path, {"note": "Hujan terus.", "version": ""})
    report = MonthlyReport.objects.get()
    stale = client.post(path, {"note": "Lain.", "version": report.version - 1})
    page = client.get(path)

    assert first.status_code == 302
    assert first.url == path
    assert stale.status_code == 412
    assert (report.region_id, report.month) == (REGENCY, date(2026, 10, 1))
    assert "Hujan terus." in page.content.decode()
    client.force_login(make_user(Role.PKK_LEADER, REGENCY))
    assert client.post(path, {"note": "Bukan saya."}).status_code == 403
    assert client.get(path).context["note"] == "Hujan terus."


def test_the_papers_are_two_sheets_frozen_and_without_anybody(client, tmp_path):
    active, _other, silent = make_month()
    make_seat(
        wksbm=silent, holder=make_person("Nurhayati Rahasia", at=silent.region, phone="+62811")
    )
    load_shapes(geojson(tmp_path, board([HERE, NEAR])), source="BIG", licence="CC BY")
    MonthlyReport.objects.create(region_id=REGENCY, month=date(2026, 11, 1), note="Hujan terus.")
    leader = make_user(Role.PKK_LEADER, REGENCY, name="Ibu Ketua")
    client.force_login(leader)

    texts = []
    for name in ("print_summary", "print_monthly"):
        path = f"{reverse(name)}?month=2026-11"
        answers = [client.post(path, follow=True) for _twice in range(2)]
        files = [b"".join(answer.streaming_content) for answer in answers]
        assert files[0] == files[1]
        pdf = PdfReader(io.BytesIO(files[0]))
        assert len(pdf.pages) == 2
        texts.append(" ".join(" ".join(page.extract_text() for page in pdf.pages).split()))
    met(active, 1)
    client.post(f"{reverse('print_monthly')}?month=2026-11")

    network, monthly = texts
    assert "Ibu Ketua" in network
    assert "Kepala Dinas Sosial" in monthly
    assert "Hujan terus." in monthly
    assert "Hujan terus." not in network
    for text in texts:
        assert "BIG (CC BY)" in text
        assert "Nurhayati" not in text
        assert "62811" not in text
    kinds = Paper.objects.order_by("pk").values_list("kind", "edition")
    assert list(kinds) == [
        ("portal.network_summary", 1),
        ("portal.monthly_report", 1),
        ("portal.monthly_report", 2),
    ]


def test_a_paper_is_of_ones_own_region(client):
    make_village(HERE)
    make_village(FAR)
    client.force_login(make_user(Role.PKK_LEADER, REGENCY))

    assert client.post(f"{reverse('print_summary')}?region=51.08").status_code == 404
    assert client.get(reverse("print_summary")).status_code == 405
    assert not MonthlyReport.objects.exists()


def test_the_lists_leave_as_excel_with_the_filters_of_the_page(client):
    _active, other, silent = make_month()
    client.force_login(make_user(Role.PKK_LEADER, REGENCY))

    def rows(key, **query):
        answer = client.get(reverse("spreadsheets:export", args=[key]), query)
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
        headings, *found = sheet.iter_rows(values_only=True)
        return [dict(zip(headings, row, strict=True)) for row in found]

    never = rows("silence", months="3", region="52.07")
    month = rows("monthly", month="2026-11", region="52.07.02")
    before = rows("monthly", month="2026-10", region="52.07.01")

    assert [row["Nama WKSBM"] for row in never] == [silent.name]
    assert [
        (row["Pertemuan terlaksana"], row["Yang hadir"], row["Di antaranya perempuan"])
        for row in month
    ] == [(2, 5, 2)]
    assert [(row["Nama WKSBM"], row["Pertemuan terlaksana"]) for row in before] == [
        (other.name, 1),
        (silent.name, 0),
    ]


# --- For programs --------------------------------------------------------------------------------


def test_programs_read_the_same_figures(client):
    active, other, silent = make_month()
    client.force_login(make_user(Role.DISTRICT_OFFICER, REGENCY))

    quiet = client.get("/api/v1/summaries/silence/", {"months": 1}).json()["results"]
    paged = client.get("/api/v1/summaries/silence/", {"limit": 2}).json()
    following = client.get(paged["next"]).json()["results"]
    month = client.get("/api/v1/summaries/monthly/", {"month": "2026-11"}).json()
    part = client.get("/api/v1/summaries/monthly/", {"region": "52.07.02"}).json()

    assert [(row["id"], row["unlogged"], row["months"]) for row in quiet] == [
        (other.pk, 1, 1),
        (silent.pk, 0, None),
    ]
    assert [row["id"] for row in paged["results"] + following] == [other.pk, silent.pk, active.pk]
    assert month["meetings"] == {"held": 2, "dropped": 1, "unlogged": 1}
    assert month["silent_bodies"] == 1
    assert month["months"][-1] == {
        "month": "2026-11",
        "held": 2,
        "bodies": 1,
        "came": 8,
        "women": 4,
        "men": 3,
    }
    assert [group["villages"]["met"] for group in month["groups"]] == [0, 1]
    assert (part["region"], part["villages"]["villages"]) == ("52.07.02", 1)
    refused = [
        client.get("/api/v1/summaries/monthly/", query).status_code
        for query in ({"surprise": 1}, {"month": "x"}, {"region": "51.08"}, {"month": "2026-12"})
    ]
    assert refused == [400, 400, 404, 400]
