"""Users, their roles in regions, what lets them in, and what happened to their accounts."""

from accounts.models.links import ApiToken, SignInLink
from accounts.models.successions import Handover, SecondStepReset
from accounts.models.users import Grant, User

__all__ = ["ApiToken", "Grant", "Handover", "SecondStepReset", "SignInLink", "User"]
