"""Names with their titles, as they stand in real lists."""

from common.names import bare, split_titles

PARTS = [
    ("Hj. Siti Aminah, S.Sos", ("Hj.", "Siti Aminah", "S.Sos")),
    ("Drs. H. Abdul Rahman, M.Si., Ph.D", ("Drs. H.", "Abdul Rahman", "M.Si., Ph.D")),
    ("Siti Aminah S.Sos", ("", "Siti Aminah", "S.Sos")),
    ("Bapak Sugeng SH", ("Bapak", "Sugeng", "SH")),
    ("I Made Sutarja, SE, MM", ("", "I Made Sutarja", "SE, MM")),
    ("Ni Wayan Suci, A.Md.Keb.", ("", "Ni Wayan Suci", "A.Md.Keb.")),
    ("Andi Baso", ("", "Andi Baso", "")),  # Andi is a title and a name: a part of the name
    ("M. Saleh", ("", "M. Saleh", "")),
    ("Siti, Aminah", ("", "Siti, Aminah", "")),
    ("Irma", ("", "Irma", "")),
    ("Bu", ("", "Bu", "")),
    ("SH", ("", "SH", "")),
]
ONE_NAME = [
    {"Hj. Siti Aminah, S.Sos", "siti  aminah", "SITI AMINAH S.Sos", "Ibu Siti Aminah"},
    {"M. Yasin", "Moh. Yasin", "Muh Yasin", "Muhammad Yasin", "H. Mohamad Yasin, SE"},
    {"Ma'ruf", "Ma\u2019ruf", "KH. Maruf"},
]


def test_titles_stand_apart_and_names_stay_whole():
    assert {text: tuple(split_titles(text)) for text, _parts in PARTS} == dict(PARTS)


def test_one_name_written_by_many_hands_is_one():
    assert [len({bare(text) for text in texts}) for texts in ONE_NAME] == [1, 1, 1]
    assert len({bare("Siti Aminah"), bare("Siti Aminh"), bare("Siti")}) == 3
