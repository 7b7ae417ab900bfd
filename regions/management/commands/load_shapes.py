"""`manage.py load_shapes`: boundaries of regions from a GeoJSON file, for small maps."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from regions.shaping import ShapesRefused, load_shapes

NAMED = 20  # of the features that are left out


class Command(BaseCommand):
    help = "Memuat batas wilayah dari berkas GeoJSON (WGS 84), disederhanakan untuk peta kecil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="Berkas .geojson.")
        parser.add_argument("--source", required=True, help="Sumber, seperti ditulis pada peta.")
        parser.add_argument("--licence", required=True, help="Lisensi, seperti ditulis pada peta.")
        parser.add_argument(
            "--code-name", help="Nama isian yang memuat kode wilayah, bila tidak dikenali."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(_("Berkas tidak ditemukan: %(file)s") % {"file": file})
        try:
            loaded = load_shapes(
                file,
                source=options["source"],
                licence=options["licence"],
                code_name=options["code_name"],
            )
        except ShapesRefused as refusal:
            refused = _("Tidak ada yang dimuat. %(number)d kesalahan:") % {
                "number": len(refusal.faults)
            }
            raise CommandError("\n".join([refused, *refusal.faults])) from refusal
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(_("%(number)d wilayah dimuat.") % {"number": loaded.shapes})
        if loaded.unknown:
            named = ", ".join(loaded.unknown[:NAMED])
            self.stdout.write(
                _("%(number)d dilewati karena kodenya tidak dikenal: %(codes)s")
                % {"number": len(loaded.unknown), "codes": named}
            )
