"""Every version of a meeting's minutes, with who wrote it: from the history of the meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can, require
from accounts.models import User
from meetings.models import Meeting
from meetings.services.minutes import TEXTS

# What a version of the minutes tells, in the order in which people read it.
_TOLD: Final = (
    *("on", "at", "until", "place", "led_by", "minuted_by", "guests", "guest_women"),
    *("discussed", "decided"),
)
_ITEM: Final = {
    "title": gettext_lazy("Acara"),
    "discussed": gettext_lazy("Yang dibahas"),
    "decided": gettext_lazy("Yang diputuskan"),
}


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Revision:
    """One version. `approved_as` and `reopened_because` where it did that."""

    version: int
    at: datetime
    by: str
    differences: list[Difference]
    approved_as: str = ""
    reopened_because: str = ""


def revisions_of(meeting: Meeting, *, actor: User) -> list[Revision]:
    """Return the versions of the minutes, the newest first; what is no part of them is left out.

    For whoever may write them. Raises not_allowed.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    held = Meeting.Status.HELD
    rows = [row for row in meeting.events.order_by("pgh_id") if row.status == held]  # type: ignore[attr-defined]
    people = User.objects.in_bulk({_user_of(row) for row in rows} - {None})
    found: list[Revision] = []
    before: Any = None
    for row in rows:
        user = people.get(_user_of(row))
        revision = Revision(
            version=row.version,
            at=row.pgh_created_at,
            by=str(user) if user else _("Sistem"),
            differences=_differences(before, row),
            approved_as=row.approved_as if before and not before.approved_as else "",
            reopened_because=(
                row.reopened_because
                if before and before.approved_as and not row.approved_as
                else ""
            ),
        )
        tells = revision.differences or revision.approved_as or revision.reopened_because
        if before is None or tells:
            found.append(revision)
        before = row
    return found[::-1]


def label_of(field: str) -> str:
    """Return what people call a field of the minutes; "agenda.<id>.decided" is of an item."""
    if field.startswith("agenda."):
        return str(_ITEM[field.rsplit(".", 1)[1]])
    known: Any = Meeting._meta.get_field(field)
    return str(known.verbose_name).capitalize()


def said(value: Any) -> str:
    """Return a value of the minutes as people read it."""
    if value in (None, 0):
        return ""
    if hasattr(value, "hour"):
        return time_format(value, "H.i")
    return date_format(value) if hasattr(value, "day") else str(value)


def _user_of(row: Any) -> Any:
    return row.pgh_context.get("user") if row.pgh_context else None


def _differences(before: Any, after: Any) -> list[Difference]:
    told = [
        Difference(label_of(name), said(getattr(before, name, None)), said(getattr(after, name)))
        for name in _TOLD
    ]
    told += _of_items(before.agenda if before else [], after.agenda)
    return [each for each in told if each.before != each.after]


def _of_items(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[Difference]:
    old = {item["id"]: item for item in before}
    new = {item["id"]: item for item in after}
    found = []
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key, {}), new.get(key, {})
        title = now.get("title") or was.get("title", "")
        found += [
            Difference(
                str(_ITEM[name]) if name == "title" else f"{title}: {_ITEM[name]}",
                was.get(name, ""),
                now.get(name, ""),
            )
            for name in TEXTS
        ]
    return found
