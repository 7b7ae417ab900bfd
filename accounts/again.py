"""Money asks once more who acts: the second step, proven within the last minutes, at the edge.

A password that was seen over a shoulder, or a browser left open, approves nothing. A program's
token proves nobody either: the code that a person types travels in its header. The services know
nothing of this; whoever calls them for a person calls `prove_again` first.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken

LASTS: Final = timedelta(minutes=5)
HEADER: Final = "Second-Step"


class NotProven(RuleBroken):
    """Who acts must show it anew: RFC 9470 answers a step-up with 401."""

    status = 401


def prove_again(request: HttpRequest, user: User, *, code: str) -> None:
    """Accept a second step of the last five minutes, or this code of an app or a recovery code.

    Raises ValidationError on `code`: second_step_needed, code_needed, incorrect_code, or too many
    tries. A code that was right counts for five minutes in the browser's session; a program says
    it each time.
    """
    if is_proven(request, user):
        return
    if not is_mfa_enabled(user):
        raise _fault("second_step_needed", _("Siapkan dahulu langkah kedua di Akun saya."))
    if not code.strip():
        raise _fault("code_needed", _("Ketik kode langkah kedua dari aplikasi di HP."))
    form = ReauthenticateForm({"code": code.strip()}, user=user)
    if not form.is_valid():
        raise ValidationError({"code": form.errors.as_data()["code"]})
    if hasattr(request, "api_token"):
        form.authenticator.record_usage()
    else:
        form.save()


def is_proven(request: HttpRequest, user: User) -> bool:
    """Whether this browser's session had a second step within the last five minutes."""
    if hasattr(request, "api_token"):
        return False
    since = time.time() - LASTS.total_seconds()
    return any(
        record.get("method") == "mfa" and record.get("at", 0) > since
        for record in get_authentication_records(request, user)
    )


def proves_by_key_alone(user: User) -> bool:
    """Whether the user has passkeys and no app for codes: a page of its own asks for the key."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return bool(kinds) and Authenticator.Type.TOTP not in kinds


def prove_by_header(request: HttpRequest, user: User) -> None:
    """Do the same for a program: the code stands in the header Second-Step.

    Raises reauthentication_required (401).
    """
    try:
        prove_again(request, user, code=request.headers.get(HEADER, ""))
    except ValidationError as error:
        words = " ".join(error.messages)
        raise NotProven("reauthentication_required", words) from error


def _fault(code: str, words: str) -> ValidationError:
    return ValidationError({"code": ValidationError(words, code=code)})
