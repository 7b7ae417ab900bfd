"""Why a spreadsheet is not taken, for those who must now do something else. The codes last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASONS: dict[str, str | _StrPromise] = {
    "empty": _("Berkas ini kosong."),
    "too_large": _("Berkas ini %(size)d MB. Paling besar %(limit)d MB."),
    "unknown_type": _(
        "Berkas ini bukan lembar kerja. Kirim Excel (.xlsx atau .xls), LibreOffice (.ods) atau CSV."
    ),
    "sheet_is_web_page": _(
        "Berkas ini halaman web yang diberi nama lembar kerja. Buka di Excel, pilih Simpan Sebagai "
        "Buku Kerja Excel (.xlsx), lalu unggah berkas yang baru."
    ),
    "sheet_too_large": _(
        "Lembar ini terlalu besar: paling banyak %(rows)d baris dan %(columns)d kolom. Hapus "
        "isi di luar tabel, atau bagi menjadi beberapa berkas."
    ),
    "sheet_too_large_at": _(
        "Lembar ini terlalu besar: paling banyak %(rows)d baris dan %(columns)d kolom, tetapi ada "
        "isi sampai sel %(addresses)s. Hapus isi di luar tabel, atau bagi menjadi beberapa berkas."
    ),
    "sheet_is_bomb": _(
        "Susunan berkas ini tidak wajar, jadi tidak dibuka. Salin tabelnya ke buku kerja baru, "
        "simpan sebagai .xlsx, lalu unggah lagi."
    ),
    "sheet_encrypted": _(
        "Berkas ini dikunci dengan kata sandi. Buka di Excel, hapus kata sandinya, simpan, lalu "
        "unggah lagi."
    ),
    "sheet_has_macros": _(
        "Berkas ini berisi makro, jadi tidak diterima. Simpan sebagai Buku Kerja Excel (.xlsx), "
        "lalu unggah lagi."
    ),
    "sheet_has_links": _(
        "Berkas ini mengambil isi dari berkas atau sumber lain. Salin tabelnya ke buku kerja baru "
        "dengan Tempel Khusus, Nilai, lalu unggah lagi."
    ),
    "sheet_has_formulas": _(
        "Ada rumus di sel %(addresses)s. Salin kolomnya lalu tempel dengan Tempel Khusus, Nilai, "
        "supaya yang tersimpan angka dan tulisannya, lalu unggah lagi."
    ),
    "sheet_has_formulas_more": _(
        "Ada %(count)d rumus, yang pertama di sel %(addresses)s. Salin kolomnya lalu tempel dengan "
        "Tempel Khusus, Nilai, supaya yang tersimpan angka dan tulisannya, lalu unggah lagi."
    ),
    "sheet_not_there": _("Lembar “%(sheet)s” tidak ada di berkas ini."),
    "sheet_empty": _("Lembar ini tidak berisi apa-apa."),
    "sheet_unreadable": _(
        "Berkas ini rusak atau tidak lengkap. Buka di Excel, simpan sebagai .xlsx, lalu "
        "unggah lagi."
    ),
    "check_took_too_long": _("Pemeriksaan berkas ini terlalu lama. Coba kirim lagi sebentar lagi."),
    "checks_are_busy": _("Banyak berkas sedang diperiksa. Coba kirim lagi sebentar lagi."),
}
