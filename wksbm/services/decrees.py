"""Recording decrees of any office, their scans, and what later decrees do to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.access import Can, may, require
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common.dates import today
from common.documents.keeping import SCAN, take_scan
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from regions.models import Region
from wksbm.models import Decree, DecreeChange, Mandate, Office, Wksbm
from wksbm.rules import office_name, term_between

TEXTS = ("number", "subject", "signed_by")
CHANGEABLE = (*TEXTS, "kind", "capacity", "enacted_on", "cost_source")


class NoScan(RuleBroken):
    status = 404


class NewOffice(NamedTuple):
    """An office that may not be known yet. Without a name it gets the usual one of its kind."""

    kind: str
    region: Region
    name: str = ""


@transaction.atomic
def name_office(region: Region, *, kind: str, name: str = "", actor: User) -> Office:
    """Return the office of this name in the region; write it down where it is missing.

    Whoever keeps decrees below a region may name the offices above: theirs are decrees too.
    """
    _require_decrees_below(actor, region)
    called = tidy(name) or office_name(kind, region)
    known = Office.objects.filter(region=region, name=called).first()
    return known or insert(Office(region=region, kind=kind, name=called))


@transaction.atomic
def add_decree(
    issuer: Office | NewOffice,
    *,
    kind: str,
    number: str,
    subject: str,
    enacted_on: date,
    effective_from: date | None = None,
    valid_until: date | None = None,
    signed_by: str = "",
    capacity: str = Decree.Capacity.HOLDER,
    cost_source: str = "",
    bodies: Sequence[Wksbm] = (),
    scan: Sequence[File[bytes]] = (),
    actor: User,
) -> Decree:
    """Record a decree and the bodies that it concerns.

    It takes effect on the day it was enacted unless it says otherwise; an earlier day is normal.
    Whoever keeps decrees in the issuer's region records any; others only one that names a body of
    their own, and if the decree is known already, their bodies join it (one SK, many boards).
    Raises not_allowed, body_beyond_issuer.
    """
    _require_bodies(actor, issuer.region, bodies)
    office = (
        issuer
        if isinstance(issuer, Office)
        else name_office(issuer.region, kind=issuer.kind, name=issuer.name, actor=actor)
    )
    decree = Decree(
        region_id=office.region_id,
        issuer=office,
        kind=kind,
        number=tidy(number),
        subject=tidy(subject),
        signed_by=tidy(signed_by),
        capacity=capacity,
        enacted_on=enacted_on,
        term=term_between(effective_from or enacted_on, valid_until, field="valid_until"),
        cost_source=cost_source,
    )
    if scan:
        take_scan(decree, scan, name=f"sk-{decree.enacted_on:%Y-%m-%d}")
    known = None if may(actor, Can.KEEP_DECREES, on=office) else _same(decree)
    if known is None:
        insert(decree)
    elif scan and not known.scan:
        _copy_scan(decree, known)
        save_version(known, SCAN, version=None)
    kept = known or decree
    _concern(kept, bodies)
    return kept


@transaction.atomic
def change_decree(
    decree: Decree, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Decree:
    """Correct what was copied from the decree. Raises stale_version."""
    require(actor, Can.KEEP_DECREES, on=decree)
    fields = [field for field in CHANGEABLE if field in changes]
    for field in fields:
        setattr(decree, field, tidy(changes[field]) if field in TEXTS else changes[field])
    if {"effective_from", "valid_until"} & set(changes):
        decree.term = term_between(
            changes.get("effective_from") or decree.effective_from or decree.enacted_on,
            changes.get("valid_until", decree.valid_until),
            field="valid_until",
        )
        fields.append("term")
    return save_version(decree, fields, version=version)


@transaction.atomic
def attach_scan(
    decree: Decree, *, files: Sequence[File[bytes]], version: int | None = None, actor: User
) -> Decree:
    """Keep the scan of a decree: a PDF, or photos of its pages.

    A former one stays in the store, and in the history.
    """
    require(actor, Can.KEEP_DECREES, on=decree)
    take_scan(decree, files, name=f"sk-{decree.enacted_on:%Y-%m-%d}")
    return save_version(decree, SCAN, version=version)


@transaction.atomic
def open_scan(decree: Decree, *, actor: User) -> FieldFile:
    """Return the scan to give out. Its annex names people: seeing the decree is not enough.

    The look is noted; without the note there is no file.
    Raises no_scan.
    """
    require(actor, Can.READ_SCANS, on=decree)
    if not decree.scan:
        raise NoScan("no_scan", _("Pindaian SK ini belum ada."))
    note_look(decree, by=actor, kind=SensitiveLook.Kind.SCAN)
    return decree.scan


@transaction.atomic
def record_change(
    newer: Decree,
    *,
    older: Decree,
    kind: str,
    effective_on: date | None = None,
    actor: User,
) -> DecreeChange:
    """Say that the newer decree amends, revokes or supersedes the older one, from a day on.

    Both must be decrees that the actor keeps: ending somebody else's decree is not theirs.
    Raises change_goes_backwards.
    """
    require(actor, Can.KEEP_DECREES, on=newer)
    require(actor, Can.KEEP_DECREES, on=older)
    if newer.enacted_on < older.enacted_on:
        raise RuleBroken(
            "change_goes_backwards", _("SK yang mengubah harus ditetapkan setelah SK lama.")
        )
    starts = effective_on or newer.effective_from or newer.enacted_on
    return insert(DecreeChange(newer=newer, older=older, kind=kind, effective_on=starts))


def note_mandate(decree: Decree, wksbm: Wksbm) -> None:
    """Note that the decree concerns the body. Raises body_beyond_issuer."""
    if not _reaches(decree.region_id, wksbm):
        raise RuleBroken("body_beyond_issuer", _beyond())
    _concern(decree, [wksbm])


def _require_decrees_below(actor: User, region: Region) -> None:
    """Ask for the region itself or, failing that, for the places of the actor that lie in it."""
    below = [
        grant.region
        for grant in actor.grants_on(today())
        if grant.region is not None and grant.region.pk.startswith(region.pk)
    ]
    place = next((found for found in below if may(actor, Can.KEEP_DECREES, on=found)), region)
    require(actor, Can.KEEP_DECREES, on=place)


def _require_bodies(actor: User, region: Region, bodies: Sequence[Wksbm]) -> None:
    if not bodies:
        require(actor, Can.KEEP_DECREES, on=region)
    for wksbm in bodies:
        require(actor, Can.KEEP_DECREES, on=wksbm)
        if not _reaches(region.pk, wksbm):
            raise RuleBroken("body_beyond_issuer", _beyond())


def _reaches(region_code: str, wksbm: Wksbm) -> bool:
    return wksbm.region_id == region_code or wksbm.region_id.startswith(f"{region_code}.")


def _beyond() -> str:
    return _("Pejabat ini tidak membawahi desa WKSBM itu.")


def _same(decree: Decree) -> Decree | None:
    return Decree.objects.filter(
        issuer=decree.issuer, number=decree.number, enacted_on=decree.enacted_on
    ).first()


def _concern(decree: Decree, bodies: Iterable[Wksbm]) -> None:
    Mandate.objects.bulk_create(
        [Mandate(decree=decree, wksbm=wksbm, region_id=wksbm.region_id) for wksbm in bodies],
        ignore_conflicts=True,
    )


def _copy_scan(source: Decree, target: Decree) -> None:
    for field in SCAN:
        setattr(target, field, getattr(source, field))
