"""The invitation list of a meeting: who is on it, what they answered, and how each is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import form_page
from common.phones import for_whatsapp
from meetings import services, texts
from meetings.forms import AnswerForm, CircleForm, GroupForm, GuestForm
from meetings.links import group_answer_url, own_answer_url
from meetings.models import InvitedGroup, Meeting
from meetings.services import Line
from people.models import Person
from volunteers.models import Organisation, Pillar

FOUND = 20
LISTED = 300
OFFERED = 200


@require_safe
def invitations(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show who is invited and what each answered, and find others to invite."""
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    return _list_page(request, meeting)


@require_POST
def choose_circle(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    form = CircleForm(request.POST)
    chosen = apply(
        form, lambda: services.choose_circle(meeting, **form.cleaned_data, actor=request.user)
    )
    if chosen is None:
        return _list_page(request, meeting, circle_form=form)
    messages.success(request, _("Daftar undangan disimpan."))
    return redirect("meetings:invitations", pk)


@require_POST
def invite_group(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    form = _group_form(request, meeting)
    added = apply(
        form,
        lambda: services.invite_group(
            meeting, **_group(request, form.cleaned_data["group"]), actor=request.user
        ),
    )
    if added is None:
        return _list_page(request, meeting, group_form=form)
    messages.success(request, _("Kelompok diundang."))
    return redirect("meetings:invitations", pk)


@require_POST
def withdraw_group(request: SignedInRequest, pk: UUID, group: int) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    row = meeting.invited_groups.filter(pk=group).first()
    if row is None:
        raise Http404
    services.withdraw_group(row, actor=request.user)
    messages.success(request, _("Kelompok tidak diundang lagi."))
    return redirect("meetings:invitations", pk)


@require_POST
def invite_person(request: SignedInRequest, pk: UUID, person: int) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    invited = visible_or_404(Person, request.user, pk=person)
    services.invite_person(meeting, person=invited, actor=request.user)
    messages.success(request, _("%(name)s diundang.") % {"name": invited.name})
    return redirect("meetings:invitations", pk)


@require_POST
def invite_guest(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    form = GuestForm(request.POST)
    added = apply(
        form, lambda: services.invite_guest(meeting, **form.cleaned_data, actor=request.user)
    )
    if added is None:
        return _list_page(request, meeting, guest_form=form)
    messages.success(request, _("%(name)s diundang.") % {"name": added.name})
    return redirect("meetings:invitations", pk)


@require_POST
def leave_out(request: SignedInRequest, pk: UUID, who: str) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    one = _invited(meeting, who)
    services.leave_out(meeting, person=one.person, guest=one.guest, actor=request.user)
    messages.success(request, _("%(name)s tidak diundang.") % {"name": one.called})
    return redirect("meetings:invitations", pk)


def note_answer(request: SignedInRequest, pk: UUID, who: str) -> HttpResponse:
    """Write down what somebody answered by word of mouth, and share their own link."""
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    one = _invited(meeting, who)
    row = one.row
    form = AnswerForm(request.POST or None, initial=row.as_given() if row else {})
    noted = apply(form, lambda: services.note_answer(one, **form.cleaned_data, actor=request.user))
    if noted is not None:
        messages.success(request, _("Jawaban %(name)s dicatat.") % {"name": one.called})
        return redirect("meetings:invitations", pk)
    context = {"meeting": meeting, "one": one, "row": row}
    if services.is_open(meeting, timezone.now()):
        context |= _personal(request, meeting, one)
    return form_page(request, "meetings/note_answer.html", form, **context)


# --- Parts of the above --------------------------------------------------------------------------


def _list_page(request: SignedInRequest, meeting: Meeting, **forms: Any) -> HttpResponse:
    lines = services.lines_of(meeting)
    wanted = request.GET.get("answer", "")
    shown = [line for line in lines if not wanted or (line.answer or "none") == wanted]
    context = {
        "meeting": meeting,
        "counts": services.counts_of(lines),
        "lines": shown[:LISTED],
        "rest": len(shown) - len(shown[:LISTED]),
        "wanted": wanted,
        "left_out": services.left_out_of(meeting),
        "groups": meeting.invited_groups.select_related("pillar", "organisation").order_by("pk"),
        "circle_form": CircleForm(initial={"circle": meeting.circle}),
        "group_form": _group_form(request, meeting, bound=False),
        "guest_form": GuestForm(),
        "q": request.GET.get("q", "")[:80],
        "found": _found(request, lines),
        "is_open": services.is_open(meeting, timezone.now()),
    }
    if context["is_open"]:
        context["invitation"] = texts.invitation(meeting, answer_url=group_answer_url(meeting))
    status = 422 if forms else 200
    return render(request, "meetings/invitations.html", {**context, **forms}, status=status)


def _found(request: SignedInRequest, lines: Sequence[Line]) -> list[Person]:
    """Return the persons of this name whom the reader sees, without those on the list."""
    text = request.GET.get("q", "")[:80].strip()
    if len(text) < 3:
        return []
    listed = {line.person.pk for line in lines if line.person}
    seen = Person.objects.visible_to(request.user).standing().named_like(text).likest_first()
    return [person for person in seen.select_related("village")[:FOUND] if person.pk not in listed]


def _group_form(request: SignedInRequest, meeting: Meeting, *, bound: bool = True) -> GroupForm:
    here = today(meeting.tz)
    pillars = Pillar.objects.visible_to(request.user).filter(term__contains=here)
    organisations = Organisation.objects.visible_to(request.user).at_work(here)
    below = organisations.filter(region__code__startswith=meeting.region_id)
    return GroupForm(
        request.POST if bound else None,
        pillars=[(str(pk), name) for pk, name in pillars.values_list("pk", "short_name")],
        organisations=[
            (str(pk), name)
            for pk, name in below.order_by("name").values_list("pk", "name")[:OFFERED]
        ],
    )


def _group(request: SignedInRequest, chosen: str) -> dict[str, Any]:
    group, _colon, key = chosen.partition(":")
    found: dict[str, Any] = {"group": group}
    if group == InvitedGroup.Group.PILLAR:
        found["pillar"] = visible_or_404(Pillar, request.user, pk=key)
    if group == InvitedGroup.Group.ORGANISATION:
        found["organisation"] = visible_or_404(Organisation, request.user, pk=key)
    return found


def _invited(meeting: Meeting, who: str) -> services.Invited:
    """Return the one on the list whom the page names: p12, or g and a guest's UUID."""
    person = int(who[1:]) if re.fullmatch(r"p[0-9]{1,18}", who) else None
    guest = (
        UUID(who[1:]) if re.fullmatch(r"g[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", who) else None
    )
    found = services.on_list(meeting, person=person, guest=guest)
    if found is None:
        raise Http404
    return found


def _personal(request: SignedInRequest, meeting: Meeting, one: services.Invited) -> dict[str, Any]:
    """Return the message with this one's own link, and the number where the reader may see it."""
    text = texts.invitation(
        meeting, to=one.called, answer_url=own_answer_url(meeting, Line(one.person, one.guest))
    )
    if one.person is None:
        return {"message": text, "phone": for_whatsapp(one.guest.phone if one.guest else "")}
    seen = Person.objects.visible_to(request.user).filter(pk=one.person.pk).exists()
    return {"message": text, "phone": for_whatsapp(one.person.phone) if seen else ""}
