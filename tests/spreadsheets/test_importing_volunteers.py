"""Volunteers with their decrees from a sheet: found, appointed, renewed, filled and taken back."""

from datetime import date

import pytest
from django.db import IntegrityError

from accounts.access import Role
from common.dates import today
from common.errors import RuleBroken
from jobs.services import work_on_due_jobs
from people.models import Person, Presence
from spreadsheets.services import confirm_import
from tests.factories.accounts import make_user
from tests.factories.imports import checked, make_import, outcome, saved, told, undone
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import make_appointment, make_report
from tests.factories.wksbm import make_decree, make_office
from tests.threads import at_once
from volunteers.importers.words import honorarium, office_kind, read_term
from volunteers.models import Appointment, Pillar, TierStep
from volunteers.services import load_pillars
from wksbm.models import Decree

pytestmark = pytest.mark.django_db

MODELS = (Appointment, TierStep, Decree, Person, Presence)
NIKS = ("5207015708800001", "5207011508800002")
HEADINGS = (
    "Nama Anggota",
    "NIK",
    "Desa",
    "Pilar",
    "Kecamatan Tugas",
    "NIAT",
    "Jenjang",
    "Nomor SK",
    "Tgl SK",
    "Penerbit SK",
    "TMT",
    "Masa Berlaku",
    "Honor",
)


@pytest.fixture(autouse=True)
def _pillars():
    load_pillars()


def row(name, pillar="PSM", nik="", desa="Goa", **more):
    cells = {"nik": nik, "desa": desa, "tugas": "", "nia": "", "jenjang": "", "sk": "", "tgl": ""}
    cells |= {"penerbit": "", "tmt": "", "sampai": "", "honor": ""} | more
    values = list(cells.values())
    return (name, values[0], values[1], pillar, *values[2:])


def sheet(*rows, region=None):
    region = region or make_village().parent.parent
    return make_import(rows, HEADINGS, kind="volunteers", region=region)


def appointed():
    """Return all appointments as people read them."""
    found = Appointment.objects.select_related("person", "pillar", "decree").order_by("pk")
    return [
        (
            one.person.name,
            one.pillar.code,
            one.region_id,
            one.area_id,
            one.since,
            one.until,
            one.decree and one.decree.number,
            one.number,
            one.honorarium,
        )
        for one in found
    ]


def test_volunteers_with_decrees_come_in_and_are_taken_back():
    make_village()
    sk = {"sk": "188.45/222/2026", "tgl": "12 Januari 2026"}
    rows = (
        row("Hj. Ani", nik=NIKS[0], **sk, penerbit="Bupati Sumbawa Barat", honor="Rp 250.000"),
        row("Hj. Ani", "Taruna Siaga Bencana", NIKS[0], nia="00163600556", jenjang="Madya"),
        row("Budi", "tksk", nik=NIKS[1], desa="", tugas="Jereweh", tmt="1/2/2026", honor="Tidak"),
        row("Citra", "Psm", **sk, penerbit="Bupati", sampai="31/12/2027"),
        row("Citra", "Psm", **sk, penerbit="Bupati", sampai="31/12/2027"),
        row("Dewi", "Tagna"),
        row("Eko", "Karang Taruna"),
        row("Fajar", "PSM", sk="1/2026"),
        row("Gita", "Tagana", **{**sk, "sk": "9/2026"}),
        row("Hadi", "PSM", nia=2.5, honor="kadang"),
        row("Indah", "TKSK", tugas="Jereweh", nik="", tmt="1/3/2026"),
    )

    batch = checked(sheet(*rows))

    assert batch.job.fault == ""
    assert told(batch) == {
        2: ("create", []),
        3: ("create", []),
        4: ("create", []),
        5: ("create", []),
        6: ("skip", []),
        7: ("fail", ["pillar_unknown"]),
        8: ("fail", ["not_a_persons_pillar"]),
        9: ("fail", ["blank"]),
        10: ("fail", ["issuer_missing"]),
        11: ("fail", ["digits_digits_lost", "choice_unknown"]),
        12: ("fail", ["sole_taken_by_row"]),
    }
    saved(batch)
    assert batch.job.fault == ""
    assert outcome(batch) == (11, 4, 0, 1, 6)
    goa, jereweh, regency = "52.07.01.2001", "52.07.01", "52.07"
    number = "188.45/222/2026"
    begun = date(2026, 1, 12)
    assert appointed() == [
        ("Hj. Ani", "psm", goa, goa, begun, None, number, "", "paid"),
        ("Hj. Ani", "tagana", goa, regency, today(), None, None, "00163600556", "unpaid"),
        ("Budi", "tksk", jereweh, jereweh, date(2026, 2, 1), None, None, "", "unpaid"),
        ("Citra", "psm", goa, goa, begun, date(2027, 12, 31), number, "", "unpaid"),
    ]
    assert list(TierStep.objects.values_list("person__name", "tier")) == [("Hj. Ani", "madya")]
    assert [person.nik for person in Person.objects.order_by("name")[:3]] == [NIKS[1], "", NIKS[0]]
    decree = Decree.objects.get()
    assert (decree.issuer.name, decree.kind, decree.region_id, decree.valid_until) == (
        "Bupati Sumbawa Barat",
        "appointment",
        regency,
        None,
    )
    # The same list again adds nothing; who has no NIK is known by name where they serve.
    assert [told(checked(sheet(*rows)))[number] for number in range(2, 7)] == [("skip", [])] * 5
    undone(batch)
    assert batch.job.fault == ""
    assert [model.objects.count() for model in MODELS] == [0] * 5
    assert outcome(batch) == (11, 4, 0, 1, 6)


def test_what_is_known_is_filled_or_renewed_and_never_overwritten():
    village = make_village()
    old_decree = make_decree(issuer=make_office(region=village), number="1/2024")
    ani = make_person("Ani", at=village, phone="+6281200000001")
    there = make_appointment(
        person=ani, region=village, since=date(2024, 1, 1), decree=old_decree, honorarium="paid"
    )
    budi = make_person("Budi", at=village, birth_date=date(1980, 1, 2))
    lacking = make_appointment(person=budi, region=village, since=date(2026, 1, 1))
    rows = [
        ("Ani", "0812-0000-0001", "", "", "PSM", "7/2026", "2/1/2026", "2026-2028", "A-1", "", ""),
        ("Budi", "", "2/1/1980", NIKS[1], "PSM", "8/2026", "3/1/2026", "", "B-2", "31/12/2027", ""),
        ("Ani", "0812-0000-0001", "", "", "PSM", "", "", "2024", "", "", "Tidak"),
    ]
    headings = ("Nama", "HP", "Tgl Lahir", "NIK", "Pilar", "No. SK", "Tgl SK", "Periode", "NIA")
    headings = (*headings, "Berlaku sampai", "Honor")
    first = checked(make_import(rows, headings, kind="volunteers", region=village))
    assert told(first) == {2: ("create", []), 3: ("update", []), 4: ("skip", [])}
    assert list(first.rows.order_by("number").values_list("fills", "differs")) == [
        ([], []),
        (["number", "until", "decree_number", "nik"], []),
        ([], ["until", "honorarium"]),
    ]

    saved(first)

    assert (first.job.fault, outcome(first)) == ("", (3, 1, 1, 1, 0))
    code, begun = village.pk, date(2026, 1, 1)
    after = [
        ("Ani", "psm", code, code, date(2024, 1, 1), date(2025, 12, 31), "1/2024", "", "paid"),
        ("Budi", "psm", code, code, begun, date(2027, 12, 31), "8/2026", "B-2", "unpaid"),
        ("Ani", "psm", code, code, begun, date(2028, 12, 31), "7/2026", "A-1", "paid"),
    ]
    assert appointed() == after
    there.refresh_from_db()
    assert there.ended_kind == "renewed"
    assert Person.objects.get(pk=budi.pk).nik == NIKS[1]
    again = checked(make_import(rows, headings, kind="volunteers", region=village))
    assert told(again) == {2: ("skip", []), 3: ("skip", []), 4: ("skip", [])}
    make_report(appointment=lacking)
    undone(first)
    assert (first.job.fault, Person.objects.get(pk=budi.pk).nik) == ("", "")
    assert appointed() == [
        ("Ani", "psm", code, code, date(2024, 1, 1), None, "1/2024", "", "paid"),
        ("Budi", "psm", code, code, date(2026, 1, 1), None, None, "", "unpaid"),
    ]
    there.refresh_from_db()
    assert there.ended_kind == ""


def test_two_who_fit_and_what_others_appoint_are_refused():
    village = make_village()
    for _twin in range(2):
        make_person("Ani", at=village, phone="+6281200000001")
    make_person("Citra", at=village)
    holder = make_appointment(
        person=make_person("Pemegang", at=village),
        pillar=Pillar.objects.get(code="tksk"),
        region=village,
        area=village.parent,
    )
    rows = [
        ("Ani", "PSM", "0812-0000-0001", ""),
        ("Citra", "PSM", "", ""),
        ("Dewi", "Tagana", "", ""),
        ("Eko", "TKSK", "", "Jereweh"),
        ("Fajar", "PSM", "", ""),
        ("Fajar", "Penyuluh", "", ""),
    ]
    headings = ("Nama", "Pilar", "HP", "Kecamatan Tugas")
    tksk = make_user(Role.TKSK, village.parent)

    batch = checked(make_import(rows, headings, kind="volunteers", region=village, actor=tksk))

    conflicts = {row.number: row.conflicts for row in batch.rows.all() if row.conflicts}
    assert told(batch) == {
        2: ("fail", ["two_matches"]),
        3: ("ask", []),
        4: ("fail", ["area_of_another"]),
        5: ("fail", ["sole_taken"]),
        6: ("create", []),
        7: ("fail", ["maybe_row"]),
    }
    assert conflicts[5][0]["args"] == {"name": holder.person.name}


def test_an_import_of_volunteers_that_was_used_is_not_taken_back():
    village = make_village()
    rows = [("Ani", "PSM", "1/2026", "1/1/2026"), ("Budi", "PSM", "1/2026", "1/1/2026")]
    batch = saved(
        checked(
            make_import(
                rows, ("Nama", "Pilar", "No SK", "Tgl SK"), kind="volunteers", region=village
            )
        )
    )
    make_report(appointment=Appointment.objects.get(person__name="Budi"))

    with pytest.raises(RuleBroken) as refused:
        undone(batch)

    assert refused.value.code == "used_since"
    assert [use.number for use in refused.value.uses] == [3]


@pytest.mark.django_db(transaction=True)
def test_two_sheets_and_a_page_at_once_appoint_once():
    village = make_village()
    known = make_person("Ani", at=village, nik=NIKS[0])
    batches = []
    for _sheet in range(2):
        region = village if batches else village.parent
        batch = make_import(
            [("Ani", NIKS[0], "PSM", "Goa"), ("Budi", NIKS[1], "PSM", "Goa")],
            ("Nama", "NIK", "Pilar", "Desa"),
            kind="volunteers",
            region=region,
            actor=make_user(Role.DISTRICT_OFFICER, village.code[:5]),
        )
        batches.append(checked(batch))
    for batch in batches:
        confirm_import(batch, actor=batch.uploaded_by)

    def appoint():
        make_appointment(person=known, region=village, since=today())

    faults = at_once(lambda: work_on_due_jobs(1), lambda: work_on_due_jobs(1), appoint)
    work_on_due_jobs(5)

    assert [fault for fault in faults if not isinstance(fault, IntegrityError)] == []
    for batch in batches:
        batch.refresh_from_db()
        if batch.state == batch.State.SAVING:  # somebody was faster: it is said, and saved anew
            assert batch.job.fault
            confirm_import(batch, actor=batch.uploaded_by)
            work_on_due_jobs(5)
            batch.refresh_from_db()
        assert (batch.job.fault, batch.state, batch.rows_in) == ("", "saved", 2)
        assert outcome(batch)[0] == sum(outcome(batch)[1:])
    assert sorted(Appointment.objects.values_list("person__name", flat=True)) == ["Ani", "Budi"]
    assert Person.objects.count() == 2


def test_what_people_write_for_an_office_an_honorarium_and_a_term():
    offices = {
        "Bupati Sumbawa Barat": "regent",
        "SK Kadis Sosial": "social_agency",
        "Dinas Sosial Kab. X": "social_agency",
        "Kades Goa": "village_head",
        "Lurah": "lurah",
        "Gubernur NTB": "governor",
        "Presiden": None,
    }
    paid = {"Ya": "paid", "Rp 250.000": "paid", 150000: "paid", "0": "unpaid", "Sukarela": "unpaid"}
    paid |= {"Tanpa Honor": "unpaid", "tidak": "unpaid", "kadang": None}
    terms = {
        "2024-2026": ("2024-01-01", "2026-12-31"),
        "2026": ("2026-01-01", "2026-12-31"),
        "1/2/2024 s.d. 31 Desember 2026": ("2024-02-01", "2026-12-31"),
        "1 Februari 2024 sampai dengan 31/12/2026": ("2024-02-01", "2026-12-31"),
        "31/12/2026": ("", "2026-12-31"),
    }

    assert {text: office_kind(text) for text in offices} == offices
    assert {text: honorarium(str(text)) for text in paid} == paid
    assert {text: tuple(read_term(text)) for text in terms} == terms
