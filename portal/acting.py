"""In which of one's roles one looks at the service: it chooses the home, never what is visible."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from accounts.access import Role
from common.dates import today

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from accounts.models import Grant, User

SESSION_KEY = "acting_grant"


class Kind(StrEnum):
    """Which home, and which menu."""

    VILLAGE = auto()
    DISTRICT = auto()
    PKK = auto()
    AUDITOR = auto()
    OPERATOR = auto()
    STRANGER = auto()  # signed in, but no grant is in force today


KINDS: dict[str, Kind] = {
    Role.VILLAGE_COORDINATOR: Kind.VILLAGE,
    Role.VILLAGE_SECRETARY: Kind.VILLAGE,
    Role.VILLAGE_TREASURER: Kind.VILLAGE,
    Role.TKSK: Kind.DISTRICT,
    Role.DISTRICT_OFFICER: Kind.DISTRICT,
    Role.DISTRICT_APPROVER: Kind.DISTRICT,
    Role.PKK_LEADER: Kind.PKK,
    Role.AUDITOR: Kind.AUDITOR,
    Role.OPERATOR: Kind.OPERATOR,
}


@dataclass(frozen=True)
class Acting:
    """One of a user's grants, as the pages need it."""

    kind: Kind
    code: str  # of the region; "" is the nation
    role: str = ""
    place: str = ""
    grant_id: int | None = None

    @property
    def label(self) -> str:
        """Say who one is here: "TKSK, Kec. Taliwang"."""
        return ", ".join(part for part in (self.role, self.place) if part)


def roles_of(user: User) -> list[Acting]:
    """Return what the user may act as today, the role that works most first."""
    roles = [_acting(grant) for grant in user.grants_on(today())]
    if not roles and user.is_superuser:
        return [Acting(Kind.OPERATOR, "", str(Role.OPERATOR.label))]
    order = list(Kind)
    return sorted(roles, key=lambda role: (order.index(role.kind), role.code, role.role))


def acting_as(user: User, session: SessionBase) -> Acting:
    """Return the role that was chosen, or the first."""
    roles = roles_of(user)
    chosen = session.get(SESSION_KEY)
    found = next((role for role in roles if role.grant_id == chosen), None) if chosen else None
    return found or (roles[0] if roles else Acting(Kind.STRANGER, "-"))


def _acting(grant: Grant) -> Acting:
    return Acting(
        kind=KINDS[grant.role],
        code=grant.region_id or "",
        role=grant.get_role_display(),
        place=grant.region.full_name if grant.region else "",
        grant_id=grant.pk,
    )
