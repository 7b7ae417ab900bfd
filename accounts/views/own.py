"""My account: who I am here, my password, my second step, keys for my programs."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from accounts import lockout, services
from accounts.forms import ChangePasswordForm, TokenForm
from accounts.models import ApiToken
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.pages import form_page


@require_GET
def my_account(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/my_account.html", {"grants": request.user.grants_on(today())})


@sensitive_post_parameters("current", "new")
def change_password(request: SignedInRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST":
        form = ChangePasswordForm(request.POST)

        def change() -> bool:
            user = request.user
            # By the front door, so that guessing is counted here too.
            found = lockout.checked(request, user.username, form.cleaned_data["current"])
            if found != user:
                form.add_error("current", _("Kata sandi ini tidak cocok."))
                return False
            services.change_password(user, new=form.cleaned_data["new"], actor=user)
            update_session_auth_hash(request, user)
            return True

        if apply(form, change):
            messages.success(request, _("Kata sandi diganti. Perangkat lain sudah dikeluarkan."))
            return redirect("accounts:my_account")
    return form_page(request, "accounts/change_password.html", form)


@never_cache
@sensitive_variables("key")
def create_token(request: SignedInRequest) -> HttpResponse:
    """List my keys; make one, which is shown this once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST":
        form = TokenForm(request.POST)

        def create() -> tuple[ApiToken, str]:
            facts = form.cleaned_data
            scopes = [ApiToken.Scope.READ] + [ApiToken.Scope.WRITE] * facts["may_write"]
            return services.create_token(
                request.user,
                name=facts["name"],
                scopes=scopes,
                days=facts["days"],
                actor=request.user,
            )

        made = apply(form, create)
        if made:
            token, key = made
            response = render(request, "accounts/token_created.html", {"token": token, "key": key})
            # The ledger of repeated requests keeps a way back instead of the key.
            response.kept_as = redirect("accounts:tokens")  # type: ignore[attr-defined]
            return response
    now = timezone.now()
    tokens = ApiToken.objects.visible_to(request.user).order_by("-pk")
    rows = [{"token": token, "is_live": token.is_live(now)} for token in tokens]
    return form_page(request, "accounts/tokens.html", form, rows=rows)


@require_POST
def revoke_token(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    services.revoke_token(token, actor=request.user)
    messages.success(request, _("Token dicabut."))
    return redirect("accounts:tokens")
