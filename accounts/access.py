"""The one place that knows who may see and do what, and where.

*Where*: every scoped row carries its region's code; `visible_to(user)` keeps the rows whose code
lies under one of the user's grants. *What*: `require(actor, Can.X, on=subject)` asks whether one
of those grants has a role that may do X and a region that covers the subject's.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.errors import NotAllowed
from regions.codes import Level, lineage_of
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self

    from accounts.models import User


class Role(models.TextChoices):
    VILLAGE_COORDINATOR = "village_coordinator", _("Koordinator desa")
    VILLAGE_SECRETARY = "village_secretary", _("Sekretaris WKSBM")
    VILLAGE_TREASURER = "village_treasurer", _("Bendahara WKSBM")
    TKSK = "tksk", _("TKSK")
    DISTRICT_OFFICER = "district_officer", _("Petugas Dinas Sosial")
    DISTRICT_APPROVER = "district_approver", _("Pejabat penyetuju Dinas Sosial")
    PKK_LEADER = "pkk_leader", _("Ketua TP PKK")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")


class Can(StrEnum):
    """What can be done. A role's row in GRANTS says which of these it may do in its region."""

    KEEP_BODY = auto()  # the WKSBM itself, its board and its members
    KEEP_DECREES = auto()
    READ_SCANS = auto()  # a decree's scan: its annex names people
    KEEP_ROSTER = auto()  # appointments, organisations, qualifications and trainings
    KEEP_PILLARS = auto()  # which pillars and qualifications there are
    PLAN_DUTIES = auto()  # duties, and who is asked to take them
    CONFIRM_WORK = auto()  # hours served, and reports that the village head signed
    PLAN_MEETINGS = auto()
    LOG_MEETINGS = auto()
    KEEP_HOLIDAYS = auto()  # the days off that series may give way to
    KEEP_MEETING_KINDS = auto()  # which kinds of meetings there are, and their rules
    KEEP_REMINDERS = auto()  # how rules go here, quiet hours, who is told by hand
    KEEP_BOOKS = auto()  # the work plan, the agenda of letters, the guest book
    READ_DELIVERIES = auto()  # what was sent to whom, and why not
    WATCH_SENDING = auto()  # how the channels do, and each night's check of what was due
    READ_HISTORY = auto()
    INVITE_USERS = auto()  # which roles: MAY_INVITE
    OVERSEE = auto()  # pages over many villages
    SET_UP_DISTRICT = auto()  # begin with all its villages at once, and place them anew
    KEEP_STIPENDS = auto()  # sources, schemes, rates and runs; what became of each payment
    APPROVE_MONEY = auto()  # approve a run or a correction that others made
    READ_STIPENDS = auto()  # who is paid what, and why not
    SEE_NIK = auto()  # a NIK, family card or account number whole: each look is noted
    DECIDE_DUPLICATES = auto()  # that two persons are one, or are not
    SERVE_SUBJECTS = auto()  # answer what people ask of their own data (UU 27/2022)
    IMPORT_SHEETS = auto()
    VOUCH = auto()  # be the second person when somebody's lost second step is taken away


_VILLAGE = {
    Can.KEEP_BODY,
    Can.KEEP_DECREES,
    Can.READ_SCANS,
    Can.KEEP_ROSTER,
    Can.PLAN_DUTIES,
    Can.CONFIRM_WORK,
    Can.PLAN_MEETINGS,
    Can.LOG_MEETINGS,
    Can.KEEP_BOOKS,
    Can.KEEP_REMINDERS,
    Can.READ_DELIVERIES,
    Can.IMPORT_SHEETS,
}

GRANTS: dict[str, set[Can]] = {
    Role.VILLAGE_COORDINATOR: _VILLAGE | {Can.INVITE_USERS, Can.DECIDE_DUPLICATES},
    Role.VILLAGE_SECRETARY: _VILLAGE,
    Role.VILLAGE_TREASURER: {Can.READ_SCANS, Can.LOG_MEETINGS},
    Role.TKSK: _VILLAGE
    | {
        Can.OVERSEE,
        Can.INVITE_USERS,
        Can.VOUCH,
        Can.DECIDE_DUPLICATES,
    },
    Role.DISTRICT_OFFICER: _VILLAGE
    | {
        Can.OVERSEE,
        Can.INVITE_USERS,
        Can.READ_HISTORY,
        Can.WATCH_SENDING,
        Can.SET_UP_DISTRICT,
        Can.KEEP_PILLARS,
        Can.KEEP_HOLIDAYS,
        Can.KEEP_MEETING_KINDS,
        Can.VOUCH,
        Can.SEE_NIK,
        Can.DECIDE_DUPLICATES,
        Can.SERVE_SUBJECTS,
        Can.KEEP_STIPENDS,
        Can.READ_STIPENDS,
    },
    Role.DISTRICT_APPROVER: {
        Can.READ_SCANS,
        Can.READ_DELIVERIES,
        Can.READ_HISTORY,
        Can.OVERSEE,
        Can.APPROVE_MONEY,
        Can.READ_STIPENDS,
        Can.SEE_NIK,
        Can.SERVE_SUBJECTS,
        Can.VOUCH,
    },
    Role.PKK_LEADER: {Can.OVERSEE},
    Role.AUDITOR: {
        Can.READ_SCANS,
        Can.READ_DELIVERIES,
        Can.WATCH_SENDING,
        Can.READ_HISTORY,
        Can.OVERSEE,
        Can.READ_STIPENDS,
    },
    Role.OPERATOR: {
        Can.INVITE_USERS,
        Can.READ_HISTORY,
        Can.WATCH_SENDING,
        Can.OVERSEE,
        Can.VOUCH,
    },
}

MAY_INVITE: dict[str, set[str]] = {
    Role.VILLAGE_COORDINATOR: {Role.VILLAGE_SECRETARY, Role.VILLAGE_TREASURER},
    Role.TKSK: {Role.VILLAGE_COORDINATOR, Role.VILLAGE_SECRETARY, Role.VILLAGE_TREASURER},
    Role.DISTRICT_OFFICER: {
        Role.VILLAGE_COORDINATOR,
        Role.VILLAGE_SECRETARY,
        Role.VILLAGE_TREASURER,
        Role.TKSK,
        Role.PKK_LEADER,
    },
    Role.OPERATOR: {
        Role.DISTRICT_OFFICER,
        Role.DISTRICT_APPROVER,
        Role.PKK_LEADER,
        Role.AUDITOR,
    },
}

# Where a role belongs. Those that are not named may be held at any level.
LEVELS: dict[str, set[str]] = {
    Role.VILLAGE_COORDINATOR: {Level.VILLAGE},
    Role.VILLAGE_SECRETARY: {Level.VILLAGE},
    Role.VILLAGE_TREASURER: {Level.VILLAGE},
    Role.TKSK: {Level.DISTRICT},
    Role.DISTRICT_OFFICER: {Level.REGENCY, Level.PROVINCE},
    Role.DISTRICT_APPROVER: {Level.REGENCY, Level.PROVINCE},
}


class Located(Protocol):
    """Anything that lies in a region: a scoped row. Without a region it is the nation's."""

    @property
    def region_id(self) -> str | None: ...


def codes_where(user: User | AnonymousUser, what: Can | None = None) -> list[str]:
    """Return the codes under which the user may do this (or see anything at all) today.

    The empty code is the whole nation.
    """
    if isinstance(user, AnonymousUser) or not user.is_active:
        return []
    if user.is_superuser:
        return [""]
    return [
        grant.region_id or ""
        for grant in user.grants_on(today())
        if what is None or what in GRANTS[grant.role]
    ]


def under(codes: list[str], field: str = "region") -> Q:
    """Return the condition that this foreign key to a region lies under one of the codes."""
    where = Q(pk__in=())
    for code in codes:
        where |= Q(**{f"{field}__code__startswith": code}) if code else Q(pk__isnull=False)
    return where


def around(user: User | AnonymousUser) -> Q:
    """Return the condition that a row is the nation's, or of a region under or above the user's.

    For reference data that a region may add to: what holds here is what was said here or above.
    """
    codes = codes_where(user)
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Q(pk__in=())
    above = {code for whole in codes if whole for code in lineage_of(whole)}
    return Q(region=None) | Q(region__in=above) | under(codes)


def covers(code: str, region_code: str) -> bool:
    return region_code.startswith(code)


def may(user: User | AnonymousUser, what: Can, *, on: Located | Region | None = None) -> bool:
    """Whether a role of the user may do this to the subject (or, without one, anywhere)."""
    codes = codes_where(user, what)
    if on is None:
        return bool(codes)
    place = on.code if isinstance(on, Region) else on.region_id or ""
    return any(covers(code, place) for code in codes)


def require(actor: User | AnonymousUser, what: Can, *, on: Located | Region) -> None:
    """Refuse unless the actor may do this to the subject. Raises not_allowed (403)."""
    if not may(actor, what, on=on):
        raise NotAllowed("not_allowed", str(_("Peran Ibu/Bapak tidak mencakup tindakan ini.")))


def may_invite(actor: User | AnonymousUser, role: str, region_code: str) -> bool:
    """Whether one of the actor's roles lets others into this role, in this region.

    The empty code is the whole nation.
    """
    if isinstance(actor, AnonymousUser) or not actor.is_active:
        return False
    return actor.is_superuser or any(
        role in MAY_INVITE.get(grant.role, set())
        and Can.INVITE_USERS in GRANTS[grant.role]
        and covers(grant.region_id or "", region_code)
        for grant in actor.grants_on(today())
    )


def roles_to_invite(actor: User) -> list[str]:
    """Return the roles that the actor may give in some region, in the order of Role."""
    held = set(Role.values) if actor.is_superuser else set[str]()
    for grant in actor.grants_on(today()):
        held |= MAY_INVITE.get(grant.role, set())
    return [role for role in Role.values if role in held]


def regions_to_invite(actor: User) -> models.QuerySet[Region]:
    """Return where the actor may let others in: regions of the levels that these roles have."""
    where = Q(pk__in=())
    for code in codes_where(actor, Can.INVITE_USERS):
        where |= Q(code__startswith=code)
    found = Region.objects.not_ended(today()).filter(where)
    roles = roles_to_invite(actor)
    if all(role in LEVELS for role in roles):
        found = found.filter(level__in=set[str]().union(*(LEVELS[role] for role in roles)))
    return found


def may_reach(actor: User, user: User) -> bool:
    """Whether the actor may let the user in anew (password, number).

    Only whoever could have invited the user in *every* role that is held or will be: else a
    coordinator could take over the account of an officer who also helps in the village.
    """
    if actor.is_superuser:
        return actor.is_active
    if user.is_superuser or user.is_staff:
        return False
    grants = list(user.grants.lasting(today())) or list(user.grants.all())
    return bool(grants) and all(
        may_invite(actor, grant.role, grant.region_id or "") for grant in grants
    )


Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what lies under the user's grants today, or what the model's own clause adds."""
        own = getattr(self.model, "also_visible_to", None)
        where = under(codes_where(user))
        if own is not None and not isinstance(user, AnonymousUser):
            where |= own(user)
        return self.filter(where)

    def where_may(self, user: User | AnonymousUser, what: Can) -> Self:
        """Keep the rows on which the user may do this today."""
        return self.filter(under(codes_where(user, what)))


class Scoped(models.Model):
    """A row that belongs somewhere. A model may add one clause: `also_visible_to(user) -> Q`."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("wilayah"), related_name="+")

    class Meta:
        abstract = True
