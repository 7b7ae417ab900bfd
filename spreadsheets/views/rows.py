"""The third page: counts, faulty rows to mend, rows that look like somebody known."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.forms import apply
from common.pages import page_of
from spreadsheets import services
from spreadsheets.forms import ChooseMatchForm, CorrectCellForm, VersionForm
from spreadsheets.kinds import label_of
from spreadsheets.models import Import, ImportRow
from spreadsheets.views.steps import steps_of, to_work
from spreadsheets.words import STATUSES, shown_rows


@require_safe
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the counts and one list of rows: first what needs somebody."""
    batch = visible_or_404(Import, request.user, pk=pk)
    if batch.state == Import.State.UPLOADED:
        return redirect("spreadsheets:columns", pk)
    if batch.state not in {Import.State.CHECKING, Import.State.CHECKED}:
        return redirect(batch)
    counts = _counts(batch)
    status = request.GET.get("status", "")
    if status not in STATUSES:
        status = next((name for name in ("fail", "ask", "ready") if counts[name]), "ready")
    found = batch.rows.filter(action__in=STATUSES[status][1])
    rows, links = page_of(request, found, by="number", status=status)
    context = {
        "batch": batch,
        "kind": label_of(batch.kind),
        "counts": counts,
        "status": status,
        "tabs": _tabs(counts, status),
        "rows": shown_rows(batch, rows),
        **links,
        "at_work": services.is_at_work(batch),
        "broken_off": services.is_broken_off(batch),
        "job": batch.job if batch.job and batch.job.user == request.user else None,
        "before": services.same_file_before(batch),
        "left_out": counts["fail"] + counts["ask"],
        "may_edit": batch.state == Import.State.CHECKED,
        "steps": steps_of(batch, 2),
    }
    return render(request, "spreadsheets/check.html", context)


@require_POST
def confirm_import(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = visible_or_404(Import, request.user, pk=pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    confirmed = services.confirm_import(batch, version=version, actor=request.user)
    return to_work(confirmed)


@require_POST
def check_again(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = visible_or_404(Import, request.user, pk=pk)
    return to_work(services.check_again(batch, actor=request.user))


@require_POST
def correct_cell(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    row = _row(request, pk, number)
    form = CorrectCellForm(request.POST)
    done = apply(form, lambda: services.correct_cell(row, **form.cleaned_data, actor=request.user))
    return _back(request, row, form, done)


@require_POST
def choose_match(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    row = _row(request, pk, number)
    form = ChooseMatchForm(request.POST)
    done = apply(form, lambda: services.choose_match(row, **form.cleaned_data, actor=request.user))
    return _back(request, row, form, done)


@require_POST
def take_all_as_new(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = visible_or_404(Import, request.user, pk=pk)
    count = services.take_all_as_new(batch, actor=request.user)
    text = ngettext("%(count)d baris jadi orang baru.", "%(count)d baris jadi orang baru.", count)
    messages.success(request, text % {"count": count})
    return redirect("spreadsheets:check", pk)


# --- Parts of the above --------------------------------------------------------------------------


def _row(request: SignedInRequest, pk: int, number: int) -> ImportRow:
    batch = visible_or_404(Import, request.user, pk=pk)
    row: ImportRow = visible_or_404(ImportRow, request.user, batch=batch, number=number)
    return row


def _back(
    request: SignedInRequest,
    row: ImportRow,
    form: CorrectCellForm | ChooseMatchForm,
    done: ImportRow | None,
) -> HttpResponse:
    """Go back to the list that one came from, and say what became of the row."""
    if done is None:
        for faults in form.errors.values():
            messages.error(request, faults.as_text())
    elif done.action in {ImportRow.Action.FAIL, ImportRow.Action.ASK}:
        text = _("Baris %(number)d masih perlu diperbaiki.")
        messages.warning(request, text % {"number": row.number})
    else:
        messages.success(request, _("Baris %(number)d siap.") % {"number": row.number})
    status = request.POST.get("status", "")
    query = f"?status={status}" if status in STATUSES else ""
    url = reverse("spreadsheets:check", args=[row.batch_id])
    return redirect(f"{url}{query}#daftar")


def _counts(batch: Import) -> dict[str, int]:
    rows = batch.rows.order_by().values("action").annotate(n=Count("pk"))
    by_action = dict(rows.values_list("action", "n"))
    return {
        name: sum(by_action.get(action, 0) for action in actions)
        for name, (_label, actions) in STATUSES.items()
    }


def _tabs(counts: dict[str, int], status: str) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": f"?status={name}#daftar",
            "current": name == status,
            "count": counts[name],
        }
        for name, (label, _actions) in STATUSES.items()
    ]
