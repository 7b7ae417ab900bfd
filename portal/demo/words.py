"""What the invented villages call their meetings, where they meet, and what they wrote down."""

from random import Random
from typing import Final, NamedTuple

PURPOSES: Final = (
    "Pertemuan rutin WKSBM",
    "Pertemuan bulanan pengurus dan anggota",
    "Rapat rutin dan iuran bulanan",
    "Pertemuan rutin dan kunjungan warga",
)
PLACES: Final = (
    "Balai Desa {village}",
    "Aula Kantor Desa {village}",
    "Rumah Ketua WKSBM",
    "Posyandu Desa {village}",
    "Berugak dekat masjid {village}",
)
BODY_NAMES: Final = (
    "WKSBM Melati",
    "WKSBM Mawar",
    "WKSBM Cempaka",
    "WKSBM Mutiara",
    "WKSBM Saling Sakiki",
    "WKSBM Basiru",
    "WKSBM Peduli Kasih",
    "WKSBM Bina Sejahtera",
    "WKSBM Harapan Bersama",
    "WKSBM Sepakat",
)
SECTIONS: Final = ("Pendataan", "Pelayanan warga", "Penggalian dana", "Humas dan jejaring")
CANCELLED: Final = (
    "Panen raya, kebanyakan anggota di sawah",
    "Bertepatan dengan hajatan di desa",
    "Hujan lebat, jalan ke balai desa terputus",
    "Ketua mendampingi kegiatan kabupaten",
)


class Topic(NamedTuple):
    """What a village talked about: the item, what was said and decided, and what is to be done."""

    title: str
    discussed: str
    decided: str
    task: str = ""


_TOPICS: Final = (
    Topic(
        "Laporan kas dan jimpitan",
        "Laporan iuran bulan lalu Rp{money}.000 dan sisa beras jimpitan {rice} kg.",
        "Iuran bulan depan tetap Rp5.000 per keluarga.",
        "Menagih iuran keluarga yang belum membayar",
    ),
    Topic(
        "Warga yang perlu dikunjungi",
        "Warga sakit dan lansia yang tinggal sendiri di RT {rt}.",
        "Kunjungan hari Jumat oleh Seksi Pelayanan warga, membawa sembako.",
        "Mengunjungi lansia di RT {rt} dan membawa sembako",
    ),
    Topic(
        "Warga yang belum menerima bantuan",
        "Pendataan warga yang belum menerima bantuan pemerintah.",
        "Daftar diperiksa bersama ketua RT sebelum pertemuan berikutnya.",
        "Memeriksa daftar warga bersama ketua RT {rt}",
    ),
    Topic(
        "Permintaan kursi roda",
        "Permintaan kursi roda untuk seorang warga di RT {rt}.",
        "Sekretaris menyurati Dinas Sosial lewat TKSK.",
        "Menyurati Dinas Sosial untuk permintaan kursi roda",
    ),
    Topic(
        "Santunan anak yatim",
        "Persiapan santunan anak yatim.",
        "Dana dari donatur dan perantau, dikumpulkan bendahara sampai akhir bulan.",
        "Mengumpulkan dana santunan dari donatur dan perantau",
    ),
    Topic(
        "Kerja bakti rumah warga",
        "Kerja bakti memperbaiki rumah seorang janda lansia di RT {rt}.",
        "Kerja bakti hari Minggu, bahan dari swadaya warga.",
        "Menyiapkan bahan untuk kerja bakti di RT {rt}",
    ),
    Topic(
        "Arisan dan usaha bersama",
        "Arisan dan tabungan kelompok usaha ibu-ibu.",
        "Modal usaha bergilir untuk tiga keluarga.",
        "Menyerahkan modal bergilir kepada tiga keluarga",
    ),
    Topic("Evaluasi kegiatan", "Evaluasi kegiatan bulan lalu dan pembagian tugas seksi.", ""),
)


def topics(chance: Random) -> list[Topic]:
    """Return two or three topics and what was decided, as a village's secretary would write."""
    chosen = chance.sample(_TOPICS, chance.randint(2, 3))
    facts = {
        "money": chance.randrange(120, 620, 5),
        "rice": chance.randint(8, 60),
        "rt": f"00{chance.randint(1, 8)}",
    }
    return [Topic(*(text.format(**facts) for text in topic)) for topic in chosen]


def numbered(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
