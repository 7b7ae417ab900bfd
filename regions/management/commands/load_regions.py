"""`manage.py load_regions`: the regions from the shipped files, or from those of a newer decree."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from regions.importers import Foreseen, RegionsRefused, foresee_load, is_loaded, load_regions
from regions.region_files import SHIPPED, Decree, decree_of


class Command(BaseCommand):
    help = "Memuat kode wilayah (provinsi sampai desa) dari berkas CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file",
            type=Path,
            default=SHIPPED,
            metavar="FOLDER",
            help="Folder berisi provinces, regencies, districts, villages .csv atau .csv.gz.",
        )
        parser.add_argument("--decree", help="Nama keputusan, bila folder tidak menyebutnya.")
        parser.add_argument("--date", type=date.fromisoformat, help="Tanggal keputusan.")
        parser.add_argument(
            "--if-missing", action="store_true", help="Lewati bila sudah pernah dimuat."
        )

        parser.add_argument(
            "--dry-run", action="store_true", help="Tunjukkan yang akan berubah, tanpa memuat."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["file"]
        decree = self._decree(folder, options["decree"], options["date"])
        if options["if_missing"] and is_loaded(folder, decree=decree):
            self.stdout.write(_("Wilayah sudah dimuat."))
            return
        started = time.monotonic()
        try:
            if options["dry_run"]:
                self._foretell(foresee_load(folder, decree=decree))
                return
            outcome = load_regions(folder, decree=decree)
        except RegionsRefused as refusal:
            refused = _("Tidak ada yang dimuat. %(number)d kesalahan:") % {
                "number": len(refusal.faults)
            }
            raise CommandError("\n".join([refused, *refusal.faults])) from refusal
        self.stdout.write(decree.title)
        self.stdout.write(
            _(
                "Berlaku: %(province)d provinsi, %(regency)d kabupaten/kota,"
                " %(district)d kecamatan, %(village)d desa dan kelurahan."
            )
            % outcome.totals
        )
        self.stdout.write(
            _(
                "Perubahan: %(inserted)d baru, %(renamed)d berganti nama, %(retired)d berakhir,"
                " %(reactivated)d berlaku kembali, %(replaced)d diganti."
            )
            % outcome.changes
        )
        self.stdout.write(_("Selesai dalam %(s).1f detik.") % {"s": time.monotonic() - started})

    def _foretell(self, foreseen: list[Foreseen]) -> None:
        words = {
            "inserted": _("baru"),
            "renamed": _("berganti nama"),
            "retired": _("berakhir"),
            "reactivated": _("berlaku kembali"),
            "replaced": _("diganti"),
        }
        for change, word in words.items():
            rows = [one for one in foreseen if one.change == change]
            self.stdout.write(f"{word}: {len(rows)}")
            for one in rows:
                arrow = " -> " if one.before and one.after else ""
                self.stdout.write(f"  {one.code}  {one.before}{arrow}{one.after}")
        self.stdout.write(_("Belum ada yang diubah. Tanpa --dry-run, semua ini dimuat."))
        if any(one.change in {"retired", "replaced"} for one in foreseen):
            self.stdout.write(
                _("Sesudah dimuat: manage.py regions_to_assign menunjukkan yang perlu ditempatkan.")
            )

    def _decree(self, folder: Path, title: str | None, decreed_on: date | None) -> Decree:
        known = decree_of(folder)
        title = title or (known.title if known else None)
        decreed_on = decreed_on or (known.decreed_on if known else None)
        if not title or not decreed_on:
            raise CommandError(_("Sebutkan --decree dan --date: folder ini tidak menyebutnya."))
        return Decree(title, decreed_on)
