"""What the pages of all apps share: bound forms, refused forms, lists by key, states in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.forms import BaseForm, Form, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_filters import FilterSet

PAGE = 50


class Badge(NamedTuple):
    text: str
    tone: str


def bound(request: HttpRequest) -> dict[str, Any]:
    """Return what a form takes when the page was sent; nothing when it was opened."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}


def form_page(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    """Show the form; one that was refused answers 422."""
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def shown_form(filters: FilterSet, *names: str) -> Form:
    """Return the form of the filters with these fields to fill in; the others ride along."""
    form: Form = filters.form
    for name, field in form.fields.items():
        if name not in names:
            field.widget = HiddenInput()
    return form


def whole_number(text: str) -> int | None:
    """Read a number that a bigint can hold; None is no such number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def page_of(
    request: HttpRequest, rows: QuerySet[Any], size: int = PAGE, *, by: str = "-pk", **asked: str
) -> tuple[list[Any], dict[str, str]]:
    """Return one page of the rows, newest first, and the addresses of the next and the first.

    `by` is another number that no two of the rows share; without the minus it rises. `asked` goes
    into the addresses.
    """
    name = by.removeprefix("-")
    after = whole_number(request.GET.get("after", ""))
    if after is not None:
        beyond = "lt" if by.startswith("-") else "gt"
        rows = rows.filter(**{f"{name}__{beyond}": after})
    found = list(rows.order_by(by)[: size + 1])
    last = str(getattr(found[size - 1], name)) if len(found) > size else ""
    return found[:size], page_links(request, last, **asked)


def page_links(request: HttpRequest, last: str, **asked: str) -> dict[str, str]:
    """Return the addresses of the next page, after that last key, and of the first.

    An address is empty where there is no such page, or where one is on it. What else was asked
    rides along; `asked` says it where the address does not.
    """
    query = request.GET.copy()
    for name, value in asked.items():
        query[name] = value
    query.pop("after", None)
    first = f"?{query.urlencode()}" if request.GET.get("after") else ""
    query["after"] = last
    return {"next_url": f"?{query.urlencode()}" if last else "", "first_url": first}
