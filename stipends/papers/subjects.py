"""What payment papers are about besides a row: a part of a run's list, a person in it, a year."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.access import codes_where, covers
from accounts.models import User
from people.models import Person
from people.services.own_data import one_human
from regions.models import Region
from stipends.models import Line, LineQuerySet, RecordedPayment, Run, Settlement


@dataclass(frozen=True)
class RunPart:
    """The lines of a run that lie in a region: the whole run, or what one kecamatan signs."""

    run: Run
    within: Region

    @property
    def region(self) -> Region:
        """Whose office issues it: the payer's."""
        return self.run.region

    @property
    def paper_key(self) -> str:
        return f"stipends.run:{self.run.pk}:{self.within.pk}"

    @property
    def is_whole(self) -> bool:
        return self.within.pk == self.run.region_id

    @property
    def size(self) -> int:
        """Return how many lines it has."""
        return self.run.line_count if self.is_whole else self.lines().count()

    def lines(self) -> LineQuerySet:
        found: LineQuerySet = Line.objects.filter(run=self.run)
        return found if self.is_whole else found.filter(region__code__startswith=self.within.pk)


@dataclass(frozen=True)
class Voucher:
    """All that one person is paid in a run: what a receipt is written for."""

    run: Run
    person: Person

    @property
    def region(self) -> Region:
        return self.run.region

    @property
    def paper_key(self) -> str:
        return f"stipends.voucher:{self.run.pk}:{self.person.pk}"


@dataclass(frozen=True)
class Settled:
    """What was added to a person's line after its release, as it was paid on its own."""

    run: Run
    settlement: Settlement

    @property
    def region(self) -> Region:
        return self.run.region

    @property
    def paper_key(self) -> str:
        return f"stipends.settlement:{self.settlement.pk}"


@dataclass(frozen=True)
class PersonYear:
    """What a person was paid in a fiscal year by a region and all below it, and by others there."""

    region: Region
    person: Person
    year: int

    @property
    def paper_key(self) -> str:
        return f"stipends.year:{self.region.pk}:{self.person.pk}:{self.year}"


@dataclass(frozen=True)
class RegionYear:
    """What everybody was paid in a fiscal year by a region and all below it."""

    region: Region
    year: int

    @property
    def paper_key(self) -> str:
        return f"stipends.year_list:{self.region.pk}:{self.year}"


def whole(run: Run) -> RunPart:
    return RunPart(run, run.region)


def find_part(key: str, user: User) -> RunPart | None:
    """Return the part of a run called "12" or "12:52.07.01", if the user sees the run.

    Raises ValueError for a key that is none.
    """
    run_key, _colon, code = key.partition(":")
    run = _run(run_key, user)
    if run is None:
        return None
    if not code:
        return whole(run)
    within = Region.objects.visible_to(user).filter(pk=code).first()
    return RunPart(run, within) if within and covers(run.region_id, code) else None


def find_voucher(key: str, user: User) -> Voucher | None:
    """Return whom a run pays, called "12:345": run and person. Raises ValueError as above."""
    run_key, person_key = key.split(":")
    run = _run(run_key, user)
    if run is None:
        return None
    person = Person.objects.filter(stipend_lines__run=run, pk=int(person_key)).first()
    return Voucher(run, person) if person is not None else None


def find_settled(key: str, user: User) -> Settled | None:
    """Return the settlement called "12", if the user sees its run. Raises ValueError as above."""
    settlement = (
        Settlement.objects.select_related("line__run__region", "line__region")
        .filter(pk=int(key))
        .first()
    )
    run = _run(str(settlement.line.run_id), user) if settlement is not None else None
    return Settled(run, settlement) if settlement is not None and run is not None else None


def find_year(key: str, user: User) -> PersonYear | None:
    """Return the year of a person called "52.07:345:2026". Raises ValueError as above."""
    code, person_key, year = key.split(":")
    region, person = _region(code, user), Person.objects.filter(pk=int(person_key)).first()
    if region is None or person is None:
        return None
    found = PersonYear(region, person, int(year))
    paid = Line.objects.visible_to(user).filter(person__in=one_human(person))
    recorded = RecordedPayment.objects.visible_to(user).filter(person__in=one_human(person))
    return found if paid.exists() or recorded.exists() else None


def find_year_list(key: str, user: User) -> RegionYear | None:
    """Return the year of a region called "52.07:2026". Raises ValueError as above."""
    code, year = key.split(":")
    region = _region(code, user)
    return RegionYear(region, int(year)) if region is not None else None


def _region(code: str, user: User) -> Region | None:
    """Return the region under one of the user's grants."""
    if not any(covers(own, code) for own in codes_where(user)):
        return None
    found: Region | None = Region.objects.visible_to(user).filter(pk=code).first()
    return found


def _run(key: str, user: User) -> Run | None:
    runs = Run.objects.visible_to(user).select_related("region", "scheme", "source")
    run: Run | None = runs.filter(pk=int(key)).first()
    return run
