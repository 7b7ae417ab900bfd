"""Loading boundaries from a GeoJSON file: drawn small, each with its source and its licence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regions.codes import dotted, level_of
from regions.models import Region, RegionShape, ShapeLoad
from regions.outlines import NotDrawable, Ring, outlines_of, rings_of

# What publishers call the ministry's code; those of the national map agency go from small to large.
CODE_NAMES: Final = ("code", "kode", "KDEPUM", "KDCPUM", "KDPKAB", "KDPPUM")
BATCH: Final = 500


class ShapesRefused(Exception):
    """The file cannot be loaded; `faults` names everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Loaded(NamedTuple):
    shapes: int
    unknown: list[str]  # codes that are no region here, or that no feature has


@transaction.atomic
def load_shapes(file: Path, *, source: str, licence: str, code_name: str | None = None) -> Loaded:
    """Keep the outlines of the file's regions in place of those that they had.

    Raises ShapesRefused with every fault; then nothing has changed. Features whose code is no
    region here (lakes, forests, codes of an older decree) are left out and named.
    """
    content = file.read_bytes()
    rings, unknown, faults = _read(content, code_name)
    if not faults and not rings:
        faults = [_("Tidak ada wilayah yang dikenal di dalam berkas ini.")]
    if faults:
        raise ShapesRefused(faults)
    keep_shapes(rings, source=source, licence=licence, sha256=hashlib.sha256(content).hexdigest())
    return Loaded(len(rings), unknown)


@transaction.atomic
def keep_shapes(
    rings: Mapping[str, list[Ring]], *, source: str, licence: str, sha256: str
) -> ShapeLoad:
    """Keep the outlines of these rings by their regions' codes, in place of what was there."""
    load = ShapeLoad(
        source=source,
        licence=licence,
        sha256=sha256,
        loaded_at=timezone.now(),
        loaded=len(rings),
    )
    load.full_clean()
    load.save(force_insert=True)
    RegionShape.objects.bulk_create(
        [
            RegionShape(region_id=code, load=load, **outline._asdict())
            for code, outline in outlines_of(rings).items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["region"],
        update_fields=["path", "left", "top", "right", "bottom", "load"],
    )
    return load


# --- Parts of the above --------------------------------------------------------------------------


def _read(
    content: bytes, code_name: str | None
) -> tuple[dict[str, list[Ring]], list[str], list[str]]:
    """Return the rings by code, the codes that are left out, and what is wrong."""
    try:
        features = orjson.loads(content)["features"]
        named = [(_code(feature["properties"], code_name), feature) for feature in features]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return {}, [], [_("Ini bukan GeoJSON dengan kumpulan wilayah (FeatureCollection).")]
    codes = {dotted(written) for written, _feature in named}
    known = set(Region.objects.filter(code__in=codes).values_list("code", flat=True))
    rings: dict[str, list[Ring]] = {}
    unknown, faults = [], []
    for number, (written, feature) in enumerate(named, 1):
        code = dotted(written)
        if code is None or code not in known or level_of(code) is None:
            unknown.append(written or f"#{number}")
            continue
        try:  # a region in several pieces may come as several features
            rings.setdefault(code, []).extend(rings_of(feature.get("geometry")))
        except NotDrawable as fault:
            faults.append(f"{written}: {fault}")
    return rings, unknown, faults


def _code(properties: Any, name: str | None) -> str:
    """Return what a feature gives as its region's code; nothing where it gives none."""
    names = (name,) if name else CODE_NAMES
    found = next((properties[one] for one in names if properties.get(one)), "")
    return str(found).strip()
