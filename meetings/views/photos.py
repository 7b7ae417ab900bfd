"""Photos of a meeting, and ticking from the photographed sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.downloads import private_file
from common.forms import apply
from common.pages import bound, form_page
from meetings import services
from meetings.forms import CaptionForm, PhotosForm, SheetForm
from meetings.models import Meeting, MeetingPhoto
from meetings.views.follow_ups import people_of


def photos(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show and add the photos of a meeting and of its signed sheet."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    kind = request.GET.get("kind", MeetingPhoto.Kind.GATHERING)
    form = PhotosForm(**bound(request), initial={"kind": kind})
    added = apply(
        form, lambda: services.add_photos(meeting, **form.cleaned_data, actor=request.user)
    )
    if added is not None:
        messages.success(request, _("Foto disimpan."))
        sheet = form.cleaned_data["kind"] == MeetingPhoto.Kind.SHEET
        return redirect("meetings:tick_from_sheet" if sheet else "meetings:photos", meeting.pk)
    return form_page(
        request,
        "meetings/presence/photos.html",
        form,
        meeting=meeting,
        **photos_of(request, meeting),
    )


@require_safe
def photo(request: SignedInRequest, pk: UUID, photo: UUID) -> HttpResponseBase:
    return _given_out(request, pk, photo, small=False)


@require_safe
def thumbnail(request: SignedInRequest, pk: UUID, photo: UUID) -> HttpResponseBase:
    return _given_out(request, pk, photo, small=True)


@require_POST
def change_caption(request: SignedInRequest, pk: UUID, photo: UUID) -> HttpResponse:
    row = _photo(request, pk, photo)
    form = CaptionForm(request.POST)
    changed = apply(
        form, lambda: services.change_caption(row, **form.cleaned_data, actor=request.user)
    )
    if changed is not None:
        messages.success(request, _("Keterangan disimpan."))
    return redirect("meetings:photos", pk)


@require_POST
def remove_photo(request: SignedInRequest, pk: UUID, photo: UUID) -> HttpResponse:
    services.remove_photo(_photo(request, pk, photo), actor=request.user)
    messages.success(request, _("Foto dihapus."))
    return redirect("meetings:photos", pk)


def tick_from_sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tick the list beside the photo of the sheet that people signed."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    came = meeting.attendances.filter(person__isnull=False, present=True)
    form = SheetForm(
        request.POST or None,
        people=people_of(meeting),
        initial={"present": list(came.values_list("person_id", flat=True))},
    )
    ticked = apply(
        form, lambda: services.tick_from_sheet(meeting, **form.marks(), actor=request.user)
    )
    if ticked is not None:
        messages.success(request, _("Kehadiran dicatat dari daftar hadir."))
        return redirect(meeting)
    return form_page(
        request,
        "meetings/presence/tick_from_sheet.html",
        form,
        meeting=meeting,
        **photos_of(request, meeting),
    )


# --- Parts of pages ------------------------------------------------------------------------------


def photos_of(request: SignedInRequest, meeting: Meeting) -> dict[str, Any]:
    """Return what a page shows of photos: the sheet's pages only to who may read scans."""
    everything = list(meeting.photos.order_by("added_at", "pk"))
    reads = may(request.user, Can.READ_SCANS, on=meeting)
    sheet = [row for row in everything if row.kind == MeetingPhoto.Kind.SHEET]
    return {
        "gathering": [row for row in everything if row.kind == MeetingPhoto.Kind.GATHERING],
        "sheet": sheet if reads else [],
        "may_add_photo": may(request.user, Can.LOG_MEETINGS, on=meeting)
        and not meeting.is_cancelled,
    }


def _photo(request: SignedInRequest, pk: UUID, photo: UUID) -> MeetingPhoto:
    """Return a photo of a meeting that the user sees: it is a part of it."""
    meeting = visible_or_404(Meeting, request.user, pk=pk)
    return get_object_or_404(meeting.photos, pk=photo)


def _given_out(request: SignedInRequest, pk: UUID, photo: UUID, *, small: bool) -> HttpResponseBase:
    row = _photo(request, pk, photo)
    file = services.open_photo(row, small=small, actor=request.user)
    return private_file(file, name=f"{row.kind}-{row.pk.hex[:8]}.jpg", content_type="image/jpeg")
