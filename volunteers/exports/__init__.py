"""Lists of the roster as spreadsheets; each part adds its own."""

from volunteers.exports import duties


def register_lists() -> None:
    """Register the lists of every part, once, when the apps are ready."""
    duties.register_lists()
