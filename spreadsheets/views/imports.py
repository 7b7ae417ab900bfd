"""Sheets that were brought in: the list, the upload, the columns, the outcome."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.base import File
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, may
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.downloads import private_file
from common.errors import NotAllowed
from common.forms import apply
from common.pages import bound, form_page, page_of
from regions.models import Region
from spreadsheets import services
from spreadsheets.blank import template_of
from spreadsheets.forms import ColumnsForm, LookAgainForm, UploadForm, VersionForm
from spreadsheets.kinds import all_kinds, kind_named, kind_of, label_of
from spreadsheets.models import Import
from spreadsheets.views.steps import badge_of, steps_of, to_work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def imports(request: SignedInRequest) -> HttpResponse:
    _require_importer(request.user)
    rows = Import.objects.visible_to(request.user).select_related("region", "uploaded_by")
    found, links = page_of(request, rows)
    context = {
        "imports": [(batch, label_of(batch.kind), badge_of(batch)) for batch in found],
        **links,
    }
    return render(request, "spreadsheets/imports.html", context)


def upload_sheet(request: SignedInRequest) -> HttpResponse:
    _require_importer(request.user)
    form = UploadForm(**bound(request), kinds=all_kinds(), regions=_regions(request.user))
    if request.method == "POST":
        batch = apply(form, lambda: services.upload_sheet(**form.cleaned_data, actor=request.user))
        if batch is not None:
            return redirect("spreadsheets:columns", batch.pk)
    return form_page(
        request, "spreadsheets/upload_sheet.html", form, kinds=all_kinds(), steps=steps_of(None, 0)
    )


@require_safe
def template(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """Give out the empty sheet of a kind."""
    _require_importer(request.user)
    found = kind_named(kind)
    if found is None:
        raise Http404
    return private_file(File(template_of(found)), name=f"wksbm-{kind}.xlsx", content_type=XLSX)


def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what each column seems to be; sending it has every row checked."""
    batch = visible_or_404(Import, request.user, pk=pk)
    kind = kind_of(batch)
    form = ColumnsForm(**bound(request), batch=batch, kind=kind)
    if request.method == "POST":
        chosen = apply(
            form,
            lambda: services.choose_columns(
                batch,
                columns=form.columns,
                version=form.cleaned_data["version"],
                actor=request.user,
            ),
        )
        if chosen is not None:
            return to_work(chosen)
    context = {
        "look_form": LookAgainForm(batch=batch),
        "batch": batch,
        "kind": kind.label,
        "before": services.same_file_before(batch),
        "steps": steps_of(batch, 1),
    }
    return form_page(request, "spreadsheets/columns.html", form, **context)


@require_POST
def look_again(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = visible_or_404(Import, request.user, pk=pk)
    form = LookAgainForm(request.POST, batch=batch)
    looked = apply(
        form, lambda: services.look_again(batch, **form.cleaned_data, actor=request.user)
    )
    if looked is None:
        for faults in form.errors.values():
            messages.error(request, faults.as_text())
    return redirect("spreadsheets:columns", pk)


@require_safe
def outcome(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what became of an import; one that goes on leads to its step."""
    batch = visible_or_404(Import, request.user, pk=pk)
    if batch.state == Import.State.UPLOADED:
        return redirect("spreadsheets:columns", pk)
    if batch.state in {Import.State.CHECKING, Import.State.CHECKED}:
        return redirect("spreadsheets:check", pk)
    undoable = batch.may_be_undone(timezone.now()) and not services.is_at_work(batch)
    context = {
        "batch": batch,
        "kind": label_of(batch.kind),
        "badge": badge_of(batch),
        "job": batch.job if batch.job and batch.job.user == request.user else None,
        "at_work": services.is_at_work(batch),
        "broken_off": services.is_broken_off(batch),
        "may_undo": undoable,
        "steps": steps_of(batch, 3),
    }
    return render(request, "spreadsheets/outcome.html", context)


def undo_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what an undo does, or why it can't be done, and do it."""
    batch = visible_or_404(Import, request.user, pk=pk)
    form = VersionForm(**bound(request), initial={"version": batch.version})
    if request.method == "POST":
        undone = apply(
            form, lambda: services.undo_import(batch, **form.cleaned_data, actor=request.user)
        )
        if undone is not None:
            return to_work(undone)
    uses = services.uses_of(batch, actor=request.user)
    context = {"batch": batch, "form": form, "uses": uses[:200], "more": len(uses) > 200}
    return render(request, "spreadsheets/undo_import.html", context)


@require_safe
def annotated(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give out the sheet with its faults written into it."""
    batch = visible_or_404(Import, request.user, pk=pk)
    file = services.annotated_copy(batch, actor=request.user)
    name = _("impor-%(number)d-keterangan.xlsx") % {"number": batch.pk}
    return private_file(File(file), name=name, content_type=XLSX)


def _require_importer(user: User) -> None:
    if not may(user, Can.IMPORT_SHEETS):
        raise NotAllowed("not_allowed", _("Peran Ibu/Bapak tidak mencakup tindakan ini."))


def _regions(user: User) -> QuerySet[Region]:
    """Return where the user may bring in sheets: their own regions, the kecamatan below them."""
    codes = codes_where(user, Can.IMPORT_SHEETS)
    own = Region.objects.visible_to(user).not_ended(today())
    found = own.filter(code__in=codes)
    for code in codes:
        found |= own.filter(code__startswith=code, code__regex=r"^[0-9]{2}\.[0-9]{2}(\.[0-9]{2})?$")
    return found.select_related("parent").order_by("code")
