"""Whose books are open, as it stands in an address: wksbm-12, organisation-5, region-52.07.01.2001.

One word for all three, so that every page and every filter is written once.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import RegexValidator
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, codes_where, covers, require
from accounts.models import User
from accounts.shortcuts import visible_or_404
from meetings.models import Host, region_of
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm

_SLUG = re.compile(
    r"(?:(?P<kind>wksbm|organisation)-(?P<key>[0-9]{1,18})"
    r"|region-(?P<code>[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?))"
)
is_slug = RegexValidator(rf"^{_SLUG.pattern}\Z", _("Pemilik buku ini tidak dikenal."))


def slug_of(host: Host) -> str:
    match host:
        case Wksbm():
            return f"wksbm-{host.pk}"
        case Organisation():
            return f"organisation-{host.pk}"
    return f"region-{host.code}"


def books_url(host: Host) -> str:
    return reverse("programme:books_of", args=[slug_of(host)])


def columns_of(slug: str) -> dict[str, Any]:
    """Return the condition that finds the rows of the host; of no host, one that finds none."""
    found = _SLUG.fullmatch(slug)
    if found is None:
        return {"pk__in": ()}
    if found["code"]:
        return {"wksbm": None, "organisation": None, "region_id": found["code"]}
    return {f"{found['kind']}_id": int(found["key"])}


def host_or_404(user: User, slug: str, *, can: Can | None = None) -> Host:
    """Return the host, if the user sees it; with `can`, refuse who may not do it there (403)."""
    found = _SLUG.fullmatch(slug)
    if found is None:
        raise Http404
    if found["code"]:
        host: Host = _region(user, found["code"])
    elif found["kind"] == "wksbm":
        host = visible_or_404(Wksbm, user, pk=int(found["key"]))
    else:
        host = visible_or_404(Organisation, user, pk=int(found["key"]))
    if can is not None:
        require(user, can, on=region_of(host))
    return host


def _region(user: User, code: str) -> Region:
    """Return a region under one of the user's grants; others do not exist here."""
    if not any(covers(own, code) for own in codes_where(user)):
        raise Http404
    return visible_or_404(Region, user, code=code)
