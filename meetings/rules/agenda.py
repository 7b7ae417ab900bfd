"""The items of a meeting's agenda, as they are kept in its row."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from common.names import tidy

Item = dict[str, Any]
MOST_ITEMS = 40
LONGEST_TITLE = 150


def items_of(titles: Iterable[str], known: Sequence[Item] = ()) -> list[Item]:
    """Return one item a title, in this order; an item that is known by its title stays as it is.

    Titles are tidied; what is empty or said twice is left out.
    """
    by_title = {str(item["title"]).casefold(): item for item in known}
    items: dict[str, Item] = {}
    for title in map(tidy, titles):
        key = title.casefold()
        if title and key not in items:
            items[key] = by_title.get(key) or _new(title)
    return list(items.values())


def _new(title: str) -> Item:
    return {"id": str(uuid.uuid4()), "title": title, "discussed": "", "decided": ""}
