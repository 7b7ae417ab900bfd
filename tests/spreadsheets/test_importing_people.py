"""Persons from a sheet: found, filled, made; refused without losing a row."""

from datetime import date

import pytest

from people.models import Person
from tests.factories.imports import checked, make_import, outcome, saved, told, undone
from tests.factories.people import make_person
from tests.factories.regions import make_village

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
