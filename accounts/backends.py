"""One field to sign in with: a user name, a phone number or an e-mail address."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User


class AnyIdentifierBackend(ModelBackend):
    """Tries the password against every active account that carries what was typed.

    Families share phones, so a number alone may mean several people; the password tells them
    apart. Where two have even that in common, nobody is guessed: the user name decides.
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,  # noqa: ARG002
    ) -> User | None:
        if not username or not password:
            return None
        carriers = list(User.objects.carrying(username))
        if not carriers:
            User().set_password(password)  # takes as long as checking one password
            return None
        matching = [user for user in carriers if user.check_password(password)]
        named = [user for user in matching if user.is_named(username)]
        if len(matching) > 1 and not named:
            raise ValidationError(
                _("Nomor atau surel ini dipakai beberapa akun. Masuklah dengan nama pengguna."),
                code="several_accounts",
            )
        return next(iter(named or matching), None)
