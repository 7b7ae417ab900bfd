"""Founding, changing and dissolving a body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Func, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from regions.models import Region
from wksbm.models import Membership, Seat, Wksbm

CHANGEABLE = ("level", "unit", "name", "founded_on")


@transaction.atomic
def found_wksbm(
    region: Region,
    *,
    name: str,
    level: str = Wksbm.Level.VILLAGE,
    unit: str = "",
    founded_on: date | None = None,
    actor: User,
) -> Wksbm:
    """Enter a body of a village or of a part of it. Several per village are normal."""
    require(actor, Can.KEEP_BODY, on=region)
    return insert(
        Wksbm(region=region, level=level, unit=tidy(unit), name=tidy(name), founded_on=founded_on)
    )


@transaction.atomic
def change_wksbm(
    wksbm: Wksbm, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Wksbm:
    """Correct what is known of a body. Raises stale_version."""
    require(actor, Can.KEEP_BODY, on=wksbm)
    for field in CHANGEABLE:
        if field in changes:
            setattr(wksbm, field, changes[field])
    wksbm.name, wksbm.unit = tidy(wksbm.name), tidy(wksbm.unit)
    return save_version(wksbm, [f for f in CHANGEABLE if f in changes], version=version)


@transaction.atomic
def dissolve_wksbm(wksbm: Wksbm, *, on: date, version: int | None = None, actor: User) -> Wksbm:
    """End a body: its board and members serve until the day before. Nothing is deleted.

    Raises already_dissolved, terms_begin_later, stale_version.
    """
    require(actor, Can.KEEP_BODY, on=wksbm)
    if wksbm.dissolved_on is not None:
        raise RuleBroken("already_dissolved", _("WKSBM ini sudah dibubarkan."))
    wksbm.dissolved_on = on
    save_version(wksbm, ["dissolved_on"], version=version)
    _end_terms(wksbm, on)
    return wksbm


def _end_terms(wksbm: Wksbm, on: date) -> None:
    until = Func(Func(F("term"), function="lower"), Value(on), Value("[)"), function="daterange")
    for model in (Seat, Membership):
        held = model.objects.filter(wksbm=wksbm)
        if held.filter(term__startswith__gte=on).exists():
            raise RuleBroken(
                "terms_begin_later",
                _("Ada pengurus atau anggota yang mulai pada atau setelah tanggal bubar."),
            )
        held.filter(term__contains=on).update(
            term=until, version=F("version") + 1, updated_at=timezone.now()
        )
