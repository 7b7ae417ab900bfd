"""`manage.py seed_demo`: the invented districts; built once, renewed at every later start."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import ROUTINE, MeetingKind
from meetings.services import load_kinds
from portal.demo import REGENCY, builder, duties, letters, photos, renewal, twins
from regions.models import Region
from volunteers.models import Pillar
from volunteers.services import load_pillars


class Command(BaseCommand):
    help = "Mengisi lima kabupaten contoh: desa nyata, isi karangan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="Isi juga di luar peragaan (DEMO mati)."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not (settings.DEMO or options["force"]):
            raise CommandError(_("Hanya untuk peragaan: setel DEMO=true, atau pakai --force."))
        if not Region.objects.filter(code=REGENCY).exists():
            raise CommandError(_("Muat wilayah lebih dahulu: manage.py load_regions"))
        started, now = time.monotonic(), timezone.now()
        if not Pillar.objects.exists():
            load_pillars()
        if not MeetingKind.objects.exclude(pk=ROUTINE).exists():
            load_kinds()
        if not builder.is_built():
            self._tell(builder.build(now))
            twins.write()
        meeting = renewal.renew(now)
        duties.renew(now)
        if settings.DEMO:  # elsewhere they would not say that they are samples
            letters.issue(meeting)
            photos.hang()
        when = f"{meeting.starts_here:%d-%m-%Y %H.%M}"
        self.stdout.write(_("Pertemuan terdekat: %(when)s.") % {"when": when})
        self.stdout.write(_("Selesai dalam %(s).1f detik.") % {"s": time.monotonic() - started})

    def _tell(self, counts: dict[str, int]) -> None:
        self.stdout.write(
            _(
                "Kabupaten contoh: %(Wksbm)d WKSBM, %(Person)d orang, %(Meeting)d pertemuan,"
                " %(Appointment)d penugasan relawan, %(Organisation)d lembaga."
            )
            % counts
        )
