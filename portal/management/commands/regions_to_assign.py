"""`manage.py regions_to_assign`: what stands on regions that ended, for a person to place anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from common.dates import today
from portal.assigning.leftovers import leftovers_of, regions_to_assign


class Command(BaseCommand):
    help = "Daftar WKSBM, peran, warga dan relawan pada wilayah yang sudah berakhir."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--under", default="", metavar="KODE", help="Hanya di bawah kode ini.")

    def handle(self, *_args: Any, **options: Any) -> None:
        day = today()
        rows = list(regions_to_assign([options["under"]], day))
        for region in rows:
            new = region.replaced_by
            goes = f" -> {new.code} {new.full_name}" if new else ""
            self.stdout.write(f"{region.code} {region.full_name}{goes}")
            left = leftovers_of(region, day)
            for body in left.bodies:
                self.stdout.write(f"  WKSBM {body.pk}: {body.name}")
            for grant in left.grants:
                self.stdout.write(f"  {grant.get_role_display()}: {grant.user.name}")
            if left.residents:
                self.stdout.write(_("  %(n)d warga") % {"n": left.residents})
            if left.has_roster:
                counts = {"people": left.volunteers, "bodies": left.organisations}
                words = _("  %(people)d penugasan relawan, %(bodies)d lembaga")
                self.stdout.write(words % counts)
        self.stdout.write(_("%(n)d wilayah perlu ditempatkan.") % {"n": len(rows)})
