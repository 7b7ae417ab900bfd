"""Whose data a record holds: apps above say so for their models, in `ready()`."""

from collections.abc import Callable, Collection

# The names of the people in each of these records, by key.
Naming = Callable[[Collection[str]], dict[str, list[str]]]

_namings: dict[str, Naming] = {}


def names_people(model_label: str, naming: Naming) -> None:
    _namings[model_label.lower()] = naming


def people_in(records: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Return the names of the people in these records, given by model and key."""
    named = {}
    for label, naming in _namings.items():
        keys = [key for model, key in records if model == label]
        if keys:
            named.update({(label, key): names for key, names in naming(keys).items()})
    return named
