"""Reading runs: what is due next, one run, who is on its list and who is not, its history."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from common.dates import today
from common.errors import NotAllowed
from common.months import Month
from common.pages import Badge, page_of, shown_form
from stipends import services
from stipends.filters import LeftOutFilter, LineFilter, RunFilter
from stipends.models import HELD, Because, Line, LineState, Run, Scheme, TaxGroup
from stipends.periods import next_period, with_paid_until
from stipends.units import said_units
from stipends.views.pages import LINE_TONES, history_page, places_to_pay, run_or_404, seen, state_of
from stipends.views.printing import papers_of
from stipends.views.steps import forms_of, rights_on, steps_of
from stipends.words import said_months, said_period, said_rupiah

PAGE = 100
MOST_DUE = 60  # schemes of one place are a handful
MOST_OWED = 50
OUT = (Run.State.RELEASED, Run.State.CLOSED)
PAYABLE = (LineState.State.RELEASED, LineState.State.RETURNED)


class Due(NamedTuple):
    """A scheme with the months that its next run would pay."""

    scheme: Scheme
    period: str
    is_over: bool  # these months: else it is paid in advance, or was paid already
    url: str


@require_safe
def runs(request: SignedInRequest) -> HttpResponse:
    """Show what is due next and the runs so far, newest first."""
    if not may(request.user, Can.READ_STIPENDS):
        raise NotAllowed("not_allowed", _("Halaman ini untuk yang mengurus honorarium."))
    rows = seen(Run, request.user).select_related("scheme__pillar", "source", "region")
    bar = RunFilter(request.GET, rows, request=request)
    form = shown_form(bar, "state", "year", "q")
    found, links = page_of(request, bar.qs if bar.is_valid() else rows.none())
    context = {
        "due": _due(request),
        "lines": [
            (run, state_of(run), said_period(run.period), said_rupiah(run.net)) for run in found
        ],
        "filter_form": form,
        "may_keep": bool(places_to_pay(request.user)),
        **links,
    }
    return render(request, "stipends/runs.html", context)


@require_safe
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    row = run_or_404(request, pk)
    context = {
        **_of_run(request, row),
        "sums": _sums(row),
        "reasons": _reasons(row),
        "untaxed": ", ".join(_untaxed(row)),
        "changes": services.compare_with_last(row),
        "exceptions": row.exceptions.select_related("by").order_by("pk"),
        "standings": _standings(row),
        "owed": _owed(row) if row.state in OUT else [],
        "signed_lists": row.signed_lists.select_related("by").order_by("-pk"),
        "papers": papers_of(row) if may(request.user, Can.KEEP_STIPENDS, on=row) else [],
        **rights_on(request, row),
        **forms_of(request, row),
    }
    return render(request, "stipends/run.html", context)


@require_safe
def run_lines(request: SignedInRequest, pk: int) -> HttpResponse:
    row = run_or_404(request, pk)
    rows = row.lines.select_related("region", "standing", "account")
    bar = LineFilter(request.GET, rows, request=request)
    names = ("q", "kind") if row.state in {Run.State.DRAFT, Run.State.SUBMITTED} else ("q", "state")
    form = shown_form(bar, *names)
    found, links = page_of(request, bar.qs if bar.is_valid() else rows.none(), PAGE, by="number")
    context = {
        **_of_run(request, row),
        "lines": [_line(line) for line in found],
        "filter_form": form,
        **rights_on(request, row),
        **forms_of(request, row),
        **links,
    }
    return render(request, "stipends/run_lines.html", context)


@require_safe
def run_left_out(request: SignedInRequest, pk: int) -> HttpResponse:
    row = run_or_404(request, pk)
    rows = row.left_out.select_related("region", "person")
    bar = LeftOutFilter(request.GET, rows, request=request)
    form = shown_form(bar, "because", "q")
    found, links = page_of(request, bar.qs if bar.is_valid() else rows.none(), PAGE, by="pk")
    context = {
        **_of_run(request, row),
        "lines": [_left(one) for one in found],
        "decisions": row.decisions.select_related("person", "by").order_by("person__name")[:200],
        "filter_form": form,
        **rights_on(request, row),
        **links,
    }
    return render(request, "stipends/run_left_out.html", context)


@require_safe
def compare_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who is new, who is gone, and whose sum changed since the scheme's last run."""
    row = run_or_404(request, pk)
    changes = services.compare_with_last(row)
    parts = [
        ("baru", _("Baru"), changes.new, changes.new_count),
        ("keluar", _("Tidak ada lagi"), changes.gone, changes.gone_count),
        ("berubah", _("Jumlahnya berubah"), changes.changed, changes.changed_count),
    ]
    context = {
        **_of_run(request, row),
        "last": changes.last,
        "parts": [
            (key, label, [_change(one) for one in found], count)
            for key, label, found, count in parts
        ],
    }
    return render(request, "stipends/compare_run.html", context)


@require_safe
def run_history(request: SignedInRequest, pk: int) -> HttpResponse:
    return history_page(request, run_or_404(request, pk, can=Can.READ_HISTORY))


# --- Parts of the above --------------------------------------------------------------------------


def _due(request: SignedInRequest) -> list[Due]:
    """Return what the reader may pay next, what is over first."""
    here = today()
    mine = Scheme.objects.where_may(request.user, Can.KEEP_STIPENDS)
    found = []
    now = with_paid_until(mine.run_here().filter(term__contains=here))
    for scheme in now.select_related("pillar").order_by("name")[:MOST_DUE]:
        first, last = next_period(scheme, scheme.paid_until, here)
        url = reverse("stipends:start_run", args=[scheme.pk])
        found.append(Due(scheme, said_months(first, last), last < Month.of(here), url))
    return sorted(found, key=lambda due: not due.is_over)


def _of_run(request: SignedInRequest, row: Run) -> dict[str, Any]:
    """Return what every page of a run says of it."""
    return {
        "run": row,
        "badge": state_of(row),
        "period": said_period(row.period),
        "source_left": said_rupiah(row.source.left),
        "tabs": _tabs(request, row),
        "steps": steps_of(row),
        "export_of": f"run={row.pk}",
    }


def _tabs(request: SignedInRequest, row: Run) -> list[dict[str, Any]]:
    counts = {
        "run_lines": row.line_count or row.lines.count(),
        "run_left_out": row.left_out.values("person").distinct().count(),
    }
    names = {
        "run": _("Ringkasan"),
        "run_lines": _("Penerima"),
        "run_left_out": _("Tidak masuk"),
        "compare_run": _("Dibanding lalu"),
    }
    tabs = []
    for name, label in names.items():
        url = reverse(f"stipends:{name}", args=[row.pk])
        here = request.path == url
        tabs.append({"label": label, "url": url, "current": here, "count": counts.get(name, "")})
    return tabs


def _sums(row: Run) -> dict[str, Any]:
    """Return the sums of the list: whole, and by what its lines are for."""
    by_kind = (
        row.lines.order_by("kind")
        .values_list("kind")
        .annotate(Count("pk"), Sum("gross"), Sum("tax"), Sum("net"))
    )
    kinds = [
        {
            "label": Line.Kind(kind).label,
            "count": count,
            "gross": said_rupiah(gross),
            "tax": said_rupiah(tax),
            "net": said_rupiah(net),
        }
        for kind, count, gross, tax, net in by_kind
    ]
    gross, tax, net = (sum(one[place] for one in by_kind) for place in (2, 3, 4))
    return {
        "kinds": kinds,
        "count": sum(one[1] for one in by_kind),
        "gross": said_rupiah(gross),
        "tax": said_rupiah(tax),
        "net": said_rupiah(net),
        "has_tax": tax > 0,
        "over_by": said_rupiah(gross - row.source.left) if gross > row.source.left else "",
    }


def _reasons(row: Run) -> list[dict[str, Any]]:
    """Return why people are left out, and how many; those who wait for a decision first."""
    counted = row.left_out.order_by().values_list("because").annotate(count=Count("person"))
    url = reverse("stipends:run_left_out", args=[row.pk])
    reasons = [
        {
            "label": Because(because).label,
            "count": count,
            "held": because in HELD,
            "url": f"{url}?because={because}",
            "because": because,
        }
        for because, count in counted
    ]
    return sorted(reasons, key=lambda one: (not one["held"], -one["count"]))


def _untaxed(row: Run) -> list[str]:
    """Return for whom the scheme's tax rule has no rate: nothing is withheld from them."""
    if row.scheme.tax_id is None:
        return []
    counted = row.lines.filter(tax_law="").order_by("tax_group").values_list("tax_group")
    return [f"{TaxGroup(group).label} ({count})" for group, count in counted.annotate(Count("pk"))]


def _standings(row: Run) -> list[dict[str, Any]]:
    """Return how the approved lines stand, and how much that is."""
    counted = (
        row.lines.filter(standing__isnull=False)
        .order_by("standing__state")
        .values_list("standing__state")
        .annotate(Count("pk"), Sum("net"))
    )
    url = reverse("stipends:run_lines", args=[row.pk])
    return [
        {
            "badge": _standing(state),
            "count": count,
            "net": said_rupiah(net),
            "url": f"{url}?state={state}",
        }
        for state, count, net in counted
    ]


def _owed(row: Run) -> list[tuple[Line, str]]:
    """Return the lines to which something was added after the release that is not paid yet."""
    sums = services.owed_by_line(row.lines.all())
    lines = row.lines.filter(pk__in=sums).order_by("number")[:MOST_OWED]
    return [(line, said_rupiah(sums[line.pk].net)) for line in lines]


def _standing(state: str) -> Badge:
    tones = {key.value: tone for key, tone in LINE_TONES.items()}
    labels = {key.value: str(key.label) for key in LINE_TONES}
    return Badge(labels[state], tones[state])


def _line(line: Line) -> dict[str, Any]:
    standing = getattr(line, "standing", None)
    return {
        "line": line,
        "period": said_period(line.period),
        "amount": said_rupiah(line.amount),
        "gross": said_rupiah(line.gross),
        "tax": said_rupiah(line.tax),
        "net": said_rupiah(line.net),
        "badge": _standing(standing.state) if standing else None,
        "payable": standing is not None and standing.state in PAYABLE,
    }


def _change(one: services.Change) -> tuple[str, str, str]:
    return one.name, said_rupiah(one.before), said_rupiah(one.after)


def _left(one: Any) -> dict[str, Any]:
    return {
        "row": one,
        "label": one.get_because_display(),
        "held": one.because in HELD,
        "units": said_units(one.units),
    }
