"""Papers that were issued, their public check, and the letterheads of offices."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, covers, may, require
from accounts.brakes import Brake
from accounts.models import Handover, User
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import wall_time
from common.downloads import private_file
from common.errors import TooManyTries
from common.forms import apply
from common.pages import bound, form_page, page_of, shown_form
from papers import services
from papers.filters import PaperFilter
from papers.forms import LetterheadForm, WithdrawForm
from papers.kinds import kind_named, label_of
from papers.models import Letterhead, Paper
from papers.own import HANDOVER
from regions.models import Region

# Many phones share one address here: so many wrong codes are no slips of the finger any more.
GUESSES = Brake("paper-codes", misses=30, seconds=15 * 60)


@login_not_required
@never_cache
@require_safe
def verify_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Say to anybody whether the paper with this code still counts; it names nobody."""
    wait = GUESSES.wait(request)
    if wait:
        words = _("Terlalu banyak kode yang tidak dikenal. Coba lagi %(minutes)d menit lagi.")
        raise TooManyTries("too_many_codes", words % {"minutes": -(-wait // 60)}, wait=wait)
    verdict = services.verify_paper(code)
    if verdict is None:
        GUESSES.miss(request)
    status = 200 if verdict else 404
    return render(request, "papers/verify_paper.html", {"verdict": verdict}, status=status)


@require_safe
def papers(request: SignedInRequest) -> HttpResponse:
    bar = PaperFilter(request.GET, Paper.objects.visible_to(request.user), request=request)
    rows = bar.qs.select_related("region", "superseded_by")
    found, links = page_of(request, rows)
    context = {
        "filter_form": shown_form(bar, "q", "state"),
        "papers": [
            (paper, label_of(paper.kind), badge_of(paper), said_at(paper, paper.issued_at))
            for paper in found
        ],
        "next_url": links["next_url"],
        "letterheads": [_region(code, request.user) for code in _own_codes(request.user)],
    }
    return render(request, "papers/papers.html", context)


@require_safe
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Paper, request.user, pk=pk)
    kind = kind_named(row.kind)
    newer = getattr(row, "superseded_by", None)
    can, audience = (kind.can, kind.audience) if kind else (Can.KEEP_BODY, Can.KEEP_BODY)
    context = {
        "paper": row,
        "kind": label_of(row.kind),
        "badge": badge_of(row),
        "issued_at": said_at(row, row.issued_at),
        "withdrawn_at": said_at(row, row.withdrawn_at) if row.withdrawn_at else "",
        "newer": newer,
        "paper_size": str(row.facts["letterhead"]["paper_size"]),
        "may_read": audience is None or may(request.user, audience, on=row),
        "may_withdraw": not row.is_withdrawn and may(request.user, can, on=row),
    }
    return render(request, "papers/paper.html", context)


@require_safe
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = visible_or_404(Paper, request.user, pk=pk)
    opened = services.open_paper(row, actor=request.user)
    return private_file(opened, name=row.file_name, content_type="application/pdf")


def withdraw_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Paper, request.user, pk=pk)
    kind = kind_named(row.kind)
    require(request.user, kind.can if kind else Can.KEEP_BODY, on=row)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.withdraw_paper(
                row, because=form.cleaned_data["because"], actor=request.user
            ),
        )
        if done is not None:
            messages.success(request, _("Surat dibatalkan."))
            return redirect(row)
    return form_page(request, "papers/withdraw_paper.html", form, paper=row)


@require_POST
def print_handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue the paper of a record, or find the one that was issued."""
    record = visible_or_404(Handover, request.user, pk=pk)
    return redirect(services.issue_paper(HANDOVER, record, actor=request.user))


def letterhead(request: SignedInRequest, code: str) -> HttpResponse:
    """Show and keep the letterhead of a region's office."""
    region = _region(code, request.user)
    require(request.user, Can.KEEP_BODY, on=region)
    kept = Letterhead.objects.visible_to(request.user).filter(region=region).first()
    kop = services.kop_of(region)
    initial = {
        "lines": "\n".join(kop.lines),
        "paper_size": kop.paper_size,
        "version": kept.version if kept else None,
    }
    form = LetterheadForm(**bound(request), initial=initial)
    if not (kept and kept.logo):
        form.fields["without_logo"].widget = HiddenInput()
    if request.method == "POST":
        saved = apply(
            form,
            lambda: services.save_letterhead(region, **form.cleaned_data, actor=request.user),
        )
        if saved is not None:
            messages.success(request, _("Kop surat disimpan."))
            return redirect("papers:letterhead", code)
    return form_page(request, "papers/letterhead.html", form, region=region, kept=kept)


@require_safe
def letterhead_preview(request: SignedInRequest, code: str) -> HttpResponse:
    region = _region(code, request.user)
    picture = services.preview_letterhead(region, actor=request.user)
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


# --- Parts of the above --------------------------------------------------------------------------


def badge_of(row: Paper) -> tuple[str, str]:
    """Return the words and the tone of a paper's state."""
    if row.is_withdrawn:
        return _("Dibatalkan"), "danger"
    if getattr(row, "superseded_by", None) is not None:
        return _("Ada versi lebih baru"), "warn"
    return _("Sah"), "ok"


def said_at(row: Paper, at: datetime) -> str:
    """Say an instant as the clock of the paper's office showed it."""
    there = wall_time(at, row.region.tz)
    return f"{date_format(there, 'DATETIME_FORMAT')} {row.region.zone_label}"


def _region(code: str, user: User) -> Region:
    """Return a region under one of the user's grants; others do not exist here."""
    if not any(covers(own, code) for own in codes_where(user)):
        raise Http404
    regions = Region.objects.visible_to(user).select_related("parent__parent__parent")
    return get_object_or_404(regions, code=code)


def _own_codes(user: User) -> list[str]:
    return sorted({code for code in codes_where(user, Can.KEEP_BODY) if code})
