"""What auditors and operators open first: what there is, and whether the loops turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.access import Role, under
from accounts.models import Grant, User
from common.dates import today, wall_time
from meetings.models import Meeting
from meetings.rules import said_time
from notifications.models import Delivery, Heartbeat
from people.models import Person
from wksbm.models import Decree, Mandate, Wksbm

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATE = timedelta(minutes=10)
NEWEST = 8


@dataclass(frozen=True)
class LoggedMeeting:
    """A meeting and when it was written down, by the village's clock."""

    meeting: Meeting

    @property
    def logged(self) -> str:
        if self.meeting.logged_at is None:
            return ""
        here = wall_time(self.meeting.logged_at, ZoneInfo(self.meeting.zone))
        return f"{date_format(here)}, {said_time(here.time(), self.meeting.zone)}"


@dataclass(frozen=True)
class AuditorHome:
    counts: dict[str, int]
    decrees: list[Decree]
    meetings: list[LoggedMeeting]


@dataclass(frozen=True)
class Beat:
    loop: str
    ago: str
    is_late: bool


@dataclass(frozen=True)
class OperatorHome:
    beats: list[Beat]
    due: int
    oldest_text: str
    is_behind: bool
    deliveries: list[tuple[str, int]]
    users: list[tuple[str, int]]
    people_count: int
    bodies: int


def auditor_home(user: User, code: str) -> AuditorHome:
    where = under([code])
    bodies = Wksbm.objects.visible_to(user).filter(where)
    decrees = _decrees(user, code)
    meetings = Meeting.objects.visible_to(user).filter(where)
    deliveries = Delivery.objects.visible_to(user).filter(where)
    return AuditorHome(
        counts={
            "bodies": bodies.count(),
            "decrees": decrees.count(),
            "meetings": meetings.held().count(),
            "people": Person.objects.visible_to(user).count(),
            "deliveries": deliveries.count(),
        },
        decrees=list(decrees.select_related("issuer").order_by("-enacted_on", "-pk")[:NEWEST]),
        meetings=[
            LoggedMeeting(meeting)
            for meeting in meetings.held()
            .select_related("wksbm", "logged_by", "region")
            .order_by("-logged_at", "pk")[:NEWEST]
        ],
    )


def _decrees(user: User, code: str) -> Any:
    concerning = Mandate.objects.visible_to(user).filter(under([code])).values("decree")
    return Decree.objects.visible_to(user).filter(under([code]) | Q(pk__in=concerning))


def operator_home(now: datetime) -> OperatorHome:
    """Gather the state of the machine: an operator looks at loops and counts, not at villages."""
    beats = [
        Beat(row.loop, _ago(row.beat_at, now), row.beat_at < now - LATE)
        for row in Heartbeat.objects.order_by("loop")
    ]
    due: QuerySet[Delivery] = Delivery.objects.due(now)
    waiting = due.aggregate(count=Count("pk"), oldest=Min("next_try_at"))
    oldest: datetime | None = waiting["oldest"]
    held = Grant.objects.in_force(today()).order_by().values_list("role")
    by_role = dict(held.annotate(count=Count("user", distinct=True)))
    by_state = Delivery.objects.order_by("state").values_list("state").annotate(count=Count("pk"))
    return OperatorHome(
        beats=beats,
        due=waiting["count"],
        oldest_text=_("tertua %(ago)s") % {"ago": _ago(oldest, now)} if oldest else "",
        is_behind=oldest is not None and oldest < now - LATE,
        deliveries=[(str(Delivery.State(state).label), count) for state, count in by_state],
        users=[(str(role.label), by_role.get(role, 0)) for role in Role],
        people_count=sum(by_role.values()),
        bodies=Wksbm.objects.count(),
    )


def _ago(moment: datetime, now: datetime) -> str:
    if now - moment < timedelta(minutes=1):
        return _("baru saja")
    return _("%(span)s lalu") % {"span": timesince(moment, now, depth=1)}
