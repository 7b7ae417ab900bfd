"""Regions for tests: a village, and what lies above it, under real codes."""

from datetime import date

from regions.codes import kind_of, level_of, parent_of, zone_of
from regions.models import Region

NAMES = {
    "52": "Nusa Tenggara Barat",
    "52.07": "Kabupaten Sumbawa Barat",
    "52.07.01": "Jereweh",
    "52.07.01.2001": "Goa",
    "52.07.02": "Taliwang",
    "52.07.02.2014": "Banjar",
}


def make_region(code, **overrides):
    """Return the region of the code; make it, and all above it, where they are missing."""
    known = Region.objects.filter(code=code).first()
    if known is not None:
        assert not overrides, f"{code} is there already"
        return known
    parent_code = parent_of(code)
    facts = {
        "level": level_of(code),
        "name": NAMES.get(code, f"Wilayah {code}"),
        "parent": make_region(parent_code) if parent_code else None,
        "kind": kind_of(code) or "",
        "time_zone": zone_of(code),
        "active_from": date(2025, 4, 25),
    }
    return Region.objects.create(code=code, **(facts | overrides))


def make_village(code="52.07.01.2001", **overrides):
    return make_region(code, **overrides)
