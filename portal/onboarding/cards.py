"""The link of an invitation as people get it: a message to one, or a card of paper with a QR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import segno
from django.utils.safestring import SafeString, mark_safe

from accounts.access import Can, Role, codes_where, under
from accounts.models import Grant
from accounts.services import issue_invitations_anew
from accounts.texts import link_text
from common.dates import today
from common.phones import for_whatsapp, shown
from portal.onboarding.starting import Invited
from regions.cache import names_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Card:
    name: str
    village: str
    district: str
    username: str
    phone: str
    url: str  # with the secret behind #: browsers send that to nobody
    whatsapp: str
    qr: SafeString


def cards_of(invited: Iterable[Invited], *, open_url: str) -> list[Card]:
    """Return the cards in the order of the villages' codes."""
    ordered = sorted(invited, key=lambda one: (one.village, one.user.name))
    names = names_of(one.village for one in ordered)
    cards = []
    for one in ordered:
        village = names[one.village]
        url = f"{open_url}#{one.secret}"
        text = link_text(one.user, url=open_url, secret=one.secret)
        cards.append(
            Card(
                name=one.user.name,
                village=village.full_name,
                district=village.parent.full_name if village.parent else "",
                username=one.user.username,
                phone=shown(one.user.phone),
                url=url,
                whatsapp=whatsapp_url(one.user.phone, text),
                qr=_qr(url),
            )
        )
    return cards


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


def _qr(url: str) -> SafeString:
    svg = segno.make(url, error="m", micro=False).svg_inline(
        omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 (drawn by segno: squares, no text of ours)
