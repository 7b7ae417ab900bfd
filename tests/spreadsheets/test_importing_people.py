"""Persons from a sheet: found, filled, made; refused without losing a row."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.access import Role
from audit.models import SensitiveLook
from common.errors import NotAllowed, RuleBroken
from people.models import BankAccount, DuplicatePair, FamilyCard, Merge, Person, Presence
from people.services import add_person, find_duplicates, merge_persons, undo_merge
from spreadsheets import services
from spreadsheets.models import Import
from tests.factories.accounts import make_user
from tests.factories.imports import checked, make_import, outcome, saved, sheet, told, undone
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.wksbm import make_seat, make_wksbm
from tests.stipends.money import make_run

pytestmark = pytest.mark.django_db


def test_a_sheet_becomes_persons_and_is_taken_back():
    village = make_village()
    known = make_person("Hj. Siti Aminah, S.Sos", birth_date=date(1980, 8, 17))
    batch = make_import(
        [
            ("Siti Aminah", "5207015708800001", "17 Agustus 1980", "P", "Goa", 81234567890),
            (
                "Budi Santoso",
                "'5207011203900002",
                date(1990, 3, 12).isoformat(),
                "L",
                "Desa Goa",
                "",
            ),
            ("Salah Nik", "520701", "1/2/1990", "L", "Goa", ""),
            ("Tanpa Desa", "", "", "", "Antah Berantah", ""),
        ],
        ("Nama", "NIK", "Tgl Lahir", "L/P", "Desa", "No HP"),
        region=village,
        above=[("DAFTAR WARGA",), ()],
    )

    checked(batch)

    assert batch.job is not None
    assert batch.job.fault == ""
    assert told(batch) == {
        4: ("update", []),
        5: ("create", []),
        6: ("fail", ["nik_length"]),
        7: ("fail", ["region_unknown"]),
    }
    saved(batch)
    assert batch.job.fault == ""
    assert outcome(batch) == (4, 1, 1, 0, 2)
    known.refresh_from_db()
    assert (known.nik, known.phone, known.sex) == ("5207015708800001", "+6281234567890", "female")
    new = Person.objects.get(bare_name="budi santoso")
    assert (new.nik, new.birth_date, new.village_id) == (
        "5207011203900002",
        date(1990, 3, 12),
        village.pk,
    )
    assert list(new.presences.values_list("region", flat=True)) == [village.pk]
    undone(batch)
    assert batch.job.fault == ""
    assert batch.state == "undone"
    assert outcome(batch) == (4, 1, 1, 0, 2)
    assert not Person.objects.filter(pk=new.pk).exists()
    known.refresh_from_db()
    assert (known.nik, known.phone, known.sex) == ("", "", "")


def test_who_a_row_is_by_nik_by_birth_and_by_phone():
    village = make_village()
    other = make_village("52.08.01.2001")
    born, nik = date(1980, 8, 17), "5207011708800001"
    by_nik = make_person("Siti Aminah", at=village)
    write_nik(by_nik, nik)
    elsewhere = make_person("Made Wirata", at=other)
    write_nik(elsewhere, "5208011203900002")
    by_birth = make_person("Hj. Ani Lestari", at=village, birth_date=born)
    by_phone = make_person("Moh. Rizal", at=village, phone="+6281234567890")
    for _number in range(2):
        make_person("Kembar Sama", at=village, birth_date=born)
    alike = make_person("Dewi Sartika", at=village)
    batch = make_import(
        [
            ("Siti Aminah", nik, "", ""),
            ("Orang Lain Sekali", nik, "", ""),
            ("Made Wirata", "5208011203900002", "", ""),
            ("Nyoman Beda", "5208011203900002", "", ""),
            ("Ani Lestari", "", "17/08/1980", ""),
            ("Muhammad Rizal", "", "", "081234567890"),
            ("Kembar Sama", "", "17/08/1980", ""),
            ("Dewi Sartika", "", "1/2/1990", ""),
            ("Baru Sekali", "", "", ""),
            ("Baru Sekali", "", "", ""),
        ],
        ("Nama", "NIK", "Tanggal Lahir", "No HP"),
        region=village,
    )

    checked(batch)

    assert told(batch) == {
        2: ("fail", ["nik_of_two_in_sheet"]),
        3: ("fail", ["nik_of_two_in_sheet"]),
        4: ("fail", ["nik_of_two_in_sheet"]),
        5: ("fail", ["nik_of_two_in_sheet"]),
        6: ("skip", []),
        7: ("skip", []),
        8: ("fail", ["two_matches"]),
        9: ("ask", []),
        10: ("create", []),
        11: ("skip", []),
    }
    rows = {row.number: row for row in batch.rows.all()}
    assert (rows[6].target, rows[7].target) == (by_birth.pk, by_phone.pk)
    assert rows[9].candidates == [alike.pk]
    # Apart, the same NIK decides by the name: here, elsewhere, and never another's.
    apart = make_import(
        [("Siti Aminah", nik), ("Made Wirata", "5208011203900002")], ("Nama", "NIK"), region=village
    )
    assert told(checked(apart)) == {2: ("skip", []), 3: ("update", [])}
    saved(apart)
    assert elsewhere.presences.filter(region=village).count() == 1
    wrong = make_import(
        [("Orang Lain Sekali", nik), ("Nyoman Beda", "5208011203900002")],
        ("Nama", "NIK"),
        region=village,
    )
    assert list(told(checked(wrong)).values()) == [("fail", ["nik_of_another"])] * 2


def test_what_is_there_is_never_overwritten_and_what_differs_is_said():
    village = make_village()
    known = make_person(
        "Siti Aminah", at=village, birth_date=date(1980, 8, 17), phone="+6281111111111", rt="001"
    )
    batch = make_import(
        [("Siti Aminah", "17/8/1980", "0812-2222-2222", "1", "5", "Taliwang")],
        ("Nama", "Tgl Lahir", "HP", "RT", "RW", "Tempat Lahir"),
        region=village,
    )

    saved(checked(batch))

    known.refresh_from_db()
    row = batch.rows.get()
    assert outcome(batch) == (1, 0, 1, 0, 0)
    assert row.differs == ["phone"]
    assert (known.phone, known.rt, known.rw, known.birth_place) == (
        "+6281111111111",
        "001",
        "005",
        "Taliwang",
    )


def test_a_person_decides_who_a_row_is_and_mends_a_cell():
    village = make_village()
    alike = make_person("Dewi Sartika", at=village)
    batch = make_import(
        [("Dewi Sartika", "1/2/1990"), ("Dewi Sartika", "3/4/1991"), ("Budi", "40/1/1990")],
        ("Nama", "Tgl Lahir"),
        region=village,
    )
    checked(batch)
    actor = batch.uploaded_by
    first, second, third = batch.rows.order_by("number")
    with pytest.raises(ValidationError):
        services.choose_match(first, choice="same", candidate=10**9, actor=actor)

    services.choose_match(first, choice="same", candidate=alike.pk, actor=actor)
    services.choose_match(second, choice="new", actor=actor)
    services.correct_cell(third, field="birth_date", text="4 Januari 1990", actor=actor)

    assert told(batch) == {2: ("update", []), 3: ("create", []), 4: ("create", [])}
    saved(batch)
    assert outcome(batch) == (3, 2, 1, 0, 0)
    alike.refresh_from_db()
    assert alike.birth_date == date(1990, 2, 1)
    assert Person.objects.get(bare_name="budi").birth_date == date(1990, 1, 4)


def test_what_changed_meanwhile_becomes_a_fault_and_nothing_is_half_saved():
    village = make_village()
    batch = make_import(
        [("Siti Aminah", "5207015708800001"), ("Budi", "")], ("Nama", "NIK"), region=village
    )
    checked(batch)
    assert told(batch) == {2: ("create", []), 3: ("create", [])}
    write_nik(make_person("Orang Lain", at=village), "5207015708800001")

    saved(batch)

    assert outcome(batch) == (2, 1, 0, 0, 1)
    assert told(batch)[2] == ("fail", ["nik_of_another"])


def test_an_import_that_was_used_is_not_taken_back():
    village = make_village()
    rows = [("Siti",), ("Budi",), ("Ani",), ("Dewi",)]
    batch = saved(checked(make_import(rows, region=village)))
    people = {person.bare_name: person for person in Person.objects.all()}
    make_seat(wksbm=make_wksbm(region=village), holder=people["siti"])
    Person.objects.filter(pk=people["budi"].pk).update(version=2)
    Presence.objects.create(person=people["ani"], region=make_village("52.07.01.2002"))

    with pytest.raises(RuleBroken) as refused:
        undone(batch)

    assert refused.value.code == "used_since"
    assert [use.number for use in refused.value.uses] == [2, 3, 4]
    assert batch.state == "saved"
    after_a_week = timezone.now() + timedelta(days=8)
    with time_machine.travel(after_a_week, tick=False), pytest.raises(RuleBroken) as late:
        undone(batch)
    assert late.value.code == "too_late_to_undo"


def test_an_account_that_a_payment_names_is_not_taken_back():
    village = make_village()
    siti = make_person("Siti Aminah", at=village, birth_date=date(1980, 8, 17))
    batch = make_import(
        [("Siti Aminah", "17/8/1980", "BRI", "0012345678")],
        ("Nama", "Tgl Lahir", "Bank", "No Rekening"),
        region=village,
    )
    saved(checked(batch))
    assert outcome(batch) == (1, 0, 1, 0, 0)
    account = siti.bank_accounts.get()
    line = make_run(persons=[siti]).lines.get()
    assert line.account == account

    with pytest.raises(RuleBroken) as refused:
        undone(batch)

    uses = [tuple(use) for use in refused.value.uses]
    assert uses == [(2, "orang ini sudah dipakai: baris honorarium")]
    assert BankAccount.objects.filter(pk=account.pk).exists()


def test_that_twins_were_looked_for_is_no_use_and_a_merge_is_one():
    village = make_village()
    rows = [("Siti Aminah", "1/2/1990"), ("Budi Santoso", "3/4/1991")]
    people, boards = (
        saved(checked(batch))
        for batch in (
            make_import(rows, ("Nama", "Tgl Lahir"), region=village),
            make_import(
                [("Sari", "Ketua", "Rahmat Hidayat")],
                ("Nama WKSBM", "Jabatan", "Nama"),
                region=village,
                kind="wksbm",
            ),
        )
    )
    siti, budi = (Person.objects.get(bare_name=name) for name in ("siti aminah", "budi santoso"))
    make_person("Siti Aminah", at=village, birth_date=siti.birth_date)
    find_duplicates()
    assert DuplicatePair.objects.filter(lower=siti).exists()
    officer = make_user(Role.DISTRICT_OFFICER, village.code[:5])
    merge = merge_persons(budi, make_person("Budi", at=village), actor=officer)
    undo_merge(merge, actor=officer)
    Person.objects.filter(pk=budi.pk).update(version=1)  # the merge alone is in the way

    with pytest.raises(RuleBroken) as refused:
        undone(people)
    assert [tuple(use) for use in refused.value.uses] == [
        (3, "orang ini sudah dipakai: penggabungan")
    ]

    Merge.objects.all().delete()
    assert (undone(people).state, undone(boards).state) == ("undone", "undone")
    assert not Person.objects.filter(pk__in=[siti.pk, budi.pk]).exists()


def test_the_same_file_warns_and_doubles_nobody():
    village = make_village()
    content = sheet([("Siti", "1/2/1990"), ("Budi", "3/4/1991")], ("Nama", "Tgl Lahir"))
    first = saved(checked(make_import(content=content, region=village)))

    second = checked(make_import(content=content, region=village))

    assert services.same_file_before(second) == first
    assert outcome(saved(second)) == (2, 0, 0, 2, 0)
    assert Person.objects.count() == 2


def test_the_columns_that_were_chosen_are_remembered():
    village = make_village()
    batch = make_import([("x", "Siti")], ("Kode", "Panggilan"), region=village)
    assert "name" not in batch.columns.values()
    with pytest.raises(ValidationError) as refused:
        services.choose_columns(batch, columns={"0": "rt", "9": "nope"}, actor=batch.uploaded_by)
    codes = {error.code for error in refused.value.error_dict["columns"]}
    assert codes == {"no_such_column", "no_such_field", "column_missing"}

    checked(batch, {"1": "name"})

    assert make_import([("y", "Budi")], ("Kode", "Panggilan"), region=village).columns == {
        "1": "name"
    }


def test_rows_are_refused_as_a_single_person_is():
    """One body of bad rows through the service and through a sheet: the same codes."""
    village = make_village()
    bad = [
        ({"name": " "}, "blank"),
        ({"name": "A" * 121}, "max_length"),
        ({"name": "Budi", "phone": "12"}, "not_a_phone"),
        ({"name": "Budi", "email": "budi@"}, "invalid"),
    ]
    actor = make_user(Role.VILLAGE_COORDINATOR, village)
    by_service = []
    for facts, _code in bad:
        with pytest.raises(ValidationError) as refused:
            add_person(**facts, at=village, actor=actor)
        [[error]] = refused.value.error_dict.values()
        by_service.append(error.code)
    rows = [
        (facts["name"], facts.get("phone"), facts.get("email"), "Jalan") for facts, _code in bad
    ]
    batch = checked(make_import(rows, ("Nama", "No HP", "Email", "Alamat"), region=village))

    by_sheet = [codes for _action, codes in told(batch).values()]

    assert by_service == [code for _facts, code in bad]
    assert by_sheet == [[code] for _facts, code in bad]


def test_a_nik_and_an_account_stand_nowhere_in_plain():
    village = make_village()
    nik, kk, account = "5207015708800001", "5207010101800042", "003401098765432"
    known = make_person("Ani", at=village, birth_date=date(1990, 1, 1))
    batch = make_import(
        [
            ("Siti", nik, kk, account, "BRI", "", ""),
            ("Ani", "5207014101900003", kk, account, "BRI", "1/1/1990", ""),
            ("Salah", "520701570880000", "", "", "", "", ""),
            (f"Budi {nik}", "", "", "", "", "", nik),
        ],
        ("Nama", "NIK", "No KK", "No Rekening", "Bank", "Tgl Lahir", f"Alamat {nik}"),
        region=village,
    )
    saved(checked(batch))
    assert outcome(batch) == (4, 1, 1, 0, 2)
    new = Person.objects.get(bare_name="siti")
    known.refresh_from_db()

    assert (new.nik, known.nik) == (nik, "5207014101900003")
    assert [card.number for card in FamilyCard.objects.order_by("pk")] == [kk, kk]
    assert [one.number for one in BankAccount.objects.order_by("pk")] == [account, account]
    for number in (nik, kk, account, "5207014101900003", "520701570880000"):
        assert found_in_tables(number) == []
        assert number.encode() not in content_of_stored(batch)
    undone(batch)
    assert batch.job.fault == ""
    assert [model.objects.count() for model in (FamilyCard, BankAccount, Person)] == [0, 0, 1]
    short = make_import([("Siti", "1234567")], ("Nama", "No Rekening"), region=village)
    assert short.labels["1"]["samples"] == ["1234*67"]
    assert found_in_tables("1234567") == []


def write_nik(person, nik):
    person.write_nik(nik)
    person.save()


def content_of_stored(batch):
    with batch.file.storage.open(batch.file.name) as stored:
        return stored.read()


def found_in_tables(text):
    """Return the columns of any table in which the text stands, as words or as bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type IN"
            " ('text', 'character varying', 'jsonb', 'json', 'bytea', 'ARRAY')"
        )
        for table, column, kind in cursor.fetchall():
            value = f"encode({column!r}, 'escape')" if kind == "bytea" else f"{column!r}::text"
            value = value.replace("'" + column + "'", f'"{column}"')
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE {value} LIKE %s LIMIT 1', [f"%{text}%"])
            if cursor.fetchone():
                found.append(f"{table}.{column}")
    return found


def test_after_thirty_days_counts_stay_and_what_it_said_of_people_goes():
    village = make_village()
    done = saved(
        checked(make_import([("Siti", "1/2/1990")], ("Nama", "Tgl Lahir"), region=village))
    )
    open_one = checked(make_import([("Budi",)], region=village))
    files = [done.file.name, open_one.file.name]
    storage = done.file.storage
    assert services.forget_sheets() == 0

    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert services.forget_sheets() == 2

    done.refresh_from_db()
    assert (outcome(done), done.rows.get().values) == ((1, 1, 0, 0, 0), {})
    assert [storage.exists(name) for name in files] == [False, False]
    assert not Import.objects.filter(pk=open_one.pk).exists()
    with pytest.raises(RuleBroken) as gone:
        services.annotated_copy(done, actor=done.uploaded_by)
    assert gone.value.code == "sheet_forgotten"


def test_the_annotated_copy_is_its_uploaders_or_of_those_who_may_see_nik():
    village = make_village()
    owner = make_user(Role.VILLAGE_SECRETARY, village)
    batch = make_import(
        [("Siti", "Goa", "520701"), ("Budi", "Goa", "")],
        ("Nama", "Desa", "NIK"),
        region=village,
        actor=owner,
    )
    checked(batch)

    with services.annotated_copy(batch, actor=owner) as copy:
        page = openpyxl.load_workbook(BytesIO(copy.read())).worksheets[0]

    assert [cell.value for cell in page[1]] == ["Nama", "Desa", "NIK", "Keterangan"]
    assert "NIK harus 16 angka" in page["D2"].value
    assert page["D3"].value is None
    assert not SensitiveLook.objects.exists()
    services.annotated_copy(batch, actor=make_user(Role.DISTRICT_OFFICER, "52.07")).close()
    assert list(SensitiveLook.objects.values_list("kind", "count")) == [("export", batch.rows_in)]
    for role in (Role.VILLAGE_COORDINATOR, Role.TKSK):
        place = village.code if role == Role.VILLAGE_COORDINATOR else village.code[:8]
        with pytest.raises(NotAllowed):
            services.annotated_copy(batch, actor=make_user(role, place))


def test_place_and_day_of_birth_in_one_column_are_taken_apart():
    """The heading that Indonesian lists have most; no day may end up as a place."""
    village = make_village()
    rows = [
        ("Siti Aminah", "Taliwang, 17 Agustus 1980"),
        ("Budi", "Sumbawa Besar / 12-03-1990"),
        ("Ani", "1 Jan 1990"),
        ("Wati", "Seteluk"),
        ("Salah", "Taliwang, 31/02/1990"),
    ]
    batch = make_import(rows, ("Nama", "Tempat, Tgl Lahir"), region=village)

    saved(checked(batch))

    assert told(batch)[6] == ("fail", ["date_impossible"])
    assert sorted(Person.objects.values_list("name", "birth_place", "birth_date")) == [
        ("Ani", "", date(1990, 1, 1)),
        ("Budi", "Sumbawa Besar", date(1990, 3, 12)),
        ("Siti Aminah", "Taliwang", date(1980, 8, 17)),
        ("Wati", "Seteluk", None),
    ]


def test_a_day_in_the_column_of_places_is_refused():
    batch = make_import([("Siti", "5/8/1975")], ("Nama", "Tempat lahir"), region=make_village())

    checked(batch)

    assert told(batch) == {2: ("fail", ["birth_place_has_digits"])}
