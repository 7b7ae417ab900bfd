"""What the pages of the books share: years to choose, lists by several keys."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import Form, Select
from django.http import Http404, QueryDict
from django.utils.http import urlencode
from django_filters import FilterSet

from accounts.access import Can
from accounts.requests import SignedInRequest
from common.dates import today
from common.pages import page_links, shown_form, whole_number
from meetings.models import Host, name_of, region_of
from meetings.views import whose
from programme.hosts import SLUG, books_url, slug_of

PAGE = 50
YEARS_BACK = 6  # that the chooser offers


def host_or_404(request: SignedInRequest, slug: str, *, can: Can | None = None) -> Host:
    """Return the host, if the user sees it; with `can`, refuse who may not do it there (403)."""
    found = SLUG.fullmatch(slug)
    if found is None:
        raise Http404
    if found["code"]:
        return whose.host_or_404(request, whose.REGION, found["code"], can=can)
    return whose.host_or_404(request, found["kind"], int(found["key"]), can=can)


def of_host(host: Host) -> dict[str, Any]:
    """Return what every page of a host's books says of it."""
    return {
        "host_name": name_of(host),
        "slug": slug_of(host),
        "books_url": books_url(host),
        "place": region_of(host).full_name,
    }


def of_year(host: Host, year: int, **more: str) -> dict[str, Any]:
    """Return the year of a book, with what else narrows it, and the same for its spreadsheet."""
    export = urlencode({"host": slug_of(host), "year": str(year), **more})
    return {"year": year, "export_of": export, **more}


def year_asked(sent: QueryDict, host: Host) -> int:
    """Return the year that was asked for; without one that a book can have, this one."""
    asked = whole_number(sent.get("year", ""))
    return asked if asked and 2000 <= asked <= 2100 else today(region_of(host).tz).year


def narrowed(
    request: SignedInRequest, host: Host, filters: type[FilterSet], seen: QuerySet[Any], *names: str
) -> tuple[FilterSet, Form, int]:
    """Return the filters of one host's book, their form with these fields, and the year asked.

    Without a year it is this one: a book is always of a year.
    """
    here = today(region_of(host).tz).year
    asked = {"year": str(here), **request.GET.dict(), "host": slug_of(host)}
    bar = filters(asked, seen, request=request)
    form = shown_form(bar, "year", *names)
    valid = form.is_valid()
    year = int(form.cleaned_data.get("year") or here) if valid else here
    years = sorted({*range(here - YEARS_BACK, here + 2), year}, reverse=True)
    form.fields["year"].initial = here
    form.fields["year"].widget = Select(choices=[(one, one) for one in years])
    del form.fields["host"]  # the address says it
    return bar, form, year


def page_by(
    request: SignedInRequest, rows: QuerySet[Any], *names: str
) -> tuple[list[Any], dict[str, str]]:
    """Return one page of rows that fall by these columns, and the addresses of next and first."""
    words = request.GET.get("after", "").split("~")
    ordered = rows.order_by(*[f"-{name}" for name in names])
    if len(words) == len(names):
        ordered = ordered.filter(_below(rows, names, words))
    found = list(ordered[: PAGE + 1])
    last = ""
    if len(found) > PAGE:
        last = "~".join(str(getattr(found[PAGE - 1], name)) for name in names)
    return found[:PAGE], page_links(request, last)


def _below(rows: QuerySet[Any], names: tuple[str, ...], words: list[str]) -> Q:
    """Return the condition of what follows the key; a key that is none keeps all."""
    where, equal = Q(), Q()
    for name, word in zip(names, words, strict=True):
        try:
            value = rows.model._meta.get_field(name).to_python(word[:40])
        except ValidationError:
            return Q()
        where |= equal & Q(**{f"{name}__lt": value})
        equal &= Q(**{name: value})
    return where
