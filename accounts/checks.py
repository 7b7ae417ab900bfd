"""What the settings of accounts must say: a misspelt role would ask nobody for a second step."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from accounts.access import Role


def second_step_roles_exist(**_options: Any) -> list[CheckMessage]:
    unknown = sorted(set(settings.SECOND_STEP_ROLES) - set(Role.values))
    return [
        Error(
            f"SECOND_STEP_ROLES names no role: {name}.",
            hint=f"Roles are: {', '.join(Role.values)}.",
            id="accounts.E001",
        )
        for name in unknown
    ]
