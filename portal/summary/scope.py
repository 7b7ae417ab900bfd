"""Which region a page over many villages is about: one's own, or one below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import Can, codes_where, covers
from common.dates import today
from common.months import Month, last_months
from portal.links import address
from regions.cache import names_of
from regions.codes import LENGTHS, Level, level_of
from regions.models import Region

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.requests import SignedInRequest


@dataclass(frozen=True)
class Scope:
    """`code` is the region that is shown, `own` that of the role in which one looks."""

    code: str
    own: str
    place: str
    choices: list[tuple[str, str]]

    @property
    def has_groups(self) -> bool:
        """Whether there is a level between the region and its villages."""
        return len(self.code) < LENGTHS[Level.DISTRICT]

    @property
    def query(self) -> dict[str, str]:
        return {"region": self.code} if self.code != self.own else {}


def scope_of(user: User, acting_code: str, asked: str) -> Scope:
    """Return what is shown. Raises PermissionDenied, and Http404 for what is not one's own."""
    codes = codes_where(user, Can.OVERSEE)
    if not codes:
        raise PermissionDenied
    own = next((acting_code for code in codes if covers(code, acting_code)), codes[0])
    code = asked or own
    if not any(covers(one, code) for one in codes) or (code and level_of(code) is None):
        raise Http404
    below = _below(own)
    known = names_of([code, *below])
    if code and code not in known:
        raise Http404
    choices = [(one, known[one].full_name) for one in below]
    return Scope(code, own, known[code].full_name if code else "", choices)


def month_of(request: SignedInRequest) -> Month:
    """Return the month that the page is about; the present one unless another is asked for."""
    newest = Month.of(today())
    month = Month.read(request.GET.get("month", str(newest)))
    if month is None or month > newest:
        raise Http404
    return month


def months_to_choose(month: Month) -> list[Month]:
    newest = last_months(today())
    return newest if month in newest else [*newest, month]


def tabs(scope: Scope, current: str, month: Month | None = None) -> list[dict[str, object]]:
    """Return the pages that belong together, each about the same region and month."""
    query = scope.query | ({"month": str(month)} if month else {})
    pages = [
        ("summary", _("Ringkasan"), query),
        ("silence", _("Perlu disapa"), scope.query),
        ("monthly", _("Laporan bulanan"), query),
    ]
    return [
        {"label": label, "url": address(name, **asked), "current": name == current, "count": ""}
        for name, label, asked in pages
    ]


def _below(own: str) -> list[str]:
    """Return the codes of the regions just below one's own, where these are not villages."""
    if len(own) >= LENGTHS[Level.DISTRICT]:
        return []
    below = Region.objects.not_ended(today()).filter(parent=own or None).order_by("code")
    return list(below.values_list("code", flat=True))
