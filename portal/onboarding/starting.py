"""Making what a pasted list says: bodies, chairs and accounts, all or nothing, and never twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, Role, codes_where, require
from accounts.models import Grant
from accounts.services import give_role, invite_user
from common.dates import today
from common.errors import RuleBroken
from common.languages import official
from people.models import Person
from people.services import add_person, link_user, merge_persons
from portal.onboarding.plan import Plan, Row, plan_of
from regions.codes import Level
from regions.models import Region
from wksbm.models import Seat
from wksbm.rules import draft_name, same_name
from wksbm.services import found_wksbm, seat_holder

if TYPE_CHECKING:
    from accounts.models import User
    from regions.models import RegionQuerySet


@dataclass(frozen=True)
class Invited:
    """Somebody who is let in, with the secret of the link: it is kept nowhere."""

    user: User
    secret: str
    village: str


@dataclass
class Started:
    """What became of the list; with problems in the plan nothing was made."""

    plan: Plan
    invited: list[Invited] = field(default_factory=list)


def regencies_of(user: User) -> RegionQuerySet:
    """Return the regencies and cities that the user may begin with."""
    found: RegionQuerySet = Region.objects.none()
    for code in codes_where(user, Can.SET_UP_DISTRICT):
        found = found | Region.objects.under(code)
    return found.filter(level=Level.REGENCY).not_ended(today()).order_by("code")


@transaction.atomic
def start_villages(regency: Region, *, text: str, actor: User) -> Started:
    """Make what the list says and is not there yet. The same list again makes nothing."""
    require(actor, Can.SET_UP_DISTRICT, on=regency)
    # Of two at once the second waits here, and then finds everything made.
    Region.objects.select_for_update(no_key=True).get(pk=regency.pk)
    plan = plan_of(regency, text)
    started = Started(plan)
    if not plan.is_ready:
        return started
    villages = Region.objects.in_bulk([row.village for row in plan.rows])
    known = _known(regency)
    for row in plan.rows:
        if row.makes_access:
            invited = _let_in(row, villages[row.village], known, actor)
            if invited is not None:
                started.invited.append(invited)
        if row.makes_body or row.makes_seat:
            _seat(row, villages[row.village], actor)
        else:
            _link_chair(row, actor)
    return started


def _known(regency: Region) -> dict[tuple[str, str], User]:
    """Return the coordinators of the regency by name and number: one may serve two villages."""
    grants = Grant.objects.lasting(today()).filter(
        region__code__startswith=regency.code, role=Role.VILLAGE_COORDINATOR
    )
    users = [grant.user for grant in grants.exclude(user__phone="").select_related("user")]
    return {(same_name(user.name), user.phone): user for user in users}


def _let_in(
    row: Row, village: Region, known: dict[tuple[str, str], User], actor: User
) -> Invited | None:
    role = Role.VILLAGE_COORDINATOR
    row.user = known.get(row.person)
    if row.user is not None:
        give_role(row.user, role=role, region=village, actor=actor)
        return None
    row.user, secret = invite_user(
        row.name, role=role, region=village, phone=row.phone, actor=actor
    )
    if row.phone:
        known[row.person] = row.user
    return Invited(row.user, secret, village.code)


def _seat(row: Row, village: Region, actor: User) -> None:
    body = row.body or found_wksbm(village, name=draft_name(village.name), actor=actor)
    if row.makes_seat:
        chair = Seat.Post.CHAIR
        seat_holder(
            body, post=chair, holder=_person(row, village, actor), since=today(), actor=actor
        )


def _person(row: Row, village: Region, actor: User) -> Person:
    """Return the person of the account, so that reminders reach where the invitation went."""
    own = getattr(row.user, "person", None)
    if own is not None:
        person: Person = own
        return person
    person = add_person(row.name, phone=row.phone, village=village, at=village, actor=actor)
    return link_user(person, row.user)


@official
def _link_chair(row: Row, actor: User) -> None:
    """Say that the chair who was written down before is who has the account.

    Whom a page invited is somebody already, so that messages reach them (`let_users_receive`): if
    that is all that is known of them, the two are one. Of others people decide, who know both.
    """
    if row.user is None or row.body is None:
        return
    chairs = Seat.objects.held(today()).filter(wksbm=row.body, post=Seat.Post.CHAIR)
    chair = chairs.filter(holder__user=None).select_related("holder").first()
    if chair is None or same_name(chair.holder.name) != same_name(row.name):
        return
    own = Person.objects.filter(user=row.user).first()
    if own is None:
        link_user(chair.holder, row.user)
    elif own.village_id is None and not own.presences.exists():
        reason = _("Ketua yang tercatat adalah koordinator desa yang diundang.")
        with suppress(RuleBroken):  # told apart before, or both hold what one holds once
            merge_persons(chair.holder, own, reason=reason, actor=actor)
