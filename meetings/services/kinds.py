"""Kinds of meetings: those of the nation, loaded at each start, and which one a host may hold."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.dates import term
from meetings.models import ROUTINE, Host, MeetingKind, region_of
from meetings.reference import KINDS
from regions.codes import Kind, kind_of, lineage_of
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm


@transaction.atomic
def load_kinds() -> int:
    """Write the nation's kinds as `meetings/reference.py` has them; return how many changed.

    What a district added stays as it is.
    """
    return sum(_written(line._asdict()) for line in KINDS)


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
    if not _may_hold(host, found):
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
