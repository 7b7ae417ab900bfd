"""Words of invented names, as often as they are heard: few words carry most of the people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final


def _words(text: str) -> list[tuple[str, int]]:
    """Read "Siti:90 Sri:40 Yanti": a word, and how often it stands in the list (once)."""
    pairs = (word.partition(":") for word in text.split())
    return [(word.replace("_", " "), int(often or 1)) for word, _colon, often in pairs]


# Javanese names are put together like this: Suyono, Haryanti, Mulyadi.
_BEGIN: Final = """
    Su Har Mul Tri Wi Is Pur Sar Sum Kus Wid Ruk Pon Jum War Kar Dar Mar Tum Sug Ngat Par Sul Yul
    Set Mur Nur Bud Rah Tug Wah Sut Hend Agus Yud Sun Ris Ram Wal Sid Tas Das Cas Kas Was Dul Sai
    Sam Ras Ros Mas Her Gun Sur Bas Ton Kun Yat Rus Nas
"""
_MEN_END: Final = """
    yono yanto yadi yatno djo dono mono manto min din no to di man wan adi anto ono oto iman idi
    odo ijan ipin jito wito gito tono kimin kidi sito
"""
_WOMEN_END: Final = """
    yati yani yanti nah ni ti tini mini sih ningsih wati nengsih iyah ijah inah inem iyem kinah
    miyati jiyem tinah lastri asih ani sini arti
"""

_MEN_FIRST: Final = """
    Muhammad:420 M.:150 Moh.:110 Muh.:60 Mohamad:50 Mohammad:45 Muhamad:30 Mochamad:25 Ahmad:190
    Abdul:210 Agus:120 Budi:70 Eko:60 Dedi:50 Hendra:35 Andi:60 Rudi:40 Joko:45 Bambang:60
    Slamet:40 Dwi:30 Tri:30 Heri:35 Yusuf:30 Ismail:25 Ibrahim:25 Hasan:30 Ali:35 Umar:20
    Zainal:30 Syaiful:25 Asep:55 Dadang:25 Ujang:25 Iwan:30 Irwan:25 Hendri:20 Rahmat:30 Ridwan:25
    Nur:30 I_Wayan:30 I_Made:30 I_Ketut:25 I_Nyoman:25 Lalu:20 Syamsul:20 Ma'ruf:6 Sa'ad:3
    Yohanes:20 Antonius:15 Fransiskus:12 Petrus:12 Marthen:8 Teuku:8 Raden:6 Herman:18 Sukardi:10
    Supriyadi:20 Sugeng:12
"""
_WOMEN_FIRST: Final = """
    Siti:520 Sri:190 Nur:150 Dewi:90 Ni_Wayan:28 Ni_Made:28 Ni_Ketut:20 Ni_Luh:18 Eka:35 Dwi:45
    Tri:30 Ratna:35 Rina:30 Rini:30 Yuni:35 Yuli:30 Endang:40 Lilis:25 Iis:15 Euis:20 Neneng:20
    Nurhayati:55 Nuraini:30 Nur'aini:14 Rohani:15 Fatimah:40 Aminah:30 Khadijah:15 Maryam:20
    Mariam:15 Aisyah:30 Halimah:20 Zubaidah:12 Rosmini:10 Kartini:15 Suryani:18 Ernawati:18
    Yuliana:22 Maria:40 Yohana:10 Theresia:10 Baiq:18 Cut:10 Indah:20 Wahyu:15 Ida:25 Ani:15
    Umi:20 Ummi:8 Marlina:18 Rahmawati:25 Sumarni:15 Hartati:12 Jumiati:8 Mulyani:15 Lestari:10
    Titin:15
"""
_MEN_SECOND: Final = """
    Rahman:40 Hidayat:45 Santoso:35 Setiawan:40 Saputra:45 Kurniawan:40 Nugroho:25 Wibowo:25
    Prasetyo:25 Gunawan:25 Susanto:25 Wahyudi:25 Arifin:30 Fauzi:25 Hakim:25 Hamid:20 Halim:15
    Karim:15 Aziz:20 Rasyid:15 Malik:15 Latif:12 Yasin:10 Saleh:18 Nur:15 Ilyas:10 Idris:10
    Yunus:10 Usman:12 Siregar:25 Nasution:25 Harahap:18 Lubis:18 Simanjuntak:10 Sitorus:10
    Tambunan:6 Panjaitan:6 Ginting:10 Sembiring:8 Tarigan:8 Lase:5 Zebua:5 Manullang:4 Wenda:8
    Kogoya:8 Tabuni:6 Latuconsina:4 Tuasikal:4 Tomagola:2 Mandagi:3 Lumbantoruan:3 Effendi:12
    Firmansyah:20 Ramadhan:18 Maulana:22 Iskandar:12 Suhendar:8 Suherman:10 Mahendra:10 Wirawan:6
    Suarta:5 Sutarja:4
"""
_WOMEN_SECOND: Final = """
    Aminah:50 Fatimah:45 Nurhaliza:10 Aisyah:40 Khodijah:25 Maesaroh:22 Romlah:15 Rohmah:25
    Zulaikha:10 Hajar:15 Maimunah:20 Wahyuni:55 Rahayu:45 Lestari:50 Handayani:40 Astuti:35
    Kurniasih:12 Sartika:15 Puspita:20 Sari:70 Wulandari:30 Anggraini:25 Safitri:22 Fitriani:30
    Susanti:35 Wati:30 Yanti:20 Hasanah:35 Jannah:25 Azizah:25 Hidayah:18 Laila:12 Kalsum:15
    Siregar:14 Nasution:14 Harahap:10 Lubis:10 Ginting:6 Wenda:4 Kogoya:4 Marlina:15 Suciati:10
    Mulyani:15 Suryani:15 Indrawati:10 Ningsih:25 Utami:20 Permatasari:12 Nurjannah:12 Zahra:10
"""
# One person in seventeen has one before the name, one in nine one behind it.
BEFORE_MEN: Final = ("H.", "H.", "H.", "Drs.", "Ir.", "KH.", "Ust.", "Dr.")
BEFORE_WOMEN: Final = ("Hj.", "Hj.", "Hj.", "Dra.", "dr.", "Ustadzah")
BEHIND: Final = (
    ", S.Pd", ", S.Pd.", ", S.Sos", ", S.E.", ", SE", ", SH", ", S.Ag", " S.Pd.I", ", S.Kom",
    ", A.Md", ", A.Md.Keb", ", S.Kep., Ners", ", M.Si", ", S.Pd., M.Pd", ", S.IP", ", SKM",
)  # fmt: skip


def all_words() -> Iterator[tuple[str, str]]:
    """Yield (kind, word), a word as often as it is heard."""
    lists = {
        "first male": (_MEN_FIRST, _MEN_END),
        "first female": (_WOMEN_FIRST, _WOMEN_END),
        "second male": (_MEN_SECOND, _MEN_END),
        "second female": (_WOMEN_SECOND, _WOMEN_END),
    }
    for kind, (known, ends) in lists.items():
        for word, often in _words(known):
            yield from [(kind, word)] * often
        for begin, end in product(_BEGIN.split(), ends.split()):
            yield kind, begin + end
