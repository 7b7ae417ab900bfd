"""Pages of accounts. allauth's are listed one by one: whatever it may add stays closed."""

from allauth.account import views as sign_in
from django.urls import URLPattern, path

app_name = "accounts"

urlpatterns: list[URLPattern] = []

# allauth looks these up by name, without a namespace.
allauth_urlpatterns: list[URLPattern] = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
]
