"""What the home of those who oversee many villages shows: a queue of work, not a dashboard."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q
from django.db.models.functions import Left

from accounts.access import Can, may, under
from common.months import Month
from meetings.models import Meeting
from meetings.summaries import (
    CHILD_LENGTH,
    State,
    Tally,
    Villages,
    seen_by,
    tallies,
    together,
    villages_in,
)
from notifications.models import Delivery, Reply
from people.models import DataRequest, DuplicatePair
from portal.summary.villages import GroupRow, VillageRow, bodies_url, longest_without, named
from regions.cache import names_of
from stipends.models import Run
from wksbm.models import DecreeState
from wksbm.rules import tone_of
from wksbm.summary import VILLAGE_STATES, villages_by_decree_state

if TYPE_CHECKING:
    from accounts.models import User

FAILED_WITHIN = timedelta(days=30)
UNLOGGED_WITHIN = timedelta(days=60)
FIRST_FEW, A_DOZEN = 6, 12


@dataclass(frozen=True)
class EndingDecree:
    """A village whose decree ends soon."""

    code: str
    name: str
    until: date

    @property
    def url(self) -> str:
        return bodies_url(self.code)


@dataclass(frozen=True)
class GroupLine:
    """A region below, with its decrees and its meetings."""

    group: GroupRow
    in_force: int
    lapsing: int
    lapsed: int


@dataclass(frozen=True)
class VillageLine:
    """A village with the state of its decree and of its month."""

    village: VillageRow
    decree: DecreeState

    @property
    def tone(self) -> str:
        return tone_of(self.decree)


@dataclass(frozen=True)
class DistrictHome:
    month: Month
    totals: Tally
    decrees: dict[str, int]
    ending: list[EndingDecree]
    silent: list[VillageRow]
    without_body: list[VillageRow]
    unlogged: int
    messages: dict[str, int]
    requests: dict[str, int]  # about people's own data; empty where one answers none
    runs: list[Run]  # of honoraria that wait for this user's approval
    twins: int
    replies: int  # that came back and say nothing plain
    lines: list[GroupLine]  # by what lies below, or
    villages: list[VillageLine]  # where that are villages, one by one


def home_of(user: User, code: str, day: date, now: datetime) -> DistrictHome:
    """Gather the work queue of the regions under a code, in the same few queries however many."""
    month = Month.of(day)
    villages = villages_in(seen_by(user), code, month, now)
    groups = tallies(villages, code)
    by_decree: Villages = villages_by_decree_state([code], on=day)
    counts = _by_group_and_state(by_decree, code)
    in_one_district = len(code) >= len("52.07.02")
    decrees: Counter[str] = Counter()
    for (_group, state), count in counts.items():
        decrees[state] += count
    return DistrictHome(
        month=month,
        totals=together(groups),
        decrees={state.value: decrees[state] for state in VILLAGE_STATES},
        ending=_ending(by_decree),
        silent=longest_without(user, villages.filter(state=State.SILENT), FIRST_FEW),
        without_body=longest_without(user, villages.filter(state=State.NO_BODY), A_DOZEN),
        unlogged=_unlogged(user, code, now),
        messages=_messages(user, code, now),
        requests=_requests(user, code, now),
        runs=_runs(user, code),
        twins=_twins(user, code),
        replies=_replies(user, code),
        lines=[] if in_one_district else _lines(named(groups), counts),
        villages=_village_lines(user, villages, counts) if in_one_district else [],
    )


def _lines(groups: list[GroupRow], counts: Counter[tuple[str, str]]) -> list[GroupLine]:
    return [
        GroupLine(
            group=group,
            in_force=counts[group.code, DecreeState.IN_FORCE],
            lapsing=counts[group.code, DecreeState.LAPSING],
            lapsed=counts[group.code, DecreeState.LAPSED],
        )
        for group in groups
    ]


def _village_lines(
    user: User, villages: Villages, counts: Counter[tuple[str, str]]
) -> list[VillageLine]:
    states = {code: DecreeState(state) for code, state in counts}
    return [VillageLine(row, states[row.code]) for row in longest_without(user, villages)]


def _by_group_and_state(villages: Villages, code: str) -> Counter[tuple[str, str]]:
    grouped = villages.annotate(group=Left("code", CHILD_LENGTH[len(code)])).order_by()
    rows = grouped.values_list("group", "state").annotate(count=Count("pk"))
    return Counter({(group, state): count for group, state, count in rows})


def _ending(villages: Villages) -> list[EndingDecree]:
    lapsing = villages.filter(state=DecreeState.LAPSING).order_by(F("valid_until"), "code")
    found = list(lapsing.values_list("code", "valid_until")[:FIRST_FEW])
    names = names_of(code for code, _until in found)
    return [EndingDecree(code, names[code].full_name, until) for code, until in found]


def _unlogged(user: User, code: str, now: datetime) -> int:
    ours = Meeting.objects.visible_to(user).filter(under([code]))
    return int(ours.unlogged(now).filter(starts_at__gt=now - UNLOGGED_WITHIN).count())


def _twins(user: User, code: str) -> int:
    ours = DuplicatePair.objects.where_may(user, Can.DECIDE_DUPLICATES).filter(under([code]))
    return int(ours.to_decide().count())


def _messages(user: User, code: str, now: datetime) -> dict[str, int]:
    states = Delivery.State
    counted: dict[str, Any] = (
        Delivery.objects.visible_to(user)
        .filter(under([code]), due_at__gte=now - FAILED_WITHIN, due_at__lte=now)
        .aggregate(
            failed=Count("pk", filter=Q(state__in=[states.DEAD, states.EXPIRED])),
            unsure=Count("pk", filter=Q(state=states.MAYBE_SENT)),
            by_hand=Count("pk", filter=Q(state=states.BY_HAND)),
            sent=Count("pk", filter=Q(state=states.SENT)),
        )
    )
    return counted


def _replies(user: User, code: str) -> int:
    """Count what is to be read here, and what nobody's place is known of."""
    if not may(user, Can.KEEP_REMINDERS):
        return 0
    number: int = (
        Reply.objects.visible_to(user).to_read().filter(under([code]) | Q(region=None)).count()
    )
    return number


def _runs(user: User, code: str) -> list[Run]:
    """Return the runs that this user may approve: nothing that they drafted themselves."""
    if not may(user, Can.APPROVE_MONEY):
        return []
    ours = Run.objects.where_may(user, Can.APPROVE_MONEY).filter(under([code]))
    waiting = Q(state=Run.State.SUBMITTED) | Q(
        state=Run.State.APPROVED, needs_second=True, seconded_by=None
    )
    others = ours.filter(waiting).exclude(editors__user=user).exclude(approved_by=user)
    return list(others.order_by("-pk")[:FIRST_FEW])


def _requests(user: User, code: str, now: datetime) -> dict[str, int]:
    if not may(user, Can.SERVE_SUBJECTS):
        return {}
    ours = DataRequest.objects.where_may(user, Can.SERVE_SUBJECTS).filter(under([code]))
    counted: dict[str, int] = (
        ours.open()
        .order_by()
        .aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)))
    )
    return counted
