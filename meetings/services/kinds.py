"""Kinds of meetings: those of the nation, loaded at each start, and which one a host may hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from meetings.models import ROUTINE, Host, Meeting, MeetingKind, region_of
from meetings.reference import KINDS
from regions.codes import Kind, kind_of, lineage_of
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm

HOLDERS = ("held_by_bodies", "held_by_organisations", "held_by_regions", "level", "in_kelurahan")
QUORUM = ("quorum_part", "quorum_of", "delay_hours", "second_within_days")
TEXTS = ("name", "held_by", "chaired_by", "legal_basis", "note")
FACTS = (
    *TEXTS,
    *HOLDERS,
    *QUORUM,
    *("circle", "grants_qualification", "has_visitors", "agenda"),
)


@transaction.atomic
def load_kinds() -> int:
    """Write the nation's kinds as `meetings/reference.py` has them; return how many changed.

    What a district added stays as it is.
    """
    return sum(_written(line._asdict()) for line in KINDS)


@transaction.atomic
def add_kind(region: Region, *, since: date, actor: User, **facts: Any) -> MeetingKind:
    """Add a kind of meeting that holds in the region and below, from a day on.

    Raises name_taken on `name`.
    """
    require(actor, Can.KEEP_MEETING_KINDS, on=region)
    known = _known(facts)
    named = MeetingKind.objects.filter(region=region, name__iexact=known.get("name", ""))
    if named.exists():
        fault = _("Jenis pertemuan dengan nama ini sudah ada.")
        raise ValidationError({"name": ValidationError(fault, code="name_taken")})
    code = _free_code(known.get("name", ""), region)
    return insert(MeetingKind(region=region, code=code, term=term(since, None), **known))


@transaction.atomic
def change_kind(
    kind: MeetingKind, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> MeetingKind:
    """Change a district's own kind. The nation's is changed by a release.

    Who holds it and its quorum stay as they are once a meeting took place by them: its papers say
    so. Raises in_use, stale_version.
    """
    require(actor, Can.KEEP_MEETING_KINDS, on=kind)
    facts = _known(changes)
    fixed = [
        name for name in (*HOLDERS, *QUORUM) if name in facts and getattr(kind, name) != facts[name]
    ]
    if fixed and Meeting.objects.held().filter(kind=kind).exists():
        raise RuleBroken(
            "in_use",
            _("Sudah ada pertemuan jenis ini: penyelenggara dan kuorumnya tidak dapat diubah."),
        )
    for name, value in facts.items():
        setattr(kind, name, value)
    return save_version(kind, list(facts), version=version)


@transaction.atomic
def end_kind(
    kind: MeetingKind, *, on: date, version: int | None = None, actor: User
) -> MeetingKind:
    """Let the kind be offered until this day, included. Raises already_ended, ends_too_early."""
    require(actor, Can.KEEP_MEETING_KINDS, on=kind)
    first, last = first_day(kind.term), last_day(kind.term)
    if last is not None and last <= on:
        raise RuleBroken("already_ended", _("Jenis ini sudah berakhir lebih dahulu."))
    if first is not None and on < first:
        raise RuleBroken("ends_too_early", _("Tanggal ini mendahului mulai dipakainya."))
    kind.term = term(first, on)
    return save_version(kind, ["term"], version=version)


def kinds_of(host: Host, *, on: date) -> list[MeetingKind]:
    """Return what the host may hold on the day: the routine kind first, then by name."""
    around = Q(region=None) | Q(region__in=lineage_of(region_of(host).code))
    known = MeetingKind.objects.in_use(on).filter(around)
    found = [kind for kind in known if _may_hold(host, kind)]
    return sorted(found, key=lambda kind: (kind.pk != ROUTINE, kind.name))


def kind_for(host: Host, kind: MeetingKind | None, *, on: date) -> MeetingKind:
    """Return the kind, if this host may hold such a meeting on the day; the routine one for none.

    Raises kind_not_theirs or kind_not_in_use on `kind`.
    """
    found = MeetingKind.objects.get(pk=ROUTINE) if kind is None else kind
    if not _may_hold(host, found) or not _holds_in(region_of(host), found):
        fault = _("%(kind)s tidak diadakan oleh penyelenggara ini.") % {"kind": found.name}
        raise ValidationError({"kind": ValidationError(fault, code="kind_not_theirs")})
    if not found.is_in_use(on):
        fault = _("Jenis pertemuan ini tidak dipakai pada tanggal itu.")
        raise ValidationError({"kind": ValidationError(fault, code="kind_not_in_use")})
    return found


def _may_hold(host: Host, kind: MeetingKind) -> bool:
    match host:
        case Wksbm():
            return kind.held_by_bodies
        case Organisation():
            return kind.held_by_organisations
        case Region():
            return kind.held_by_regions and _fits(host, kind)


def _holds_in(region: Region, kind: MeetingKind) -> bool:
    """Whether the kind is the nation's, or of this region or one above it."""
    return kind.region_id is None or region.code.startswith(kind.region_id)


def _fits(region: Region, kind: MeetingKind) -> bool:
    if kind.level not in ("", region.level):
        return False
    return kind.in_kelurahan is None or kind.in_kelurahan == (
        kind_of(region.code) == Kind.KELURAHAN
    )


def _written(facts: dict[str, object]) -> int:
    facts = {**facts, "term": term(date(int(str(facts["since"])), 1, 1), None)}
    del facts["since"]
    row = MeetingKind.objects.filter(pk=facts["code"]).first()
    if row is not None and all(getattr(row, name) == value for name, value in facts.items()):
        return 0
    row = row or MeetingKind()
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False)
    row.save()
    return 1


def _free_code(name: str, region: Region) -> str:
    """Return a code that no kind has: long names may begin alike."""
    code = slugify(f"{name[:25]}-{region.code.replace('.', '')}")
    taken = set(MeetingKind.objects.filter(pk__startswith=code).values_list("pk", flat=True))
    codes = chain([code], (f"{code}-{number}" for number in count(2)))
    return next(free for free in codes if free not in taken)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"A kind of meeting has no {', '.join(sorted(unknown))} to be written.")
    kept = {name: tidy(value) if name in TEXTS else value for name, value in facts.items()}
    if "agenda" in kept:
        kept["agenda"] = list(dict.fromkeys(filter(None, map(tidy, kept["agenda"]))))
    return kept
