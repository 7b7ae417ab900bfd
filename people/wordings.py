"""What people agree to, in the words that they were shown: one text for each purpose and version.

A wording that somebody agreed to is never edited: a new one gets a new version, and stands last.
The text stays Indonesian in every language of the pages, because that is what was agreed to.
"""

from typing import Final, NamedTuple

from people.models import Consent


class Wording(NamedTuple):
    version: str
    text: str


WORDINGS: Final[dict[str, tuple[Wording, ...]]] = {
    Consent.Purpose.MESSAGES: (
        Wording(
            "2026-11",
            "Saya setuju nomor HP dan surel saya dipakai untuk mengirim undangan dan pengingat "
            "pertemuan WKSBM. Nomor saya tidak diberikan kepada pihak lain. Persetujuan ini "
            "boleh saya tarik kapan saja, dan pengiriman dihentikan paling lambat 3 x 24 jam.",
        ),
    ),
    Consent.Purpose.PHOTO: (
        Wording(
            "2026-11",
            "Saya setuju foto kegiatan yang memuat diri saya disimpan sebagai dokumentasi "
            "WKSBM dan dilampirkan pada notulen serta laporan. Persetujuan ini boleh saya "
            "tarik kapan saja; sejak itu foto saya tidak dipakai lagi.",
        ),
    ),
    Consent.Purpose.PUBLICATION: (
        Wording(
            "2026-11",
            "Saya setuju nama dan jabatan saya di WKSBM ditampilkan pada halaman publik. NIK, "
            "alamat, dan nomor HP saya tidak ditampilkan. Persetujuan ini boleh saya tarik "
            "kapan saja, dan nama saya diturunkan paling lambat 3 x 24 jam.",
        ),
    ),
    Consent.Purpose.SHARING: (
        Wording(
            "2026-11",
            "Saya setuju data saya yang diperlukan dibagikan kepada instansi pemerintah lain "
            "untuk pelayanan sosial bagi saya dan keluarga saya. Instansi dan data yang "
            "dibagikan dicatat. Persetujuan ini boleh saya tarik kapan saja.",
        ),
    ),
}


def current(purpose: str) -> Wording:
    """Return the wording that is shown to whoever agrees now."""
    return WORDINGS[purpose][-1]


def text_of(purpose: str, version: str) -> str:
    """Return what somebody agreed to; "" where the version is not known here."""
    known = {wording.version: wording.text for wording in WORDINGS.get(purpose, ())}
    return known.get(version, "")
