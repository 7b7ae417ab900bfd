"""Whose names a decree's annex holds, as far as the service knows."""

from collections import defaultdict
from collections.abc import Collection

from wksbm.models import Seat


def names_in_decrees(keys: Collection[str]) -> dict[str, list[str]]:
    """Return the names of those whose seats rest on these decrees, by the decree's key."""
    named: dict[str, list[str]] = defaultdict(list)
    seats = Seat.objects.filter(decree__in=[int(key) for key in keys]).order_by("holder__name")
    for decree, name in seats.values_list("decree_id", "holder__name").distinct():
        named[str(decree)].append(name)
    return dict(named)
