"""How the history says the values of a field: apps above add what only they can put into words."""

from collections.abc import Callable
from typing import Any

Saying = Callable[[Any], str]

_sayings: dict[tuple[str, str], Saying] = {}


def says(model_label: str, field: str, saying: Saying) -> None:
    _sayings[model_label.lower(), field] = saying


def saying_of(model_label: str, field: str) -> Saying | None:
    return _sayings.get((model_label, field))
