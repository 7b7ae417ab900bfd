"""The doors: sign-in, one-use links, and the one-tap sign-in of the demo."""

from math import ceil
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts import lockout, services
from accounts.forms import ConfirmPhoneForm, LinkForm, NewPasswordForm
from accounts.models import SignInLink, User
from common.forms import apply
from common.problems import answer

UNPROCESSABLE = 422


class SignInView(LoginView):
    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = UNPROCESSABLE
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"demo_sign_ins": services.demo_sign_ins()}


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: lockout.Credentials
) -> HttpResponse:
    """Answer after too many failures, for axes."""
    wait = lockout.seconds_left(request, credentials)
    detail = _("Terlalu sering salah. Coba lagi %(minutes)d menit lagi, atau minta tautan baru.")
    response = answer(request, 429, "too_many_failures", detail % {"minutes": ceil(wait / 60)})
    response["Retry-After"] = str(wait)
    return response


# --- One-use links -------------------------------------------------------------------------------
# The secret stands after the # of the link, which browsers send to nobody: it is in no log, no
# Referer, and no messenger that previews the link sees it. The page's script posts it.


@login_not_required
@never_cache
@require_GET
def open_link(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/open_link.html", {"form": LinkForm()})


@login_not_required
@never_cache
@sensitive_post_parameters("secret")
@require_POST
def read_link(request: HttpRequest) -> HttpResponse:
    """Show what the link is for; nothing changes before the form there is sent."""
    secret = request.POST.get("secret", "").strip()
    return _link_page(request, services.open_link(secret), secret)


@login_not_required
@never_cache
@sensitive_post_parameters("secret", "password")
@require_POST
def use_link(request: HttpRequest) -> HttpResponse:
    secret = request.POST.get("secret", "").strip()
    link = services.open_link(secret)
    form = _form_for(link)(request.POST)
    user = apply(form, lambda: _used(request, link, secret, form))
    if user is None:
        if form.is_valid():  # the password of a phone link was wrong
            form.add_error("password", _("Kata sandi ini tidak cocok."))
        return _link_page(request, link, secret, form)
    if request.user.is_authenticated:
        logout(request)
    messages.success(request, _("Tautan sudah dipakai. Selamat datang."))
    response: HttpResponse = perform_login(request, user)
    return response


def _used(request: HttpRequest, link: SignInLink, secret: str, form: Form) -> User | None:
    password = form.cleaned_data["password"]
    if link.purpose != SignInLink.Purpose.NEW_PHONE:
        return services.set_password_by_link(secret, password=password)
    found = lockout.checked(request, link.user.username, password)
    return services.change_phone_by_link(secret) if found == link.user else None


def _form_for(link: SignInLink) -> type[Form]:
    if link.purpose == SignInLink.Purpose.NEW_PHONE:
        return ConfirmPhoneForm
    return NewPasswordForm


def _link_page(
    request: HttpRequest, link: SignInLink, secret: str, form: Form | None = None
) -> HttpResponse:
    context = {"link": link, "secret": secret, "form": form or _form_for(link)()}
    status = UNPROCESSABLE if form else 200
    return render(request, "accounts/use_link.html", context, status=status)


# --- The demo ------------------------------------------------------------------------------------


@login_not_required
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Let in as one of the invented people; outside the demo this address does not exist."""
    if request.method != "POST":
        raise Http404
    name = request.POST.get("username", "")
    user = next((one for one in services.demo_sign_ins() if one.username == name), None)
    if user is None:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    response: HttpResponse = perform_login(request, user)
    return response


@login_not_required
@never_cache
@require_GET
def demo_codes(request: HttpRequest) -> HttpResponse:
    """Show what the apps of the invented people would show now; not there outside the demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo_codes.html", {"codes": services.demo_codes()})
