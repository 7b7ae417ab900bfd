"""Lists of the roster as spreadsheets; each part adds its own."""

from spreadsheets.exporting.lists import register_list
from volunteers.exports.keeping import ORGANISATIONS, QUALIFICATIONS, TRAININGS


def register_lists() -> None:
    """Add the lists of the roster, once, when the apps are ready."""
    for list_export in (ORGANISATIONS, QUALIFICATIONS, TRAININGS):
        register_list(list_export)
