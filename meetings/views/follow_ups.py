"""Tindak lanjut: what meetings asked people to do, from asked to verified."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.downloads import private_file
from common.forms import apply
from common.pages import bound, form_page
from meetings import services
from meetings.filters import FollowUpPageFilter
from meetings.forms import DropForm, FinishForm, FollowUpForm
from meetings.models import FollowUp, FollowUpQuerySet, Host, Meeting, hosted_by
from people.models import Person

PAGE = 30
TONES = {"open": "info", "done": "warn", "closed": "ok", "dropped": ""}


@require_safe
def follow_ups(request: SignedInRequest) -> HttpResponse:
    """Show what is to be done, by its day: in the user's scope, and what is asked of the user."""
    seen = FollowUp.objects.visible_to(request.user).select_related(
        "wksbm", "organisation", "region", "owner", "meeting"
    )
    sent = {"part": "open", **request.GET.dict()}
    bar = FollowUpPageFilter(sent, seen, request=request)
    rows = bar.qs if bar.is_valid() else bar.of_part(seen, "part", "open")
    found = list(_after(rows, request.GET.get("after", ""))[: PAGE + 1])
    query = {name: value for name, value in request.GET.items() if name != "after"}
    next_url = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        next_url = f"?{urlencode(query | {'after': f'{last.due.isoformat()}~{last.pk}'})}"
    context = {
        "filter": bar,
        "rows": shown(found[:PAGE]),
        "next_url": next_url,
        "first_url": f"?{urlencode(query)}" if "after" in request.GET else "",
    }
    return render(request, "meetings/follow_ups/follow_ups.html", context)


@require_safe
def follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(FollowUp, request.user, pk=pk)
    keeps = may(request.user, Can.LOG_MEETINGS, on=row)
    finishes = services.may_finish(row, request.user)
    item = next((one["title"] for one in row.meeting.agenda if one["id"] == str(row.item)), "")
    context = {
        "line": shown([row])[0],
        "follow_up": row,
        "item": item,
        "sees_meeting": may_see(request, row.meeting),
        "may_finish": finishes and row.status == FollowUp.Status.OPEN,
        "may_change": keeps and row.status == FollowUp.Status.OPEN,
        "may_drop": keeps and row.status in (FollowUp.Status.OPEN, FollowUp.Status.DONE),
        "may_verify": services.may_verify(row, request.user),
        "may_reopen": keeps and row.status != FollowUp.Status.OPEN,
        "may_see_picture": finishes and bool(row.picture),
    }
    return render(request, "meetings/follow_ups/follow_up.html", context)


def add_follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add a task to the minutes of a meeting; `another` comes back for the next one."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    form = FollowUpForm(
        request.POST or None,
        people=people_of(meeting),
        agenda=meeting.agenda,
        initial={"id": uuid.uuid4()},
    )
    added = apply(
        form,
        lambda: services.add_follow_up(
            meeting, id=form.cleaned_data["id"], **form.facts(), actor=request.user
        ),
    )
    if added is not None:
        messages.success(request, _("Tindak lanjut dicatat."))
        if "another" in request.POST:
            return redirect("meetings:add_follow_up", meeting.pk)
        return redirect(meeting)
    return form_page(request, "meetings/follow_ups/add_follow_up.html", form, meeting=meeting)


def change_follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(FollowUp, request.user, can=Can.LOG_MEETINGS, pk=pk)
    form = FollowUpForm(
        request.POST or None,
        people=people_of(row.meeting, row.owner),
        agenda=row.meeting.agenda,
        initial={
            "version": row.version,
            "task": row.task,
            "owner": row.owner_id,
            "owner_name": row.owner_name,
            "due_on": row.due_on,
            "item": row.item,
            "needs_verifying": row.needs_verifying,
        },
    )
    changed = apply(
        form,
        lambda: services.change_follow_up(
            row, **form.facts(), version=form.cleaned_data["version"], actor=request.user
        ),
    )
    if changed is not None:
        messages.success(request, _("Tindak lanjut diubah."))
        return redirect(changed)
    return form_page(request, "meetings/follow_ups/change_follow_up.html", form, follow_up=row)


def finish_follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say what was done: for the owner, and for who keeps the minutes."""
    row = visible_or_404(FollowUp, request.user, pk=pk)
    services.require_owner_or_keeper(row, actor=request.user)
    form = FinishForm(**bound(request), initial={"version": row.version, "done_on": today(row.tz)})
    done = apply(
        form, lambda: services.finish_follow_up(row, **form.cleaned_data, actor=request.user)
    )
    if done is not None:
        waits = done.status == FollowUp.Status.DONE
        words = _("Dicatat. Kini menunggu diperiksa orang lain.") if waits else _("Selesai.")
        messages.success(request, words)
        return redirect(done)
    return form_page(request, "meetings/follow_ups/finish_follow_up.html", form, follow_up=row)


@require_POST
def verify_follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(FollowUp, request.user, pk=pk)
    services.verify_follow_up(row, actor=request.user)
    messages.success(request, _("Tindak lanjut selesai dan sudah diperiksa."))
    return redirect(row)


@require_POST
def reopen_follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(FollowUp, request.user, pk=pk)
    services.reopen_follow_up(row, actor=request.user)
    messages.success(request, _("Tindak lanjut dibuka lagi."))
    return redirect(row)


def drop_follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(FollowUp, request.user, can=Can.LOG_MEETINGS, pk=pk)
    form = DropForm(request.POST or None, initial={"version": row.version})
    dropped = apply(
        form, lambda: services.drop_follow_up(row, **form.cleaned_data, actor=request.user)
    )
    if dropped is not None:
        messages.success(request, _("Tidak dilanjutkan."))
        return redirect(dropped)
    return form_page(request, "meetings/follow_ups/drop_follow_up.html", form, follow_up=row)


@require_safe
def follow_up_picture(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    row = visible_or_404(FollowUp, request.user, pk=pk)
    opened = services.open_picture(row, actor=request.user)
    return private_file(opened, name=f"bukti-{row.done_on}.jpg", content_type="image/jpeg")


# --- Parts of other pages ------------------------------------------------------------------------


def tasks_of(request: SignedInRequest, meeting: Meeting) -> dict[str, Any]:
    """Return what a meeting's page shows of tasks: what it asked for, and what earlier ones did."""
    seen = FollowUp.objects.visible_to(request.user).select_related("region", "owner")
    asked = seen.filter(meeting=meeting).order_by("created_at", "pk")
    keeps = may(request.user, Can.LOG_MEETINGS, on=meeting)
    return {
        "asked": shown(list(asked)),
        "carried": [] if meeting.is_cancelled else carried_to(request, meeting),
        "may_add_task": keeps and not (meeting.is_cancelled or meeting.is_approved),
    }


def carried_to(request: SignedInRequest, meeting: Meeting) -> list[dict[str, Any]]:
    """Return what is open of the host's earlier meetings, the most pressing first."""
    return _pressing(FollowUp.objects.visible_to(request.user).carried_to(meeting))


def open_of(request: SignedInRequest, host: Host) -> list[dict[str, Any]]:
    """Return what is open of all meetings of a host: what its next one asks about."""
    seen = FollowUp.objects.visible_to(request.user).open()
    return _pressing(seen.filter(**hosted_by(host)))


def people_of(meeting: Meeting, *others: Person | None) -> list[Person]:
    """Return whom a meeting knows by name: the invited, who is marked, and others, once each."""
    marks = meeting.attendances.filter(person__isnull=False).select_related("person")
    people = [*meeting.invited(), *(mark.person for mark in marks), *others]
    everybody = {person.pk: person for person in people if person is not None}
    return sorted(everybody.values(), key=lambda person: (person.name, person.pk))


# --- Parts of the above --------------------------------------------------------------------------


def _pressing(rows: FollowUpQuerySet) -> list[dict[str, Any]]:
    found = rows.select_related("region", "owner", "meeting")
    return shown(list(found.order_by(F("due_on").asc(nulls_last=True), "created_at", "pk")))


def shown(rows: list[FollowUp]) -> list[dict[str, Any]]:
    """Return each with the tone of its state, and whether its day is over."""
    return [
        {
            "row": row,
            "tone": TONES[row.status],
            "is_late": row.is_late(today(row.tz)),
            "due_on": row.due_on,
        }
        for row in rows
    ]


def may_see(request: SignedInRequest, meeting: Meeting) -> bool:
    return Meeting.objects.visible_to(request.user).filter(pk=meeting.pk).exists()


def _after(rows: Any, key: str) -> Any:
    """Keep what follows the key in the list's own order; a key that is none starts anew."""
    words, _tilde, pk = key.partition("~")
    try:
        due, last = date.fromisoformat(words), UUID(pk)
    except ValueError:
        return rows
    step = "lt" if str(rows.query.order_by[0]).startswith("-") else "gt"
    return rows.filter(Q(**{f"due__{step}": due}) | Q(due=due, **{f"pk__{step}": last}))
