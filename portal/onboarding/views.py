"""Pages with which a district begins: the list, what it makes, the cards, the progress."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, covers, may
from accounts.requests import SignedInRequest
from common.dates import today
from common.downloads import private_file
from common.errors import NotAllowed
from portal.assigning.leftovers import regions_to_assign
from portal.links import address
from portal.onboarding import progress as stages
from portal.onboarding.cards import invite_anew, shares_of, waiting_in
from portal.onboarding.cards import print_cards as print_them
from portal.onboarding.forms import StartForm
from portal.onboarding.plan import plan_of
from portal.onboarding.progress import MARKS, Step
from portal.onboarding.starting import Invited, regencies_of
from portal.onboarding.starting import start_villages as start
from regions.cache import names_of

PAGE = 100


@never_cache
@sensitive_variables()
def start_villages(request: SignedInRequest) -> HttpResponse:
    """Take a list, show what it would make, and make it when that is confirmed."""
    _require(request)
    regencies = regencies_of(request.user)
    first = regencies.first()
    form = StartForm(regencies=regencies, initial={"regency": first.pk if first else None})
    context: dict[str, Any] = {"plan": None}
    status = 200
    if request.method == "POST":
        form = StartForm(request.POST, regencies=regencies)
        status = 422
        if form.is_valid():
            regency, text = form.cleaned_data["regency"], form.cleaned_data["text"]
            if "confirm" in request.POST:
                started = start(regency, text=text, actor=request.user)
                if started.plan.is_ready:
                    return _show_shares(request, started.invited, regency.code)
                context["plan"] = started.plan
            else:
                context["plan"] = plan_of(regency, text)
            status = 200 if context["plan"].is_ready else 422
            for fault in context["plan"].faults:
                form.add_error("text", fault)
    return render(
        request, "portal/onboarding/start_villages.html", {"form": form, **context}, status=status
    )


@never_cache
@sensitive_variables()
def cards(request: SignedInRequest) -> HttpResponse:
    """Choose among those who have not come in yet; make new links for them."""
    _require(request)
    code = _chosen_code(request)
    waiting = waiting_in(request.user, code)
    if request.method == "POST":
        only = [int(pk) for pk in request.POST.getlist("user") if pk.isascii() and pk.isdigit()]
        invited = invite_anew(request.user, code, only=only)
        if invited:
            return _show_shares(request, invited, code)
    names = names_of(place for _user, place in waiting)
    rows = [(user, names[place]) for user, place in waiting]
    status = 422 if request.method == "POST" else 200
    context = {"rows": rows, "code": code, "nobody_chosen": status == 422}
    return render(request, "portal/onboarding/choose_cards.html", context, status=status)


@never_cache
@sensitive_variables()
@sensitive_post_parameters("secrets")
@require_POST
def print_cards(request: SignedInRequest) -> HttpResponseBase:
    """Give the cards of the links that the page shows, as often as it is open. Nothing is kept."""
    _require(request)
    secrets = request.POST.get("secrets", "").split()
    content = print_them(secrets, open_url=_open_url(request), actor=request.user)
    file = ContentFile(content)
    return private_file(file, name="kartu-undangan.pdf", content_type="application/pdf")


@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    """Show how far every village is, and whom to nudge."""
    _require(request)
    code = _chosen_code(request)
    step = request.GET.get("step", "")
    if step not in {"", *Step.values}:
        raise Http404
    villages = stages.villages_in(code, today())
    shown = villages.filter(step=step) if step else villages
    page = Paginator(shown.order_by("code"), PAGE).get_page(request.GET.get("page"))
    counted = stages.totals(villages)
    home = request.build_absolute_uri(reverse("home"))
    context = {
        "code": code,
        "place": names_of([code])[code].path if code else _("Indonesia"),
        "step": step,
        "marks": [(label, counted[f"with_{mark}"]) for mark, label in MARKS.items()],
        "steps": [
            (one, counted[f"at_{one.value}"], _progress_url(code, step=one.value)) for one in Step
        ],
        "total": counted["villages"],
        "districts": [
            (name, number, done, _progress_url(place))
            for place, name, number, done in stages.districts(villages)
        ]
        if len(code) < len("52.07.01")
        else [],
        "page": page,
        "lines": stages.lines_of(list(page.object_list), home),
        "cards_url": address("onboarding_cards", region=code),
        "to_assign": regions_to_assign([code], today()).count(),
        "up_url": _progress_url(code[:5]) if len(code) > len("52.07") else "",
        "all_url": _progress_url(code),
    }
    return render(request, "portal/onboarding/progress.html", context)


# --- Parts of the above --------------------------------------------------------------------------


def _require(request: SignedInRequest) -> None:
    if not may(request.user, Can.SET_UP_DISTRICT):
        raise NotAllowed("not_allowed", _("Halaman ini untuk petugas Dinas Sosial."))


def _chosen_code(request: SignedInRequest) -> str:
    """Return the region that was asked for, if it is the reader's; else the reader's first."""
    own = codes_where(request.user, Can.SET_UP_DISTRICT)
    asked = request.GET.get("region", own[0])
    if not any(covers(code, asked) for code in own) or asked not in {"", *names_of([asked])}:
        raise Http404
    return asked


def _open_url(request: SignedInRequest) -> str:
    return request.build_absolute_uri(reverse("accounts:open_link"))


def _progress_url(code: str, **query: str) -> str:
    return address("onboarding_progress", region=code, **query)


def _show_shares(request: SignedInRequest, invited: list[Invited], code: str) -> HttpResponse:
    """Show the links, this once: the ledger of repeated requests keeps the way to new ones."""
    progress_url = _progress_url(code)
    context = {
        "shares": shares_of(invited, open_url=_open_url(request)),
        "progress_url": progress_url,
        "cards_url": address("onboarding_cards", region=code),
    }
    response = render(request, "portal/onboarding/shares.html", context)
    response.kept_as = redirect(progress_url)  # type: ignore[attr-defined]
    return response
