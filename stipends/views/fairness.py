"""Who is paid what for how much service: the page, and its paper."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, require
from accounts.requests import SignedInRequest
from papers.services import issue_paper
from stipends.fairness_chart import chart_of
from stipends.fairness_papers import FAIRNESS
from stipends.fairness_scope import FairYear, open_year, regions_to_choose, years
from stipends.services.fairness import MOST_OUTLIERS, Fairness, Group
from stipends.words import said_rupiah


@require_safe
def fairness(request: SignedInRequest) -> HttpResponse:
    """Show the year of a region; who looks over several regencies chooses one first."""
    code = request.GET.get("region", "")
    found = _asked(request)
    choices = regions_to_choose(request.user, found.region.pk if found else code)
    if found is None:
        return render(request, "stipends/fairness_choose.html", {"choices": choices})
    figures = found.figures()
    context = {
        "shown": found,
        **_words(figures),
        "institutions": found.institutions(),
        "chart": chart_of(figures.pillars),
        "counts": [(sort, number) for sort, number in figures.counts.items() if number],
        "most": MOST_OUTLIERS,
        "choices": choices,
        "years": years() if found.year in years() else [*years(), found.year],
        "filters": _query(found),
        "print_url": f"{reverse('stipends:print_fairness')}?{_query(found)}",
    }
    return render(request, "stipends/fairness.html", context)


@require_POST
def print_fairness(request: SignedInRequest) -> HttpResponse:
    found = _asked(request)
    if found is None:
        raise Http404
    require(request.user, Can.READ_STIPENDS, on=found.region)
    return redirect("papers:file", issue_paper(FAIRNESS, found, actor=request.user).pk)


# --- Parts of the above --------------------------------------------------------------------------


class Row(NamedTuple):
    """A group with its money in words; a dash where nobody is paid."""

    of: Group
    hours: str
    amount: str
    least: str
    median: str
    most: str


def _words(figures: Fairness) -> dict[str, Any]:
    total = _row(figures.total)
    spread = _("terendah %(least)s, tertinggi %(most)s")
    others = _("di antaranya %(sum)s dari pihak lain")
    return {
        "total": total,
        "spread": spread % total._asdict() if figures.total.paid else "",
        "others": others % {"sum": said_rupiah(figures.total.by_others)},
        "pillars": [_row(group) for group in figures.pillars],
        "districts": [_row(group) for group in figures.districts],
        "villages": [_row(group) for group in figures.villages],
        "outliers": [(one, said_rupiah(one.amount)) for one in figures.outliers],
    }


def _row(group: Group) -> Row:
    spread = (group.least, group.median, group.most)
    hours = number_format(group.hours, force_grouping=True)
    sums = (said_rupiah(sum_) or "\u2013" for sum_ in spread)
    return Row(group, hours, said_rupiah(group.amount), *sums)


def _query(found: FairYear) -> str:
    return urlencode({"year": found.year, "region": found.region.pk})


def _asked(request: SignedInRequest) -> FairYear | None:
    sent = request.GET
    return open_year(request.user, sent.get("region", ""), sent.get("year", ""))
