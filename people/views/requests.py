"""The queue of what people ask about their data, and its answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.errors import NotAllowed
from common.forms import apply
from common.pages import bound, form_page
from people import services
from people.forms import AnswerForm, NoteRequestForm, RefuseForm, WithdrawnForm
from people.models import DataRequest, Person
from people.subjects import STAYS
from people.views.mine import as_file, line_of

PAGE = 50


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """List what waits, the nearest end of the clock first; or what was answered."""
    if not may(request.user, Can.SERVE_SUBJECTS):
        raise NotAllowed("not_allowed", _("Halaman ini untuk petugas hak subjek data."))
    found = DataRequest.objects.where_may(request.user, Can.SERVE_SUBJECTS)
    answered = request.GET.get("answered") == "1"
    waiting = found.exclude(status="open").order_by("-answered_at") if answered else found.open()
    page = Paginator(waiting.select_related("person", "region"), PAGE).get_page(
        request.GET.get("page")
    )
    now = timezone.now()
    context = {
        "page": page,
        "lines": [line_of(one, now) for one in page.object_list],
        "answered": answered,
        "overdue": found.overdue(now).count(),
    }
    return render(request, "people/requests.html", context)


@require_safe
def show_request(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(DataRequest, request.user, pk=pk))


def note_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down what somebody asked on paper or by word."""
    person = visible_or_404(Person, request.user, pk=pk)
    place = services.place_of(person)
    require(request.user, Can.SERVE_SUBJECTS, on=place)
    with timezone.override(place.tz):
        form = NoteRequestForm(**bound(request))
        if request.method == "POST":
            noted = apply(
                form,
                lambda: services.note_request(person, **form.cleaned_data, actor=request.user),
            )
            if noted is not None:
                messages.success(request, _("Permintaan dicatat."))
                return redirect(noted)
        return form_page(
            request, "people/note_request.html", form, person=person, zone=place.zone_label
        )


@require_POST
def answer_request(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = visible_or_404(DataRequest, request.user, can=Can.SERVE_SUBJECTS, pk=pk)
    form = _answer_form(asked)(request.POST)
    answered = apply(
        form, lambda: services.answer_request(asked, **form.cleaned_data, actor=request.user)
    )
    if answered is None:
        return _page(request, asked, answer=form)
    messages.success(request, _("Permintaan dijawab."))
    return redirect("people:requests")


@require_POST
def refuse_request(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = visible_or_404(DataRequest, request.user, can=Can.SERVE_SUBJECTS, pk=pk)
    form = RefuseForm(request.POST)
    refused = apply(
        form, lambda: services.refuse_request(asked, **form.cleaned_data, actor=request.user)
    )
    if refused is None:
        return _page(request, asked, refuse=form)
    messages.success(request, _("Penolakan dicatat."))
    return redirect("people:requests")


@require_POST
def propose_erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = visible_or_404(DataRequest, request.user, can=Can.SERVE_SUBJECTS, pk=pk)
    services.propose_erasure(asked, actor=request.user)
    messages.success(request, _("Diusulkan. Sekarang orang kedua harus menyetujui."))
    return redirect(asked)


@require_POST
def erase_person(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = visible_or_404(DataRequest, request.user, can=Can.SERVE_SUBJECTS, pk=pk)
    services.erase_person(asked, actor=request.user)
    messages.success(request, _("Data orang ini dihapus."))
    return redirect("people:requests")


@require_safe
def copy_for_request(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    asked = get_object_or_404(
        DataRequest.objects.where_may(request.user, Can.SERVE_SUBJECTS), pk=pk
    )
    parts = services.copy_for_request(asked, actor=request.user)
    return as_file(request, asked.person, parts, kind)


def _page(
    request: SignedInRequest,
    asked: DataRequest,
    *,
    answer: WithdrawnForm | None = None,
    refuse: RefuseForm | None = None,
) -> HttpResponse:
    initial = {"version": asked.version}
    may_serve = may(request.user, Can.SERVE_SUBJECTS, on=asked)
    erases = asked.kind == DataRequest.Kind.ERASE and asked.is_open and may_serve
    context = {
        "line": line_of(asked, timezone.now()),
        "asked": asked,
        "may_serve": may_serve and asked.is_open,
        "may_copy": may_serve and asked.kind == DataRequest.Kind.COPY,
        "answer_form": answer or _answer_form(asked)(initial=initial, auto_id="answer_%s"),
        "refuse_form": refuse or RefuseForm(initial=initial, auto_id="refuse_%s"),
        "form": answer or refuse,
        "kept": services.reasons_to_keep(asked.person) if erases else [],
        "erases": erases,
        "may_confirm": erases and asked.proposed_by_id not in {None, request.user.pk},
        "stays": STAYS.values(),
    }
    return render(request, "people/request.html", context, status=422 if answer or refuse else 200)


def _answer_form(asked: DataRequest) -> type[WithdrawnForm]:
    return WithdrawnForm if asked.kind == DataRequest.Kind.WITHDRAW else AnswerForm
