"""Who may come in, in which role and until when; links that let them in."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.access import Can, may, may_invite, may_reach, roles_to_invite
from accounts.filters import GrantFilter
from accounts.forms import InviteForm, NewPhoneForm, PeriodForm, RoleForm
from accounts.models import Grant, Handover, SignInLink, User
from accounts.requests import SignedInRequest
from accounts.texts import link_text
from common.dates import today
from common.errors import NotAllowed
from common.forms import apply
from common.pages import form_page
from common.phones import for_whatsapp

PAGE = 50


@require_GET
def users(request: SignedInRequest) -> HttpResponse:
    """List who has a role where the reader may invite."""
    _require_inviter(request)
    grants = (
        Grant.objects.where_may(request.user, Can.INVITE_USERS)
        .select_related("user", "region")
        .order_by("region_id", "user__name", "pk")
    )
    found = GrantFilter(request.GET, grants)
    typed = request.GET.get("q", "").strip()
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": typed, "may_invite": bool(roles_to_invite(request.user))}
    return render(request, "accounts/users.html", context)


@never_cache
@sensitive_variables("secret")
def invite_user(request: SignedInRequest) -> HttpResponse:
    _require_inviter(request)
    form = InviteForm(request.POST or None, actor=request.user)
    if request.method == "POST":
        made = apply(form, lambda: services.invite_user(**form.cleaned_data, actor=request.user))
        if made:
            user, secret = made
            return show_secret(request, user, secret, user.phone)
    return form_page(request, "accounts/invite_user.html", form)


@require_GET
def show_user(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return _user_page(request, user)


@require_POST
def give_role(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = RoleForm(request.POST, actor=request.user)
    if apply(form, lambda: services.give_role(user, **form.cleaned_data, actor=request.user)):
        messages.success(request, _("Peran diberikan."))
        return redirect("accounts:show_user", pk)
    return _user_page(request, user, role_form=form)


@require_POST
def end_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    services.end_grant(grant, actor=request.user)
    messages.success(request, _("Peran diakhiri."))
    return redirect("accounts:show_user", grant.user_id)


def change_period(request: SignedInRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    form = PeriodForm(initial={"last_day": grant.last_day})
    if request.method == "POST":
        form = PeriodForm(request.POST)

        def change() -> bool:
            services.change_period(grant, **form.cleaned_data, actor=request.user)
            return True

        if apply(form, change):
            messages.success(request, _("Masa berlaku diubah."))
            return redirect("accounts:show_user", grant.user_id)
    return form_page(request, "accounts/change_period.html", form, grant=grant)


@require_POST
@never_cache
@sensitive_variables("secret")
def issue_password_link(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    secret = services.issue_password_link(user, actor=request.user)
    return show_secret(request, user, secret, user.phone)


@require_POST
@never_cache
@sensitive_variables("secret")
def issue_phone_link(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = NewPhoneForm(request.POST)
    secret = apply(
        form,
        lambda: services.issue_phone_link(user, **form.cleaned_data, actor=request.user),
    )
    if secret is None:
        return _user_page(request, user, phone_form=form)
    return show_secret(request, user, secret, form.cleaned_data["new_phone"])


@require_POST
def withdraw_link(request: SignedInRequest, pk: int) -> HttpResponse:
    links = SignInLink.objects.where_may(request.user, Can.INVITE_USERS)
    link = get_object_or_404(links, pk=pk)
    services.withdraw_link(link, actor=request.user)
    messages.success(request, _("Tautan ditarik."))
    return redirect("accounts:show_user", link.user_id)


def _require_inviter(request: SignedInRequest) -> None:
    if not may(request.user, Can.INVITE_USERS):
        raise NotAllowed("not_allowed", _("Halaman ini untuk yang mengatur akses."))


def _user_page(
    request: SignedInRequest,
    user: User,
    *,
    role_form: RoleForm | None = None,
    phone_form: NewPhoneForm | None = None,
) -> HttpResponse:
    reader = request.user
    grants = Grant.objects.visible_to(reader).filter(user=user).select_related("region")
    day = today()
    rows = [
        {
            "grant": grant,
            "in_force": grant.is_in_force(day),
            "may_end": grant.is_lasting(day)
            and may_invite(reader, grant.role, grant.region_id or ""),
        }
        for grant in grants.order_by("-period", "pk")
    ]
    links = (
        SignInLink.objects.where_may(reader, Can.INVITE_USERS)
        .filter(user=user)
        .select_related("issued_by")
        .order_by("-pk")[:20]
    )
    refused = role_form or phone_form
    context = {
        "person": user,
        "rows": rows,
        "links": links,
        "may_reach": may_reach(reader, user),
        "may_hand_over": reader.pk != user.pk and may_reach(reader, user),
        "handovers": Handover.objects.visible_to(reader)
        .filter(Q(leaver=user) | Q(successor=user))
        .order_by("-pk"),
        "has_second_step": is_mfa_enabled(user),
        "may_vouch": may(reader, Can.VOUCH),
        "may_read_history": Grant.objects.where_may(reader, Can.READ_HISTORY)
        .filter(user=user)
        .exists(),
        "form": refused,
        "role_form": role_form or (RoleForm(actor=reader) if roles_to_invite(reader) else None),
        "phone_form": phone_form or NewPhoneForm(),
    }
    return render(request, "accounts/show_user.html", context, status=422 if refused else 200)


def show_secret(
    request: HttpRequest, user: User, secret: str, phone: str, *, onward: str = ""
) -> HttpResponse:
    """Show the link, this once: the ledger of repeated requests keeps the way onward instead."""
    url = request.build_absolute_uri(reverse("accounts:open_link"))
    text = link_text(user, url=url, secret=secret)
    onward = onward or reverse("accounts:show_user", args=[user.pk])
    context = {
        "person": user,
        "text": text,
        "phone": for_whatsapp(services.known_phone(phone)),
        "url": f"{url}#{secret}",
        "onward": onward,
    }
    response = render(request, "accounts/link_issued.html", context)
    response.kept_as = redirect(onward)  # type: ignore[attr-defined]
    return response
