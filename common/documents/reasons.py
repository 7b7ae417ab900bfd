"""Why a document is not taken, for those who must now do something else. The codes last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASONS: dict[str, str | _StrPromise] = {
    "of_file": _("Berkas ke-%(number)d: %(reason)s"),
    "empty": _("Berkas ini kosong."),
    "too_many_files": _("Paling banyak %(limit)d foto sekali kirim."),
    "too_large_together": _("Semua berkas bersama %(size)d MB. Paling besar %(limit)d MB."),
    "mixed_files": _("Pilih satu PDF saja, atau beberapa foto. Keduanya tidak dapat dicampur."),
    "photo_heic": _(
        "Foto ini berformat HEIC. Ubah setelan kamera ke JPG, atau ambil tangkapan layarnya."
    ),
    "logo_is_no_picture": _("Logo harus gambar PNG atau JPG."),
    "photo_damaged": _("Foto ini rusak atau tidak lengkap. Ambil ulang fotonya."),
    "photo_too_many_pixels": _(
        "Ukuran gambar ini terlalu besar. Kecilkan, atau foto ulang dengan setelan biasa."
    ),
    "pdf_damaged": _("PDF ini rusak. Simpan atau pindai ulang, lalu kirim lagi."),
    "pdf_cut_off": _("PDF ini terpotong, mungkin belum selesai diunduh. Ambil ulang berkasnya."),
    "pdf_with_tail": _(
        "Di belakang isi PDF ini ada data lain. Cetak ke PDF atau pindai ulang, lalu kirim lagi."
    ),
    "pdf_encrypted": _(
        "PDF ini dikunci dengan kata sandi. Buka kuncinya, atau foto halaman-halamannya."
    ),
    "pdf_active": _(
        "PDF ini berisi perintah yang dapat berjalan sendiri, jadi tidak diterima. "
        "Cetak lalu pindai, atau foto halaman-halamannya."
    ),
    "pdf_attachment": _(
        "Di dalam PDF ini ada berkas lain. Simpan tanpa lampiran berkas, lalu kirim lagi."
    ),
    "pdf_too_many_pages": _("PDF ini lebih dari %(limit)d halaman. Kirim SK dan lampirannya saja."),
    "document_too_heavy": _(
        "Isi berkas ini terlalu besar bila dibuka. Pindai ulang dengan resolusi 200 atau 300 dpi."
    ),
    "document_unreadable": _("Berkas ini tidak dapat dibaca. Pindai ulang, atau kirim fotonya."),
    "check_took_too_long": _("Pemeriksaan berkas ini terlalu lama. Coba kirim lagi sebentar lagi."),
    "checks_are_busy": _("Banyak berkas sedang diperiksa. Coba kirim lagi sebentar lagi."),
}
