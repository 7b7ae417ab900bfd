"""Whose books to open, one host's books at a glance, and printing one."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, may
from accounts.requests import SignedInRequest
from audit.services import history_of
from common.dates import today
from meetings.models import Host, hosted_by, name_of, region_of
from papers.services import issue_paper
from programme import services
from programme.forms import HostSearchForm
from programme.hosts import books_url
from programme.models import Activity, Book, Letter, Visit
from programme.papers import PAPER_OF
from programme.views.pages import host_or_404, of_host, year_asked
from regions.models import Region
from regions.services import search_regions
from volunteers.models import Organisation
from wksbm.models import Wksbm

MOST = 30  # of each kind of host that the first page offers


class Shelf(NamedTuple):
    """A host to choose: what it is called, where it is, and where its books are."""

    name: str
    place: str
    url: str


@require_safe
def books(request: SignedInRequest) -> HttpResponse:
    """Choose whose books to open: a WKSBM's, an institution's, or those of the village itself."""
    form = HostSearchForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = _bodies(request, text), _organisations(request, text), _regions(request, text)
    context = {
        "form": form,
        "asked": text,
        "groups": [
            (title, [_shelf(host) for host in hosts[:MOST]])
            for title, hosts in zip(
                (_("WKSBM"), _("Lembaga"), _("Desa, kecamatan, atau dinas")), found, strict=True
            )
            if hosts
        ],
        "is_cut": any(len(hosts) > MOST for hosts in found),
    }
    return render(request, "programme/books.html", context)


@require_safe
def books_of(request: SignedInRequest, of: str) -> HttpResponse:
    host = host_or_404(request, of)
    here = today(region_of(host).tz)
    mine = hosted_by(host)
    plan = Activity.objects.visible_to(request.user).filter(**mine).of_year(here.year)
    letters = Letter.objects.visible_to(request.user).filter(**mine, year=here.year)
    visits = Visit.objects.visible_to(request.user).filter(**mine, struck_because="")
    context = {
        **of_host(host),
        "year": here.year,
        "plan": plan.order_by().aggregate(
            total=Count("pk", filter=~Q(status=Activity.Status.DROPPED)),
            done=Count("pk", filter=Q(status=Activity.Status.DONE)),
        ),
        "late": plan.late(here).count(),
        "letters": letters.aggregate(
            came=Count("pk", filter=Q(direction=Letter.Direction.IN)),
            went=Count("pk", filter=Q(direction=Letter.Direction.OUT)),
        ),
        "visits": visits.filter(on__year=here.year).aggregate(
            visits=Count("pk"), people=Sum("people", default=0)
        ),
        "may_keep": may(request.user, Can.KEEP_BOOKS, on=region_of(host)),
    }
    return render(request, "programme/books_of.html", context)


@require_POST
def print_book(request: SignedInRequest, of: str) -> HttpResponse:
    """Issue the paper of a host's book of a year, or find the one that still says what is true."""
    host = host_or_404(request, of, can=Can.KEEP_BOOKS)
    kind = request.POST.get("kind", "")
    if kind not in Book.Kind.values:
        return redirect(books_url(host))
    year = year_asked(request.POST, host)
    book = services.open_book(host, kind=kind, year=year, actor=request.user)
    return redirect(issue_paper(PAPER_OF[Book.Kind(kind)], book, actor=request.user))


def history_page(request: SignedInRequest, row: Any) -> HttpResponse:
    context = {
        "title": str(row),
        "changes": history_of(row, actor=request.user),
        "back_url": row.get_absolute_url(),
    }
    return render(request, "audit/history.html", context)


# --- Parts of the above --------------------------------------------------------------------------


def _shelf(host: Host) -> Shelf:
    region = region_of(host)
    place = "" if isinstance(host, Region) else region.full_name
    above = region.parent.full_name if region.parent else ""
    return Shelf(name_of(host), ", ".join(one for one in (place, above) if one), books_url(host))


def _bodies(request: SignedInRequest, text: str) -> list[Host]:
    seen = Wksbm.objects.visible_to(request.user).filter(_named(text))
    return list(seen.select_related("region__parent").order_by("name", "pk")[: MOST + 1])


def _organisations(request: SignedInRequest, text: str) -> list[Host]:
    seen = Organisation.objects.visible_to(request.user).filter(_named(text), dissolved_on=None)
    return list(seen.select_related("region__parent").order_by("name", "pk")[: MOST + 1])


def _regions(request: SignedInRequest, text: str) -> list[Host]:
    """Return the reader's own places; when something is sought, what is called so in them."""
    codes = codes_where(request.user)
    if text:
        return [region for code in codes for region in search_regions(text, under=code or None)]
    own = Region.objects.visible_to(request.user).filter(code__in=codes)
    return list(own.select_related("parent").order_by("code"))


def _named(text: str) -> Q:
    words = " ".join(text.split())
    return Q(name__icontains=words) | Q(region__name__icontains=words) if words else Q()
