"""The request of somebody who is signed in, as views see it."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """LoginRequiredMiddleware has turned everybody else away."""

    user: User
