"""Invented people: names as they are heard in Sumbawa, each a chance meeting of two lists."""

from random import Random
from typing import Final, NamedTuple


class Naming(NamedTuple):
    """How people are called in a part of the country, and where they were born and live."""

    women: list[str]
    men: list[str]
    second: list[str]  # none: the first lists hold whole names
    birth_places: tuple[str, ...]
    hamlets: tuple[str, ...]


def listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


_WOMEN: Final = listed(
    """
    Siti Aminah, Nurhayati, Rahmawati, Fatimah, Sri Wahyuni, Nuraini, Marlina, Suryani, Hartati,
    Yuliana, Sumarni, Rosmini, Aisyah, Kartini, Salmah, Nurjannah, Zubaidah, Halimah, Maryam,
    Hasnah, Ernawati, Sukmawati, Lestari, Indrawati, Fitriani, Wahyuningsih, Baiq Nurlaela,
    Baiq Hidayati, Ratnawati, Kurniati, Musdalifah, Juhriah, Mariam, Nur Asiah, Rohani,
    Siti Hajar, Siti Khadijah, Dewi Sartika, Endang, Ida Royani, Jumiati, Kasmawati,
    Lilis Suryani, Mulyani, Nani, Oktaviani, Puspita, Rukmini, Saodah, Titin Suhartini,
    Ummi Kalsum, Winarti, Yanti, Zaenab, Made Sulastri, Ni Wayan Suci
    """
)
_MEN: Final = listed(
    """
    Abdul Rahman, Muhammad Yasin, Syamsuddin, Zulkarnain, Mahmud, Ahmad Fauzi, Ismail, Ibrahim,
    Jamaluddin, Hasanuddin, Lalu Hamdan, Lalu Mustafa, Sirajuddin, Burhan, Kamaruddin, M. Saleh,
    M. Nur, Arifin, Bahtiar, Darmawan, Edy Suhendra, Firmansyah, Gunawan, Hendra, Irwan, Junaidi,
    Khairuddin, Lukman, Mustakim, Nasruddin, Rusdi, Sahabuddin, Taufik, Usman, Wahyudi, Yusuf,
    Zainuddin, Sudirman, Amiruddin, Baharuddin, Hamzah, Iskandar, Made Sutarja, Nengah Suarta,
    Supriyadi, Sugeng, Budi Santoso
    """
)
_SECOND: Final = listed(
    """
    Abdullah, Ahmad, Ali, Arsyad, Aziz, Bakri, Dahlan, Djafar, Effendi, Fahmi, Hakim, Halim,
    Hamid, Harun, Hasan, Husain, Idris, Ilyas, Jafar, Kadir, Karim, Latief, Mahdi, Majid, Malik,
    Mansur, Marzuki, Muchtar, Munir, Mursalim, Nasir, Natsir, Rasyid, Ridwan, Sabri, Said, Salam,
    Samsul, Syafii, Syukur, Thalib, Umar, Wahab, Yakub, Yunus, Zakaria
    """
)


SUMBAWA: Final = Naming(
    _WOMEN,
    _MEN,
    _SECOND,
    birth_places=("Taliwang", "Taliwang", "Jereweh", "Seteluk", "Sumbawa Besar", "Mataram"),
    hamlets=("Dusun Atas", "Dusun Bawah", "Dusun Tengah", ""),
)


class Names:
    """Names for one village, no two alike; one in four people has a single name."""

    def __init__(self, chance: Random, naming: Naming = SUMBAWA) -> None:
        self._chance = chance
        self._naming = naming
        self._given: set[str] = set()

    def woman(self) -> str:
        return self._one(self._naming.women)

    def man(self) -> str:
        return self._one(self._naming.men)

    def anybody(self) -> str:
        """Most who come to a village's welfare meeting are women."""
        return self.woman() if self._chance.random() < 0.7 else self.man()

    def _one(self, first: list[str]) -> str:
        while True:
            name = self._chance.choice(first)
            if self._naming.second and self._chance.random() < 0.75:
                name = f"{name} {self._chance.choice(self._naming.second)}"
            if name not in self._given:
                self._given.add(name)
                return name


def phone(chance: Random) -> str:
    """Return a number of a range that nobody has: 0812-0000-xxxx."""
    return f"+628120000{chance.randrange(10_000):04d}"
