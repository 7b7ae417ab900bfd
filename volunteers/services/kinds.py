"""Kinds of qualifications: the nation's, and those that a district adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from regions.models import Region
from volunteers.models import QualificationKind
from volunteers.services.qualifying import edges, reached_from


@transaction.atomic
def add_qualification_kind(
    region: Region,
    *,
    name: str,
    months: int | None = None,
    includes: Iterable[QualificationKind] = (),
    actor: User,
) -> QualificationKind:
    """Add a kind that holds in a region and below. Without months it is for life.

    Raises kind_elsewhere.
    """
    require(actor, Can.KEEP_PILLARS, on=region)
    # The tail keeps two long names apart: a code is for programs, and never changes.
    code = f"{slugify(name)[:33].strip('-')}-{token_hex(3)}"
    kind = insert(QualificationKind(region=region, code=code, name=tidy(name), months=months))
    _include(kind, includes)
    return kind


@transaction.atomic
def change_qualification_kind(
    kind: QualificationKind,
    *,
    changes: Mapping[str, Any],
    version: int | None = None,
    actor: User,
) -> QualificationKind:
    """Correct a kind: `name`, `months`, `includes`. What was granted keeps its term.

    Raises kind_elsewhere, kinds_in_a_circle, stale_version.
    """
    require(actor, Can.KEEP_PILLARS, on=kind)
    if "name" in changes:
        kind.name = tidy(changes["name"])
    if "months" in changes:
        kind.months = changes["months"]
    if "includes" in changes:
        _include(kind, changes["includes"])
    fields = [name for name in ("name", "months") if name in changes]
    return save_version(kind, fields, version=version)


def _include(kind: QualificationKind, included: Iterable[QualificationKind]) -> None:
    """Say what the kind includes; two who do so at once see each other, or both close a circle."""
    list(QualificationKind.objects.select_for_update(no_key=True).order_by("pk").values("pk"))
    wanted = list(included)
    for other in wanted:
        if other.region_id is not None and not (kind.region_id or "").startswith(other.region_id):
            raise RuleBroken(
                "kind_elsewhere",
                _("%(kind)s hanya dipakai di wilayah lain.") % {"kind": other},
            )
    steps = edges() | {kind.pk: {other.pk for other in wanted}}
    circular = [other for other in wanted if kind.pk in reached_from(other.pk, steps)]
    if circular:
        raise RuleBroken(
            "kinds_in_a_circle",
            _("%(other)s sudah mencakup %(kind)s.") % {"other": circular[0], "kind": kind},
        )
    kind.includes.set(wanted)


def refuse_elsewhere(kind: QualificationKind, region: Region, *, field: str) -> None:
    """Refuse a kind of another district, beside the field that names it."""
    if not kind.holds_in(region):
        fault = _("%(kind)s hanya dipakai di wilayah lain.") % {"kind": kind}
        raise ValidationError({field: ValidationError(fault, code="kind_elsewhere")})
