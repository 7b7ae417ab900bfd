"""Lists as files: what is written how, what is noted, and what is too large for a request."""

from collections import Counter
from datetime import date, datetime

import pytest
import time_machine
from django.db.models import CharField, Value
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from audit.models import SensitiveLook
from common.dates import term
from jobs.models import Job
from jobs.services import work_on_due_jobs
from spreadsheets.exporting import lists
from spreadsheets.exporting.columns import Column, Kind, place_columns
from spreadsheets.exporting.lists import ListExport, register_list
from tests.factories.accounts import make_token, make_user
from tests.factories.regions import make_village
from tests.factories.wksbm import make_wksbm
from tests.spreadsheets.opened import content_of, lines_of, sheets_of, table_of
from wksbm.filters import WksbmFilter
from wksbm.models import Wksbm

pytestmark = pytest.mark.django_db

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+62812",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "http://contoh.id",
    "1e5",
    "007",
    'kutip " titik; koma\nbaris',
]


def text(value):
    return Value(value, output_field=CharField())


@pytest.fixture
def hostile_list():
    """A list whose data and headings would be run by a careless spreadsheet."""
    register_list(
        ListExport(
            key="hostile",
            title="[Uji]: coba/coba?",
            queryset=Wksbm.objects.visible_to,
            filterset_class=WksbmFilter,
            order=("pk",),
            columns=[
                Column("Nama", "name"),
                Column('=HYPERLINK("http://x")', "unit"),
                Column("@NIK", text("5207012308900001"), Kind.DIGITS, masked=True),
                Column("+HP", text("+6281234567890"), Kind.PHONE),
                Column("-Uang", Value(1_250_000), Kind.MONEY),
                Column("Hari", "founded_on", Kind.DATE),
                Column("Saat", "created_at", Kind.INSTANT),
            ],
        )
    )
    yield "hostile"
    del lists._lists["hostile"]  # noqa: SLF001


@pytest.fixture
def hostile_rows():
    village = make_village()
    with time_machine.travel(datetime(2026, 11, 28, 3, 15, tzinfo=timezone.get_default_timezone())):
        for name in HOSTILE:
            make_wksbm(region=village, name=name, founded_on=date(2025, 8, 5))
    Wksbm.objects.filter(name="007").update(founded_on=date(1890, 1, 1))


def test_excel_gets_text_as_text_and_days_as_days(client, hostile_list, hostile_rows):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07", name="Ibu Dinas"))

    answer = client.get(reverse("spreadsheets:export", args=["hostile"]), {"level": "village"})

    content = content_of(answer)
    headings, rows = table_of(content)
    book = sheets_of(content)
    sheet, instructions = book.worksheets
    midnight = datetime.fromisoformat("2025-08-05")  # as the reader gives a day
    assert headings == [
        "Nama",
        '=HYPERLINK("http://x")',
        "@NIK",
        "+HP",
        "-Uang",
        "Hari",
        "Saat (WIB)",
    ]
    assert [row[0].replace("_x000D_", "\r") for row in rows] == HOSTILE
    assert {row[2:5] for row in rows} == {("5207012308900001", "+6281234567890", 1_250_000)}
    assert Counter(row[5] for row in rows) == {midnight: 9, "1890-01-01": 1}
    assert rows[0][6].isoformat() == "2026-11-28T03:15:00"
    formats = [cell.number_format for cell in sheet[2][2:]]
    days = "[$-421]d mmmm yyyy"
    assert formats == ["@", "@", "#,##0", days, f"{days} hh:mm"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G11")
    assert (sheet.title, instructions.title) == ("Uji cobacoba", "Petunjuk")
    told = dict(instructions.iter_rows(values_only=True))
    assert told["Diunduh oleh"] == "Ibu Dinas"
    assert told["Jumlah baris"] == "10"
    assert told["Saringan: Tingkat"] == "Desa/kelurahan"
    assert told["Disamarkan"] == "@NIK"
    assert book.properties.creator == "WKSBM"
    assert book.properties.lastModifiedBy in {None, "WKSBM"}
    assert answer["Cache-Control"] == "private, no-store"
    assert "attachment" in answer["Content-Disposition"]


def test_csv_has_no_cell_that_a_spreadsheet_runs(client, hostile_list, hostile_rows):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))

    answer = client.get(reverse("spreadsheets:export", args=["hostile"]), {"form": "csv"})

    headings, *rows = lines_of(content_of(answer))
    guarded = [f"'{name}" if name[0] in "=+-@\t\r" else name for name in HOSTILE]
    assert headings == [
        "Nama",
        '\'=HYPERLINK("http://x")',
        "'@NIK",
        "'+HP",
        "'-Uang",
        "Hari",
        "Saat (WIB)",
    ]
    assert [row[0] for row in rows] == guarded
    assert rows[0][2:] == [
        "5207012308900001",
        "'+6281234567890",
        "1250000",
        "2025-08-05",
        "2026-11-28 03:15",
    ]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_what_is_written_is_the_same_in_english(client, hostile_rows):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    address = reverse("spreadsheets:export", args=["wksbm"])

    indonesian = content_of(client.get(address, {"form": "csv"}))
    client.cookies["language"] = "en"
    english = content_of(client.get(address, {"form": "csv"}))

    assert indonesian == english


def test_who_took_what_is_noted_without_what_was_searched(client, hostile_rows):
    make_wksbm(region=make_village("52.08.01.2001"), name="=lain")
    user = make_user(Role.AUDITOR, "52")
    client.force_login(user)
    address = reverse("spreadsheets:export", args=["wksbm"])

    client.get(address, {"form": "csv", "q": "=", "level": "village"})
    client.get(address, {"region": "11"})
    village = make_user(Role.VILLAGE_SECRETARY, "52.07.01.2001")
    _token, key = make_token(village)
    client.logout()
    client.get(reverse("v1:export", args=["wksbm"]), headers={"Authorization": f"Bearer {key}"})

    noted = SensitiveLook.objects.order_by("pk").values_list(
        "user", "region", "kind", "record_model", "record_key", "count", "detail", "purpose"
    )
    found = "Daftar WKSBM (csv); Cari: (tidak dicatat); Tingkat: Desa/kelurahan"
    assert list(noted) == [
        (user.pk, "52", "export", "regions.region", "52", 4, found, "task"),
        (
            village.pk,
            "52.07.01.2001",
            "export",
            "regions.region",
            "52.07.01.2001",
            10,
            "Daftar WKSBM (xlsx)",
            "program",
        ),
    ]


def test_an_export_of_the_nation_is_noted_in_its_provinces(client, hostile_rows):
    make_wksbm(region=make_village("11.01.01.2001"))
    client.force_login(make_user(Role.AUDITOR, is_superuser=False))

    client.get(reverse("spreadsheets:export", args=["wksbm"]))

    noted = SensitiveLook.objects.values_list("region", "count")
    assert sorted(noted) == [("11", 1), ("52", 10)]


def test_looks_show_what_was_taken(client, hostile_rows):
    user = make_user(Role.AUDITOR, "52")
    client.force_login(user)
    client.get(reverse("spreadsheets:export", args=["wksbm"]))

    page = client.get(reverse("audit:looks")).content.decode()

    assert "Daftar yang diunduh" in page
    assert "Daftar WKSBM (xlsx)" in page
    assert "10 baris" in page


@pytest.fixture
def many():
    village = make_village()
    Wksbm.objects.bulk_create(
        Wksbm(region=village, name=f"Peduli Rahasia {number}") for number in range(5001)
    )


def test_above_five_thousand_rows_a_job_makes_the_file(client, many):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    client.force_login(user)
    address = reverse("spreadsheets:export", args=["wksbm"]) + "?q=Peduli+Rahasia&form=csv"

    offered = client.get(address).content.decode()
    before = Job.objects.count()
    first = client.post(address)
    again = client.post(address)
    program = client.get(
        reverse("v1:export", args=["wksbm"]), {"q": "Peduli Rahasia", "form": "csv"}
    )
    [job] = Job.objects.all()
    arguments = str(job.arguments)
    work_on_due_jobs()

    job.refresh_from_db()
    assert "5.001" in offered
    assert before == 0
    assert first["Location"] == again["Location"] == job.get_absolute_url()
    assert (program.status_code, program["Location"]) == (202, f"/api/v1/jobs/{job.pk}/")
    assert "Rahasia" not in arguments
    assert (job.status, job.fault, job.done, job.total) == ("done", "", 5001, 5001)
    assert job.result_name == f"Daftar WKSBM {timezone.localdate()}.csv"
    assert len(lines_of(job.result.read())) == 5002
    assert SensitiveLook.objects.values_list("region", "count").get() == ("52.07", 5001)


def test_a_job_gives_what_its_user_may_see_when_it_runs(client, many):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    client.force_login(user)
    client.post(reverse("spreadsheets:export", args=["wksbm"]))
    user.grants.update(period=term(date(2020, 1, 1), date(2020, 12, 31)))

    work_on_due_jobs()

    job = Job.objects.get()
    headings, rows = table_of(job.result.read())
    assert (job.status, rows) == ("done", [])
    assert headings[:2] == ["Kode wilayah", "Kabupaten/Kota"]


def test_a_page_offers_its_list_with_its_filters(client, hostile_rows):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))

    page = client.get(
        reverse("wksbm:overview"), {"q": "cmd & co", "after": "9999"}
    ).content.decode()
    found = client.get(reverse("wksbm:overview"), {"q": "cmd"}).content.decode()

    assert "Unduh Excel" not in page  # nothing was found
    assert 'href="/spreadsheets/export/wksbm/?q=cmd&amp;form=csv"' in found


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(client, rows, django_assert_num_queries):
    village = make_village()
    for _row in range(rows):
        make_wksbm(region=village)
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    address = reverse("v1:export", args=["wksbm"])
    content_of(client.get(address, {"form": "csv"}))

    with django_assert_num_queries(9):
        content_of(client.get(address, {"form": "csv"}))


def test_places_are_named_down_from_the_regency():
    village = make_village()
    code, *names = place_columns()

    said = [column.said([village.code, "52.07", "52.08.99.2009"]) for column in names]

    assert code.kind is Kind.DIGITS
    assert said[0][1] == said[0][0]
    assert said[1][1:] == [None, None]
    assert [names[0] for names in said] == [
        village.parent.parent.full_name,
        village.parent.full_name,
        village.full_name,
    ]
