"""Invented people: names as they are heard in Sumbawa, each a chance meeting of two lists."""

from random import Random
from typing import Final


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


WOMEN: Final = _names(
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
MEN: Final = _names(
    """
    Abdul Rahman, Muhammad Yasin, Syamsuddin, Zulkarnain, Mahmud, Ahmad Fauzi, Ismail, Ibrahim,
    Jamaluddin, Hasanuddin, Lalu Hamdan, Lalu Mustafa, Sirajuddin, Burhan, Kamaruddin, M. Saleh,
    M. Nur, Arifin, Bahtiar, Darmawan, Edy Suhendra, Firmansyah, Gunawan, Hendra, Irwan, Junaidi,
    Khairuddin, Lukman, Mustakim, Nasruddin, Rusdi, Sahabuddin, Taufik, Usman, Wahyudi, Yusuf,
    Zainuddin, Sudirman, Amiruddin, Baharuddin, Hamzah, Iskandar, Made Sutarja, Nengah Suarta,
    Supriyadi, Sugeng, Budi Santoso
    """
)
SECOND: Final = _names(
    """
    Abdullah, Ahmad, Ali, Arsyad, Aziz, Bakri, Dahlan, Djafar, Effendi, Fahmi, Hakim, Halim,
    Hamid, Harun, Hasan, Husain, Idris, Ilyas, Jafar, Kadir, Karim, Latief, Mahdi, Majid, Malik,
    Mansur, Marzuki, Muchtar, Munir, Mursalim, Nasir, Natsir, Rasyid, Ridwan, Sabri, Said, Salam,
    Samsul, Syafii, Syukur, Thalib, Umar, Wahab, Yakub, Yunus, Zakaria
    """
)


class Names:
    """Names for one village, no two alike; one in four people has a single name."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def woman(self) -> str:
        return self._one(WOMEN)

    def man(self) -> str:
        return self._one(MEN)

    def anybody(self) -> str:
        """Most who come to a village's welfare meeting are women."""
        return self.woman() if self._chance.random() < 0.7 else self.man()

    def _one(self, first: list[str]) -> str:
        while True:
            name = self._chance.choice(first)
            if self._chance.random() < 0.75:
                name = f"{name} {self._chance.choice(SECOND)}"
            if name not in self._given:
                self._given.add(name)
                return name


def phone(chance: Random) -> str:
    """Return a number of a range that nobody has: 0812-0000-xxxx."""
    return f"+628120000{chance.randrange(10_000):04d}"
