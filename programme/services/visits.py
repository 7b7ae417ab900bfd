"""The guest book: who came, and in one step the visitors of a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.phones import normalised
from common.versions import save_version
from meetings.models import Attendance, Host, Meeting, hosted_by, region_of
from programme.models import Book, Visit
from programme.services.dissolved import refuse_dissolved

FACTS = ("name", "office", "post", "phone", "people", "purpose", "met", "message")
CHANGEABLE = ("on", *FACTS)


@transaction.atomic
def enter_visit(
    host: Host,
    *,
    on: date,
    id: UUID | None = None,  # noqa: A002 (the column's name)
    meeting: Meeting | None = None,
    actor: User,
    **facts: Any,
) -> Visit:
    """Write a line of the guest book. For `facts` see FACTS. Raises host_dissolved."""
    require(actor, Can.KEEP_BOOKS, on=region_of(host))
    refuse_dissolved(host, on)
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"A visit has no {', '.join(sorted(unknown))} to be written.")
    visit = Visit(**hosted_by(host), on=on, meeting=meeting, entered_by=actor, **_tidied(facts))
    if id is not None:
        visit.id = id
    _check_day(visit)
    return insert(visit)


@transaction.atomic
def enter_visitors(meeting: Meeting, *, actor: User) -> Visit:
    """Write the visitors of a held meeting into its host's guest book, as one line.

    Its name is the first guest who gave one; all who came from elsewhere are counted. Raises
    meeting_not_held, no_visitors, visitors_entered.
    """
    require(actor, Can.KEEP_BOOKS, on=meeting)
    if not meeting.is_held:
        raise RuleBroken("meeting_not_held", _("Pertemuan ini belum dicatat terlaksana."))
    # Held, so that two who tap at once write one line.
    Book.objects.locked(meeting.host, kind=Book.Kind.GUESTS, year=meeting.on.year)
    if Visit.objects.filter(meeting=meeting, struck_because="").exists():
        raise RuleBroken("visitors_entered", _("Tamu pertemuan ini sudah di buku tamu."))
    named = list(
        Attendance.objects.filter(meeting=meeting, person=None, present=True).order_by(
            "marked_at", "pk"
        )
    )
    first = named[0] if named else None
    office = meeting.visitors or (first.origin if first else "")
    if not office:
        raise RuleBroken("no_visitors", _("Pertemuan ini tidak mencatat tamu dari mana."))
    return enter_visit(
        meeting.host,
        on=meeting.on,
        meeting=meeting,
        name=first.name if first else office,
        office=office,
        phone=normalised(first.phone) if first else "",
        people=max(len(named) + meeting.guests, 1),
        purpose=meeting.purpose,
        met=meeting.led_by or meeting.host_name,
        actor=actor,
    )


@transaction.atomic
def change_visit(
    visit: Visit, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Visit:
    """Correct a line of the guest book. Raises visit_struck, stale_version."""
    require(actor, Can.KEEP_BOOKS, on=visit)
    _refuse_struck(visit)
    known = _tidied({name: changes[name] for name in CHANGEABLE if name in changes})
    for name, value in known.items():
        setattr(visit, name, value)
    _check_day(visit)
    return save_version(visit, known, version=version)


@transaction.atomic
def strike_visit(visit: Visit, *, because: str, version: int | None = None, actor: User) -> Visit:
    """Strike a line through, with the reason. Raises visit_struck, stale_version."""
    require(actor, Can.KEEP_BOOKS, on=visit)
    _refuse_struck(visit)
    visit.struck_because = tidy(because)
    if not visit.struck_because:
        words = _("Tulis alasannya.")
        raise ValidationError({"because": ValidationError(words, code="required")})
    return save_version(visit, ["struck_because"], version=version)


# --- Parts of the above --------------------------------------------------------------------------


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with single spaces, and the number as it is kept."""
    known = {
        name: tidy(value) if isinstance(value, str) else value for name, value in facts.items()
    }
    if known.get("phone"):
        known["phone"] = normalised(known["phone"])
        if not known["phone"]:
            words = _("Nomor HP ini tidak dikenali. Contoh: 0812-3456-7890.")
            raise ValidationError({"phone": ValidationError(words, code="unknown_phone")})
    return known


def _check_day(visit: Visit) -> None:
    if visit.on > today(visit.tz):
        words = _("Tanggal ini tidak boleh setelah hari ini.")
        raise ValidationError({"on": ValidationError(words, code="day_to_come")})
    if visit.on.year < 2000:
        words = _("Tahun ini terlalu jauh.")
        raise ValidationError({"on": ValidationError(words, code="year_unlikely")})


def _refuse_struck(visit: Visit) -> None:
    if visit.is_struck:
        raise RuleBroken("visit_struck", _("Baris ini sudah dicoret."))
