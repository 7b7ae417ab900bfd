"""Loading a decree's files: again without change, over an older one, and not at all if faulty."""

import gzip
import hashlib
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from regions.importers import RegionsRefused, load_regions
from regions.models import Region, RegionLoad
from regions.region_files import SHIPPED, Decree, decree_of, digest_of
from tests.regions.conftest import FILES

OLD = Decree("Kepmendagri 1 Tahun 2025", date(2025, 4, 25))
NEW = Decree("Kepmendagri 2 Tahun 2026", date(2026, 3, 1))
NO_CHANGES = {"inserted": 0, "reactivated": 0, "renamed": 0, "retired": 0, "replaced": 0}
WITHOUT_BELO = [line for line in FILES["villages"] if "Belo" not in line]


def facts_of(code):
    return Region.objects.values_list("name", "active_from", "active_until", "replaced_by").get(
        pk=code
    )


@pytest.mark.django_db
def test_first_load_says_what_came_in(folder_of):
    folder = folder_of()

    outcome = load_regions(folder, decree=OLD)

    assert outcome.totals == {"province": 1, "regency": 1, "district": 2, "village": 3}
    assert outcome.changes == NO_CHANGES | {"inserted": 7}
    village = Region.objects.get(pk="52.07.02.1006")
    assert (village.name, village.level, village.kind, village.parent_id, village.time_zone) == (
        "Kuang",
        "village",
        "kelurahan",
        "52.07.02",
        "Asia/Makassar",
    )
    assert (village.active_from, village.active_until) == (date(2025, 4, 25), None)
    load = RegionLoad.objects.get()
    assert (load.decree, load.decreed_on, load.sha256) == (*OLD, digest_of(folder))
    assert load.counts == outcome._asdict()


@pytest.mark.django_db
def test_second_load_changes_nothing(folder_of):
    load_regions(folder_of(), decree=OLD)
    before = list(Region.objects.values_list())

    outcome = load_regions(folder_of("packed", packed=True), decree=OLD)

    assert outcome.changes == NO_CHANGES
    assert list(Region.objects.values_list()) == before
    assert RegionLoad.objects.count() == 1


@pytest.mark.django_db
def test_newer_decree_renames_ends_and_replaces(folder_of):
    load_regions(folder_of(), decree=OLD)
    newer = folder_of(
        "newer",
        villages=[
            "code,district_code,name",
            "52.07.01.2001,52.07.01,Goa Indah",
            "52.07.01.2009,52.07.01,Belo",
            "52.07.02.1006,52.07.02,Kuang",
        ],
        replacements=["old_code,new_code", "52.07.01.2002,52.07.01.2009"],
    )

    outcome = load_regions(newer, decree=NEW)

    assert outcome.changes == NO_CHANGES | {
        "inserted": 1,
        "renamed": 1,
        "retired": 1,
        "replaced": 1,
    }
    assert outcome.totals["village"] == 3
    start, last = date(2025, 4, 25), date(2026, 2, 28)
    assert facts_of("52.07.01.2001") == ("Goa Indah", start, None, None)
    assert facts_of("52.07.01.2002") == ("Belo", start, last, "52.07.01.2009")
    assert facts_of("52.07.01.2009") == ("Belo", date(2026, 3, 1), None, None)
    assert load_regions(newer, decree=NEW).changes == NO_CHANGES


@pytest.mark.django_db
def test_a_code_that_comes_back_is_in_force_again(folder_of):
    load_regions(folder_of(), decree=OLD)
    replaced = ["old_code,new_code", "52.07.01.2002,52.07.01.2001"]
    load_regions(folder_of("without", villages=WITHOUT_BELO, replacements=replaced), decree=NEW)
    assert facts_of("52.07.01.2002")[2:] == (date(2026, 2, 28), "52.07.01.2001")

    outcome = load_regions(folder_of("with"), decree=NEW)

    assert outcome.changes == NO_CHANGES | {"reactivated": 1}
    assert facts_of("52.07.01.2002") == ("Belo", date(2025, 4, 25), None, None)


@pytest.mark.django_db
def test_a_code_dropped_from_the_same_decree_ends_on_its_first_day(folder_of):
    load_regions(folder_of(), decree=OLD)

    load_regions(folder_of("without", villages=WITHOUT_BELO), decree=OLD)

    assert facts_of("52.07.01.2002") == ("Belo", date(2025, 4, 25), date(2025, 4, 25), None)


@pytest.mark.django_db
def test_all_faults_are_named_and_nothing_is_changed(folder_of):
    load_regions(folder_of(), decree=OLD)
    before = list(Region.objects.values_list())
    faulty = folder_of(
        "faulty",
        provinces=[*FILES["provinces"], "97,Papua Tenggara"],
        districts=[*FILES["districts"], "52.07.03,52.07,Brang Rea"],
        villages=[
            *FILES["villages"],
            "52.07.01.2001,52.07.01,Goa",
            "52.07.01.4001,52.07.01,Empat",
            "52.07.01.2003,52.07.01,",
            "52.07.01.2004,52.07.02,Salah Induk",
            "52.09.01.2001,52.09.01,Yatim",
            "52.07.01.2005,Kurang Kolom",
            "52.07.01.2006,52.07.01,Nama\x00Aneh",
        ],
        replacements=[
            "old_code,new_code",
            "52.07.01.2001,52.07.01.2002",
            "52.07.01.2777,52.07.01.2888",
            "52.07,52.07.01",
        ],
    )

    with pytest.raises(RegionsRefused) as refusal:
        load_regions(faulty, decree=NEW)

    assert refusal.value.faults == [
        "provinces.csv baris 3: zona waktu provinsi 97 belum dikenal.",
        "villages.csv baris 5: kode 52.07.01.2001 sudah ada di baris 2.",
        "villages.csv baris 6: “52.07.01.4001” bukan kode desa/kelurahan.",
        "villages.csv baris 7: nama wilayah 52.07.01.2003 kosong atau tidak wajar.",
        "villages.csv baris 8: induk “52.07.02” tidak sesuai dengan kode 52.07.01.2004.",
        "villages.csv baris 10: 2 kolom, seharusnya 3.",
        "villages.csv baris 11: nama wilayah 52.07.01.2006 kosong atau tidak wajar.",
        "villages.csv baris 9: induk 52.09.01 dari 52.09.01.2001 tidak ada.",
        "provinces.csv baris 3: 97 tidak mempunyai wilayah di bawahnya.",
        "districts.csv baris 4: 52.07.03 tidak mempunyai wilayah di bawahnya.",
        "replacements.csv baris 2: kode lama 52.07.01.2001 masih berlaku menurut berkas ini.",
        "replacements.csv baris 3: kode baru 52.07.01.2888 tidak ada.",
        "replacements.csv baris 4: “52.07” dan “52.07.01” bukan kode yang setingkat.",
    ]
    assert list(Region.objects.values_list()) == before
    assert RegionLoad.objects.count() == 1


@pytest.mark.parametrize(
    ("files", "faults"),
    [
        (
            {"districts": ["kode,nama", "52.07.01,Jereweh"]},
            ["districts.csv: kolomnya harus code,regency_code,name."],
        ),
        ({"villages": None}, ["villages.csv: berkas tidak ada atau rusak."]),
        (
            {"villages": ["code,district_code,name"]},
            [
                "districts.csv baris 2: 52.07.01 tidak mempunyai wilayah di bawahnya.",
                "districts.csv baris 3: 52.07.02 tidak mempunyai wilayah di bawahnya.",
            ],
        ),
        (
            {"villages": ["code,district_code,name", '52.07.01.2001,52.07.01,"Goa" Indah']},
            ["villages.csv: baris 2 bukan CSV (',' expected after '\"')."],
        ),
    ],
)
@pytest.mark.django_db
def test_a_broken_file_is_named_without_blaming_the_others(folder_of, files, faults):
    with pytest.raises(RegionsRefused) as refusal:
        load_regions(folder_of(**files), decree=OLD)

    assert refusal.value.faults == faults
    assert not Region.objects.exists()


@pytest.mark.django_db
def test_a_damaged_file_is_named(folder_of):
    folder = folder_of(packed=True)
    villages = folder / "villages.csv.gz"
    villages.write_bytes(villages.read_bytes()[:-9])
    districts = folder / "districts.csv.gz"
    districts.write_bytes(gzip.compress(b"code,regency_code,name\n52.07.01,52.07,\xff\n"))

    with pytest.raises(RegionsRefused) as refusal:
        load_regions(folder, decree=OLD)

    assert refusal.value.faults == [
        "districts.csv: baris 2 bukan UTF-8.",
        "villages.csv: berkas tidak ada atau rusak.",
    ]


@pytest.mark.django_db
def test_an_older_decree_does_not_undo_a_newer(folder_of):
    load_regions(folder_of(), decree=NEW)

    with pytest.raises(RegionsRefused) as refusal:
        load_regions(folder_of("older", villages=WITHOUT_BELO), decree=OLD)

    assert refusal.value.faults == [
        "Wilayah sudah dimuat dari keputusan yang lebih baru: Kepmendagri 2 Tahun 2026, 2026-03-01."
    ]


def run(*arguments):
    output = io.StringIO()
    call_command("load_regions", *arguments, stdout=output)
    return output.getvalue().splitlines()


@pytest.mark.django_db
def test_command_says_what_it_did(folder_of):
    decree = ["--decree", OLD.title, "--date", "2025-04-25"]

    lines = run("--file", str(folder_of()), *decree)

    assert lines[:3] == [
        "Kepmendagri 1 Tahun 2025",
        "Berlaku: 1 provinsi, 1 kabupaten/kota, 2 kecamatan, 3 desa dan kelurahan.",
        "Perubahan: 7 baru, 0 berganti nama, 0 berakhir, 0 berlaku kembali, 0 diganti.",
    ]


@pytest.mark.django_db
def test_if_missing_leaves_what_is_loaded(folder_of, django_assert_num_queries):
    folder = str(folder_of())
    later = ["--file", folder, "--decree", NEW.title, "--date", "2026-03-01"]
    run(*later)

    with django_assert_num_queries(1):
        assert run(*later, "--if-missing") == ["Wilayah sudah dimuat."]
    with django_assert_num_queries(1):
        assert run("--if-missing") == ["Wilayah sudah dimuat."]


@pytest.mark.django_db
def test_command_refuses_without_a_trace(folder_of):
    folder = str(folder_of(villages=[*FILES["villages"], "x,y,z"]))

    with pytest.raises(CommandError, match="--decree dan --date"):
        run("--file", folder)
    with pytest.raises(CommandError) as refusal:
        run("--file", folder, "--decree", OLD.title, "--date", "2025-04-25")

    assert str(refusal.value) == (
        "Tidak ada yang dimuat. 1 kesalahan:\nvillages.csv baris 5: “x” bukan kode desa/kelurahan."
    )
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    ("file", "sha256"),
    [
        ("provinces.csv.gz", "ee9e5b5aaca298c41aef1aa0888285e103856f1414134bbb7afc68b294c9a89d"),
        ("regencies.csv.gz", "d5fbd54bb1500bbf5e194ddc94a3806df6e6837a310146dfa646b085bd99c0ae"),
        ("districts.csv.gz", "982f843613cf36bf474cab7ec46b5ecafc46dfeaad26e4bbadf170a6dae8ebe7"),
        ("villages.csv.gz", "6a8e53fce14d21b514f1f7d1602ceeab4ffbec6df98903e2cad949d8fee94690"),
    ],
)
def test_shipped_files_are_as_published(file, sha256):
    packed = (SHIPPED / file).read_bytes()

    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == sha256
    assert packed[4:8] == bytes(4), "gzip's time must be 0, so that the same content packs alike"


def test_shipped_files_carry_decree_notice_and_licence():
    assert decree_of(SHIPPED) == Decree("Kepmendagri 300.2.2-2138 Tahun 2025", date(2025, 4, 25))
    assert "idn-area-data 4.0.1 by fityannugroho" in (SHIPPED / "NOTICE").read_text("utf-8")
    assert (SHIPPED / "LICENSE.md").read_text("utf-8").startswith("# Open Database License (ODbL)")
