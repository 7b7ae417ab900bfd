"""Pages on which a single meeting is planned, and what its invitation says is changed."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import form_page
from meetings import services
from meetings.forms import ChangeMeetingForm, MeetingForm
from meetings.models import Meeting, MeetingKind, region_of
from meetings.views.kinds import chosen_kind
from meetings.views.whose import about, host_or_404
from regions.codes import lineage_of
from volunteers.models import QualificationKind

Choices = list[tuple[str, str]]


def plan_meeting(request: SignedInRequest, of: str, pk: int | str) -> HttpResponse:
    """Plan one meeting. "Pakai acara jenis ini" shows the form anew for another kind."""
    host = host_or_404(request, of, pk, can=Can.PLAN_MEETINGS)
    region = region_of(host)
    kinds = services.kinds_of(host, on=today(region.tz))
    kind = chosen_kind(kinds, request.POST.get("kind") or request.GET.get("kind", ""))
    if kind is None:
        return render(request, "meetings/no_kinds.html", about(host))
    form = _planning_form(request, kind, kinds, _qualifications(request, region.code))
    context: dict[str, Any] = {**about(host), "same_day": None}
    if "change_kind" in request.POST:
        form.errors.clear()
        return form_page(request, "meetings/plan_meeting.html", form, **context)
    try:
        planned = apply(
            form,
            lambda: services.plan_meeting(
                host, kind=kind, **_facts(form, request), actor=request.user
            ),
        )
    except services.SameDay as error:
        context |= {"form": form, "same_day": error.meeting}
        return render(request, "meetings/plan_meeting.html", context, status=error.status)
    if planned is not None:
        messages.success(request, _("Pertemuan direncanakan."))
        return redirect(planned)
    return form_page(request, "meetings/plan_meeting.html", form, **context)


def change_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change what the invitation says; another day or hour is a move."""
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    facts = {name: getattr(meeting, name) for name in ChangeMeetingForm.Meta.fields}
    form = ChangeMeetingForm(
        request.POST or None,
        kind=meeting.kind,
        titles=(),
        qualifications=_qualifications(request, meeting.region_id),
        initial={
            **facts,
            "version": meeting.version,
            "grants": meeting.grants_id or "",
            "agenda": [item["title"] for item in meeting.agenda],
        },
    )
    changed = apply(
        form,
        lambda: services.change_meeting(
            meeting,
            **_said(form, request),
            version=form.cleaned_data["version"],
            actor=request.user,
        ),
    )
    if changed is not None:
        messages.success(request, _("Undangan diubah."))
        return redirect(changed)
    return form_page(request, "meetings/change_meeting.html", form, meeting=meeting)


def _planning_form(
    request: SignedInRequest, kind: MeetingKind, kinds: list[MeetingKind], granted: Choices
) -> MeetingForm:
    initial = {
        "id": uuid.uuid4(),
        "at": "15.00",
        "kind": kind.pk,
        "purpose": kind.name,
        "agenda": kind.agenda,
    }
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None:
        sent["kind"] = kind.pk  # one that this host may not hold became the first
    if sent is not None and "change_kind" in sent:
        sent.setlist("agenda", kind.agenda)
    return MeetingForm(sent, kind=kind, kinds=kinds, qualifications=granted, initial=initial)


def _facts(form: MeetingForm, request: SignedInRequest) -> dict[str, Any]:
    given = {name: form.cleaned_data[name] for name in ("id", "on", "at")}
    return {**given, **_said(form, request), "second": "second" in request.POST}


def _said(form: MeetingForm | ChangeMeetingForm, request: SignedInRequest) -> dict[str, Any]:
    chosen = form.cleaned_data
    grants = chosen["grants"]
    return {
        **{name: chosen[name] for name in ("purpose", "until", "place", "visitors", "note")},
        "agenda": form.titles,
        "grants": visible_or_404(QualificationKind, request.user, pk=grants) if grants else None,
    }


def _qualifications(request: SignedInRequest, code: str) -> Choices:
    """Return the kinds of qualifications that hold in the region."""
    known = QualificationKind.objects.visible_to(request.user).order_by("name")
    above = {None, *lineage_of(code)}
    return [(str(kind.pk), kind.name) for kind in known if kind.region_id in above]
