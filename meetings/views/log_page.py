"""What the page of Catat Pertemuan shows: filled in, looked over, or two versions to choose."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_noop

from common.dates import wall_time
from common.errors import Conflict, EditConflict, RuleBroken
from meetings import services
from meetings.forms import OTHER_DAY, LogForm
from meetings.models import Host, Meeting, MeetingKind, MeetingQuerySet, region_of
from people.models import Person

CHOOSE: Final = "choose-"
_NAMED: Final = ("id", "name", "sex", "phone", "origin", "late")


def initial_of(meeting: Meeting) -> dict[str, Any]:
    marks = list(meeting.attendances.order_by("name", "marked_at", "pk"))
    chair = None if meeting.led_by else services.chair_of(meeting)
    same = ("at", "until", "place", "discussed", "decided")
    return {
        **{name: getattr(meeting, name) for name in (*same, "invited_count", "minuted_by")},
        "guests": meeting.guests or None,
        "guest_women": meeting.guest_women or None,
        "kind": meeting.kind_id,
        "version": meeting.version,
        "day": meeting.on.isoformat(),
        "present": [mark.person_id for mark in marks if mark.present],
        "late": [mark.person_id for mark in marks if mark.late],
        "led_by": chair.name if chair else meeting.led_by,
        "items": _items(meeting.pk, meeting.kind, meeting.agenda),
        "guest_lines": [
            {name: getattr(mark, name) for name in _NAMED} for mark in marks if not mark.person_id
        ],
    }


def initial_new(
    host: Host, kind: MeetingKind | None, seen: MeetingQuerySet, day: date | None
) -> dict[str, Any]:
    """Fill in what is likely: the day if it is known, this hour, the last place and purpose."""
    last = seen.held().filter(kind=kind).order_by("-starts_at").first()
    now = wall_time(timezone.now(), region_of(host).tz)
    key = uuid.uuid4()
    return {
        "id": key,
        "kind": kind and kind.pk,
        "day": day and day.isoformat(),
        "at": now.time().replace(minute=0, second=0, microsecond=0),
        "purpose": last.purpose if last else kind.name if kind else gettext_noop("Pertemuan rutin"),
        "place": last.place if last else "",
        "led_by": last.led_by if last else "",
        "minuted_by": last.minuted_by if last else "",
        "items": _items(key, kind, []),
    }


def foreseen(form: LogForm, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the valid form would save, in numbers and words that can be looked over."""
    found, marks = form.cleaned_data, form.marks(is_new=True)
    came = len(found["present"])
    women = sum(1 for mark in marks["marks"] if mark.sex == Person.Sex.FEMALE)
    needed = context.get("needed") or _needed(context.get("kind"), found.get("invited_count"))
    everybody = came + len(marks["marks"])
    return {
        "on": found["on"],
        "at": found["at"],
        "until": found["until"],
        "place": found["place"],
        "purpose": found.get("purpose", ""),
        "came": came,
        "listed": len(form.fields["present"].choices),  # type: ignore[attr-defined]
        "late": len(marks["late_ids"]) + sum(mark.late for mark in marks["marks"]),
        "named": len(marks["marks"]),
        "named_women": women,
        "guests": found["guests"] or 0,
        "items": [item for item in form.texts().get("agenda", []) if item["title"]],
        "decided": found["decided"],
        "needed": needed,
        "is_below": everybody < needed,
    }


def told(error: RuleBroken, form: LogForm, now: Meeting) -> dict[str, Any]:
    """Return what the page says of a refusal, and let the form stand on what now is saved.

    Where two wrote the same, both versions are there; one's own stays in the form.
    """
    if isinstance(error, services.BelowQuorum):
        return {"below": error, "meeting": now}
    form.data = data = _copied(form)
    data["version"] = str(now.version)
    if not isinstance(error, EditConflict):
        return {"theirs": now, "meeting": now}
    _refill(form, data, error, now)
    conflicts = [_shown(conflict) for conflict in error.conflicts]
    return {"theirs": now, "meeting": now, "conflicts": conflicts}


def _copied(form: LogForm) -> QueryDict:
    sent = form.data
    return sent.copy() if isinstance(sent, QueryDict) else QueryDict(mutable=True)


def _refill(form: LogForm, data: QueryDict, error: EditConflict, now: Meeting) -> None:
    merged = dict(error.merged)
    data["version"] = str(error.version)
    day, items = merged.pop("on", None), merged.pop("agenda", None)
    if day is not None:
        offered = [choice for choice, _label in form.fields["day"].choices]  # type: ignore[attr-defined]
        data["day"] = day.isoformat() if day.isoformat() in offered else OTHER_DAY
        data["on"] = day.isoformat()
    for name, value in merged.items():
        data[name] = value.strftime("%H.%M") if isinstance(value, time) else str(value or "")
    if items is not None:
        form.items.fill(data, _items(now.pk, now.kind, items))


def chosen(minutes: dict[str, Any], choices: Mapping[str, str], meeting: Meeting) -> dict[str, Any]:
    """Leave out of what is to be written where the other's version was chosen."""
    stands = {item["id"]: item for item in meeting.agenda}
    for field, choice in choices.items():
        if choice != "theirs":
            continue
        if not field.startswith("agenda."):
            minutes.pop(field, None)
            continue
        _agenda, key, name = field.split(".", 2)
        for item in minutes.get("agenda", []):
            if item["id"] == key and key in stands and name in stands[key]:
                item[name] = stands[key][name]
    return minutes


def _shown(conflict: Conflict) -> dict[str, Any]:
    return {
        "name": f"{CHOOSE}{conflict.field}",
        "label": services.label_of(conflict.field),
        "mine": services.said(conflict.mine),
        "theirs": services.said(conflict.theirs),
    }


def _needed(kind: MeetingKind | None, invited: int | None) -> int:
    return kind.needed_of(invited or 0) if kind else 0


def _items(
    key: uuid.UUID, kind: MeetingKind | None, agenda: Sequence[Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return the items of the agenda, and the usual ones of the kind that it does not have."""
    known = {item["title"].casefold() for item in agenda}
    usual = [title for title in (kind.agenda if kind else ()) if title.casefold() not in known]
    more = [services.item_of_kind(key, title) | {"usual": True} for title in usual]
    return [*map(dict, agenda), *more]
