"""A hundred thousand persons from one sheet: time, memory, and the usual way beside it.

    .venv/bin/python -m pytest tests/spreadsheets/drill_imports.py --numprocesses 0 -s

`ROWS` in the environment makes it smaller. The usual way is a model with its checks for each row
and `bulk_create` in batches, measured on some of the rows.
"""

import os
import resource
import sys
import tempfile
from datetime import date, timedelta
from time import perf_counter

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.access import Role
from jobs.services import work_on_due_jobs
from people.models import Person, Presence
from spreadsheets import services
from spreadsheets.models import Import
from tests.factories.accounts import make_user
from tests.factories.imports import outcome
from tests.factories.regions import make_village

ROWS = int(os.environ.get("ROWS", "100000"))
VILLAGES = 65
HEADINGS = (
    "No",
    "Nama Lengkap",
    "NIK",
    "No KK",
    "L/P",
    "Tempat Lahir",
    "Tgl Lahir",
    "Desa",
    "RT",
    "RW",
    "No HP",
    "Alamat",
)
FIRST = ("Siti", "Budi", "Ani", "Dewi", "Agus", "Rina", "Joko", "Wati", "Hasan", "Nur", "Made")
LAST = ("Aminah", "Santoso", "Lestari", "Wijaya", "Rahman", "Hidayat", "Sari", "Putra")


def megabytes(who):
    return resource.getrusage(who).ru_maxrss // 1024


def person_row(number, villages):
    born = date(1950, 1, 1) + timedelta(days=number % 20000)
    is_woman = number % 2
    day = born.day + (40 if is_woman else 0)
    nik = f"520701{day:02}{born:%m%y}{number % 9000 + 1:04}"
    name = f"{FIRST[number % 11]} {LAST[number // 11 % 8]} {chr(65 + number % 26)}{number}"
    return (
        number,
        f"Hj. {name}, S.Sos" if number % 10 == 0 else name,
        nik,
        f"5207010101{number % 90 + 10:02}{number % 9000 + 1:04}",
        "P" if is_woman else "L",
        "Taliwang",
        f"{born:%d/%m/%Y}",
        villages[number % len(villages)].name,
        f"{number % 9 + 1:03}",
        "001",
        81200000000 + number,
        "Jalan Raya",
    )


def written(villages):
    with tempfile.TemporaryFile() as file:
        _write(file, villages)
        file.seek(0)
        return file.read()


def _write(file, villages):
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("Data")
    page.write_row(0, 0, ["DAFTAR WARGA"])
    page.write_row(2, 0, HEADINGS)
    for number in range(1, ROWS + 1):
        page.write_row(number + 2, 0, person_row(number, villages))
    book.close()


def timed(what, work):
    begun = perf_counter()
    work()
    spent = perf_counter() - begun
    print(
        f"{what:<28}{spent:8.1f} s {ROWS / spent:10.0f} rows/s"
        f"   self {megabytes(resource.RUSAGE_SELF)} MB"
        f"   child {megabytes(resource.RUSAGE_CHILDREN)} MB",
        file=sys.__stderr__,
    )
    return spent


def usual_way(villages, count):
    """Write rows down as a careful program would: one object each, checked, then in batches."""
    persons = []
    for number in range(1, count + 1):
        row = person_row(number, villages)
        person = Person(
            name=row[1],
            sex="female" if row[4] == "P" else "male",
            birth_place=row[5],
            birth_date=date(1950, 1, 1) + timedelta(days=number % 20000),
            village=villages[number % len(villages)],
            rt=row[8],
            rw=row[9],
            phone=f"+62{row[10]}",
            address=row[11],
        )
        person.full_clean(exclude=["bare_name"])
        person.pk = 10**9 + number
        person.write_nik(row[2])
        persons.append(person)
    Person.objects.bulk_create(persons, batch_size=1000)
    Presence.objects.bulk_create(
        (Presence(person=person, region=person.village) for person in persons), batch_size=1000
    )


@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_persons():
    villages = [
        make_village(f"52.07.01.{2001 + number}", name=f"Desa Uji {chr(65 + number % 26)}{number}")
        for number in range(VILLAGES)
    ]
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    content = written(villages)
    begun_at = megabytes(resource.RUSAGE_SELF)
    print(f"\nfile {len(content) // 1024} kB, begun at {begun_at} MB", file=sys.__stderr__)
    batch = services.upload_sheet(
        officer.grants.get().region,
        kind="people",
        file=SimpleUploadedFile("warga.xlsx", content),
        actor=officer,
    )
    del content
    services.choose_columns(batch, columns=batch.columns, actor=officer)
    spent = timed("read, repair, check", lambda: work_on_due_jobs(1))
    batch = Import.objects.get()
    assert batch.state == "checked", batch.job.fault
    services.confirm_import(batch, actor=officer)
    spent += timed("check again, save", lambda: work_on_due_jobs(1))
    batch = Import.objects.get()
    assert outcome(batch)[0] == ROWS, batch.job.fault
    print(outcome(batch), f"together {ROWS / spent:.0f} rows/s", file=sys.__stderr__)
    services.undo_import(batch, actor=officer)
    timed("undo", lambda: work_on_due_jobs(1))
    batch = Import.objects.get()
    assert batch.state == "undone", batch.job.fault
    some = max(ROWS // 100, 200)
    begun = perf_counter()
    usual_way(villages, some)
    usual = some / (perf_counter() - begun)
    print(
        f"bulk_create with checks {usual:.0f} rows/s, ours x{ROWS / spent / usual:.1f}",
        file=sys.__stderr__,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM spreadsheets_importrow")
        assert cursor.fetchone() == (ROWS,)
