"""A friendly question by WhatsApp to whoever leads a body: its chair, else its secretary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from common.dates import today
from common.languages import official
from common.phones import for_whatsapp
from wksbm.models import Seat

if TYPE_CHECKING:
    from accounts.models import User

LEADS = (Seat.Post.SECRETARY, Seat.Post.CHAIR)  # the last that is found is greeted


def phones_by_village(user: User, codes: Iterable[str]) -> dict[str, str]:
    return _phones(user, "region", list(codes))


def phones_by_body(user: User, keys: Iterable[int]) -> dict[int, str]:
    return _phones(user, "wksbm", list(keys))


@official
def greeting(phone: str, name: str) -> str:
    """Return the link that opens WhatsApp with a question; "" without a number."""
    if not phone:
        return ""
    text = _("Yth. Ibu/Bapak, bagaimana kabar %(name)s? Apakah ada pertemuan yang bisa kami bantu?")
    query = urlencode({"text": text % {"name": name}}, quote_via=quote)
    return f"https://wa.me/{for_whatsapp(phone)}?{query}"


def _phones(user: User, of: str, keys: list[Any]) -> dict[Any, str]:
    """Return a number for each key in one query; of several chairs, that of the first body."""
    if not keys:
        return {}
    leads = Seat.objects.visible_to(user).filter(**{f"{of}__in": keys}, post__in=LEADS)
    held = leads.held(today()).exclude(holder__phone="").order_by("-wksbm", "pk")
    found = list(held.values_list(of, "post", "holder__phone"))
    found.sort(key=lambda row: LEADS.index(row[1]))  # stable: chairs come last
    return {key: phone for key, _post, phone in found}
