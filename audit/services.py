"""Reading the history: who changed what of a record, when, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, wall_time
from regions.models import Region

# Kept by the machine for itself: their changes tell people nothing.
SILENT = {"id", "version", "created_at", "updated_at", "scan", "scan_type", "scan_original"}


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of a record. Without a user it was made by the service itself."""

    at: str  # in the zone of the record's region, with its name
    who: str
    is_first: bool
    fields: list[FieldChange]


def history_of(record: Any, *, actor: User) -> list[Change]:
    """Return the changes of a tracked record, the newest first. Raises not_allowed."""
    require(actor, Can.READ_HISTORY, on=record)
    events = list(record.events.select_related("pgh_context").order_by("pgh_id"))
    tracked = [
        field
        for field in record._meta.concrete_fields
        if field.name not in SILENT and not field.primary_key
    ]
    users = _names(User, {_user_of(event) for event in events})
    said = {
        field.name: _names(field.related_model, {getattr(e, field.attname) for e in events})
        for field in tracked
        if field.is_relation
    }
    changes = []
    before: Any = None
    for event in events:
        fields = [
            FieldChange(
                _label(field),
                "" if before is None else _said(field, before, said),
                _said(field, event, said),
            )
            for field in tracked
            if _value(field, event) != (None if before is None else _value(field, before))
        ]
        fields = [change for change in fields if change.before or change.after]
        who = users.get(_user_of(event)) or _("Sistem")
        if fields or before is None:
            at = _instant(event.pgh_created_at, record.region)
            changes.append(Change(at, who, before is None, fields))
        before = event
    return changes[::-1]


def _user_of(event: Any) -> Any:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _value(field: models.Field[Any, Any], event: Any) -> Any:
    return getattr(event, field.attname)


def _names(model: Any, keys: set[Any]) -> dict[Any, str]:
    wanted = keys - {None}
    if not wanted:
        return {}
    return {key: str(row) for key, row in model._default_manager.in_bulk(wanted).items()}


def _label(field: models.Field[Any, Any]) -> str:
    """Return the field's own words or, for a relation without any, those of what it points to."""
    related: Any = field.related_model
    if related is not None and field.verbose_name == field.name.replace("_", " "):
        return str(related._meta.verbose_name)
    return str(field.verbose_name)


def _said(field: models.Field[Any, Any], event: Any, names: dict[str, dict[Any, str]]) -> str:
    value = _value(field, event)
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names[field.name].get(value, str(value))
    if isinstance(field, DateRangeField):
        first, last = first_day(value), last_day(value)
        return f"{_day(first)} \u2013 {_day(last)}"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return date_format(value) if isinstance(value, date) else str(value)


def _instant(at: datetime, region: Region) -> str:
    return f"{date_format(wall_time(at, region.tz), 'DATETIME_FORMAT')} {region.zone_label}"


def _day(value: date | None) -> str:
    return date_format(value) if value else "\u2026"
