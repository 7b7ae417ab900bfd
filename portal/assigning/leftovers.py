"""What stands on a region that ended, and moving what somebody decided to move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.access import Can, codes_where, require
from accounts.models import Grant
from accounts.services import move_grant
from common.dates import today
from meetings.models import Meeting
from people.models import Person
from people.services import move_residents
from regions.models import Region
from volunteers.models import Appointment, Organisation
from volunteers.services import move_roster
from wksbm.models import Wksbm
from wksbm.services import move_body

if TYPE_CHECKING:
    from accounts.models import User

Regions = models.QuerySet[Any]


@dataclass(frozen=True)
class Leftovers:
    """What is to be assigned in one region that ended."""

    region: Region
    bodies: list[Wksbm]
    grants: list[Grant]
    residents: int
    volunteers: int
    organisations: int
    meetings: int

    @property
    def has_roster(self) -> bool:
        return bool(self.volunteers or self.organisations or self.meetings)

    @property
    def is_empty(self) -> bool:
        return not (self.bodies or self.grants or self.residents or self.has_roster)


def regions_to_assign(codes: Iterable[str], on: date) -> Regions:
    """Return the ended regions under the codes on which something stands that lasts."""
    where = Q(pk__in=())
    for code in codes:
        where |= Q(code__startswith=code)
    here = OuterRef("pk")
    bodies = Wksbm.objects.at_work(on).filter(region=here)
    grants = Grant.objects.lasting(on).filter(region=here)
    residents = Person.objects.filter(village=here)
    volunteers = _serving(on).filter(region=here)
    organisations = _organisations(here, on)
    meetings = _meetings(on).filter(region=here)
    left = (bodies, grants, residents, volunteers, organisations, meetings)
    return (
        Region.objects.filter(where, active_until__lt=on)
        .filter(reduce(or_, map(Exists, left)))
        .annotate(
            bodies=_counted(bodies, "region"),
            grants=_counted(grants, "region"),
            residents=_counted(residents, "village"),
            volunteers=_counted(volunteers, "region"),
            organisations=_counted(organisations, "region"),
            meetings=_counted(meetings, "region"),
        )
        .select_related("replaced_by", "parent")
        .order_by("code")
    )


def _serving(on: date) -> Regions:
    """Return the appointments that last, and those to come."""
    return Appointment.objects.filter(Q(term__endswith=None) | Q(term__endswith__gt=on))


def _organisations(region: Any, on: date) -> Regions:
    """Return the organisations that don't go along with a body of the region."""
    own = Q(wksbm=None) | ~Q(wksbm__region=region) | Q(wksbm__dissolved_on__isnull=False)
    return Organisation.objects.at_work(on).filter(own, region=region)


def _meetings(on: date) -> Regions:
    """Return the meetings that regions themselves still plan."""
    return Meeting.objects.planned().filter(wksbm=None, organisation=None, on__gte=on)


def _counted(rows: models.QuerySet[Any], by: str) -> models.Expression:
    number = rows.order_by().values(by).annotate(n=models.Count("pk")).values("n")
    return models.functions.Coalesce(models.Subquery(number), 0)


def leftovers_of(region: Region, on: date) -> Leftovers:
    return Leftovers(
        region,
        list(Wksbm.objects.at_work(on).filter(region=region).order_by("name")),
        list(Grant.objects.lasting(on).filter(region=region).select_related("user").order_by("pk")),
        Person.objects.filter(village=region).count(),
        _serving(on).filter(region=region).count(),
        _organisations(region, on).count(),
        _meetings(on).filter(region=region).count(),
    )


def places_for(region: Region, user: User) -> list[Region]:
    """Return where things may go: what replaces the region first, then its living neighbours."""
    own = Q(pk__in=())
    for code in codes_where(user, Can.SET_UP_DISTRICT):
        own |= Q(code__startswith=code)
    near = Q(parent=region.parent_id) | Q(pk=region.replaced_by_id)
    if region.parent and region.parent.replaced_by_id:
        near |= Q(parent=region.parent.replaced_by_id)
    living = Region.objects.not_ended(today()).filter(own, near, level=region.level)
    found = list(living.with_path().order_by("code"))
    return sorted(found, key=lambda one: one.pk != region.replaced_by_id)


@dataclass(frozen=True)
class Chosen:
    """What of the leftovers goes: keys of bodies and grants; whether residents and roster do."""

    bodies: Iterable[int] = ()
    grants: Iterable[int] = ()
    residents: bool = False
    roster: bool = False


@transaction.atomic
def assign_region(
    region: Region, to_region: Region, *, chosen: Chosen, actor: User
) -> dict[str, int]:
    """Move what was chosen from a region that ended to another; the rest stays where it is."""
    require(actor, Can.SET_UP_DISTRICT, on=region)
    require(actor, Can.SET_UP_DISTRICT, on=to_region)
    day = today()
    left = leftovers_of(region, day)
    chosen_bodies = [one for one in left.bodies if one.pk in set(chosen.bodies)]
    chosen_grants = [one for one in left.grants if one.pk in set(chosen.grants)]
    if not (chosen_bodies or chosen_grants or chosen.residents or chosen.roster):
        raise ValidationError(_("Pilih yang dipindahkan."))
    for body in chosen_bodies:
        move_body(body, to_region, actor=actor)
    for grant in chosen_grants:
        move_grant(grant, to_region, actor=actor)
    moved = move_residents(region, to_region, actor=actor) if chosen.residents else 0
    served = move_roster(region, to_region, actor=actor) if chosen.roster else 0
    return {
        "bodies": len(chosen_bodies),
        "grants": len(chosen_grants),
        "residents": moved,
        "volunteers": served,
    }
