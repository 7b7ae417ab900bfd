"""A district's own pillars, beside the nation's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from regions.models import Region
from volunteers.models import Pillar

TEXTS = ("name", "short_name", "legal_basis", "ministry", "number_name", "note")
FLAGS = ("has_tiers", "is_sole", "is_expected")
FACTS = (*TEXTS, *FLAGS, "holder", "level")


@transaction.atomic
def add_pillar(region: Region, *, since: date, actor: User, **facts: Any) -> Pillar:
    """Add a pillar that holds in the region and below, from a day on."""
    require(actor, Can.KEEP_PILLARS, on=region)
    known = _known(facts)
    code = slugify(f"{known.get('short_name', '')}-{region.code.replace('.', '')}")
    return insert(Pillar(region=region, code=code[:40], term=term(since, None), **known))


@transaction.atomic
def change_pillar(
    pillar: Pillar, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Pillar:
    """Change a district's own pillar. The nation's is changed by a release. Raises in_use.

    Who may hold it and whether alone stay as they are once somebody does.
    """
    require(actor, Can.KEEP_PILLARS, on=pillar)
    facts = _known(changes)
    fixed = {"holder", "is_sole", "level"} & {
        name for name, value in facts.items() if getattr(pillar, name) != value
    }
    if fixed and (pillar.appointments.exists() or pillar.organisations.exists()):
        raise RuleBroken(
            "in_use", _("Sudah ada yang tercatat di pilar ini: sifatnya tidak dapat diubah lagi.")
        )
    for name, value in facts.items():
        setattr(pillar, name, value)
    return save_version(pillar, list(facts), version=version)


@transaction.atomic
def end_pillar(pillar: Pillar, *, on: date, version: int | None = None, actor: User) -> Pillar:
    """Let the pillar be used until this day, included. Raises already_ended, ends_too_early."""
    require(actor, Can.KEEP_PILLARS, on=pillar)
    first, last = first_day(pillar.term), last_day(pillar.term)
    if last is not None and last <= on:
        raise RuleBroken("already_ended", _("Pilar ini sudah berakhir lebih dahulu."))
    if first is not None and on < first:
        raise RuleBroken("ends_too_early", _("Tanggal ini mendahului mulai dipakainya."))
    pillar.term = term(first, on)
    return save_version(pillar, ["term"], version=version)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"A pillar has no {', '.join(sorted(unknown))} to be written.")
    return {name: tidy(value) if name in TEXTS else value for name, value in facts.items()}
