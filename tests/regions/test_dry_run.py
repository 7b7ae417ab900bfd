"""A newer decree's files show what they would change before anything changes."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from regions.importers import foresee_load, load_regions
from regions.models import Region, RegionLoad
from regions.region_files import Decree

OLD = Decree("Kepmendagri 1 Tahun 2025", date(2025, 4, 25))
NEW = Decree("Kepmendagri 2 Tahun 2026", date(2026, 3, 1))
CHANGED = {
    "villages": [
        "code,district_code,name",
        "52.07.01.2001,52.07.01,Goa Indah",
        "52.07.01.2009,52.07.01,Belo",
        "52.07.02.1006,52.07.02,Kuang",
    ],
    "replacements": ["old_code,new_code", "52.07.01.2002,52.07.01.2009"],
}


@pytest.mark.django_db
def test_the_dry_run_foretells_what_the_load_then_does(folder_of):
    load_regions(folder_of(), decree=OLD)
    newer = folder_of("newer", **CHANGED)
    before = list(Region.objects.order_by("code").values_list())

    foreseen = foresee_load(newer, decree=NEW)

    assert list(Region.objects.order_by("code").values_list()) == before
    assert [tuple(one) for one in foreseen] == [
        ("inserted", "52.07.01.2009", "", "Belo"),
        ("renamed", "52.07.01.2001", "Goa", "Goa Indah"),
        ("replaced", "52.07.01.2002", "Belo", "52.07.01.2009"),
        ("retired", "52.07.01.2002", "Belo", ""),
    ]
    changes = load_regions(newer, decree=NEW).changes
    told = [one.change for one in foreseen]
    assert {change: told.count(change) for change in changes} == changes
    assert foresee_load(newer, decree=NEW) == []


@pytest.mark.django_db
def test_the_command_lists_and_changes_nothing(folder_of):
    load_regions(folder_of(), decree=OLD)
    newer = folder_of("newer", **CHANGED)
    out = io.StringIO()

    call_command(
        "load_regions",
        "--dry-run",
        "--file",
        str(newer),
        "--decree",
        NEW.title,
        "--date",
        str(NEW.decreed_on),
        stdout=out,
    )

    assert "52.07.01.2001  Goa -> Goa Indah" in out.getvalue()
    assert "berakhir: 1" in out.getvalue()
    assert "regions_to_assign" in out.getvalue()
    assert RegionLoad.objects.count() == 1


@pytest.mark.django_db
def test_faulty_files_are_refused_as_by_the_load(folder_of):
    broken = folder_of("broken", villages=["code,district_code,name", "x,52.07.01,Goa"])

    with pytest.raises(CommandError, match=r"villages\.csv baris 2"):
        call_command(
            "load_regions",
            "--dry-run",
            "--file",
            str(broken),
            "--decree",
            NEW.title,
            "--date",
            str(NEW.decreed_on),
        )
