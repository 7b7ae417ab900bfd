"""Who heads a region and so signs its papers."""

from __future__ import annotations

from regions.codes import Kind, Level, kind_of, level_of
from regions.models import Region
from wksbm.models import Office
from wksbm.rules import office_name


def head_of(region: Region) -> str:
    """Return the office that knows of the work there: "Kepala Desa Goa", "Camat Jereweh"."""
    level = level_of(region.code)
    if level == Level.VILLAGE:
        is_urban = kind_of(region.code) == Kind.KELURAHAN
        return office_name(Office.Kind.LURAH if is_urban else Office.Kind.VILLAGE_HEAD, region)
    if level == Level.DISTRICT:
        return office_name(Office.Kind.CAMAT, region)
    return office_name(Office.Kind.SOCIAL_AGENCY, region)
