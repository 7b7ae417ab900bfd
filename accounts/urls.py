"""Pages of accounts. allauth's are listed one by one: whatever it may add stays closed."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path

from accounts.views import handover, own, people, second_step, sign_in

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("link/", sign_in.open_link, name="open_link"),
    path("link/read/", sign_in.read_link, name="read_link"),
    path("link/use/", sign_in.use_link, name="use_link"),
    path("demo/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("demo/codes/", sign_in.demo_codes, name="demo_codes"),
    path("me/", own.my_account, name="my_account"),
    path("me/password/", own.change_password, name="change_password"),
    path("me/tokens/", own.create_token, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", own.revoke_token, name="revoke_token"),
    path("users/", people.users, name="users"),
    path("users/invite/", people.invite_user, name="invite_user"),
    path("users/<int:pk>/", people.show_user, name="show_user"),
    path("users/<int:pk>/roles/", people.give_role, name="give_role"),
    path("users/<int:pk>/password-link/", people.issue_password_link, name="issue_password_link"),
    path("users/<int:pk>/phone-link/", people.issue_phone_link, name="issue_phone_link"),
    path("users/<int:pk>/hand-over/", handover.hand_over, name="hand_over"),
    path("users/<int:pk>/merge/", handover.merge_accounts, name="merge_accounts"),
    path("handovers/<int:pk>/", handover.handover, name="handover"),
    path(
        "users/<int:pk>/second-step/",
        second_step.ask_second_step_reset,
        name="ask_second_step_reset",
    ),
    path("second-step/", second_step.second_step_resets, name="second_step_resets"),
    path(
        "second-step/<int:pk>/confirm/",
        second_step.confirm_second_step_reset,
        name="confirm_second_step_reset",
    ),
    path(
        "second-step/<int:pk>/withdraw/",
        second_step.withdraw_second_step_reset,
        name="withdraw_second_step_reset",
    ),
    path("grants/<int:pk>/end/", people.end_grant, name="end_grant"),
    path("grants/<int:pk>/period/", people.change_period, name="change_period"),
    path("links/<int:pk>/withdraw/", people.withdraw_link, name="withdraw_link"),
]

# allauth looks these up by name, without a namespace.
allauth_urlpatterns: list[URLPattern] = [
    path("login/", sign_in.SignInView.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/codes/generate/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("2fa/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "2fa/keys/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
