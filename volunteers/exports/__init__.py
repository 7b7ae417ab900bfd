"""Lists of the roster as spreadsheets; each part adds its own."""

from volunteers.exports import reports


def register_lists() -> None:
    """Add them, once, when the apps are ready."""
    reports.register_lists()
