"""How the history says what only meetings know how to put into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _


def said_agenda(items: Sequence[dict[str, Any]]) -> str:
    """Say the items of an agenda with their minutes, one after the other."""
    return " ".join(_said_item(number, item) for number, item in enumerate(items, start=1))


def _said_item(number: int, item: dict[str, Any]) -> str:
    words = [f"{number}. {item.get('title', '')}"]
    if item.get("discussed"):
        words.append(_("dibahas: %s") % item["discussed"])
    if item.get("decided"):
        words.append(_("diputuskan: %s") % item["decided"])
    return f"{'; '.join(words)}."
