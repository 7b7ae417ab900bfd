"""Lists of the roster as spreadsheets; each part adds its own."""

from spreadsheets.exporting.lists import register_list
from volunteers.exports.roster import VOLUNTEERS


def register_lists() -> None:
    """Register them all; called once, when the apps are ready."""
    for list_export in (VOLUNTEERS,):
        register_list(list_export)
