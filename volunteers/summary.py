"""The roster by village and by pillar: what is not confirmed, who is where, and where nobody is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from accounts.models import User
from regions.codes import LENGTHS, Level
from regions.models import Region
from volunteers.models import Appointment, Organisation, Pillar
from volunteers.rules import semester_start
from wksbm.models import Wksbm

WKSBM = "wksbm"  # the one pillar whose holders are kept elsewhere


def unconfirmed_by_village(user: User, *, on: date) -> list[dict[str, Any]]:
    """Return the places whose people are not all confirmed this semester.

    Each has `region`, `total` and `missing`: who serves from there on the day, and of how many the
    village has said nothing since the semester began.
    """
    start = semester_start(on)
    missing = Count("pk", filter=Q(confirmed_on=None) | Q(confirmed_on__lt=start))
    counted = Appointment.objects.visible_to(user).asked_of_village(on).order_by("region")
    rows: QuerySet[Any, Any] = counted.values("region").annotate(total=Count("pk"), missing=missing)
    return list(rows.filter(missing__gt=0))


def holders(pillar: Pillar, user: User, *, on: date) -> QuerySet[Any]:
    """Return who holds the pillar on the day, of those whom the user may see: people or bodies."""
    if pillar.code == WKSBM:
        wksbm: QuerySet[Any] = Wksbm.objects.visible_to(user).at_work(on)
        return wksbm
    if pillar.holder == Pillar.Holder.PERSON:
        people: QuerySet[Any] = Appointment.objects.visible_to(user).serving(on)
        return people.filter(pillar=pillar)
    bodies: QuerySet[Any] = Organisation.objects.visible_to(user).at_work(on)
    return bodies.filter(pillar=pillar)


def numbers_by_pillar(user: User, *, on: date) -> dict[int, int]:
    """Count, by the pillar's key, the people and the organisations that the user may see."""
    people = Appointment.objects.visible_to(user).serving(on)
    bodies = Organisation.objects.visible_to(user).at_work(on)
    found: dict[int, int] = {}
    for rows in (people, bodies):
        found |= dict(rows.order_by().values_list("pillar").annotate(n=Count("pk")))
    wksbm = Pillar.objects.filter(code=WKSBM).values_list("pk", flat=True).first()
    if wksbm is not None:
        found[wksbm] = Wksbm.objects.visible_to(user).at_work(on).count()
    return found


def numbers_by_place(
    pillar: Pillar, user: User, *, level: Level, on: date
) -> list[tuple[str, int]]:
    """Count who holds the pillar in each region of the level, by code. Wider ones by their own."""
    rows = holders(pillar, user, on=on).order_by()
    counted = rows.values(place=Left("region_id", LENGTHS[level])).annotate(n=Count("pk"))
    return list(counted.order_by("place").values_list("place", "n"))


def gaps(pillar: Pillar, codes: Iterable[str], *, on: date) -> QuerySet[Region]:
    """Return the regions under the codes that should have the pillar and have nobody on the day.

    One question for all of them. What counts is the place that somebody is appointed for; of an
    organisation it is where it is, or what lies above that.
    """
    if not (pillar.is_expected and pillar.level):
        return Region.objects.none()
    where = Q(pk__in=())
    for code in codes:
        where |= Q(code__startswith=code)
    wide = LENGTHS[Level(pillar.level)]
    filled: QuerySet[Any, Any]
    if pillar.holder == Pillar.Holder.PERSON:
        people = Appointment.objects.serving(on).filter(pillar=pillar)
        filled = people.values(place=Left("area_id", wide))
    else:
        bodies = Organisation.objects.at_work(on).filter(pillar=pillar)
        filled = bodies.values(place=Left("region_id", wide))
    regions = Region.objects.active(on).filter(where, level=pillar.level)
    return regions.exclude(pk__in=filled.order_by()).order_by("code")
