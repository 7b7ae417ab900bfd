"""Which villages met in a month, will meet, met without writing it down, or are silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import today
from common.languages import official
from common.phones import for_whatsapp
from meetings.models import Meeting
from portal.links import address
from portal.months import Month
from regions.cache import names_of
from regions.models import Region
from wksbm.models import Seat, Wksbm

if TYPE_CHECKING:
    from accounts.models import User

_CHILD_LENGTH = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}  # from a region's code to those below it
MOST_ROWS = 150
Villages = models.QuerySet[Any]  # regions with what was added to each


class State(models.TextChoices):
    """What a month is for a village: exactly one of these."""

    MET = "met", gettext_lazy("Sudah bertemu")
    COMING = "coming", gettext_lazy("Masih dijadwalkan")
    UNLOGGED = "unlogged", gettext_lazy("Belum dicatat")
    SILENT = "silent", gettext_lazy("Tanpa pertemuan")
    NO_BODY = "no_body", gettext_lazy("Belum ada WKSBM")


TONES = {
    State.MET: "ok",
    State.COMING: "",
    State.UNLOGGED: "warn",
    State.SILENT: "danger",
    State.NO_BODY: "",
}


@dataclass(frozen=True)
class VillageRow:
    """One village of the table."""

    code: str
    name: str
    above: str
    state: State
    last_met: date | None
    times: int
    greet_url: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def url(self) -> str:
        return bodies_url(self.code)


@dataclass(frozen=True)
class GroupRow:
    """The villages below one region: a district's, a regency's."""

    code: str
    name: str
    villages: int
    with_body: int
    met: int
    met_in_quarter: int
    silent: int

    @property
    def url(self) -> str:
        return bodies_url(self.code)


def bodies_url(code: str) -> str:
    return address("wksbm:overview", region=code)


def child_length(code: str) -> int:
    return _CHILD_LENGTH[len(code)]


def villages_in(user: User, code: str, month: Month, now: datetime) -> Villages:
    """Return the villages under a code with their state in the month.

    Bodies and meetings count as far as the user sees them.
    """
    bodies = Wksbm.objects.visible_to(user).at_work(month.last).filter(region=OuterRef("pk"))
    theirs = Meeting.objects.visible_to(user).filter(region=OuterRef("pk"))
    in_month = theirs.filter(on__gte=month.first, on__lte=month.last)
    held = theirs.held().filter(on__lte=month.last)
    planned = in_month.planned()
    times = in_month.held().order_by().values("region").annotate(n=Count("pk")).values("n")
    return (
        Region.objects.villages()
        .under(code)
        .active(month.last)
        .annotate(
            last_met=Subquery(held.order_by("-on").values("on")[:1]),
            times=Subquery(times),
            met_in_quarter=Exists(held.filter(on__gte=month.quarter_first)),
            state=Case(
                When(~Exists(bodies), then=Value(State.NO_BODY.value)),
                When(Exists(in_month.held()), then=Value(State.MET.value)),
                When(Exists(planned.filter(starts_at__gt=now)), then=Value(State.COMING.value)),
                When(Exists(planned), then=Value(State.UNLOGGED.value)),
                default=Value(State.SILENT.value),
                output_field=CharField(),
            ),
        )
    )


def totals(villages: Villages) -> dict[str, int]:
    """Count the villages by state, all of them, and those that met in the quarter."""
    counted: dict[str, int] = villages.aggregate(
        villages=Count("pk"),
        quarter=Count("pk", filter=Q(met_in_quarter=True)),
        **{state.value: Count("pk", filter=Q(state=state)) for state in State},
    )
    return counted


def by_group(villages: Villages, code: str) -> list[GroupRow]:
    """Count by the regions just below the code."""
    rows: Any = (
        villages.annotate(group=Left("code", child_length(code)))
        .order_by("group")
        .values("group")
        .annotate(
            villages=Count("pk"),
            with_body=Count("pk", filter=~Q(state=State.NO_BODY)),
            met=Count("pk", filter=Q(state=State.MET)),
            quarter=Count("pk", filter=Q(met_in_quarter=True)),
            silent=Count("pk", filter=Q(state=State.SILENT)),
        )
    )
    found = list(rows)
    names = names_of(row["group"] for row in found)
    return [
        GroupRow(
            code=row["group"],
            name=names[row["group"]].full_name,
            villages=row["villages"],
            with_body=row["with_body"],
            met=row["met"],
            met_in_quarter=row["quarter"],
            silent=row["silent"],
        )
        for row in found
    ]


def longest_without(user: User, villages: Villages, most: int = MOST_ROWS) -> list[VillageRow]:
    """List the villages, the longest without a meeting first; the silent can be greeted."""
    without_body_last = Case(When(state=State.NO_BODY, then=1), default=0)
    longest_first = F("last_met").asc(nulls_first=True)
    first = villages.order_by(without_body_last, longest_first, "code")[:most]
    found = list(first.values_list("code", "state", "last_met", "times"))
    names = names_of(code for code, *_rest in found)
    phones = _phones_of_chairs(
        user, [code for code, state, *_rest in found if state == State.SILENT]
    )
    return [
        VillageRow(
            code=code,
            name=names[code].full_name,
            above=above.full_name if (above := names[code].parent) else "",
            state=State(state),
            last_met=last_met,
            times=times or 0,
            greet_url=_greeting(phones.get(code, ""), names[code].full_name),
        )
        for code, state, last_met, times in found
    ]


def _phones_of_chairs(user: User, codes: list[str]) -> dict[str, str]:
    chairs = Seat.objects.visible_to(user).filter(region__in=codes, post=Seat.Post.CHAIR)
    held = chairs.held(today()).exclude(holder__phone="").order_by("-pk")
    return dict(held.values_list("region", "holder__phone")) if codes else {}


@official
def _greeting(phone: str, village: str) -> str:
    """Return the link that opens WhatsApp with a friendly question; "" without a number."""
    if not phone:
        return ""
    text = _(
        "Yth. Ibu/Bapak, bagaimana kabar WKSBM %(village)s?"
        " Apakah ada pertemuan yang bisa kami bantu?"
    )
    query = urlencode({"text": text % {"village": village}}, quote_via=quote)
    return f"https://wa.me/{for_whatsapp(phone)}?{query}"
