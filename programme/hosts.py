"""Whose books are open, as it stands in an address: wksbm-12, organisation-5, region-52.07.01.2001.

One word for all three, so that every page and every filter is written once.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Host
from volunteers.models import Organisation
from wksbm.models import Wksbm

SLUG = re.compile(
    r"(?:(?P<kind>wksbm|organisation)-(?P<key>[0-9]{1,18})"
    r"|region-(?P<code>[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?))"
)
is_slug = RegexValidator(rf"^{SLUG.pattern}\Z", _("Pemilik buku ini tidak dikenal."))


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
    found = SLUG.fullmatch(slug)
    if found is None:
        return {"pk__in": ()}
    if found["code"]:
        return {"wksbm": None, "organisation": None, "region_id": found["code"]}
    return {f"{found['kind']}_id": int(found["key"])}
