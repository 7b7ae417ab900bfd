"""What allauth asks of us: nobody signs up by themselves, axes counts the failures."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import lockout
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Nama, nomor, surel atau kata sandi tidak cocok."),
        "incorrect_password": _("Kata sandi ini tidak cocok."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Ask our own backends only. Inactive people are not told that they are."""
        user = lockout.checked(request, credentials["username"], credentials["password"])
        if user is not None:
            lockout.forgive(request, credentials["username"])
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        return lockout.address_of(request)
