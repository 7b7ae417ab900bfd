"""A lost second step: one asks for its end, another confirms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.access import Can, may, may_reach
from accounts.forms import SecondStepResetForm
from accounts.models import SecondStepReset, User
from accounts.requests import SignedInRequest
from common.errors import NotAllowed
from common.forms import apply
from common.pages import bound, form_page


@require_GET
def second_step_resets(request: SignedInRequest) -> HttpResponse:
    """List the requests that wait for a second person where the reader may be that person."""
    if not may(request.user, Can.VOUCH):
        raise NotAllowed("not_allowed", _("Halaman ini untuk yang mengatur akses."))
    waiting = (
        SecondStepReset.objects.where_may(request.user, Can.VOUCH)
        .open(timezone.now())
        .select_related("user", "asked_by", "region")
        .order_by("-pk")
    )
    rows = [
        {"reset": reset, "may_confirm": request.user.pk not in {reset.asked_by_id, reset.user_id}}
        for reset in waiting[:100]
    ]
    return render(request, "accounts/second_step_resets.html", {"rows": rows})


def ask_second_step_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not may_reach(request.user, user):
        raise NotAllowed("user_out_of_reach", _("Akun ini di luar wewenang Ibu/Bapak."))
    form = SecondStepResetForm(**bound(request))
    if request.method == "POST":
        asked = apply(
            form,
            lambda: services.ask_second_step_reset(user, **form.cleaned_data, actor=request.user),
        )
        if asked is not None:
            messages.success(
                request, _("Permintaan dicatat. Sekarang orang kedua harus menyetujui.")
            )
            return redirect("accounts:show_user", pk)
    return form_page(request, "accounts/ask_second_step_reset.html", form, person=user)


@require_POST
def confirm_second_step_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    services.confirm_second_step_reset(_reset(request, pk), actor=request.user)
    messages.success(request, _("Langkah kedua dihapus dan semua perangkat dikeluarkan."))
    return redirect("accounts:second_step_resets")


@require_POST
def withdraw_second_step_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    services.withdraw_second_step_reset(_reset(request, pk), actor=request.user)
    messages.success(request, _("Permintaan ditarik."))
    return redirect("accounts:second_step_resets")


def _reset(request: SignedInRequest, pk: int) -> SecondStepReset:
    """Return a request where one may be the second person; others do not exist."""
    return get_object_or_404(SecondStepReset.objects.where_may(request.user, Can.VOUCH), pk=pk)
