"""What of the roster follows when codes change: with a body, or because somebody decides it."""

from __future__ import annotations

from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.versions import Versioned
from people.models import Presence
from regions.models import Region
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    DroppedScan,
    Duty,
    OfficeHolder,
    Organisation,
    Pillar,
    Qualification,
    QualificationKind,
    TierStep,
    Training,
)
from volunteers.movers import FOLLOWERS
from wksbm.models import Wksbm

# What carries the region alone; appointments and organisations have more to say.
CARRIED: Final[tuple[type[models.Model], ...]] = (
    TierStep,
    Qualification,
    QualificationKind,
    Training,
    Absence,
    Duty,
    Assignment,
    ActivityReport,
    DroppedScan,
    Pillar,
)


def move_organisations(wksbm: Wksbm, to_region: Region) -> int:
    """Let the organisations under a body's umbrella, and their office-holders, follow it."""
    return _move_organisations(
        Organisation.objects.filter(wksbm=wksbm, region=wksbm.region_id), to_region
    )


@transaction.atomic
def move_roster(region: Region, to_region: Region, *, actor: User) -> int:
    """Place elsewhere who serves from a region that ended; return how many appointments moved.

    What they are appointed for follows to the same level above the new place. Organisations under
    a body go with the body. Persons are seen in both places. What apps above keep of the
    organisations follows (volunteers/movers.py). Raises roster_taken where somebody serves there
    already.
    """
    require(actor, Can.SET_UP_DISTRICT, on=region)
    require(actor, Can.SET_UP_DISTRICT, on=to_region)
    served = Appointment.objects.filter(region=region).values_list("person", flat=True)
    _note_presences(served, to_region)
    own = Q(wksbm=None) | ~Q(wksbm__region=region) | Q(wksbm__dissolved_on__isnull=False)
    try:
        with transaction.atomic():
            moved = _move_appointments(region, to_region)
            _move_organisations(Organisation.objects.filter(own, region=region), to_region)
            for model in CARRIED:
                _move(model._default_manager.filter(region=region), region=to_region)
            for follow in FOLLOWERS.values():
                follow(region, to_region)
    except IntegrityError as error:
        raise RuleBroken(
            "roster_taken",
            _("Di %(place)s sudah ada penugasan atau lembaga yang sama. Akhiri salah satunya dulu.")
            % {"place": to_region.full_name},
        ) from error
    return moved


def _move_appointments(region: Region, to_region: Region) -> int:
    here = Appointment.objects.filter(region=region)
    areas = list(here.values_list("area", flat=True).distinct())
    return sum(
        _move(here.filter(area=area), region=to_region, area_id=_area_above(to_region, area))
        for area in areas
    )


def _area_above(to_region: Region, area: str) -> str:
    """Return the region of the area's level that the new place lies in: itself, if it still is."""
    return to_region.code[: len(area)]


def _move_organisations(found: models.QuerySet[Any], to_region: Region) -> int:
    keys = list(found.values_list("pk", flat=True))
    holders = OfficeHolder.objects.filter(organisation__in=keys)
    _note_presences(holders.values_list("person", flat=True), to_region)
    _move(holders, region=to_region)
    try:
        with transaction.atomic():
            return _move(Organisation.objects.filter(pk__in=keys), region=to_region)
    except IntegrityError as error:
        raise RuleBroken(
            "name_taken",
            _("Lembaga dengan nama yang sama sudah ada di %(place)s. Ubah salah satu namanya dulu.")
            % {"place": to_region.full_name},
        ) from error


def _move(rows: models.QuerySet[Any], **place: Any) -> int:
    if issubclass(rows.model, Versioned):
        place |= {"version": F("version") + 1, "updated_at": timezone.now()}
    return rows.update(**place)


def _note_presences(persons: models.QuerySet[Any, Any], to_region: Region) -> None:
    Presence.objects.bulk_create(
        [Presence(person_id=pk, region=to_region) for pk in persons.distinct()],
        ignore_conflicts=True,
    )
