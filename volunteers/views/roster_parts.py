"""What the roster's pages share: forms, pages by key, states in words, regions to choose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import codes_where
from accounts.requests import SignedInRequest
from common.dates import first_day, last_day, today
from common.pages import Badge, page_links, whole_number
from regions import cache
from regions.codes import Level, lineage_of
from regions.models import Region
from volunteers.models import Appointment, AppointmentState
from wksbm.models import Decree
from wksbm.rules import term_in_words

PAGE = 50
MOST_DECREES = 200
TONES = {
    AppointmentState.ACTIVE: "ok",
    AppointmentState.LAPSING: "warn",
    AppointmentState.LAPSED: "danger",
    AppointmentState.AWAITED: "warn",
    AppointmentState.UPCOMING: "info",
    AppointmentState.ENDED: "neutral",
}


def keys_of_page(request: SignedInRequest, rows: QuerySet[Any]) -> tuple[list[int], dict[str, str]]:
    """Return the keys of one page, newest first, and the addresses of the next and the first.

    Only keys: what the rows show is joined to these few, not to all that were found.
    """
    after = whole_number(request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    last = str(keys[PAGE - 1]) if len(keys) > PAGE else ""
    return keys[:PAGE], page_links(request, last)


def state_badge(state: str) -> Badge:
    return Badge(str(AppointmentState(state).label), TONES[AppointmentState(state)])


def pay_badge(appointment: Appointment) -> Badge:
    """Say how it is paid: without pay is a state of its own, not a gap."""
    if appointment.stipend_waived:
        return Badge(_("Tidak mengambil honor"), "info")
    if appointment.honorarium == Appointment.Honorarium.UNPAID:
        return Badge(_("Tanpa honor"), "info")
    return Badge(_("Berhonor"), "ok")


def until_of(appointment: Appointment) -> date | None:
    """Return the day on which term or decree ends, the earlier one; None where neither does."""
    ends = [last_day(appointment.term)]
    if appointment.decree is not None:
        ends.append(last_day(appointment.decree.term))
    return min((day for day in ends if day is not None), default=None)


def said_term(row: Any) -> str:
    return term_in_words(first_day(row.term), last_day(row.term))


def said_confirmation(appointment: Appointment) -> str:
    """Say what the village said last, and when."""
    if appointment.confirmed_on is None:
        return _("belum pernah")
    day = date_format(appointment.confirmed_on)
    if appointment.answer == Appointment.Answer.ACTIVE:
        return day
    return f"{day}: {appointment.get_answer_display()}"


def name_of(code: str) -> str:
    found = cache.names_of([code]).get(code)
    return found.full_name if found else code


def regions_to_choose(request: SignedInRequest) -> list[tuple[str, str]]:
    """Return what lies one step below the reader's regions, and below the chosen one."""
    codes = [code for code in codes_where(request.user) if len(code) < 13]
    if not codes:
        return []
    chosen = request.GET.get("region", "")[:13]
    parents = {chosen} if chosen else set(codes)
    below = Q(parent__in=parents) | Q(pk=chosen)
    if "" in parents:
        below |= Q(parent=None)
    known = Region.objects.visible_to(request.user).not_ended(today()).filter(below)
    return [(region.code, region.full_name) for region in known.order_by("code")]


def decrees_over(request: SignedInRequest, codes: Iterable[str]) -> QuerySet[Decree]:
    """Return the decrees that the reader sees, of offices over any of these places."""
    above = {one for code in codes for one in lineage_of(code)}
    seen = Decree.objects.visible_to(request.user).filter(region__in=above)
    found: QuerySet[Decree] = seen.order_by("-enacted_on", "-pk")[:MOST_DECREES]
    return found


def villages_in(area: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the villages of a regency or kecamatan to choose, by kecamatan."""
    below = Region.objects.visible_to(None).not_ended(today()).under(area)
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    rows = below.filter(level__in=[Level.DISTRICT, Level.VILLAGE]).order_by("code")
    for code, level, name in rows.values_list("code", "level", "name"):
        if level == Level.DISTRICT:
            groups[code] = (name, [])
        elif code[:8] in groups:
            groups[code[:8]][1].append((code, name))
    return list(groups.values())
