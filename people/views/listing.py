"""The list of persons, and finding one by a number or exact facts."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form, HiddenInput, Select
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, may, require
from accounts.choosing import choose_place
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page
from common.phones import shown
from people import services
from people.filters import PersonFilter
from people.forms import FindByBirthForm, FindForm, PurposeForm, TakeInForm
from people.models import Person, PersonQuerySet
from people.views.pages import here, holds_numbers
from regions import cache
from regions.codes import Level
from regions.models import Region

PAGE = 50
LAST_PAGE = 200  # whoever looks further narrows the list
A_NUMBER = re.compile(r"\d[\d\s.-]{5,}\d")


@require_safe
def persons(request: SignedInRequest) -> HttpResponse:
    """Show the persons of the reader's regions by name, or who is called like what is sought."""
    if A_NUMBER.search(request.GET.get("q", "")):
        messages.info(request, _("Cari NIK dan nomor HP di sini, supaya tidak terbaca di alamat."))
        return redirect("people:find")
    seen = Person.objects.visible_to(request.user).standing()
    filters = PersonFilter(request.GET, seen, request=request)
    form = _shown(filters.form, request)
    found = filters.qs if form.is_valid() else seen.none()
    searched = form.is_valid() and form.cleaned_data["q"]
    rows, links = _page(request, _ordered(found, by_likeness=bool(searched)))
    context = {
        "filter_form": form,
        "rows": _lines(rows),
        "may_add": may(request.user, Can.KEEP_BODY),
        "numbers_form": PurposeForm(auto_id="numbers-%s")
        if may(request.user, Can.SEE_NIK)
        else None,
        "kept_filters": [
            (name, request.GET[name]) for name in PersonFilter.base_filters if request.GET.get(name)
        ],
        **links,
    }
    return render(request, "people/persons.html", context)


def _purpose(request: SignedInRequest) -> PurposeForm | None:
    """Return what asks whoever may see numbers what they are taken for."""
    return PurposeForm(auto_id="numbers-%s") if may(request.user, Can.SEE_NIK) else None


@holds_numbers
def find(request: SignedInRequest) -> HttpResponse:
    """Find by NIK or phone, or by name and birth date; beyond one's regions masked."""
    at = here(request)
    if at is None:
        title = _("Mencari orang untuk desa mana?")
        return choose_place(request, title, Can.KEEP_BODY, name="at", level=Level.VILLAGE)
    require(request.user, Can.KEEP_BODY, on=at)
    by_birth = "born_year" in request.POST
    number_form = FindForm() if by_birth else FindForm(**bound(request))
    birth_form = FindByBirthForm(**bound(request)) if by_birth else FindByBirthForm()
    form = birth_form if by_birth else number_form
    found = None
    if request.method == "POST":
        found = apply(form, lambda: _find(form, at, request))
    context = {
        "number_form": number_form,
        "birth_form": birth_form,
        "found": found,
        "lines": _lines(found.persons) if found else [],
        "at": at,
    }
    return form_page(request, "people/find.html", form, **context)


@require_POST
def take_in(request: SignedInRequest) -> HttpResponse:
    """Let a candidate be present in the village for which they were sought."""
    form, at = TakeInForm(request.POST), here(request)
    if at is None or not form.is_valid():
        return redirect("people:find")
    person = services.take_in(form.cleaned_data["token"], at=at, actor=request.user)
    messages.success(
        request,
        _("%(name)s sekarang juga tercatat di %(village)s.")
        % {"name": person.name, "village": at.full_name},
    )
    return redirect(person)


# --- Parts of the above --------------------------------------------------------------------------


def _find(form: FindForm | FindByBirthForm, at: Region, request: SignedInRequest) -> services.Found:
    chosen = form.cleaned_data
    if isinstance(form, FindByBirthForm):
        return services.find_by_birth(
            chosen["name"], born=chosen["born"], at=at, actor=request.user
        )
    return services.find_by_number(chosen["number"], at=at, actor=request.user)


def _ordered(found: PersonQuerySet, *, by_likeness: bool) -> PersonQuerySet:
    return found.likest_first() if by_likeness else found.order_by("bare_name", "pk")


def _page(request: SignedInRequest, rows: QuerySet[Person]) -> tuple[list[Person], dict[str, str]]:
    """Return one page, and the addresses of the next and the first."""
    text = request.GET.get("page", "1")
    number = min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and text != "0" else 1
    start = (number - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    query = request.GET.copy()
    query.pop("page", None)
    first_url = f"?{query.urlencode()}" if number > 1 else ""
    query["page"] = str(number + 1)
    more = len(found) > PAGE and number < LAST_PAGE
    links = {"next_url": f"?{query.urlencode()}" if more else "", "first_url": first_url}
    return found[:PAGE], links


def _lines(rows: list[Person]) -> list[dict[str, Any]]:
    on = today()
    places = cache.names_of({row.village_id for row in rows if row.village_id})
    return [
        {
            "person": row,
            "sex": {"male": _("L"), "female": _("P")}.get(row.sex, ""),
            "age": row.age(on),
            "village": places.get(row.village_id or ""),
            "phone": shown(row.phone),
        }
        for row in rows
    ]


def _shown(form: Form, request: SignedInRequest) -> Form:
    """Return the filters as fields to fill in: regions to choose, where there is a choice."""
    form.fields["updated_at__gt"].widget = HiddenInput()
    form.fields["q"].widget.attrs |= {
        "pattern": r"\D*",
        "title": _("Nama saja. NIK dan nomor HP dicari lewat Cari dengan nomor."),
    }
    choices = _regions(request)
    field = form.fields["region"]
    field.widget = Select(choices=[("", _("Semua")), *choices]) if choices else HiddenInput()
    return form


def _regions(request: SignedInRequest) -> list[tuple[str, str]]:
    """Return what lies one step below the reader's regions, and below the chosen one."""
    codes = [code for code in codes_where(request.user) if len(code) < 13]
    chosen = request.GET.get("region", "")[:13]
    if not codes:
        return []
    parents = {chosen} if chosen else set(codes)
    below = Q(parent__in=parents) | Q(pk=chosen)
    if "" in parents:
        below |= Q(parent=None)
    known = Region.objects.visible_to(request.user).not_ended(today()).filter(below)
    return [(region.code, region.full_name) for region in known.order_by("code")]
