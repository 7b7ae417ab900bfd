"""Pages that plan: series begun, changed, ended; single meetings moved, cancelled, merged."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import form_page
from meetings import services
from meetings.forms import (
    KEPT,
    AddOccurrenceForm,
    CancelForm,
    EndSeriesForm,
    MergeForm,
    MoveForm,
    SeriesForm,
)
from meetings.models import Host, Meeting, Series, circle_of, hosted_by, region_of
from meetings.rules import (
    Calendar,
    choices_of,
    follows_pasaran,
    next_dates,
    placed,
    said,
    said_javanese,
    skips,
)
from meetings.views.kinds import chosen_kind
from meetings.views.whose import about, host_or_404

SHOWN_DATES = 6
SHOWN_OTHERS = 12


def start_series(request: SignedInRequest, of: str, pk: int | str) -> HttpResponse:
    """Choose a pattern, see its dates ("Periksa"), save it: one form, sent twice."""
    host = host_or_404(request, of, pk, can=Can.PLAN_MEETINGS)
    here = today(region_of(host).tz)
    kinds = services.kinds_of(host, on=here)
    initial = {
        "pattern": "nth_weekday",
        "nth": 2,
        "day": "SA",
        "starts_on": here,
        "at": "15.00",
        "purpose": gettext_noop("Pertemuan rutin"),
    }
    form = SeriesForm(request.POST or None, initial=initial, kinds=kinds)
    if "save" in request.POST:
        series = apply(
            form,
            lambda: services.start_series(
                host,
                kind=chosen_kind(kinds, form.cleaned_data.get("kind", "")),
                **_of(form),
                actor=request.user,
            ),
        )
        if series is not None:
            messages.success(
                request, _("Jadwal disimpan: %(said)s.") % {"said": said(series.rrule)}
            )
            return redirect(series)
    return form_page(
        request, "meetings/start_series.html", form, **about(host), **_preview(form, host)
    )


def change_series(request: SignedInRequest, pk: int) -> HttpResponse:
    series = visible_or_404(Series, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    here = today(series.tz)
    chosen = choices_of(series.rrule)
    facts = {name: getattr(series, name) for name in SeriesForm.Meta.fields}
    form = SeriesForm(
        request.POST or None,
        kept="" if chosen else series.rrule,
        initial={**facts, **(chosen or {"pattern": KEPT})},
    )
    if "save" in request.POST:
        version = _version(request)
        saved = apply(
            form,
            lambda: services.change_series(
                series, **_of(form), version=version, actor=request.user
            ),
        )
        if saved is not None:
            messages.success(request, _("Jadwal diubah: %(said)s.") % {"said": said(saved.rrule)})
            return redirect(saved)
    preview = _preview(form, series.host)
    context = {
        "series": series,
        "version": _version(request) or series.version,
        "foreseen": services.foresee_change(series, **_of(form)) if preview["dates"] else None,
        "invited": circle_of(series.host, series.kind.circle, here).count()
        if preview["dates"]
        else 0,
        **preview,
    }
    return form_page(request, "meetings/change_series.html", form, **context)


def end_series(request: SignedInRequest, pk: int) -> HttpResponse:
    series = visible_or_404(Series, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    form = EndSeriesForm(request.POST or None, initial={"on": today(series.tz)})
    if request.method == "POST":
        ended = apply(
            form,
            lambda: services.end_series(series, on=form.cleaned_data["on"], actor=request.user),
        )
        if ended is not None:
            messages.success(request, _("Rangkaian pertemuan berakhir."))
            return redirect(ended)
    return form_page(
        request, "meetings/end_series.html", form, series=series, said=said(series.rrule)
    )


def move_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    facts = {name: getattr(meeting, name) for name in ("on", "at", "place", "version")}
    form = MoveForm(request.POST or None, initial=facts)
    moved = apply(
        form,
        lambda: services.move_meeting(meeting, **form.cleaned_data, actor=request.user),
    )
    if moved is not None:
        messages.success(request, _("Pertemuan dipindahkan. Pengingat menyesuaikan."))
        return redirect(moved)
    return form_page(request, "meetings/move_meeting.html", form, meeting=meeting)


def cancel_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    form = CancelForm(request.POST or None, initial={"version": meeting.version})
    cancelled = apply(
        form,
        lambda: services.cancel_meeting(
            meeting,
            because=form.cleaned_data["cancelled_because"],
            version=form.cleaned_data["version"],
            actor=request.user,
        ),
    )
    if cancelled is not None:
        messages.success(request, _("Pertemuan dibatalkan. Pengingatnya ditarik."))
        return redirect(cancelled)
    return form_page(request, "meetings/cancel_meeting.html", form, meeting=meeting)


def merge_meetings(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let a meeting be held together with another coming one of its body."""
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    seen = Meeting.objects.visible_to(request.user).filter(**hosted_by(meeting.host))
    others = list(seen.coming(timezone.now()).exclude(pk=pk)[:SHOWN_OTHERS])
    form = MergeForm(request.POST or None, others=others, initial={"version": meeting.version})
    merged = apply(
        form,
        lambda: services.merge_meetings(
            meeting,
            into=visible_or_404(Meeting, request.user, pk=form.cleaned_data["into"]),
            version=form.cleaned_data["version"],
            actor=request.user,
        ),
    )
    if merged is not None:
        messages.success(request, _("Pertemuan digabung. Pengingatnya ditarik."))
        return redirect(merged.merged_into or merged)
    return form_page(request, "meetings/merge_meetings.html", form, meeting=meeting, others=others)


def add_occurrence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add one meeting to a series beyond its rule."""
    series = visible_or_404(Series, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    form = AddOccurrenceForm(request.POST or None, initial={"at": series.at})
    added = apply(
        form,
        lambda: services.add_occurrence(series, **form.cleaned_data, actor=request.user),
    )
    if added is not None:
        messages.success(request, _("Pertemuan ditambahkan ke jadwal."))
        return redirect(added)
    return form_page(
        request, "meetings/add_occurrence.html", form, series=series, said=said(series.rrule)
    )


def _of(form: SeriesForm) -> dict[str, Any]:
    facts = {name: form.cleaned_data[name] for name in ("purpose", "at", "place", "ramadan_at")}
    return {
        **facts,
        "rrule": form.rrule,
        "starts_on": form.starts_on,
        "on_holiday": form.cleaned_data["on_holiday"] or Series.OnHoliday.KEEP,
        "in_ramadan": form.cleaned_data["in_ramadan"] or Series.InRamadan.KEEP,
    }


def _preview(form: SeriesForm, host: Host) -> dict[str, Any]:
    """Return the rule in words and where its next dates come to lie, once the form is filled in."""
    if not form.is_bound or not form.is_valid():
        return {"dates": [], "said": "", "skips": ""}
    region = region_of(host)
    here = today(region.tz)
    days = next_dates(form.rrule, form.starts_on, here, SHOWN_DATES)
    would_be = Series(region_id=region.code, **_of(form))
    calendar = services.calendar_of(region.code, here, days[-1]) if days else Calendar()
    return {
        "dates": [_shown_date(would_be, day, calendar) for day in days],
        "said": said(form.rrule),
        "skips": skips(form.rrule),
    }


def _shown_date(series: Series, day: date, calendar: Calendar) -> dict[str, Any]:
    where = placed(series, day, calendar)
    return {
        "on": where.on,
        "at": where.at,
        "javanese": said_javanese(where.on, where.at) if follows_pasaran(series.rrule) else "",
        "moved_from": day if where.on != day else None,
        "off": calendar.off.get(day, ""),
        "skipped": where.skipped,
    }


def _version(request: SignedInRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
