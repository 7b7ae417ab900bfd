"""The nation's reference: the twelve PSKS, and a district's own beside them."""

from datetime import date

import pytest

from tests.factories.volunteers import make_pillar
from volunteers.models import Pillar, QualificationKind
from volunteers.services import load_pillars

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing_and_leaves_what_a_district_added():
    own = make_pillar("kader_desa")
    first = load_pillars()
    before = Pillar.objects.order_by("pk").values_list("pk", "version", "updated_at")
    rows = list(before)

    again = load_pillars()

    assert first["pillars"] == len(rows) - 1
    assert again == {"pillars": 0, "qualifications": 0}
    assert list(before.all()) == rows
    assert Pillar.objects.get(pk=own.pk).name == own.name


def test_the_twelve_of_permensos_8_2012_are_there_with_their_numbers():
    load_pillars()

    numbered = Pillar.objects.exclude(psks_number=None).order_by("psks_number")

    assert list(numbered.values_list("psks_number", flat=True)) == list(range(1, 13))
    assert all(row.is_in_use(date(2026, 1, 1)) for row in numbered)
    madya = QualificationKind.objects.get(code="tagana_madya")
    assert [kind.code for kind in madya.includes.all()] == ["tagana_muda"]
