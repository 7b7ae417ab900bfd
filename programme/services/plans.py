"""The yearly work plan: its lines, what became of them, and next year's from this year's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from meetings.models import Host, Meeting, hosted_by, region_of
from programme.models import Activity, Book
from programme.services.dissolved import refuse_dissolved

FACTS = (
    "name",
    "goal",
    "from_month",
    "to_month",
    "in_charge",
    "in_charge_name",
    "cost",
    "source",
)
MOST = 300  # lines of one plan: nobody reads a longer one
_TEXTS = {"name", "goal", "in_charge_name"}


@transaction.atomic
def add_activity(
    host: Host,
    *,
    year: int,
    id: UUID | None = None,  # noqa: A002 (the column's name)
    meeting: Meeting | None = None,
    actor: User,
    **facts: Any,
) -> Activity:
    """Add a line to the host's plan of a year. For `facts` see FACTS; `cost` is whole rupiah.

    `meeting`: whose minutes put it there (domain: minutes add to the plan). Raises plan_full,
    host_dissolved, other_host.
    """
    require(actor, Can.KEEP_BOOKS, on=region_of(host))
    refuse_dissolved(host, today(region_of(host).tz))
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"An activity has no {', '.join(sorted(unknown))} to be written.")
    if meeting is not None and meeting.host != host:
        raise RuleBroken("other_host", _("Rapat itu bukan rapat pemilik rencana ini."))
    activity = Activity(**hosted_by(host), year=year, meeting=meeting, **_tidied(facts))
    if id is not None:
        activity.id = id
    activity.position = _next_position(host, year, more=1)
    return insert(activity)


@transaction.atomic
def change_activity(
    activity: Activity, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Activity:
    """Correct what a line says; its year and what became of it stay. Raises stale_version."""
    require(actor, Can.KEEP_BOOKS, on=activity)
    known = _tidied({name: changes[name] for name in FACTS if name in changes})
    for name, value in known.items():
        setattr(activity, name, value)
    return save_version(activity, known, version=version)


@transaction.atomic
def finish_activity(
    activity: Activity, *, done_on: date, result: str, version: int | None = None, actor: User
) -> Activity:
    """Write what came of it. One that is done already is corrected. Raises stale_version."""
    require(actor, Can.KEEP_BOOKS, on=activity)
    if done_on > today(activity.tz):
        words = _("Tanggal terlaksana tidak boleh setelah hari ini.")
        raise ValidationError({"done_on": ValidationError(words, code="day_to_come")})
    activity.status = Activity.Status.DONE
    activity.done_on, activity.result = done_on, result.strip()
    if not activity.result:
        raise ValidationError({"result": ValidationError(_("Tulis hasilnya."), code="required")})
    return save_version(activity, ["status", "done_on", "result"], version=version)


@transaction.atomic
def drop_activity(
    activity: Activity, *, because: str, version: int | None = None, actor: User
) -> Activity:
    """Say that it does not take place, and why; the line stays. Raises stale_version."""
    require(actor, Can.KEEP_BOOKS, on=activity)
    activity.status = Activity.Status.DROPPED
    activity.done_on, activity.result = None, because.strip()
    if not activity.result:
        words = _("Tulis alasannya.")
        raise ValidationError({"because": ValidationError(words, code="required")})
    return save_version(activity, ["status", "done_on", "result"], version=version)


@transaction.atomic
def plan_again(activity: Activity, *, version: int | None = None, actor: User) -> Activity:
    """Take back that it is done or dropped; the history keeps what was written.

    Raises activity_planned, stale_version.
    """
    require(actor, Can.KEEP_BOOKS, on=activity)
    if activity.status == Activity.Status.PLANNED:
        raise RuleBroken("activity_planned", _("Kegiatan ini masih direncanakan."))
    activity.status = Activity.Status.PLANNED
    activity.done_on, activity.result = None, ""
    return save_version(activity, ["status", "done_on", "result"], version=version)


@transaction.atomic
def copy_plan(host: Host, *, from_year: int, to_year: int, actor: User) -> list[Activity]:
    """Begin a year's plan with the lines of another: planned anew, without results.

    What was dropped is left behind, and what the new plan has already by name and month. Raises
    same_year, nothing_to_copy, plan_full, host_dissolved.
    """
    require(actor, Can.KEEP_BOOKS, on=region_of(host))
    refuse_dissolved(host, today(region_of(host).tz))
    if from_year == to_year:
        raise RuleBroken("same_year", _("Pilih tahun yang lain untuk disalin."))
    first = _next_position(host, to_year, more=0)
    of_host = Activity.objects.filter(**hosted_by(host))
    there = list(of_host.filter(year=to_year).values_list("name", "from_month"))
    kept = of_host.of_year(from_year).exclude(status=Activity.Status.DROPPED)
    kept = kept.select_related("in_charge")
    lines = [line for line in kept if (line.name, line.from_month) not in there]
    if not lines:
        raise RuleBroken(
            "nothing_to_copy",
            _("Tidak ada kegiatan tahun %(year)d yang belum ada di rencana ini.")
            % {"year": from_year},
        )
    _refuse_long(len(there) + len(lines))
    copies = [
        Activity(
            **hosted_by(host),
            year=to_year,
            position=first + place,
            **{name: getattr(line, name) for name in FACTS},
        )
        for place, line in enumerate(lines)
    ]
    return Activity.objects.bulk_create(copies)


# --- Parts of the above --------------------------------------------------------------------------


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with single spaces; somebody known by person needs no other name."""
    known = {name: tidy(value) if name in _TEXTS else value for name, value in facts.items()}
    if known.get("in_charge") is not None:
        known["in_charge_name"] = ""
    return known


def _next_position(host: Host, year: int, *, more: int) -> int:
    """Return where the next line stands; nobody else adds any until this transaction ends."""
    if not 2000 <= year <= 2100:
        words = _("Tahun ini terlalu jauh.")
        raise ValidationError({"year": ValidationError(words, code="year_unlikely")})
    Book.objects.locked(host, kind=Book.Kind.PLAN, year=year)
    lines = Activity.objects.filter(**hosted_by(host), year=year)
    _refuse_long(lines.count() + more)
    last = lines.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _refuse_long(number: int) -> None:
    if number > MOST:
        raise RuleBroken(
            "plan_full", _("Rencana setahun paling banyak %(most)d kegiatan.") % {"most": MOST}
        )
