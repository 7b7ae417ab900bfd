"""Who is paid what for how much service: the figures, who sees them, and where they go."""

import io
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.access import Role
from common.dates import term
from meetings.models import Attendance
from people.models import Person
from stipends.services.fairness import Sort, fairness_of
from stipends.services.institutions import institutions_of
from tests.factories.accounts import make_user
from tests.factories.meetings import make_held_meeting, mark
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_duty,
    make_office_holder,
    make_organisation,
    make_pillar,
    make_report,
)
from tests.spreadsheets.opened import content_of, sheets_of, table_of
from tests.stipends.money import (
    a_line,
    make_recorded,
    make_run,
    make_scheme,
    released,
    step,
)
from volunteers.models import ActivityReport, Appointment, OfficeHolder, Pillar

pytestmark = pytest.mark.django_db

YEAR = 2026
BY_MISTAKE = {"ended_kind": "mistake", "ended_because": "Salah orang"}


def year_of(code="52.07"):
    return fairness_of(Appointment.objects.all(), code, YEAR)


def pay(run):
    for line in run.lines.all():
        step(line, "transferred")


def serve(person, *, minutes=240, at=datetime(2026, 5, 2, 1, 0, tzinfo=UTC), confirmed=True):
    duty = make_duty(region=person.presences.first().region, starts_at=at)
    who = make_user()
    facts = {"confirmed_by": make_user(), "confirmed_at": timezone.now()} if confirmed else {}
    return make_assignment(
        duty=duty,
        person=person,
        status="accepted",
        minutes=minutes,
        logged_by=who,
        logged_at=timezone.now(),
        **facts,
    )


def sign_report(appointment):
    report = make_report(appointment=appointment)
    ActivityReport.objects.filter(pk=report.pk).update(
        status="signed", signed_on=date(2026, 6, 1), signed_by="Kades", scan="scans/a.pdf"
    )


def a_year():
    """Two of PSM are paid (one of them twice as much), one serves unpaid, one neither."""
    village = make_village()
    run = released(make_run(people=2, at=village))
    pay(run)
    ours, idle = [line.person for line in run.lines.order_by("number")]
    busy = make_appointment(region=village).person
    make_appointment(region=village)
    make_recorded(ours, scheme=make_scheme(is_recorded=True), amount=300_000)
    serve(ours)
    serve(busy, minutes=300)
    mark(make_held_meeting(logged_by=make_user(), on=date(2026, 3, 4)), ours, busy)
    sign_report(ours.appointments.get())
    return run, ours, idle, busy


def test_money_and_service_stand_side_by_side():
    a_year()

    found = year_of()

    [psm] = found.pillars
    assert (psm.posts, psm.paid, psm.unpaid_serving) == (4, 2, 1)
    assert (psm.amount, psm.by_others) == (700_000, 300_000)
    assert (psm.least, psm.median, psm.most) == (200_000, 200_000, 500_000)
    assert (psm.attended, psm.duties, psm.minutes, psm.reports) == (2, 2, 540, 1)
    assert [group.posts for group in found.villages] == [4]
    assert [group.amount for group in found.districts] == [700_000]
    assert found.total.amount == 700_000


def test_what_stands_out_is_told_with_its_reason():
    _run, ours, idle, busy = a_year()

    found = year_of()

    told = [(one.sort, one.person_id) for one in found.outliers]
    assert told == [(Sort.UNPAID_BUSY, busy.pk), (Sort.PAID_IDLE, idle.pk), (Sort.HIGH, ours.pk)]
    assert found.counts == {
        Sort.UNPAID_BUSY: 1,
        Sort.PAID_IDLE: 1,
        Sort.HIGH: 1,
        Sort.LOW: 0,
    }


def test_only_what_arrived_and_what_was_confirmed_counts():
    village = make_village()
    paid = a_line(state="paid", at=village)
    step(paid, "returned", because="Rekening tutup")
    a_line(state="released", at=village)
    person = make_appointment(region=village).person
    serve(person, confirmed=False)
    serve(person, at=datetime(2025, 12, 31, 12, 0, tzinfo=UTC), minutes=60)  # 20.00 WITA
    serve(person, at=datetime(2025, 12, 31, 16, 30, tzinfo=UTC), minutes=30)  # 00.30 WITA, 2026
    meeting = make_held_meeting(logged_by=make_user(), on=date(2026, 3, 4))
    Attendance.objects.create(meeting=meeting, person=person, present=False)
    withdrawn = make_recorded(person, scheme=make_scheme(is_recorded=True), amount=300_000)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=make_user(), withdrawn_because="Salah orang"
    )
    make_appointment(region=village, until=date(2026, 3, 1), **BY_MISTAKE)

    total = year_of().total

    assert (total.posts, total.paid, total.amount) == (3, 0, 0)
    assert (total.attended, total.duties, total.minutes) == (0, 1, 30)
    assert total.median is None


def test_whoever_was_merged_is_one_with_the_survivor():
    line = a_line(state="paid", at=make_village())
    survivor = make_appointment(region=line.region, pillar=line.run.scheme.pillar).person
    gone = line.person
    gone.appointments.update(term=term(date(2026, 1, 1), date(2026, 3, 1)), **BY_MISTAKE)
    gone.merged_into = survivor
    gone.save()

    total = year_of().total

    assert (total.posts, total.paid, total.amount) == (1, 1, 200_000)


def test_one_post_a_person_and_pillar_where_they_served_last():
    before, after = make_village(), make_village("52.07.02.2010")
    person = make_person("Siti Aminah", at=before)
    first = make_appointment(
        person=person, region=before, until=date(2026, 5, 31), ended_kind="renewed"
    )
    make_appointment(person=person, region=after, since=date(2026, 6, 1), pillar=first.pillar)
    make_appointment(person=person, region=before, pillar=make_pillar("tagana"))

    found = year_of()

    assert {(group.key, group.posts) for group in found.villages} == {
        (before.pk, 1),
        (after.pk, 1),
    }
    assert found.total.posts == 2


def test_institutions_are_told_beside_them():
    village = make_village()
    lk3 = make_pillar("lk3", holder=Pillar.Holder.INSTITUTION)
    leader = make_office_holder(organisation=make_organisation(region=village, pillar=lk3))
    mark(make_held_meeting(logged_by=make_user(), on=date(2026, 3, 4)), leader.person)

    found = institutions_of(OfficeHolder.objects.all(), "52.07", YEAR)

    assert [tuple(one) for one in found] == [("LK3", 1, 1, 1)]


def test_page_api_file_and_paper_say_the_same(client):
    _run, ours, *_others = a_year()
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    query = f"?region=52.07&year={YEAR}"

    page = client.get(reverse("stipends:fairness") + query)
    told = client.get(reverse("v1:stipend-fairness") + query)
    file = client.get(
        reverse("spreadsheets:export", args=["stipend-fairness"]) + query + "&form=csv"
    )
    printed = client.post(reverse("stipends:print_fairness") + query)

    said = " ".join(page.content.decode().split())
    assert "Rp700.000" in said
    assert "terendah Rp200.000, tertinggi Rp500.000" in said
    assert "aria-hidden" in said
    assert told.json()["total"]["amount"] == 700_000
    assert told.json()["counts"]["unpaid_busy"] == 1
    rows = b"".join(file.streaming_content).decode() if file.streaming else file.content.decode()
    assert ours.name in rows
    assert "500000" in rows
    assert printed.status_code == 302
    assert client.get(printed["Location"]).status_code == 200


def test_only_who_reads_honoraria_looks_and_only_at_home(client):
    a_year()
    cases = [
        (make_user(Role.DISTRICT_OFFICER, "52.07"), "", 200),
        (make_user(Role.AUDITOR, "52.07"), "52.07.02", 200),
        (make_user(Role.AUDITOR, "52"), "", 200),  # chooses a regency first
        (make_user(Role.VILLAGE_COORDINATOR, "52.07.02.2014"), "", 403),
        (make_user(Role.PKK_LEADER, "52.07"), "52.07", 403),
    ]
    make_region("19.06")

    for user, code, status in cases:
        client.force_login(user)
        page = client.get(reverse("stipends:fairness"), {"region": code})
        assert page.status_code == status, (user, code)
        if status == 403:
            assert client.get(reverse("v1:stipend-fairness")).status_code == 403

    client.force_login(cases[0][0])
    for query in ({"region": "19.06"}, {"year": "x"}, {"region": "52"}, {"region": "52.07.99"}):
        for name in ("stipends:fairness", "v1:stipend-fairness"):
            assert client.get(reverse(name), query).status_code == 404, (name, query)
        printed = client.post(f"{reverse('stipends:print_fairness')}?{urlencode(query)}")
        assert printed.status_code == 404, query
    assert client.get(reverse("v1:stipend-fairness"), {"colour": "x"}).status_code == 400


def test_the_workbook_holds_numbers_as_numbers_and_names_as_text(client):
    """As two programs of others open it; one name begins as a formula does."""
    run, ours, idle, busy = a_year()
    formula = '=HYPERLINK("http://a";"b")'
    Person.objects.filter(pk=busy.pk).update(name=formula)
    fourth = Appointment.objects.exclude(person__in=[ours, idle, busy]).get()
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    addresses = (
        f"stipend-fairness/?region=52.07&year={YEAR}&form=xlsx",
        f"stipend-lines/?run={run.pk}&form=xlsx",
    )

    fair, of_run = (content_of(client.get(f"/spreadsheets/export/{one}")) for one in addresses)

    headings, rows = table_of(fair)  # which fails where a cell is a formula
    place = ("52.07.01.2001", "Kabupaten Sumbawa Barat", "Kec. Jereweh", "Desa Goa", "PSM")
    assert headings[4:10] == [
        "Pilar",
        "Nama",
        "Honor menurut SK",
        "Diterima dari proses di sini (Rp)",
        "Diterima dari pihak lain (Rp)",
        "Jumlah (Rp)",
    ]
    assert {row[:5] for row in rows} == {place}
    assert {(row[5], *row[7:]) for row in rows} == {
        (ours.name, 200_000, 300_000, 500_000, 1, 1, 4, 1),
        (formula, 0, 0, 0, 1, 1, 5, 0),
        (idle.name, 200_000, 0, 200_000, 0, 0, 0, 0),
        (fourth.person.name, 0, 0, 0, 0, 0, 0, 0),
    }
    assert {type(value) for row in rows for value in row[7:]} == {int}
    book = sheets_of(fair)
    sheet = book.worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:N5")
    assert [cell.number_format for cell in sheet[2][7:]] == ["#,##0"] * 3 + ["0"] * 4
    notes = dict(book["Petunjuk"].iter_rows(values_only=True))
    assert (notes["Saringan: Wilayah"], notes["Saringan: Tahun"]) == ("52.07", str(YEAR))
    again, *lines = (
        CalamineWorkbook.from_filelike(io.BytesIO(fair)).get_sheet_by_index(0).to_python()
    )
    assert again == headings
    assert {line[5] for line in lines} == {ours.name, idle.name, formula, fourth.person.name}
    assert sum(line[9] for line in lines) == 700_000
    names, [first, *_others] = table_of(of_run)
    line = dict(zip(names, first, strict=True))
    days = [line[name].date() for name in ("Dari", "Sampai")]  # a datetime: no text
    assert days == [date(2026, 7, 1), date(2026, 7, 31)]
    assert (line["Bruto (Rp)"], line["No."], line["Kode bank"]) == (200_000, 1, "128")
