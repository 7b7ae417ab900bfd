"""What stands on top of an office's papers: its own letterhead, or its names in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.documents.cleaning import clean_logo
from common.versions import save_version
from papers.models import Letterhead, PaperSize
from papers.rendering import qr_svg, render_png
from papers.signers import Signer
from papers.words import said_day, tidy
from regions.codes import Level
from regions.models import Region


@dataclass(frozen=True)
class Kop:
    """The letterhead as it is printed, and as the paper's facts remember it."""

    office: str
    lines: list[str]
    paper_size: str
    logo: bytes = b""
    logo_sha256: str = ""

    def as_facts(self) -> dict[str, Any]:
        return {
            "office": self.office,
            "lines": self.lines,
            "paper_size": self.paper_size,
            "logo_sha256": self.logo_sha256,
        }

    def as_data(self) -> dict[str, Any]:
        return {**self.as_facts(), "logo": list(self.logo)}


def kop_of(region: Region) -> Kop:
    """Return the letterhead of the region's office; its sheets are those of the nearest above."""
    found = {
        kept.region_id: kept for kept in Letterhead.objects.filter(region__in=_lineage(region))
    }
    own = found.get(region.pk)
    if own is not None:
        return _kop(region, own)
    nearest = next((found[code] for code in _lineage(region) if code in found), None)
    size = nearest.paper_size if nearest else PaperSize.F4
    return Kop(region.full_name, shown_lines(region), str(size))


@transaction.atomic
def save_letterhead(
    region: Region,
    *,
    lines: str,
    paper_size: str,
    logo: File[bytes] | None = None,
    without_logo: bool = False,
    version: int | None = None,
    actor: User,
) -> Letterhead:
    """Keep the letterhead of a region's office. Papers that were issued stay as they are.

    Raises stale_version.
    """
    require(actor, Can.KEEP_BODY, on=region)
    kept = Letterhead.objects.filter(region=region).first()
    letterhead = kept or Letterhead(region=region)
    tidied = [tidy(line) for line in lines.splitlines()]
    letterhead.lines = "\n".join(line for line in tidied if line)
    letterhead.paper_size = paper_size
    if without_logo:
        letterhead.logo, letterhead.logo_sha256 = "", ""
    if logo is not None:
        try:
            cleaned = clean_logo(logo)
        except ValidationError as error:
            raise type(error)({"logo": error}) from error
        letterhead.logo, letterhead.logo_sha256 = cleaned.file(), cleaned.sha256
    if kept is None:
        letterhead.full_clean()
        letterhead.save(force_insert=True)
        return letterhead
    fields = ["lines", "paper_size", "logo", "logo_sha256"]
    return save_version(letterhead, fields, version=version)


def preview_letterhead(region: Region, *, actor: User) -> bytes:
    """Return a picture of a sheet under the region's letterhead."""
    require(actor, Can.KEEP_BODY, on=region)
    return _sample(kop_of(region))


def shown_lines(region: Region) -> list[str]:
    """Return the usual lines: the government, then the district, then the village."""
    above: list[str] = []
    here: Region | None = region
    while here is not None:
        named = here.name if here.name.startswith(here.kind_label) else ""
        words = named or f"{here.kind_label} {here.name}"
        if here.level in {Level.REGENCY, Level.PROVINCE}:
            return [f"PEMERINTAH {words.upper()}", *above]
        above.insert(0, words.upper())
        here = here.parent
    return above


def _lineage(region: Region) -> list[str]:
    """Return the codes of the region and of all above it, the nearest first."""
    parts = region.code.split(".")
    return [".".join(parts[:depth]) for depth in range(len(parts), 0, -1)]


def _kop(region: Region, own: Letterhead) -> Kop:
    logo = b""
    if own.logo:
        with own.logo.open("rb") as file:
            logo = file.read()
    return Kop(region.full_name, own.lines.splitlines(), own.paper_size, logo, own.logo_sha256)


def _sample(kop: Kop) -> bytes:
    signer = Signer(title=_("Pejabat"), name=_("Nama Pejabat"), nip="19800101 200501 1 001")
    place = f"{kop.office}, {said_day(timezone.localdate())}"
    data = {
        "facts": {"signers": [signer.as_facts()], "place_and_date": place},
        "letterhead": kop.as_data(),
        "paper": {
            "title": "Contoh surat",
            "number": "000/CONTOH",
            "edition": 1,
            "url": "-",
            "qr": qr_svg("contoh"),
            "issued_on": "",
        },
    }
    return render_png("letterhead_sample", data)
