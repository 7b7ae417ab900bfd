"""Reading the history: who changed what of a record, when, from what to what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can, Role, covers, require
from accounts.models import ApiToken, Grant, SignInLink, User
from audit.words import saying_of
from common.dates import covers as lasts_on
from common.dates import first_day, last_day, wall_time
from common.errors import NotAllowed
from regions.models import Region

# Kept by the machine for itself: their changes tell people nothing.
SILENT = {
    "id",
    "version",
    "created_at",
    "updated_at",
    "granted_at",
    "issued_at",
    "scan",
    "scan_type",
    "scan_original",
    "subject_key",
    "logo",
    "file",
    "made_at",
    "starts_at",
    "original_date",
    "revision",
    "by_hand",
    "item",
    "picture",
    "position",
}
# Where a field has no words of its own, or Django's English ones.
LABELS = {
    "is_superuser": gettext_lazy("superuser"),
    "logged_by": gettext_lazy("dicatat oleh"),
    "logged_at": gettext_lazy("dicatat pada"),
    "granted_by": gettext_lazy("diberikan oleh"),
    "issued_by": gettext_lazy("dibuat oleh"),
    "logo_sha256": gettext_lazy("sidik berkas (SHA-256)"),
    "status": gettext_lazy("status"),
    "invited_count": gettext_lazy("jumlah yang diundang"),
    "approved_by": gettext_lazy("disetujui lewat akun"),
    "approved_at": gettext_lazy("disetujui pada"),
    "answered_at": gettext_lazy("dijawab pada"),
    "answered_by": gettext_lazy("jawaban dicatat oleh"),
    "answered_how": gettext_lazy("cara menjawab"),
    "asked_by": gettext_lazy("diminta oleh"),
    "done_by": gettext_lazy("dikerjakan oleh"),
    "verified_by": gettext_lazy("diperiksa oleh"),
    "verified_at": gettext_lazy("diperiksa pada"),
    "picture_sha256": gettext_lazy("sidik foto bukti (SHA-256)"),
    "scan_sha256": gettext_lazy("sidik berkas (SHA-256)"),
    "entered_by": gettext_lazy("dicatat oleh"),
    "newer": gettext_lazy("SK baru"),
    "older": gettext_lazy("SK lama"),
}


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of a record. `role` is what its maker was in that region on that day."""

    at: str  # in the zone of the record's region, with its name
    moment: datetime
    who: str
    role: str
    subject: str  # what was changed, where a timeline tells of several records
    is_first: bool
    is_last: bool  # deleted
    fields: list[FieldChange]


def history_of(record: Any, *, actor: User, place: Region | None = None) -> list[Change]:
    """Return the changes of a tracked record, the newest first. Raises not_allowed.

    `place` is the region whose readers may see it, for records that lie in none.
    """
    where = place or record.region
    require(actor, Can.READ_HISTORY, on=where)
    return _told([record], where)


def history_of_user(user: User, *, actor: User) -> list[Change]:
    """Return the changes of an account with its roles and keys, as far as the actor may read.

    Raises not_allowed.
    """
    grants = list(
        user.grants.where_may(actor, Can.READ_HISTORY).select_related("region").order_by("pk")
    )
    place = next((grant.region for grant in grants if grant.region), None)
    if place is None:
        raise NotAllowed("not_allowed", _("Peran Ibu/Bapak tidak mencakup tindakan ini."))
    require(actor, Can.READ_HISTORY, on=place)
    links = SignInLink.objects.where_may(actor, Can.READ_HISTORY).filter(user=user)
    tokens = ApiToken.objects.filter(user=user)
    changes = _told([user], place)
    for kind, rows in ((Grant, grants), (SignInLink, links), (ApiToken, tokens)):
        changes += _told(rows, place, subject=str(kind._meta.verbose_name))
    return sorted(changes, key=lambda change: change.moment, reverse=True)


@dataclass(frozen=True)
class _Known:
    """What is read once for a whole timeline."""

    place: Region
    fields: list[Any]
    people: dict[Any, User]
    said: dict[str, dict[Any, str]]  # by field, what a relation's keys are called
    subject: str


def _told(records: Iterable[Any], place: Region, *, subject: str = "") -> list[Change]:
    """Return what happened to records of one model, the newest first."""
    rows = list(records)
    if not rows:
        return []
    kept = type(rows[0]).events.rel.related_model
    found = kept._default_manager.filter(pgh_obj__in=rows).order_by("pgh_obj_id", "pgh_id")
    events = list(found)
    fields = _fields(type(rows[0]), kept)
    said = {
        field.name: _names(field.related_model, {getattr(e, field.attname) for e in events})
        for field in fields
        if field.is_relation
    }
    known = _Known(place, fields, _people({_user_of(event) for event in events}), said, subject)
    changes = []
    before: Any = None
    for event in events:
        if before is not None and before.pgh_obj_id != event.pgh_obj_id:
            before = None
        change = _change(event, before, known)
        if change.fields or change.is_first or change.is_last:
            changes.append(change)
        before = event
    return sorted(changes, key=lambda change: change.moment)[::-1]


def _change(event: Any, before: Any, known: _Known) -> Change:
    is_last = event.pgh_label == "delete"
    user = known.people.get(_user_of(event))
    return Change(
        at=said_instant(event.pgh_created_at, known.place),
        moment=event.pgh_created_at,
        who=str(user) if user else _nobody(event),
        role=_role(user, known.place, event.pgh_created_at) if user else "",
        subject=known.subject,
        is_first=before is None,
        is_last=is_last,
        fields=[] if is_last else _differences(event, before, known),
    )


def _differences(event: Any, before: Any, known: _Known) -> list[FieldChange]:
    told = [
        FieldChange(
            _label(field),
            "" if before is None else _said(field, before, known),
            _said(field, event, known),
        )
        for field in known.fields
        if _value(field, event) != (None if before is None else _value(field, before))
    ]
    return [change for change in told if change.before or change.after]


def _fields(model: Any, kept: Any) -> list[Any]:
    names = {field.name for field in kept._meta.concrete_fields}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in names and field.name not in SILENT and not field.primary_key
    ]


def _user_of(event: Any) -> Any:
    return event.pgh_context.get("user") if event.pgh_context else None


def _nobody(event: Any) -> str:
    """Say who changed it where no user did: somebody with a link, or the service itself."""
    return _("Tanpa masuk (tautan)") if (event.pgh_context or {}).get("path") else _("Sistem")


def _people(keys: set[Any]) -> dict[Any, User]:
    users = User.objects.filter(pk__in=keys - {None}).prefetch_related("grants")
    return {user.pk: user for user in users}


def _role(user: User, place: Region, at: datetime) -> str:
    """Return the role in which somebody acted in a region at that time; "" where none fits."""
    day = wall_time(at, place.tz).date()
    for grant in user.grants.all():
        if covers(grant.region_id or "", place.code) and lasts_on(grant.period, day):
            return str(Role(grant.role).label)
    return str(_("superuser")) if user.is_superuser else ""


def _value(field: models.Field[Any, Any], event: Any) -> Any:
    return getattr(event, field.attname)


def _names(model: Any, keys: set[Any]) -> dict[Any, str]:
    wanted = keys - {None}
    if not wanted:
        return {}
    return {key: str(row) for key, row in model._default_manager.in_bulk(wanted).items()}


def _label(field: models.Field[Any, Any]) -> str:
    """Return the field's own words or, for a relation without any, those of what it points to."""
    if field.name in LABELS:
        return str(LABELS[field.name])
    related: Any = field.related_model
    if related is not None and field.verbose_name == field.name.replace("_", " "):
        return str(related._meta.verbose_name)
    return str(field.verbose_name)


def _said(field: models.Field[Any, Any], event: Any, known: _Known) -> str:
    value = _value(field, event)
    if value is None or value in ("", []):
        return ""
    if field.is_relation:
        return known.said[field.name].get(value, str(value))
    own = saying_of(field.model._meta.label_lower, field.name)
    if own is not None:
        return own(value)
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.flatchoices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, value, known.place)


def _plain(field: models.Field[Any, Any], value: Any, place: Region) -> str:
    if isinstance(field, DateRangeField):
        return f"{_day(first_day(value))} \u2013 {_day(last_day(value))}"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime):
        return said_instant(value, place)
    if isinstance(value, time):
        return time_format(value, "H.i")
    return date_format(value) if isinstance(value, date) else str(value)


def said_instant(at: datetime, region: Region) -> str:
    """Return an instant in a region's own time, with the name of its zone."""
    return f"{date_format(wall_time(at, region.tz), 'DATETIME_FORMAT')} {region.zone_label}"


def _day(value: date | None) -> str:
    return date_format(value) if value else "\u2026"
