"""Amounts in words, months, and text that the fonts can show."""

import pytest

from papers.signers import Capacity, Signer
from papers.words import MISSING, month_in_roman, printable, shapes, terbilang, tidy
from tests.papers.sheets import DAY


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol rupiah"),
        (11, "sebelas rupiah"),
        (100, "seratus rupiah"),
        (1_000, "seribu rupiah"),
        (1_100, "seribu seratus rupiah"),
        (1_250_000, "satu juta dua ratus lima puluh ribu rupiah"),
        (1_001_000_000, "satu miliar satu juta rupiah"),
    ],
)
def test_terbilang_says_rupiah(amount, words):
    assert terbilang(amount) == words


def test_terbilang_refuses_less_than_nothing():
    with pytest.raises(ValueError, match="not negative"):
        terbilang(-1)


def test_month_is_roman():
    assert month_in_roman(DAY) == "XI"


def test_tidy_makes_one_line_without_what_nobody_sees():
    facts = {"a": " Siti\n\tAminah\u2028 ", "b": ["ab\u202ecd\x07", 7, None]}

    assert tidy(facts) == {"a": "Siti Aminah", "b": ["abcd", 7, None]}


def test_printable_puts_a_box_where_there_is_no_shape():
    assert printable({"a": ["Siti 😀 é محمد"]}) == {"a": [f"Siti {MISSING} é {MISSING * 4}"]}


def test_both_faces_have_the_shapes():
    regular = shapes("LiberationSans-Regular.ttf")

    assert {ord(mark) for mark in f"AZaz09éñ…½{MISSING}"} <= regular
    assert regular - shapes("LiberationSans-Bold.ttf") == set()
    assert ord("😀") not in regular


@pytest.mark.parametrize(
    ("signer", "lines"),
    [
        (Signer("Camat Jereweh"), ["Camat Jereweh"]),
        (Signer("Camat Jereweh", capacity=Capacity.PLT), ["Plt. Camat Jereweh"]),
        (Signer("Kepala Desa Goa", capacity=Capacity.PJ), ["Pj. Kepala Desa Goa"]),
        (
            Signer("Lurah", capacity=Capacity.PLH, above="Mengetahui,"),
            ["Mengetahui,", "Plh. Lurah"],
        ),
        (
            Signer("Bupati", capacity=Capacity.AN, own_title="Kepala Dinas Sosial"),
            ["a.n. Bupati", "Kepala Dinas Sosial"],
        ),
    ],
)
def test_signer_stands_with_the_capacity(signer, lines):
    assert signer.as_facts()["title"] == lines
