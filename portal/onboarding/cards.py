"""The link of an invitation as people get it: a message to one, or a card of paper with a QR.

The secret of a link is in the answer that shows it and nowhere else. To print the cards, the page
sends its secrets back: whoever holds them could open the links anyway. Nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.utils import timezone

from accounts.access import Can, Role, codes_where, require, under
from accounts.models import Grant, User
from accounts.services import issue_invitations_anew, links_to_print
from accounts.texts import link_text
from common.dates import today
from common.languages import official
from common.phones import for_whatsapp, shown
from papers.own import InvitationCard
from papers.services import render_invitation_cards
from papers.words import said_day
from portal.onboarding.starting import Invited
from regions.cache import names_of
from regions.models import Region

if TYPE_CHECKING:
    from accounts.models import SignInLink


@dataclass(frozen=True)
class Share:
    """A line of the list that is shared one by one."""

    name: str
    village: str
    district: str
    phone: str
    whatsapp: str
    secret: str


def shares_of(invited: Iterable[Invited], *, open_url: str) -> list[Share]:
    """Return the lines in the order of the villages' codes."""
    ordered = sorted(invited, key=lambda one: (one.village, one.user.name))
    names = names_of(one.village for one in ordered)
    shares = []
    for one in ordered:
        village = names[one.village]
        text = link_text(one.user, url=open_url, secret=one.secret)
        shares.append(
            Share(
                name=one.user.name,
                village=village.full_name,
                district=village.parent.full_name if village.parent else "",
                phone=shown(one.user.phone),
                whatsapp=whatsapp_url(one.user.phone, text),
                secret=one.secret,
            )
        )
    return shares


def print_cards(secrets: Iterable[str], *, open_url: str, actor: User) -> bytes:
    """Return the cards of the links that can still be used, four on a sheet. Raises link_dead."""
    links = links_to_print(secrets, actor=actor)
    villages = Region.objects.with_path().in_bulk([link.region_id for link, _secret in links])
    regency = Region.objects.get(code=min(villages)[: len("52.07")])
    require(actor, Can.SET_UP_DISTRICT, on=regency)
    cards = [
        _card(link, villages[str(link.region_id)], f"{open_url}#{secret}") for link, secret in links
    ]
    return render_invitation_cards(cards, region=regency, actor=actor)


def whatsapp_url(phone: str, text: str) -> str:
    """Return the link that opens WhatsApp with the text; without a number one chooses there."""
    query = urlencode({"text": text}, quote_via=quote)
    return f"https://wa.me/{for_whatsapp(phone)}?{query}"


def waiting_in(user: User, code: str) -> list[tuple[User, str]]:
    """Return the coordinators under the code who have never signed in, each with a village."""
    grants = (
        Grant.objects.lasting(today())
        .filter(under(codes_where(user, Can.SET_UP_DISTRICT)), under([code]))
        .filter(role=Role.VILLAGE_COORDINATOR, user__last_login=None, user__is_active=True)
        .select_related("user")
        .order_by("region_id", "pk")
    )
    found: dict[int, tuple[User, str]] = {}
    for grant in grants:
        found.setdefault(grant.user_id, (grant.user, grant.region_id or ""))
    return list(found.values())


def invite_anew(user: User, code: str, *, only: Iterable[int]) -> list[Invited]:
    """Make new links for these who wait under the code; what was sent before ends."""
    wanted = set(only)
    waiting = {one.pk: (one, place) for one, place in waiting_in(user, code) if one.pk in wanted}
    made = issue_invitations_anew([one for one, _place in waiting.values()], actor=user)
    return [Invited(one, secret, waiting[one.pk][1]) for one, secret in made]


@official
def _card(link: SignInLink, village: Region, url: str) -> InvitationCard:
    district = f", {village.parent.full_name}" if village.parent else ""
    return InvitationCard(
        name=link.user.name,
        role=str(Role.VILLAGE_COORDINATOR.label),
        village=f"{village.full_name}{district}",
        username=link.user.username,
        link=url,
        valid_until=said_day(timezone.localdate(link.expires_at, village.tz)),
    )
