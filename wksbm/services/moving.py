"""A body moves to another region when codes change: somebody decides it, all its rows follow."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from people.models import Person, Presence
from regions.codes import Level
from regions.models import Region
from wksbm.models import Decree, Mandate, Membership, Seat, Wksbm
from wksbm.movers import MOVERS


@transaction.atomic
def move_body(wksbm: Wksbm, to_region: Region, *, actor: User) -> dict[str, int]:
    """Place a body and all that carries its region elsewhere; return how many rows of each moved.

    A decree that is its own goes along and keeps its issuer under the old name. Persons are seen
    in both places. Raises not_a_village, region_ended, other_zone, name_taken.
    """
    require(actor, Can.SET_UP_DISTRICT, on=wksbm)
    require(actor, Can.SET_UP_DISTRICT, on=to_region)
    wksbm = Wksbm.objects.select_for_update().select_related("region").get(pk=wksbm.pk)
    old = wksbm.region
    if old.pk == to_region.pk:
        return {}
    _refuse(wksbm, to_region)
    moved = {"seats": _moved(Seat, wksbm, to_region)}
    moved["members"] = _moved(Membership, wksbm, to_region)
    moved["mandates"] = _moved(Mandate, wksbm, to_region)
    moved["decrees"] = _own_decrees(wksbm, old).update(region=to_region, updated_at=timezone.now())
    for key, mover in MOVERS.items():
        moved[key] = mover(wksbm, to_region)
    _note_presences(wksbm, to_region)
    Wksbm.objects.filter(pk=wksbm.pk).update(region=to_region, updated_at=timezone.now())
    return moved


def _refuse(wksbm: Wksbm, to_region: Region) -> None:
    if to_region.level != Level.VILLAGE:
        raise RuleBroken("not_a_village", _("WKSBM harus berada di sebuah desa atau kelurahan."))
    if to_region.active_until is not None and to_region.active_until < today():
        raise RuleBroken("region_ended", _("Wilayah tujuan sudah tidak berlaku."))
    if to_region.time_zone != wksbm.region.time_zone:
        raise RuleBroken("other_zone", _("Wilayah tujuan berada di zona waktu lain."))
    if Wksbm.objects.filter(region=to_region, name=wksbm.name).exists():
        raise RuleBroken(
            "name_taken",
            _("WKSBM bernama %(name)s sudah ada di %(place)s. Ubah salah satu namanya dulu.")
            % {"name": wksbm.name, "place": to_region.full_name},
        )


def _moved(model: type[Seat | Membership | Mandate], wksbm: Wksbm, to_region: Region) -> int:
    return model._default_manager.filter(wksbm=wksbm).update(region=to_region)


def _own_decrees(wksbm: Wksbm, old: Region) -> models.QuerySet[Decree]:
    """Return the decrees of the old village's own office that concern this body alone."""
    others = Mandate.objects.filter(decree=OuterRef("pk")).exclude(wksbm=wksbm)
    mine = Mandate.objects.filter(decree=OuterRef("pk"), wksbm=wksbm)
    found: models.QuerySet[Decree] = Decree.objects.filter(Exists(mine), ~Exists(others)).filter(
        region=old
    )
    return found


def _note_presences(wksbm: Wksbm, to_region: Region) -> None:
    serving = Q(seats__wksbm=wksbm) | Q(memberships__wksbm=wksbm)
    persons = Person.objects.filter(serving).values_list("pk", flat=True).distinct()
    Presence.objects.bulk_create(
        [Presence(person_id=pk, region=to_region) for pk in persons], ignore_conflicts=True
    )
