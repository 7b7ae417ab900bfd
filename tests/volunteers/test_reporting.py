"""The monthly report: written, filled from duties, handed in, signed, opened again."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.access import Role
from audit.models import SensitiveLook
from common.errors import NotAllowed, RuleBroken, StaleVersion
from tests.factories.accounts import make_user
from tests.factories.documents import NAMES, acting, bombs, disguises, make_pdf, make_photo
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_duty,
    make_pillar,
    make_report,
)
from tests.threads import at_once
from volunteers.models import ActivityReport, Appointment, Assignment, ReportEntry
from volunteers.services import (
    Entry,
    fill_from_duties,
    keep_entries,
    open_report_scan,
    reopen_report,
    sign_report,
    submit_report,
    take_back_report,
    write_report,
)

MAY = date(2026, 5, 1)
PDF = make_pdf()
VISIT = Entry(date(2026, 5, 4), "Kunjungan lansia", "Dusun Barat", 90)


@pytest.fixture(autouse=True)
def june():
    """The tenth of June 2026, noon in Sumbawa."""
    with time_machine.travel(datetime(2026, 6, 10, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def village(db):
    return make_village()


@pytest.fixture
def secretary(village):
    return make_user(Role.VILLAGE_SECRETARY, village)


@pytest.fixture
def volunteer(village):
    """Somebody with an account and no role."""
    return make_user(name="Nurhayati")


@pytest.fixture
def appointment(village, volunteer):
    return make_appointment(person=make_person("Nurhayati", at=village, user=volunteer))


def served(appointment, *, starts_at=datetime(2026, 5, 2, 1, tzinfo=UTC), minutes=240, **duty):
    """Return hours that another confirmed."""
    given = make_duty(region=appointment.region, starts_at=starts_at, **duty)
    now = timezone.now()
    return make_assignment(
        duty=given,
        person=appointment.person,
        status=Assignment.Status.ACCEPTED,
        minutes=minutes,
        logged_by=make_user(),
        logged_at=now,
        confirmed_by=make_user(),
        confirmed_at=now,
    )


def a_scan(content=PDF, name="laporan.pdf"):
    return [SimpleUploadedFile(name, content)]


def signed(report, actor, **facts):
    told = {
        "signed_on": date(2026, 6, 2),
        "signed_by": "H. Abdul Karim",
        "signed_as": "Kepala Desa Goa",
        "scan": a_scan(),
    }
    return sign_report(report, **(told | facts), actor=actor)


def code_of(call):
    with pytest.raises(RuleBroken) as refused:
        call()
    return refused.value.code


def rows_of(report):
    return list(report.entries.order_by("on", "pk").values_list("on", "activity", "minutes"))


# --- Writing -------------------------------------------------------------------------------------


def test_a_volunteer_writes_the_own_month_and_finds_it_again(appointment, volunteer):
    first = write_report(appointment, month=date(2026, 5, 17), entries=[VISIT], actor=volunteer)
    again = write_report(appointment, month=MAY, actor=volunteer)

    assert (first.pk, first.month, first.status) == (again.pk, MAY, "draft")
    assert rows_of(first) == [(VISIT.on, "Kunjungan lansia", 90)]
    assert first.version == again.version == 2


def test_the_village_writes_for_somebody_and_a_stranger_does_not(appointment, secretary):
    assert write_report(appointment, month=MAY, actor=secretary).region == appointment.region
    stranger = make_user(Role.VILLAGE_SECRETARY, make_village("52.07.01.2002"))
    auditor = make_user(Role.AUDITOR, make_region("52.07"))
    for actor in (stranger, auditor, make_user()):
        with pytest.raises(NotAllowed) as refused:
            write_report(appointment, month=MAY, actor=actor)
        assert refused.value.code == "not_oneself"


def test_only_months_of_the_term_that_have_begun_are_reported(village, secretary):
    of = {"region": village, "since": date(2026, 2, 20), "until": date(2026, 5, 3)}
    ended = make_appointment(**of)
    mistaken = make_appointment(**of, ended_kind=Appointment.Ending.MISTAKE)
    lasting = make_appointment(region=village)
    cases = [
        (ended, date(2026, 1, 1), "report_outside_term"),
        (ended, date(2026, 2, 1), None),
        (ended, date(2026, 5, 1), None),
        (ended, date(2026, 6, 1), "report_outside_term"),
        (mistaken, date(2026, 3, 1), "report_outside_term"),
        (lasting, date(2025, 12, 1), "report_outside_term"),
        (lasting, date(2026, 6, 1), None),
        (lasting, date(2026, 7, 1), "report_of_month_to_come"),
    ]
    for appointment, month, code in cases:
        if code is None:
            assert write_report(appointment, month=month, actor=secretary).month == month
        else:
            refused = code_of(
                lambda a=appointment, m=month: write_report(a, month=m, actor=secretary)
            )
            assert refused == code, month


def test_a_month_begins_by_the_clock_of_the_village(secretary, appointment):
    # 30 June 2026, 16.30 UTC: the first of July, 00.30 in Sumbawa.
    with time_machine.travel(datetime(2026, 6, 30, 16, 30, tzinfo=UTC), tick=False):
        july = write_report(appointment, month=date(2026, 7, 1), actor=secretary)

    assert july.month == date(2026, 7, 1)


def test_the_whole_report_is_written_at_once(appointment, secretary):
    report = write_report(
        appointment,
        month=MAY,
        entries=[VISIT, VISIT._replace(activity="Posyandu")],
        actor=secretary,
    )
    first, second = report.entries.order_by("pk")

    keep_entries(
        report,
        entries=[
            Entry(date(2026, 5, 9), " Rapat   desa "),
            VISIT._replace(id=second.pk, activity="Posyandu lansia"),
        ],
        version=2,
        actor=secretary,
    )

    assert rows_of(report) == [
        (date(2026, 5, 4), "Posyandu lansia", 90),
        (date(2026, 5, 9), "Rapat desa", None),
    ]
    assert not ReportEntry.objects.filter(pk=first.pk).exists()
    with pytest.raises(StaleVersion):
        keep_entries(report, entries=[], version=2, actor=secretary)
    assert report.entries.count() == 2


def test_each_faulty_row_is_named_and_nothing_is_written(village, secretary):
    appointment = make_appointment(region=village, since=date(2026, 5, 3))
    other = make_report(appointment=make_appointment(region=village))
    foreign = other.entries.create(on=MAY, activity="Milik orang lain")
    report = write_report(appointment, month=MAY, actor=secretary)

    with pytest.raises(ValidationError) as refused:
        keep_entries(
            report,
            entries=[
                VISIT,
                VISIT._replace(on=date(2026, 4, 30)),
                VISIT._replace(on=date(2026, 5, 2)),
                VISIT._replace(activity=" "),
                VISIT._replace(minutes=0),
                VISIT._replace(id=foreign.pk),
                VISIT._replace(place="x" * 161),
            ],
            actor=secretary,
        )

    assert set(refused.value.message_dict) == {
        "entries/1/on",
        "entries/2/on",
        "entries/3/activity",
        "entries/4/__all__",
        "entries/5/id",
        "entries/6/place",
    }
    assert report.entries.count() == 0
    this_month = write_report(appointment, month=date(2026, 6, 1), actor=secretary)
    with pytest.raises(ValidationError) as early:
        keep_entries(this_month, entries=[Entry(date(2026, 6, 11), "Besok")], actor=secretary)
    assert early.value.message_dict == {
        "entries/0/on": ["Tanggal kegiatan tidak boleh setelah hari ini."]
    }
    report = ActivityReport.objects.get(pk=report.pk)
    with pytest.raises(ValidationError) as many:
        keep_entries(report, entries=[VISIT] * 151, actor=secretary)
    assert many.value.message_dict == {"entries": ["Paling banyak 150 kegiatan sebulan."]}


# --- From the duty roster ------------------------------------------------------------------------


def test_confirmed_hours_of_the_month_come_by_themselves_and_once(appointment, volunteer):
    # 30 April 16.30 UTC is the first of May in Sumbawa; 31 May 16.30 UTC is June.
    first = served(appointment, starts_at=datetime(2026, 4, 30, 16, 30, tzinfo=UTC), title="Posko")
    served(appointment, starts_at=datetime(2026, 5, 31, 16, 30, tzinfo=UTC))
    served(
        appointment,
        starts_at=datetime(2026, 5, 9, 1, tzinfo=UTC),
        minutes=30,
        pillar=appointment.pillar,
    )
    served(
        appointment, starts_at=datetime(2026, 5, 10, 1, tzinfo=UTC), pillar=make_pillar("tagana")
    )
    unconfirmed = served(appointment, starts_at=datetime(2026, 5, 11, 1, tzinfo=UTC))
    Assignment.objects.filter(pk=unconfirmed.pk).update(confirmed_at=None, confirmed_by=None)

    report = write_report(appointment, month=MAY, from_duties=True, actor=volunteer)

    assert [(on, minutes) for on, _said, minutes in rows_of(report)] == [
        (MAY, 240),
        (date(2026, 5, 9), 30),
    ]
    entry = report.entries.get(assignment=first)
    assert (entry.activity, entry.place) == ("Posko", "Balai desa")
    assert fill_from_duties(report, actor=volunteer) == []


def test_hours_are_reported_to_one_pillar_only(appointment, secretary):
    second = make_appointment(
        person=appointment.person, pillar=make_pillar("tagana"), region=appointment.region
    )
    served(appointment)
    write_report(appointment, month=MAY, from_duties=True, actor=secretary)

    other = write_report(second, month=MAY, from_duties=True, actor=secretary)

    assert other.entries.count() == 0


def test_a_row_from_the_roster_keeps_its_duty_when_it_is_worded_anew(appointment, secretary):
    hours = served(appointment)
    report = write_report(appointment, month=MAY, from_duties=True, actor=secretary)
    entry = report.entries.get()

    keep_entries(report, entries=[Entry(entry.on, "Posko banjir", id=entry.pk)], actor=secretary)

    entry.refresh_from_db()
    assert (entry.activity, entry.assignment) == ("Posko banjir", hours)


# --- Handed in, signed, opened again -------------------------------------------------------------


def test_a_report_is_handed_in_and_taken_back(appointment, volunteer):
    report = write_report(appointment, month=MAY, actor=volunteer)
    assert code_of(lambda: submit_report(report, actor=volunteer)) == "report_empty"
    keep_entries(report, entries=[VISIT], actor=volunteer)

    submit_report(report, actor=volunteer)

    report.refresh_from_db()
    assert (report.status, report.submitted_by) == ("submitted", volunteer)
    refused = [
        code_of(lambda: keep_entries(report, entries=[], actor=volunteer)),
        code_of(lambda: fill_from_duties(report, actor=volunteer)),
        code_of(lambda: submit_report(report, actor=volunteer)),
        code_of(lambda: write_report(appointment, month=MAY, entries=[], actor=volunteer)),
    ]
    assert refused == ["report_not_draft"] * 4
    take_back_report(report, actor=volunteer)
    report.refresh_from_db()
    assert (report.status, report.submitted_at, report.submitted_by) == ("draft", None, None)
    assert code_of(lambda: take_back_report(report, actor=volunteer)) == "report_not_submitted"


def test_the_head_signs_on_paper_and_the_scan_is_kept_as_a_decrees(
    appointment, volunteer, secretary
):
    report = write_report(appointment, month=MAY, entries=[VISIT], actor=volunteer)
    assert code_of(lambda: signed(report, secretary)) == "report_not_submitted"
    submit_report(report, actor=volunteer)

    signed(report, secretary, scan=a_scan(name="../../x\r\n.exe"))

    report.refresh_from_db()
    assert (report.status, report.signed_by, report.noted_by) == (
        "signed",
        "H. Abdul Karim",
        secretary,
    )
    assert (report.scan_name, report.scan_type) == ("laporan-2026-05.pdf", "application/pdf")
    assert report.scan_original.read() == PDF
    assert report.scan_original.name.startswith("sealed/")
    assert report.scan_sha256 != report.scan_original_sha256
    assert code_of(lambda: signed(report, secretary)) == "report_signed"
    refused = code_of(lambda: keep_entries(report, entries=[], actor=secretary))
    assert refused == "report_not_draft"


def test_a_sheet_filled_in_by_hand_needs_no_typing(appointment, secretary):
    report = write_report(appointment, month=MAY, actor=secretary)

    signed(report, secretary, scan=[*a_scan(make_photo(), "1.jpg"), *a_scan(make_photo(), "2.jpg")])

    assert (report.status, report.scan_type) == ("signed", "application/pdf")


def test_nobody_notes_the_signature_under_the_own_report(village):
    secretary = make_user(Role.VILLAGE_SECRETARY, village)
    own = make_appointment(person=make_person(at=village, user=secretary), region=village)
    report = make_report(appointment=own)

    assert code_of(lambda: signed(report, secretary)) == "own_report"
    officer = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    signed(report, officer)
    assert code_of(lambda: reopen_report(report, because="x", actor=secretary)) == "own_report"


def test_only_who_confirms_work_signs_and_only_with_a_true_day(appointment, volunteer, secretary):
    report = make_report(appointment=appointment)
    for actor in (volunteer, make_user(Role.AUDITOR, make_region("52.07"))):
        assert code_of(lambda a=actor: signed(report, a)) == "not_allowed"
    for facts, field in [
        ({"signed_on": date(2026, 6, 11)}, "signed_on"),
        ({"signed_on": date(2026, 4, 30)}, "signed_on"),
        ({"signed_by": " "}, "__all__"),
        ({"scan": []}, "scan"),
    ]:
        with pytest.raises(ValidationError) as refused:
            signed(ActivityReport.objects.get(pk=report.pk), secretary, **facts)
        assert set(refused.value.message_dict) == {field}, facts
    assert ActivityReport.objects.get().status == "draft"


def test_hostile_scans_are_refused_whatever_they_are_called(appointment, secretary):
    report = make_report(appointment=appointment)
    hostile = [
        acting()["script at opening"],
        bombs()["nested arrays"][0],
        disguises()["svg"],
        disguises()["page"],
        PDF[:-20],
    ]
    for content, name in zip(hostile, NAMES, strict=False):
        with pytest.raises(ValidationError) as refused:
            signed(ActivityReport.objects.get(), secretary, scan=a_scan(content, name))
        assert set(refused.value.message_dict) == {"scan"}, name
    assert ActivityReport.objects.get().scan.name == report.scan.name == ""


def test_a_signed_report_is_opened_again_in_the_open(appointment, secretary):
    report = make_report(appointment=appointment)
    signed(report, secretary)
    with pytest.raises(ValidationError):
        reopen_report(report, because=" ", actor=secretary)
    report = ActivityReport.objects.get()
    first = report.scan.name

    reopen_report(report, because="Salah unggah", actor=secretary)

    report.refresh_from_db()
    assert (report.status, report.scan.name, report.signed_on) == ("draft", "", None)
    assert report.reopened_because == "Salah unggah"
    assert [event.scan for event in report.events.order_by("pgh_id")] == ["", first, ""]
    assert code_of(lambda: reopen_report(report, because="x", actor=secretary)) == (
        "report_not_signed"
    )
    signed(report, secretary, scan=a_scan(make_pdf(2)))
    assert report.scan.name not in {"", first}


def test_each_look_at_the_scan_is_noted(appointment, volunteer, secretary):
    report = make_report(appointment=appointment)
    assert code_of(lambda: open_report_scan(report, actor=volunteer)) == "no_scan"
    signed(report, secretary)
    leader = make_user(Role.PKK_LEADER, make_region("52.07"))
    assert code_of(lambda: open_report_scan(report, actor=leader)) == "not_oneself"

    for actor in (volunteer, secretary):
        assert open_report_scan(ActivityReport.objects.get(), actor=actor).read()[:5] == b"%PDF-"

    looks = SensitiveLook.objects.order_by("pk").values_list("user", "record_model", "record_key")
    assert list(looks) == [
        (actor.pk, "volunteers.activityreport", str(report.pk)) for actor in (volunteer, secretary)
    ]


# --- What payment asks ---------------------------------------------------------------------------


def test_a_month_knows_who_serves_who_reported_and_who_may_be_paid(village, secretary):
    made = {
        name: make_appointment(region=village)
        for name in ("none", "draft", "submitted", "signed", "earlier")
    }
    make_appointment(region=village, since=date(2026, 6, 1))
    make_appointment(region=village, until=date(2026, 4, 30))
    make_appointment(region=village, until=date(2026, 5, 31), ended_kind="mistake")
    for status in ("draft", "submitted"):
        make_report(appointment=made[status], status=status)
    signed(make_report(appointment=made["signed"]), secretary)
    earlier = make_report(appointment=made["earlier"], month=date(2026, 4, 1))
    signed(earlier, secretary)

    serving = Appointment.objects.serving_in(MAY).with_report(MAY)
    states = {row.pk: row.report_status for row in serving}

    assert states == {
        made["none"].pk: "",
        made["draft"].pk: "draft",
        made["submitted"].pk: "submitted",
        made["signed"].pk: "signed",
        made["earlier"].pk: "",
    }
    assert list(Appointment.objects.with_signed_report(date(2026, 5, 31))) == [made["signed"]]
    assert list(ActivityReport.objects.of_month(date(2026, 4, 9)).signed()) == [earlier]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_does():
    report = make_report()
    users = [make_user(Role.VILLAGE_SECRETARY, report.region) for _ in range(2)]
    mine, yours = (ActivityReport.objects.get() for _ in range(2))

    faults = at_once(
        lambda: signed(mine, users[0], signed_by="Satu"),
        lambda: signed(yours, users[1], signed_by="Dua"),
    )

    assert [type(fault) for fault in faults] == [StaleVersion]
    report.refresh_from_db()
    assert (report.status, report.version) == ("signed", 2)
    assert report.events.filter(status="signed").count() == 1
