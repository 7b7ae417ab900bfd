"""One's own data: what is held, who looked, what one agreed to, what one asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from audit.services import said_instant
from common.errors import RuleBroken
from common.forms import apply
from common.pages import bound, form_page
from people import services
from people.forms import AskForm
from people.models import Consent, DataRequest, Person
from people.services import Part
from people.subjects import STAYS
from regions.models import Region


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Show what is held of oneself, numbers masked."""
    person = services.own_person(request.user)
    if person is None:
        return render(request, "people/mine.html", {"person": None})
    place = services.place_of(person)
    own = DataRequest.objects.visible_to(request.user).filter(person=person).order_by("-pk")
    consents = Consent.objects.visible_to(request.user).filter(person=person)
    context = {
        "person": person,
        "parts": told(services.own_data(person, actor=request.user), place),
        "consents": consents.filter(withdrawn_at=None).order_by("pk"),
        "lines": [line_of(one, timezone.now()) for one in own],
    }
    return render(request, "people/mine.html", context)


def ask(request: SignedInRequest) -> HttpResponse:
    """Ask something about one's own data."""
    person = _myself(request)
    form = AskForm(**bound(request))
    if request.method == "POST":
        asked = apply(form, lambda: services.ask(person, **form.cleaned_data, actor=request.user))
        if asked is not None:
            messages.success(request, _("Permintaan dicatat. Dinas menjawab paling lambat 3 hari."))
            return redirect("people:mine")
    return form_page(request, "people/mine_ask.html", form, stays=STAYS.values())


@require_POST
def withdraw_own_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Consent.objects.visible_to(request.user).filter(person__user=request.user)
    consent = get_object_or_404(seen, pk=pk)
    services.withdraw_own_consent(consent, actor=request.user)
    messages.success(request, _("Persetujuan ditarik, berlaku mulai sekarang."))
    return redirect("people:mine")


@require_safe
def copy_own_data(request: SignedInRequest, kind: str) -> HttpResponse:
    """Hand over everything that is held of oneself, whole, as a file. The look is noted."""
    person = _myself(request)
    parts = services.copy_own_data(person, actor=request.user)
    return as_file(request, person, parts, kind)


def as_file(request: SignedInRequest, person: Person, parts: list[Part], kind: str) -> HttpResponse:
    """Return the copy for programs (json) or for reading (html). The file's name names nobody."""
    made_at = timezone.now()
    name = f"data-{person.pk}-{made_at:%Y%m%d}.{kind}"
    response: HttpResponse
    if kind == "json":
        response = JsonResponse(as_json(person, parts, made_at), json_dumps_params={"indent": 2})
    else:
        place = services.place_of(person)
        context = {
            "person": person,
            "parts": told(parts, place),
            "at": said_instant(made_at, place),
        }
        response = render(request, "people/mine_copy.html", context)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def as_json(person: Person, parts: list[Part], made_at: datetime) -> dict[str, Any]:
    return {
        "person": person.pk,
        "made_at": made_at,
        "parts": [{"key": one.key, "label": one.label, "rows": one.rows} for one in parts],
    }


def told(parts: list[Part], place: Region) -> list[dict[str, Any]]:
    """Return the parts with every value in words, in the place's own time."""
    return [
        {
            "key": one.key,
            "label": one.label,
            "rows": [
                {label: words for label, value in row.items() if (words := _said(value, place))}
                for row in one.rows
            ],
        }
        for one in parts
    ]


def line_of(request: DataRequest, now: datetime) -> dict[str, Any]:
    """Return a request as lists show it, its clock in the village's time."""
    tones = {DataRequest.Status.DONE: "ok", DataRequest.Status.REFUSED: "neutral"}
    overdue = request.is_overdue(now)
    return {
        "request": request,
        "asked": said_instant(request.asked_at, request.region),
        "due": said_instant(request.due_at, request.region),
        "is_overdue": overdue,
        "tone": "danger" if overdue else tones.get(DataRequest.Status(request.status), "warn"),
        "state": _("Lewat batas waktu") if overdue else request.get_status_display(),
    }


def _said(value: Any, place: Region) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime):
        return said_instant(value, place)
    return date_format(value) if isinstance(value, date) else str(value)


def _myself(request: SignedInRequest) -> Person:
    person = services.own_person(request.user)
    if person is None:
        raise RuleBroken("not_a_person", _("Akun ini belum terhubung dengan data seseorang."))
    return person
