"""Names and paths of regions for lists, from process memory: read on first use, till a change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from regions.codes import Zone, lineage_of
from regions.local_names import full_name, kind_label
from regions.models import Region, RegionsVersion


@dataclass(frozen=True, slots=True)
class RegionName:
    """What a list shows of a region; the names above are shared with its neighbours."""

    code: str
    name: str
    time_zone: Zone
    parent: "RegionName | None"

    @property
    def full_name(self) -> str:
        return full_name(self.code, self.name)

    @property
    def kind_label(self) -> str:
        return kind_label(self.code)

    @property
    def path(self) -> str:
        above = f", {self.parent.path}" if self.parent else ""
        return f"{self.full_name}{above}"


@dataclass(frozen=True, slots=True)
class _Kept:
    version: UUID
    names: dict[str, RegionName] = field(default_factory=dict)


_kept: Final[list[_Kept]] = []


def names_of(codes: Iterable[str]) -> dict[str, RegionName]:
    """Give the names of these regions: one query when all are known here, else two.

    A code that is no region is left out.
    """
    wanted = dict.fromkeys(codes)
    kept = _current()
    missing = {above for code in wanted if code not in kept.names for above in lineage_of(code)}
    missing -= kept.names.keys()
    if missing:
        rows = Region.objects.filter(code__in=missing).order_by("code")
        for code, name, zone, parent in rows.values_list("code", "name", "time_zone", "parent_id"):
            above = kept.names[parent] if parent else None
            kept.names[code] = RegionName(code, name, Zone(zone), above)
    return {code: kept.names[code] for code in wanted if code in kept.names}


def _current() -> _Kept:
    """Start anew when any region has changed since; a changed copy stays with those who hold it."""
    version = RegionsVersion.objects.values_list("version", flat=True).first()
    if version is None:
        return _Kept(UUID(int=0))
    kept = _kept[0] if _kept else None
    if kept is None or kept.version != version:
        kept = _Kept(version)
        _kept[:] = [kept]
    return kept
