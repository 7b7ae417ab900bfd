from datetime import date

import pytest
from django.core.exceptions import ValidationError

from regions.models import Region
from wksbm.models import DecreeChange, DecreeState
from wksbm.rules import (
    Change,
    DecreeFacts,
    decree_state,
    names_in,
    office_name,
    term_between,
    term_in_words,
)

TODAY = date(2026, 11, 21)
REVOKES, SUPERSEDES, AMENDS = (
    DecreeChange.Kind.REVOKES,
    DecreeChange.Kind.SUPERSEDES,
    DecreeChange.Kind.AMENDS,
)


@pytest.mark.parametrize(
    ("start", "end", "changes", "state"),
    [
        (date(2026, 1, 1), None, [], "in_force"),  # an open end is normal
        (date(2026, 11, 21), None, [], "in_force"),  # its first day
        (date(2026, 11, 22), None, [], "not_yet"),
        (date(2026, 1, 1), date(2027, 1, 21), [], "in_force"),  # 61 days left
        (date(2026, 1, 1), date(2027, 1, 20), [], "lapsing"),  # 60
        (date(2026, 1, 1), date(2026, 11, 21), [], "lapsing"),  # its last day
        (date(2026, 1, 1), date(2026, 11, 20), [], "lapsed"),
        (date(2026, 1, 1), None, [(AMENDS, date(2026, 6, 1))], "in_force"),
        (date(2026, 1, 1), None, [(REVOKES, date(2026, 11, 21))], "revoked"),
        (date(2026, 1, 1), None, [(REVOKES, date(2026, 11, 22))], "lapsing"),
        (date(2026, 1, 1), None, [(SUPERSEDES, date(2026, 6, 1))], "superseded"),
        (date(2026, 1, 1), None, [(SUPERSEDES, date(2027, 6, 1))], "in_force"),
        # What came first ended it.
        (
            date(2026, 1, 1),
            None,
            [(REVOKES, date(2026, 8, 1)), (SUPERSEDES, date(2026, 6, 1))],
            "superseded",
        ),
        (date(2026, 1, 1), date(2026, 5, 31), [(SUPERSEDES, date(2026, 6, 1))], "lapsed"),
        (date(2026, 1, 1), date(2026, 5, 31), [(REVOKES, date(2026, 4, 1))], "revoked"),
    ],
)
def test_what_a_decree_means_on_a_day(start, end, changes, state):
    facts = DecreeFacts(start, end, tuple(Change(*change) for change in changes))

    assert decree_state(facts, TODAY) == state


def test_no_decree_is_awaited():
    assert decree_state(None, TODAY) == DecreeState.AWAITED


def test_a_term_is_said_in_words():
    assert term_in_words(date(2026, 1, 1), date(2026, 12, 31)) == (
        "1 Januari 2026 sampai 31 Desember 2026"
    )
    assert term_in_words(date(2026, 1, 1), None) == "sejak 1 Januari 2026, tanpa batas akhir"


def test_a_backward_term_is_refused_beside_its_field():
    with pytest.raises(ValidationError) as refused:
        term_between(date(2026, 2, 1), date(2026, 1, 31), field="valid_until")

    assert refused.value.message_dict == {
        "valid_until": ["Tanggal akhir mendahului tanggal mulai."]
    }


@pytest.mark.parametrize(
    ("kind", "code", "name", "called"),
    [
        ("village_head", "52.07.01.2001", "Goa", "Kepala Desa Goa"),
        ("village_head", "13.06.01.2001", "Kapau", "Kepala Nagari Kapau"),
        ("lurah", "52.07.02.1001", "Dalam", "Lurah Dalam"),
        ("camat", "52.07.02", "Taliwang", "Camat Taliwang"),
        ("regent", "52.07", "Kabupaten Sumbawa Barat", "Bupati Sumbawa Barat"),
        ("mayor", "34.71", "Kota Yogyakarta", "Wali Kota Yogyakarta"),
        (
            "social_agency",
            "52.07",
            "Kabupaten Sumbawa Barat",
            "Kepala Dinas Sosial Kabupaten Sumbawa Barat",
        ),
    ],
)
def test_an_office_has_its_usual_name(kind, code, name, called):
    assert office_name(kind, Region(code=code, name=name)) == called


def test_a_pasted_list_is_read_line_by_line():
    text = (
        "1. Siti Aminah\r\n2) *Hj. Nurhayati, S.Sos*\n\n- Budi 0812-3456-7890\n"
        "• M. Ali (081234567890)\n12 Fatimah\n(3) St. Aisyah - 5207010101010001\n"
        "3.Sari\n✅ Rahma,\n---\n17\n   "
    )

    assert [(found.name, found.phone) for found in names_in(text)] == [
        ("Siti Aminah", ""),
        ("Hj. Nurhayati, S.Sos", ""),
        ("Budi", "+6281234567890"),
        ("M. Ali", "+6281234567890"),
        ("Fatimah", ""),
        ("St. Aisyah", ""),
        ("Sari", ""),
        ("Rahma", ""),
    ]
