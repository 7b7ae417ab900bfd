"""Where money comes from, and how a place pays it: sources, years, policy, who signs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from regions.models import Region
from stipends.models import FundingSource, Official, Run, StipendPolicy
from wksbm.rules import term_between

SOURCE_FACTS = ("budget", "name", "fiscal_year", "sub_activity", "account_code", "ceiling")
OFFICIAL_FACTS = ("post", "title", "name", "nip", "capacity", "own_title")


@transaction.atomic
def write_source(
    source: FundingSource | None,
    *,
    region: Region | None = None,
    version: int | None = None,
    actor: User,
    **facts: Any,
) -> FundingSource:
    """Write down a source of money in a region, or change one; for `facts` see SOURCE_FACTS.

    The ceiling is whole rupiah and never below what is committed. Once it is charged, budget and
    year stay. Raises year_closed, source_in_use, stale_version.
    """
    place = source if source is not None else region
    if place is None:
        raise TypeError("A new source belongs to a region.")
    require(actor, Can.KEEP_STIPENDS, on=place)
    known = _known(facts, SOURCE_FACTS)
    if source is None:
        return insert(FundingSource(region=region, **known))
    if source.is_closed:
        raise RuleBroken("year_closed", _("Tahun anggaran ini sudah ditutup."))
    moved = [
        n
        for n in ("budget", "fiscal_year")
        if known.get(n, getattr(source, n)) != getattr(source, n)
    ]
    if moved and source.runs.exists():
        raise RuleBroken("source_in_use", _("Sumber dana ini sudah dipakai: tahunnya tetap."))
    for name, value in known.items():
        setattr(source, name, value)
    return save_version(source, known, version=version)


@transaction.atomic
def close_year(region: Region, fiscal_year: int, *, actor: User) -> int:
    """Close the region's sources of a fiscal year: nothing is charged to them. Return how many.

    Raises runs_open while an approved run of the year is not released.
    """
    require(actor, Can.KEEP_STIPENDS, on=region)
    locked = FundingSource.objects.select_for_update(no_key=True)
    open_ones = locked.filter(region=region, fiscal_year=fiscal_year, closed_at=None).order_by("pk")
    sources = list(open_ones)
    if Run.objects.filter(source__in=sources, state=Run.State.APPROVED).exists():
        raise RuleBroken(
            "runs_open", _("Masih ada proses yang disetujui dan belum dicairkan di tahun ini.")
        )
    for source in sources:
        source.closed_at, source.closed_by = timezone.now(), actor
        save_version(source, ["closed_at", "closed_by"], version=None)
    return len(sources)


@transaction.atomic
def write_policy(
    region: Region,
    *,
    second_over: int,
    dispute_days: int,
    version: int | None = None,
    actor: User,
) -> StipendPolicy:
    """Say above which sum (whole rupiah) two approve, and how many days a dispute may wait.

    Raises stale_version.
    """
    require(actor, Can.KEEP_STIPENDS, on=region)
    known = StipendPolicy.objects.filter(region=region).first()
    policy = known or StipendPolicy(region=region)
    policy.second_over, policy.dispute_days = second_over, dispute_days
    if known is None:
        return insert(policy)
    return save_version(policy, ["second_over", "dispute_days"], version=version)


@transaction.atomic
def write_official(
    official: Official | None,
    *,
    region: Region | None = None,
    since: date,
    until: date | None = None,
    version: int | None = None,
    actor: User,
    **facts: Any,
) -> Official:
    """Write down who signs payment papers in a term, both days included; see OFFICIAL_FACTS.

    Raises stale_version; one post has one holder at a time (422).
    """
    place = official if official is not None else region
    if place is None:
        raise TypeError("An official belongs to a region.")
    require(actor, Can.KEEP_STIPENDS, on=place)
    known = _known(facts, OFFICIAL_FACTS) | {"term": term_between(since, until)}
    if official is None:
        return insert(Official(region=region, **known))
    for name, value in known.items():
        setattr(official, name, value)
    return save_version(official, known, version=version)


def _known(facts: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    unknown = set(facts) - set(names)
    if unknown:
        raise TypeError(f"There is no {', '.join(sorted(unknown))} to be written.")
    return {name: tidy(value) if isinstance(value, str) else value for name, value in facts.items()}
