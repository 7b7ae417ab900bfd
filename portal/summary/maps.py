"""A small map of a month, where the outlines of the regions are loaded; never without a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from meetings.summaries import State, Villages
from portal.summary.villages import GroupRow, bodies_url
from regions.cache import names_of
from regions.codes import LENGTHS, Level
from regions.models import RegionShape

# What a part of the bodies that met is drawn as, from none to nearly all.
SHARES = ("share-0", "share-1", "share-2", "share-3", "share-4")
BOX = ("left", "top", "right", "bottom")
CREDIT = ("load__source", "load__licence")
# On paper; each differs from its neighbours in grey as well, and the silent are hatched.
INK = {
    State.MET: "#3c8a5a",
    State.COMING: "#a9d3b5",
    State.UNLOGGED: "#e8c170",
    State.SILENT: "url(#silent)",
    State.NO_BODY: "#e3e3e3",
    **dict(zip(SHARES, ("#f4f4f4", "#d5e6da", "#a9d3b5", "#6fb088", "#3c8a5a"), strict=True)),
}


@dataclass(frozen=True)
class Area:
    """A region on the map: `mark` is how it is drawn, `said` what that means."""

    code: str
    name: str
    said: str
    mark: str
    path: str

    @property
    def url(self) -> str:
        return bodies_url(self.code)


@dataclass(frozen=True)
class Map:
    """The areas in a common box, in steps of the nation's grid, and whose boundaries they are."""

    areas: list[Area]
    left: int
    top: int
    width: int
    height: int
    credit: str
    missing: int  # regions that no outline is loaded of

    @property
    def by_share(self) -> bool:
        return any(area.mark in SHARES for area in self.areas)

    @property
    def box(self) -> str:
        edge = max(self.width, self.height) // 50 + 1
        return (
            f"{self.left - edge} {self.top - edge} {self.width + 2 * edge} {self.height + 2 * edge}"
        )

    @property
    def stitch(self) -> int:
        """Return how far the lines of a hatching stand apart."""
        return max(self.width, self.height) // 70 + 1

    def as_svg(self) -> str:
        """Return the map as a picture of its own, for paper."""
        stitch, thin = self.stitch, max(self.width, self.height) / 600
        areas = "".join(
            f"<path d={quoteattr(area.path)} fill={quoteattr(INK[area.mark])}/>"
            for area in self.areas
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.box}"><defs>'
            f'<pattern id="silent" width="{stitch}" height="{stitch}"'
            ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="{stitch}" height="{stitch}" fill="#ffffff"/>'
            f'<rect width="{stitch}" height="{stitch / 3:.2f}" fill="#a1231a"/></pattern></defs>'
            f'<g stroke="#333333" stroke-width="{thin:.2f}" fill-rule="evenodd">{areas}</g></svg>'
        )


def map_of(code: str, villages: Villages, groups: Iterable[GroupRow]) -> Map | None:
    """Return the map of a region: village by village up to a regency, else region by region.

    None where no outline is loaded.
    """
    by_code = {group.code: group for group in groups}
    if len(code) >= LENGTHS[Level.REGENCY]:
        return _of_villages(villages, sum(group.tally.villages for group in by_code.values()))
    return _of_groups(by_code)


# --- Parts of the above --------------------------------------------------------------------------


def _of_villages(villages: Villages, number: int) -> Map | None:
    columns = [f"shape__{column}" for column in ("path", *BOX, *CREDIT)]
    drawn = villages.filter(shape__isnull=False).order_by("code")
    rows = list(drawn.values_list("code", "state", *columns))
    if not rows:
        return None
    names = names_of(code for code, *_rest in rows)
    areas = [
        Area(code, names[code].full_name, str(State(state).label), state, path)
        for code, state, path, *_box in rows
    ]
    return _together(areas, [row[3:] for row in rows], missing=number - len(rows))


def _of_groups(groups: dict[str, GroupRow]) -> Map | None:
    shapes = RegionShape.objects.filter(region__in=list(groups)).order_by("region")
    rows = list(shapes.values_list("region", "path", *BOX, *CREDIT))
    areas = [
        Area(code, groups[code].name, _said(groups[code]), _share(groups[code]), path)
        for code, path, *_box in rows
    ]
    return _together(areas, [row[2:] for row in rows], missing=len(groups) - len(rows))


def _said(group: GroupRow) -> str:
    counts = {"n": group.met, "all": group.tally.villages}
    return _("%(n)d dari %(all)d desa sudah bertemu") % counts


def _share(group: GroupRow) -> str:
    full = group.tally.villages
    return SHARES[min(group.met * len(SHARES) // full, len(SHARES) - 1) if full else 0]


def _together(areas: list[Area], boxes: list[Any], *, missing: int) -> Map | None:
    if not areas:
        return None
    lefts, tops, rights, bottoms, sources, licences = zip(*boxes, strict=True)
    told = sorted(set(zip(sources, licences, strict=True)))
    return Map(
        areas,
        left=min(lefts),
        top=min(tops),
        width=max(rights) - min(lefts),
        height=max(bottoms) - min(tops),
        credit="; ".join(f"{source} ({licence})" for source, licence in told),
        missing=missing,
    )
