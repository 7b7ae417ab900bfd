"""Lists of the roster as spreadsheets; each part adds its own."""

from spreadsheets.exporting.lists import register_list
from volunteers.exports.duties import ASSIGNMENTS, DUTIES
from volunteers.exports.keeping import ORGANISATIONS, QUALIFICATIONS, TRAININGS
from volunteers.exports.reports import REPORTS
from volunteers.exports.roster import VOLUNTEERS


def register_lists() -> None:
    """Register them all; called once, when the apps are ready."""
    for list_export in (
        *(VOLUNTEERS, ORGANISATIONS, QUALIFICATIONS, TRAININGS),
        *(DUTIES, ASSIGNMENTS, REPORTS),
    ):
        register_list(list_export)
