"""Words on payment papers: rupiah, months in few letters, and who signs as of a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.formats import date_format

from common.dates import first_day, last_day, wall_time
from common.months import Month
from papers.signers import Signer
from papers.words import said_day
from regions.models import Region
from stipends.models import EventKind, Line, Official, Rhythm, Scheme

# Above this sum a receipt bears a stamp (UU 10/2020 art. 3 and 5).
STAMP_OVER_IDR = 5_000_000
AGREED = "Setuju dibayar,"

# "2026-08", "kpm:2026-08" and "2026-08+17"; events name no month.
_MONTHLY = re.compile(r"(?:[\w-]+:)?(20\d\d-\d\d)(?:\+\d+)?")
_KINDS = {Line.Kind.BACK_PAYMENT: "Rapel ", Line.Kind.SHORTFALL: "Kekurangan "}


def said_rupiah(amount_idr: int) -> str:
    """Say "Rp1.250.000"."""
    sign = "-" if amount_idr < 0 else ""
    return f"{sign}Rp{abs(amount_idr):,}".replace(",", ".")


def said_moment(at: datetime, region: Region) -> str:
    return f"{said_day(wall_time(at, region.tz).date())} {wall_time(at, region.tz):%H.%M} " + (
        region.zone_label
    )


def said_months(line: Line) -> str:
    """Say the months that a line pays, those alone: "Rapel Jan-Mar, Mei 2026"."""
    found = [_MONTHLY.fullmatch(unit) for unit in line.units]
    months = [Month.read(one[1]) for one in found if one]
    if not all(found) or None in months:
        return _KINDS.get(Line.Kind(line.kind), "") + said_period(
            first_day(line.period), last_day(line.period)
        )
    spans = _spans(sorted(month for month in set(months) if month is not None))
    return _KINDS.get(Line.Kind(line.kind), "") + ", ".join(
        said_period(first.first, last.last) for first, last in spans
    )


def said_period(first: date | None, last: date | None) -> str:
    """Say whole months: "Agu 2026", "Jul-Sep 2026", "Des 2025-Jan 2026"."""
    if first is None or last is None:
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return date_format(first, "M Y")
    begins = date_format(first, "M" if first.year == last.year else "M Y")
    return f"{begins}-{date_format(last, 'M Y')}"


def said_volume(line: Line, scheme: Scheme) -> str:
    """Say how many of what is paid: "3 bulan", "4 rapat", "12 KPM"."""
    events = {EventKind.MEETING: "rapat", EventKind.DUTY: "tugas"}[EventKind(scheme.event_kind)]
    names = {Rhythm.PER_EVENT.value: events, Rhythm.PER_UNIT.value: scheme.unit_name}
    return f"{line.quantity} {names.get(scheme.rhythm, 'bulan')}"


def signers_of(region: Region, on: date, posts: Mapping[Official.Post, str]) -> list[Signer]:
    """Return who held these posts on the day, under these words; dots where nobody did."""
    held = {one.post: one for one in Official.objects.filter(region=region, term__contains=on)}
    return [_signer(post, held.get(post), above) for post, above in posts.items()]


def _signer(post: Official.Post, one: Official | None, above: str) -> Signer:
    if one is None:
        return Signer(str(post.label), above=above)
    return Signer(
        one.title,
        name=one.name,
        nip=one.nip,
        capacity=one.capacity,
        own_title=one.own_title,
        above=above,
    )


def _spans(months: list[Month]) -> list[tuple[Month, Month]]:
    """Return runs of months that follow each other, as the first and the last of each."""
    spans: list[tuple[Month, Month]] = []
    for month in months:
        if spans and spans[-1][1].after == month:
            spans[-1] = spans[-1][0], month
        else:
            spans.append((month, month))
    return spans
