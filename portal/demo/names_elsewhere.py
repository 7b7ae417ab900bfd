"""How people are called in the demo's other districts: Bali, Belitung, Musi Banyuasin, Buru."""

from itertools import product
from typing import Final

from portal.demo.names import Naming, listed


def _joined(first: str, second: str) -> list[str]:
    return [f"{one} {other}" for one, other in product(listed(first), listed(second))]


BALI: Final = Naming(
    women=_joined(
        "Ni Wayan, Ni Made, Ni Nyoman, Ni Ketut, Ni Luh, Putu, Kadek, Komang, Ketut, Luh Putu",
        """
        Suci, Sulastri, Ariani, Astiti, Budiasih, Darmini, Kariani, Kusumayanti, Laksmi, Mariani,
        Murniati, Parwati, Puspawati, Rasmini, Sari, Sriani, Suartini, Sukerti, Suryani, Widiasih
        """,
    ),
    men=_joined(
        "I Wayan, I Made, I Nyoman, I Ketut, I Gede, Putu, Gede, Kadek, Komang, Ketut",
        """
        Adnyana, Arnawa, Artana, Budiarta, Darma, Kariasa, Mahardika, Merta, Mudana, Parwata,
        Putrayasa, Redana, Sudarma, Sudiana, Sukadana, Sumerta, Suparta, Swastika, Widiana, Yasa
        """,
    ),
    second=[],
    birth_places=("Singaraja", "Singaraja", "Seririt", "Sawan", "Kubutambahan"),
    hamlets=("Banjar Dinas Kaja", "Banjar Dinas Kelod", "Banjar Dinas Kanginan", ""),
)

_MALAY_WOMEN: Final = listed(
    """
    Siti Zulaiha, Nurlela, Rosmala, Masnah, Yuliarti, Herlina, Rusmini, Zaleha, Asmawati, Nurbaiti,
    Sapariah, Juwita, Eka Wati, Rohaya, Murniati, Emilia, Susilawati, Lisna, Kartika, Hamidah,
    Suhartini, Megawati, Yusnita, Ratna Dewi, Fauziah, Nilawati, Maimunah, Zuraida
    """
)
_MALAY_MEN: Final = listed(
    """
    Hasanudin, Sopian, Marwan, Suhardi, Zulkifli, Junaidi, Fikri, Andika, Mulyadi, Rustam, Asmar,
    Herman, Iskandar, Yulian, Saparudin, Mansyur, Ardiansyah, Erwin, Nazarudin, Amrullah, Dedi,
    Romli, Efendi, Syahrial, Azwar, Kamal, Tarmizi, Bujang
    """
)
_MALAY_SECOND: Final = listed(
    """
    Abdullah, Akhmad, Arifin, Bakar, Cik Din, Darwis, Effendi, Fikri, Hamid, Hasan, Idris, Jamal,
    Kurniawan, Lubis, Mahmud, Nanang, Oktavian, Pratama, Rahman, Saleh, Taher, Usman, Wahab, Yani
    """
)
BELITUNG: Final = Naming(
    _MALAY_WOMEN,
    _MALAY_MEN,
    _MALAY_SECOND,
    birth_places=("Manggar", "Manggar", "Gantung", "Kelapa Kampit", "Tanjungpandan"),
    hamlets=("Dusun I", "Dusun II", "Dusun III", ""),
)
MUSI: Final = Naming(
    _MALAY_WOMEN,
    _MALAY_MEN,
    _MALAY_SECOND,
    birth_places=("Sekayu", "Sekayu", "Babat Toman", "Bayung Lencir", "Palembang"),
    hamlets=("Dusun I", "Dusun II", "Dusun III", "Dusun IV"),
)
BURU: Final = Naming(
    women=listed(
        """
        Yohana, Maria, Elisabeth, Fransina, Martha, Naomi, Ruth, Selfina, Wa Ode Rina, Wa Ana,
        Hadijah, Nurjannah, Saida, Rahma, Salma, Hasna, Dorkas, Ester, Yuliana, Adolfina
        """
    ),
    men=listed(
        """
        Marthen, Yohanis, Petrus, Simon, Yakobus, Daniel, Elias, Frans, La Ode Hasan, La Ali,
        Abdullah, Muhamad, Hasan, Usman, Idrus, Rahman, Melkias, Soleman, Thomas, Zakarias
        """
    ),
    second=listed(
        """
        Lesnussa, Nurlatu, Latbual, Solissa, Seleky, Tasane, Hukunala, Behuku, Wael, Teslatu,
        Loilatu, Titawael, Biloro, Nacikit, Latuwael, Lehalima, Kaunar, Mukadar
        """
    ),
    birth_places=("Namrole", "Namrole", "Leksula", "Waesama", "Ambon"),
    hamlets=("Dusun Pantai", "Dusun Gunung", ""),
)
