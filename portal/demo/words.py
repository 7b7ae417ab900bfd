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


class Minutes(NamedTuple):
    discussed: str
    decided: str


_TOPICS: Final = (
    Minutes(
        "Laporan iuran bulan lalu Rp{money}.000 dan sisa beras jimpitan {rice} kg.",
        "Iuran bulan depan tetap Rp5.000 per keluarga.",
    ),
    Minutes(
        "Warga sakit dan lansia yang tinggal sendiri di RT {rt}.",
        "Kunjungan hari Jumat oleh Seksi Pelayanan warga, membawa sembako.",
    ),
    Minutes(
        "Pendataan warga yang belum menerima bantuan pemerintah.",
        "Daftar diperiksa bersama ketua RT sebelum pertemuan berikutnya.",
    ),
    Minutes(
        "Permintaan kursi roda untuk seorang warga di RT {rt}.",
        "Sekretaris menyurati Dinas Sosial lewat TKSK.",
    ),
    Minutes(
        "Persiapan santunan anak yatim.",
        "Dana dari donatur dan perantau, dikumpulkan bendahara sampai akhir bulan.",
    ),
    Minutes(
        "Kerja bakti memperbaiki rumah seorang janda lansia di RT {rt}.",
        "Kerja bakti hari Minggu, bahan dari swadaya warga.",
    ),
    Minutes(
        "Arisan dan tabungan kelompok usaha ibu-ibu.",
        "Modal usaha bergilir untuk tiga keluarga.",
    ),
    Minutes("Evaluasi kegiatan bulan lalu dan pembagian tugas seksi.", ""),
)


def minutes(chance: Random) -> Minutes:
    """Write two or three topics and what was decided, as a village's secretary would."""
    topics = chance.sample(_TOPICS, chance.randint(2, 3))
    facts = {
        "money": chance.randrange(120, 620, 5),
        "rice": chance.randint(8, 60),
        "rt": f"00{chance.randint(1, 8)}",
    }
    discussed = [topic.discussed.format(**facts) for topic in topics]
    decided = [topic.decided.format(**facts) for topic in topics if topic.decided]
    return Minutes(_numbered(discussed), _numbered(decided))


def _numbered(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
