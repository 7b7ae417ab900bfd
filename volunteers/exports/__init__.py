"""Lists of the roster as spreadsheets; each part adds its own."""


def register_lists() -> None:
    """Called once, when the apps are ready."""
