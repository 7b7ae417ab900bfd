"""Which decree a file's name may mean: one table, and how files share the decrees out."""

from volunteers.matching import Candidate, Guess, ranked, shared_out

GOA = Candidate(1, "188.45/222/2021", 2021, {"Goa": "Desa Goa"}, ["siti aminah", "nurhayati"])
BERU = Candidate(2, "12 TAHUN 2026", 2026, {"Beru": "Desa Beru"}, ["muhammad yusuf"])
LALAR = Candidate(
    3,
    "400.9/7/2026",
    2026,
    {name: f"Desa {name}" for name in ("Lalar Liang", "Dasan Anyar", "Goa", "Beru")},
    ["ani"],
)
ALL = [GOA, BERU, LALAR]


def test_names_mean_decrees_by_number_place_and_person():
    cases = {
        "188.45-222-2021.pdf": [(1, "nomor 188/45/222, tahun 2021")],
        "SK_188_45_222.PDF": [(1, "nomor 188/45/222")],
        "sk 0222 th 2021.jpg": [(1, "angka 222 dari nomornya, tahun 2021")],
        "SK Desa GOA 2021.pdf": [(1, "nama Desa Goa, tahun 2021")],
        "sk bu Nurhayati.jpeg": [(1, "nama orang Nurhayati")],
        "Hj. Siti Aminah, S.Sos.pdf": [(1, "nama orang Siti Aminah")],
        "sk m. yusuf (2026).pdf": [(2, "nama orang Muhammad Yusuf, tahun 2026")],
        "No 12 tahun 2026 Beru.pdf": [
            (2, "angka 12 dari nomornya, nama Desa Beru, tahun 2026"),
            (3, "nama Desa Beru, tahun 2026"),
        ],
        "lalar liang 2026.pdf": [(3, "nama Desa Lalar Liang, tahun 2026")],
        "liang lalar.pdf": [],
        "IMG_20260105_120000.jpg": [],
        "2026.pdf": [],
        "scan ani.pdf": [],  # three letters stand in many names
        "goal beruang.pdf": [],
        "": [],
        "../../etc/passwd": [],
        "..\\..\\Goa.pdf": [(1, "nama Desa Goa")],
        "SK\u202eaoG.pdf": [],
        "a" * 300 + ".pdf": [],
        "\u0661\u0662.pdf": [],  # digits, but nobody's decree
    }
    said = {name: [(guess.key, guess.reason) for guess in ranked(name, ALL)] for name in cases}

    assert said == cases


def test_the_whole_number_counts_more_than_a_place():
    assert [guess.key for guess in ranked("SK 400.9-7-2026 Goa.pdf", ALL)] == [3, 1]


def test_no_decree_is_guessed_for_two_files_nor_one_of_two_equals():
    guesses = {
        10: [Guess(1, 4, "")],
        11: [Guess(1, 6, ""), Guess(2, 5, "")],
        12: [Guess(2, 4, ""), Guess(3, 4, "")],
        13: [],
        14: [Guess(3, 3, "")],
    }

    given = shared_out(guesses)

    assert {file: guess.key for file, guess in given.items()} == {11: 1, 14: 3}
