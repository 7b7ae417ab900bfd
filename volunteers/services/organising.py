"""Organisations: founding, correcting, placing under a WKSBM, dissolving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Func, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.phones import normalised
from common.versions import save_version
from regions.codes import Level
from regions.models import Region
from volunteers.models import Organisation, Pillar
from wksbm.models import Wksbm

FACTS = (
    "name",
    "sub_kind",
    "is_legal_entity",
    "legal_entity_number",
    "registration_number",
    "registered_until",
    "accreditation",
    "accredited_until",
    "stage",
    "founded_on",
    "address",
    "phone",
)
CHANGEABLE = ("pillar", *FACTS)
_TEXTS = {"name", "sub_kind", "legal_entity_number", "registration_number", "address"}


@transaction.atomic
def found_organisation(
    region: Region, *, pillar: Pillar, wksbm: Wksbm | None = None, actor: User, **facts: Any
) -> Organisation:
    """Enter an organisation of a region, if wanted under a WKSBM. For `facts` see FACTS.

    A pillar of persons, of another level or of another district is refused beside its field (422);
    the kinds are those of Permensos 8/2012. Raises wksbm_elsewhere, wksbm_dissolved.
    """
    require(actor, Can.KEEP_ROSTER, on=region)
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"An organisation has no {', '.join(sorted(unknown))} to be written.")
    _refuse_pillar(pillar, region)
    organisation = Organisation(region=region, pillar=pillar, **_tidied(facts))
    if wksbm is not None:
        _refuse_place(organisation, wksbm)
        organisation.wksbm = wksbm
    return insert(organisation)


@transaction.atomic
def change_organisation(
    organisation: Organisation,
    *,
    changes: Mapping[str, Any],
    version: int | None = None,
    actor: User,
) -> Organisation:
    """Correct what is known of an organisation; its region and its WKSBM stay.

    Raises stale_version; a pillar that does not fit is refused beside its field.
    """
    require(actor, Can.KEEP_ROSTER, on=organisation)
    known = _tidied({name: changes[name] for name in CHANGEABLE if name in changes})
    if "pillar" in known and known["pillar"].pk != organisation.pillar_id:
        _refuse_pillar(known["pillar"], organisation.region)
    for name, value in known.items():
        setattr(organisation, name, value)
    return save_version(organisation, known, version=version)


@transaction.atomic
def place_under(
    organisation: Organisation, *, wksbm: Wksbm | None, version: int | None = None, actor: User
) -> Organisation:
    """Place the organisation under a WKSBM's umbrella, or under none (`domain.md` 1.4).

    Raises organisation_dissolved, wksbm_elsewhere, wksbm_dissolved, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=organisation)
    if wksbm is not None:
        refuse_dissolved(organisation, timezone.localdate(timezone=organisation.region.tz))
        _refuse_place(organisation, wksbm)
    organisation.wksbm = wksbm
    return save_version(organisation, ["wksbm"], version=version)


@transaction.atomic
def dissolve_organisation(
    organisation: Organisation, *, on: date, reason: str, version: int | None = None, actor: User
) -> Organisation:
    """End an organisation: its officers serve until the day before. Nothing is deleted.

    Raises already_dissolved, terms_begin_later, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=organisation)
    if organisation.dissolved_on is not None:
        raise RuleBroken("already_dissolved", _("Lembaga ini sudah dibubarkan."))
    organisation.dissolved_on = on
    organisation.dissolved_because = tidy(reason)
    save_version(organisation, ["dissolved_on", "dissolved_because"], version=version)
    _end_terms(organisation, on)
    return organisation


def refuse_dissolved(organisation: Organisation, since: date) -> None:
    """Refuse what begins after its end; nobody dissolves it until this transaction ends."""
    held = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk)
    dissolved_on = held.values_list("dissolved_on", flat=True).get()
    if dissolved_on is not None and since >= dissolved_on:
        raise RuleBroken("organisation_dissolved", _("Lembaga ini sudah dibubarkan."))


# --- Parts of the above --------------------------------------------------------------------------


def _end_terms(organisation: Organisation, on: date) -> None:
    held = organisation.office_holders.all()
    if held.filter(term__startswith__gte=on).exists():
        raise RuleBroken(
            "terms_begin_later", _("Ada pengurus yang mulai pada atau setelah tanggal bubar.")
        )
    until = Func(Func(F("term"), function="lower"), Value(on), Value("[)"), function="daterange")
    held.filter(term__contains=on).update(
        term=until, version=F("version") + 1, updated_at=timezone.now()
    )


def _refuse_pillar(pillar: Pillar, region: Region) -> None:
    """Refuse what no organisation here can be: a volunteer, the WKSBM, another level's pillar."""
    fault = ""
    if pillar.holder == Pillar.Holder.PERSON or pillar.code == "wksbm":
        fault = _("Pilar ini bukan jenis lembaga.")
    elif pillar.region_id is not None and not region.code.startswith(pillar.region_id):
        fault = _("Pilar ini hanya dipakai di wilayah lain.")
    elif not pillar.is_in_use(timezone.localdate(timezone=region.tz)):
        fault = _("Pilar ini tidak dipakai lagi.")
    elif pillar.level and pillar.level != region.level:
        level = Level(pillar.level).label
        fault = _("%(pillar)s dicatat pada tingkat %(level)s.") % {"pillar": pillar, "level": level}
    if fault:
        raise ValidationError({"pillar": ValidationError(fault, code="pillar_does_not_fit")})


def _refuse_place(organisation: Organisation, wksbm: Wksbm) -> None:
    """Refuse a WKSBM that lies neither in the organisation's region nor below it."""
    if not wksbm.region_id.startswith(organisation.region_id):
        raise RuleBroken("wksbm_elsewhere", _("WKSBM itu berada di luar wilayah lembaga ini."))
    if wksbm.dissolved_on is not None:
        raise RuleBroken("wksbm_dissolved", _("WKSBM ini sudah dibubarkan."))


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(facts)
    for name in _TEXTS & set(kept):
        kept[name] = tidy(kept[name])
    if kept.get("phone"):
        number = normalised(kept["phone"])
        if not number:
            fault = _("Nomor HP ini tidak terbaca. Tulis seperti 0812-3456-7890.")
            raise ValidationError({"phone": ValidationError(fault, code="not_a_phone")})
        kept["phone"] = number
    return kept
